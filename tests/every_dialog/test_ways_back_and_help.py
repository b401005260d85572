"""In each state of each dialog: back never stands still, and the number of an emergency leads to help."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from handlers.contract.dialog import Dialog
from handlers.readings import SENDING
from handlers.subjects import DIALOGS
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.ways import WAYS
from tests.support.ways.walked import go_every_way

_LEADING: Final = [dialog for dialog in DIALOGS if dialog.prompt is not None]
_FIRST_STEP: Final = "Questo è il primo passo: prima non c’è altro."
_BACK: Final = "← Indietro"
_NUMBERS: Final = (
    "112",
    "113",
    "115",
    "118",
    "112!",
    "1 1 2",
    "n. 112",
    "il 118",
    "chiamo il 112",
    "call 112",
    "Notruf 112",
)
#: More steps than any dialog has.
_MANY: Final = 40
_FILE: Final = {"file_id": "f", "file_unique_id": "u"}
#: What may come before somebody goes back, and is no step of its own.
_BEFORE: Final[tuple[Callable[[PaperChat], object], ...]] = (
    lambda _chat: None,
    lambda chat: chat.says("grazie mille"),
    lambda chat: chat.says("forse"),
    lambda chat: chat.says("/help"),
    lambda chat: chat.sends(photo=[{**_FILE, "width": 1, "height": 1}]),
)


def _has_back(chat: PaperChat) -> bool:
    return any(button["label"] == _BACK for row in chat.messages[-1]["rows"] for button in row)


@pytest.mark.parametrize("dialog", _LEADING, ids=lambda dialog: dialog.name)
def test_back_never_stands_still(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """After each "back" another question is asked, or it is said that this is the first step."""
    chat = WAYS[dialog.name].opening(paper_tx, tmp_path, questions)

    def goes_back() -> None:
        for _ in range(_MANY):
            asked = chat.messages[-1]["text"]
            had_button = _has_back(chat)
            said = chat.says("indietro")
            if _FIRST_STEP in said[0]:
                return
            assert chat.messages[-1]["text"] != asked
            assert had_button or chat.state is None or asked not in said
        pytest.fail("the first step is never reached")

    def happens() -> None:
        for comes in _BEFORE:
            with chat.aside():
                before = chat.state
                comes(chat)
                if type(chat.state) is type(before):
                    goes_back()

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


@pytest.mark.parametrize("dialog", _LEADING, ids=lambda dialog: dialog.name)
def test_the_number_of_an_emergency_leads_to_help(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """Where a number may be a reading it is asked what it is; the place is kept, and nothing is taken."""
    chat = WAYS[dialog.name].opening(paper_tx, tmp_path, questions)
    answer = "Che cosa è successo?"

    def happens() -> None:
        for number in _NUMBERS:
            with chat.aside():
                if dialog.name != SENDING:
                    is_answered_and_asked_again(chat, answer, lambda: chat.says(number))  # noqa: B023 - at once
                    continue
                before = chat.state
                said = chat.says(number)
                assert "112" in said[0], number
                assert chat.state == before, number
                assert any(
                    button["label"] == "🚨 Cerco aiuto" for row in chat.messages[-1]["rows"] for button in row
                ), number

    go_every_way(chat, dialog, WAYS[dialog.name], happens)
