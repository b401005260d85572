"""What only the guided recovery does, in every state of it; the rest stands in `test_contract`."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from handlers.recovery import guide
from handlers.recovery.corrente import AwaitCustomerCode
from handlers.recovery.registration import AwaitRegistered
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.ways import WAYS
from tests.support.ways.walked import go_every_way

_WALKED = WAYS["recovery"]
_PASSWORD = "Gatto-123!"
_CODE = "48213"


@pytest.fixture
def chat(tx: Connection, tmp_path: Path, questions: Questions) -> PaperChat:
    """Ada's chat, in one transaction."""
    return _WALKED.opening(tx, tmp_path, questions)


def test_a_person_is_one_press_away(chat: PaperChat) -> None:
    """The button says what words bring, with the hours of now."""

    def happens() -> None:
        by_button, by_words = (
            chat.presses("🙋 Parla con una persona"),
            chat.says("voglio parlare con un operatore"),
        )
        assert by_button == by_words
        assert "803500 (" in by_button[0]

    go_every_way(chat, guide.DIALOG, _WALKED, happens)


def test_what_silence_has_ended_can_be_taken_up_again(chat: PaperChat) -> None:
    """The goodbye holds a button that begins once more, where portal and goal are known."""

    def happens() -> None:
        chat.waits(guide.DIALOG.patience)
        chat.presses("Riprendiamo")
        assert chat.state is not None

    go_every_way(chat, guide.DIALOG, _WALKED, happens)


def test_a_secret_is_deleted_and_kept_nowhere(chat: PaperChat) -> None:
    """The message goes, the reason is said, the dialog asks on; no table holds it."""

    def happens() -> None:
        takes_digits = isinstance(chat.state, AwaitCustomerCode) or (
            isinstance(chat.state, AwaitRegistered) and chat.state.stage == "codes"
        )
        secrets = [_PASSWORD, f"la password è {_PASSWORD}", "/Zanzara77", f"/chiedi la mia è {_PASSWORD} ?"]
        secrets += [] if takes_digits else [_CODE, "il codice è 482 131", f"mi è arrivato {_CODE}, e adesso?"]
        for secret in secrets:
            is_answered_and_asked_again(chat, "Ho cancellato il tuo messaggio", lambda: chat.says(secret))  # noqa: B023 - called at once
            assert chat.parcels[0].kind == "delete"
        assert "112" in chat.says(f"sento odore di gas! {_PASSWORD}")[-1]
        assert chat.holding(_PASSWORD, _CODE, "Zanzara77", "482 131") == []

    go_every_way(chat, guide.DIALOG, _WALKED, happens)
