"""What only sending and deleting a reading do, in every state of theirs; the rest is in `test_contract`."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from handlers.contract.dialog import Dialog
from handlers.readings import listing, send
from handlers.readings.states import AwaitSupply
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.ways import WAYS
from tests.support.ways.walked import go_every_way

_PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


@pytest.fixture
def chat(tx: Connection, tmp_path: Path, questions: Questions) -> PaperChat:
    """Ada's chat, in one transaction."""
    return WAYS["self-reading"].opening(tx, tmp_path, questions)


@pytest.mark.parametrize("dialog", [send.DIALOG, listing.DIALOG], ids=["sending", "deleting"])
def test_a_list_in_between_does_not_lose_the_place(chat: PaperChat, dialog: Dialog[Any]) -> None:
    """What was sent may be looked up, and a short question put; then it is asked again."""

    def happens() -> None:
        is_answered_and_asked_again(chat, "Chrome", lambda: chat.says("esiste un browser preferibile?"))
        is_answered_and_asked_again(chat, "Vicolo del Saggio", lambda: chat.says("/letture")[1:])

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


@pytest.mark.parametrize("dialog", [send.DIALOG, listing.DIALOG], ids=["sending", "deleting"])
def test_a_photo_waits_in_the_state(chat: PaperChat, dialog: Dialog[Any]) -> None:
    """Where a reading is being sent the state holds it until the yes; elsewhere nothing does."""

    def happens() -> None:
        chat.sends(photo=_PHOTO)
        holder = chat.state.given if isinstance(chat.state, AwaitSupply) else chat.state
        keeps = type(chat.state) in WAYS[dialog.name].keeps_photo
        assert keeps is (type(chat.state) in send.DIALOG.states)
        assert getattr(holder, "photo", None) == ("f" if keeps else None)

    go_every_way(chat, dialog, WAYS[dialog.name], happens)
