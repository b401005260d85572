"""An album is one message, and a change that changes no words is none; also after a restart."""

from typing import Any

import pytest

from bot.demo.lookalike import Lookalike
from bot.turns import runner
from tests.conftest import OpenDesk

_NO_PICTURES = "Foto e file non riesco ancora a guardarli"


class _Sender:
    """Injects messages of one person, as Telegram writes them."""

    def __init__(self, telegram: Lookalike) -> None:
        self.walker = telegram.user("Ada")
        self._telegram = telegram

    def sends(self, kind: str = "message", *, message_id: int, **content: Any) -> None:  # noqa: ANN401 - JSON
        """One update."""
        ada = self.walker.id
        message = {
            "message_id": message_id,
            "date": 1,
            "chat": {"id": ada, "type": "private", "first_name": "Ada"},
            "from": {"id": ada, "is_bot": False, "first_name": "Ada", "language_code": "it"},
            **content,
        }
        self._telegram.injects({kind: message}, chat_id=ada)

    def part(self, message_id: int, **content: Any) -> None:  # noqa: ANN401 - JSON
        """One picture of the album."""
        size = {"file_id": f"f{message_id}", "file_unique_id": f"u{message_id}", "width": 1, "height": 1}
        self.sends(message_id=message_id, photo=[size], media_group_id="77", **content)

    def said(self) -> list[str]:
        """What the bot has said so far, but for its greeting."""
        return [bubble.text for bubble in self.walker.chat if bubble.by_bot][1:]


@pytest.fixture
async def ada(telegram: Lookalike, monkeypatch: pytest.MonkeyPatch) -> _Sender:
    """A person; the parts of an album are not waited for as long as in earnest."""
    monkeypatch.setattr(runner, "_ALBUM_WAIT_S", 0.1)
    sender = _Sender(telegram)
    # Telegram lets no bot write before the person has.
    await sender.walker.says("/start")
    return sender


@pytest.mark.parametrize("speaking", [None, 0, 1, 3])
async def test_an_album_gets_one_answer(ada: _Sender, open_desk: OpenDesk, speaking: int | None) -> None:
    """The words are counted once, wherever they stand, and nothing is said of the other pictures."""
    async with open_desk():
        for number in range(4):
            caption = {"caption": "quando posso mandare la lettura?"} if number == speaking else {}
            ada.part(1000 + number, **caption)
        ada.sends(message_id=2000, text="/recupera")
        await ada.walker.sees("Di quale portale")
    assert len(ada.said()) == 2
    assert (_NO_PICTURES in ada.said()[0]) == (speaking is None)


async def test_a_late_part_of_an_album_is_passed_over_unless_it_speaks(
    ada: _Sender, open_desk: OpenDesk
) -> None:
    """It came in a later poll, or after a restart: only its words, if any, are still to be answered."""
    async with open_desk():
        ada.part(1000)
        await ada.walker.sees(_NO_PICTURES)
        ada.part(1001)
        ada.sends(message_id=2000, text="/recupera")
        await ada.walker.sees("Di quale portale")
    async with open_desk():
        ada.part(1002)
        ada.part(1003, caption="/annulla")
        await ada.walker.sees("Va bene")
    assert len(ada.said()) == 3


async def test_an_album_that_a_restart_cuts_in_two_gets_one_answer(ada: _Sender, open_desk: OpenDesk) -> None:
    """What waits in the inbox is joined by the next process as well."""
    async with open_desk():
        await ada.walker.sees("Sportello")
        ada.part(1000)
        ada.part(1001, caption="/recupera")
    before = len(ada.said())
    async with open_desk():
        ada.part(1002)
        ada.sends(message_id=2000, text="/annulla")
        await ada.walker.sees("Va bene")
    assert "Di quale portale" in "\n".join(ada.said())
    assert len(ada.said()) - before <= 2


@pytest.mark.parametrize("words", [{"text": "/recupera"}, {"text": "/voto boh"}, {"caption": "/recupera"}])
async def test_a_change_that_changes_no_words_is_none(
    ada: _Sender, open_desk: OpenDesk, words: dict[str, str]
) -> None:
    """A reaction or a preview brings the message again: it is neither answered nor carried out again."""
    async with open_desk():
        ada.sends(message_id=1000, **words)
        ada.sends("edited_message", message_id=1000, edit_date=2, **words)
        ada.sends(message_id=1001, text="/annulla")
        await ada.walker.sees("annulla")
    async with open_desk():
        ada.sends("edited_message", message_id=1000, edit_date=3, **words)
        ada.sends(message_id=1002, text="/annulla")
        await ada.walker.sees("annulla")
    assert len(ada.said()) == 3


async def test_a_change_of_words_is_read_like_a_new_message(ada: _Sender, open_desk: OpenDesk) -> None:
    """Each time anew, also when the first words come back; and no words are kept to compare."""
    async with open_desk():
        ada.sends(message_id=1000, text="/voto boh")
        ada.sends("edited_message", message_id=1000, edit_date=2, text="/recupera")
        await ada.walker.sees("Di quale portale")
        ada.sends("edited_message", message_id=1000, edit_date=2, text="/annulla")
        await ada.walker.sees("Va bene")
    async with open_desk():
        ada.sends("edited_message", message_id=1000, edit_date=3, text="/recupera")
        await ada.walker.sees("Di quale portale")
