"""Whatever comes in between, in every state of every branch of the recovery; on both databases.

Walks with real restarts stand in tests/walks. Here each turn reads the session anew, without the process.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from handlers.contract.dialog import State, Timed
from handlers.recovery import guide
from handlers.recovery.corrente import AwaitCustomerCode
from handlers.recovery.registration import AwaitRegistered
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.recoverywalk import BRANCHES, Act

_DAY = timedelta(hours=24)
_PASSWORD = "Gatto-123!"
_CODE = "48213"


@pytest.fixture
def chat(database: Database, questions: Questions) -> Iterator[PaperChat]:
    """Ada's chat, in one transaction."""
    with database.engine.begin() as tx:
        yield PaperChat(tx, questions)


def _in_every_state(chat: PaperChat, happens: Callable[[], None]) -> None:
    """Walk every branch; let it happen, aside, in every state that no earlier branch has come through."""
    visited: set[State] = set()
    for branch in BRANCHES.values():
        with chat.aside():
            for act in branch:
                chat.does(act)
                if chat.state is not None and chat.state not in visited:
                    visited.add(chat.state)
                    with chat.aside():
                        happens()
    assert {type(state) for state in visited} == set(guide.DIALOG.states)


@pytest.mark.parametrize("branch", BRANCHES.values(), ids=BRANCHES)
def test_every_branch_says_what_its_script_says(chat: PaperChat, branch: tuple[Act, ...]) -> None:
    """Exactly as many messages as the script names, in their order."""
    for act in branch:
        said = chat.does(act)
        assert len(said) == len(act.seen)
        assert [words for words, heard in zip(act.seen, said, strict=True) if words not in heard] == []


def test_a_photo_or_a_question_in_between_does_not_lose_the_place(chat: PaperChat) -> None:
    """What is not an answer is dealt with, and then the dialog asks again what it was asking."""

    def happens() -> None:
        photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
        is_answered_and_asked_again(chat, "Foto e file", lambda: chat.sends(photo=photo))
        is_answered_and_asked_again(
            chat, "Chrome", lambda: chat.says("esiste un browser preferibile per l'area riservata?")
        )
        is_answered_and_asked_again(chat, "Figurati", lambda: chat.says("grazie mille"))

    _in_every_state(chat, happens)


def test_a_danger_is_answered_from_anywhere(chat: PaperChat) -> None:
    """The danger's answer stands last, and the place is kept."""

    def happens() -> None:
        before = chat.state
        said = chat.says("sento odore di gas in cucina")
        assert ["112" in words for words in said] == [True]
        assert chat.state == before

    _in_every_state(chat, happens)


def test_a_person_can_be_reached_from_anywhere(chat: PaperChat) -> None:
    """By button and by words, with the hours of now and with what was tried."""

    def happens() -> None:
        before = chat.state
        assert before is not None
        by_button, by_words = (
            chat.presses("🙋 Parla con una persona"),
            chat.says("voglio parlare con un operatore"),
        )
        assert by_button == by_words
        assert "803500 (" in by_button[0]
        is_known = not isinstance(before, guide.AwaitPortal | guide.AwaitGoal)
        assert ("puoi dire così:\n•" in by_button[0]) is is_known
        assert chat.state == before

    _in_every_state(chat, happens)


def test_back_leads_to_the_state_before(chat: PaperChat) -> None:
    """Again and again, until the first step says that it is the first; and each way out can be typed."""

    def happens() -> None:
        for earlier in reversed(chat.session.trail):
            # A code that has expired is nothing to go back to.
            if not isinstance(earlier, Timed) or earlier.until > chat.clock():
                chat.says("indietro")
                assert chat.state == earlier
        assert chat.says("/indietro")[0] == "Questo è il primo passo: prima non c’è altro."

    _in_every_state(chat, happens)


def test_cancel_closes_from_anywhere(chat: PaperChat) -> None:
    """By button, command or word, and it is counted."""

    def happens() -> None:
        before = chat.ended("cancelled")
        for word in ("annulla", "/annulla", "✕ Annulla"):
            with chat.aside():
                said = chat.presses(word) if word.startswith("✕") else chat.says(word)
                assert said == ["Va bene, annullato. Quando hai bisogno, sono qui."]
                assert chat.state is None
        assert chat.ended("cancelled") == before + 3

    _in_every_state(chat, happens)


def test_a_quiet_day_ends_with_a_goodbye(chat: PaperChat) -> None:
    """The guide takes its leave once, and can be taken up again where portal and goal are known."""

    def happens() -> None:
        before = chat.ended("expired")
        assert "È da un giorno che non ci sentiamo" in chat.waits(_DAY)[-1]
        assert (chat.state, chat.ended("expired")) == (None, before + 1)
        assert chat.waits(_DAY) == []
        chat.presses("Riprendiamo")
        assert chat.state is not None

    _in_every_state(chat, happens)


def test_an_old_button_is_refused_everywhere(chat: PaperChat) -> None:
    """No button of an earlier state does anything."""
    old: list[str] = []

    def happens() -> None:
        before = chat.state
        current = f"r{chat.session.revision}:"
        for data in old:
            if not data.startswith(current):
                assert chat.presses_data(data) == []
        assert chat.state == before
        buttons = (button for message in chat.messages for row in message["rows"] for button in row)
        old[:] = sorted({button["data"] for button in buttons if button.get("data", "").startswith("r")})

    _in_every_state(chat, happens)


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

    _in_every_state(chat, happens)
