"""Whatever comes in between, in every state of sending or deleting a reading; on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from handlers.readings import send
from handlers.readings.states import AwaitReplaced, AwaitSupply, AwaitValue, AwaitYes
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.readings import chat_of_ada, in_every_state

_OF_A_SUPPLY = AwaitValue | AwaitYes | AwaitReplaced
_PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


@pytest.fixture
def chat(database: Database, tmp_path: Path, questions: Questions) -> Iterator[PaperChat]:
    """Ada's chat, in one transaction."""
    with database.engine.begin() as tx:
        yield chat_of_ada(tx, tmp_path, questions)


def test_what_is_no_answer_does_not_lose_the_place(chat: PaperChat) -> None:
    """Questions, thanks, voices and lists are dealt with, and then it is asked again."""
    voice = {"file_id": "f", "file_unique_id": "u", "duration": 1}

    def happens() -> None:
        is_answered_and_asked_again(chat, "Chrome", lambda: chat.says("esiste un browser preferibile?"))
        is_answered_and_asked_again(chat, "Figurati", lambda: chat.says("grazie mille"))
        is_answered_and_asked_again(chat, "messaggi vocali", lambda: chat.sends(voice=voice))
        is_answered_and_asked_again(chat, "Vicolo del Saggio", lambda: chat.says("/letture")[1:])

    in_every_state(chat, happens)


def test_a_danger_is_answered_from_anywhere(chat: PaperChat) -> None:
    """Also with a number in it; the danger's answer stands last, and the place is kept."""

    def happens() -> None:
        before = chat.state
        for words in ("sento odore di gas", "puzza di gas in cantina, il contatore segna 1546"):
            said = chat.says(words)
            assert ["112" in answer for answer in said] == [True]
            assert chat.state == before

    in_every_state(chat, happens)


def test_a_person_can_be_reached_from_anywhere(chat: PaperChat) -> None:
    """With what has been done so far."""

    def happens() -> None:
        before = chat.state
        said = chat.says("voglio parlare con un operatore")
        is_known = isinstance(before, _OF_A_SUPPLY)
        assert ("• sto mandando la lettura del gas di" in said[0]) is is_known
        assert chat.state == before

    in_every_state(chat, happens)


def test_back_leads_to_the_state_before(chat: PaperChat) -> None:
    """Again and again, until the first step says that it is the first."""

    def happens() -> None:
        for earlier in reversed(chat.session.trail):
            chat.says("indietro")
            assert chat.state == earlier
        assert chat.says("/indietro")[0] == "Questo è il primo passo: prima non c’è altro."

    in_every_state(chat, happens)


def test_cancel_closes_from_anywhere(chat: PaperChat) -> None:
    """By button, command or word; nothing is sent and nothing deleted."""

    def happens() -> None:
        for word in ("annulla", "/annulla", "✕ Annulla"):
            with chat.aside():
                said = chat.presses(word) if word.startswith("✕") else chat.says(word)
                assert (said, chat.state) == (["Va bene, annullato. Quando hai bisogno, sono qui."], None)

    in_every_state(chat, happens)


def test_silence_ends_it(chat: PaperChat) -> None:
    """Who stopped in the middle of a reading is told that it was not sent."""

    def happens() -> None:
        was_sending = type(chat.state) in send.DIALOG.states
        said = chat.waits(timedelta(hours=2))
        assert (["non è partita" in words for words in said], chat.state) == ([True] * was_sending, None)
        assert chat.waits(timedelta(hours=2)) == []

    in_every_state(chat, happens)


def test_an_old_button_is_refused_everywhere(chat: PaperChat) -> None:
    """No button of an earlier state does anything."""
    old: list[str] = []

    def happens() -> None:
        before, current = chat.state, f"r{chat.session.revision}:"
        assert [data for data in old if not data.startswith(current) and chat.presses_data(data) != []] == []
        assert chat.state == before
        buttons = (button for message in chat.messages for row in message["rows"] for button in row)
        old[:] = sorted({button["data"] for button in buttons if button.get("data", "").startswith("r")})

    in_every_state(chat, happens)


def test_a_photo_is_kept_or_kindly_refused(chat: PaperChat) -> None:
    """Where a reading is being sent it is kept with it; elsewhere nobody can read it."""

    def happens() -> None:
        before = chat.state
        said = chat.sends(photo=_PHOTO)
        keeps = isinstance(before, _OF_A_SUPPLY | AwaitSupply)
        assert ("la foto la tengo" in said[0]) is keeps
        holder = chat.state.given if isinstance(chat.state, AwaitSupply) else chat.state
        assert getattr(holder, "photo", None) == ("f" if keeps else None)
        assert type(chat.state) is type(before)

    in_every_state(chat, happens)
