"""A walk through linking: the bot is stopped and started after every turn, letters lie in a mailbox."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

from bot.app import App
from bot.demo.lookalike import Lookalike
from bot.demo.walker import Bubble, Walker
from bot.gateways.mail import Letter, Mail, MemoryMail
from tests.conftest import OpenDesk
from tests.support.clock import Clock
from tests.support.customers import ADA_CODE, ADA_TAX_CODE

_KEY: Final = re.compile(r"https://t\.me/sportello_demo_bot\?start=(\S+)")
_LIMIT_S: Final = 10.0


class LinkWalk:
    """People who notice nothing of it. Every act names what is seen then; nothing else may be said."""

    def __init__(self, telegram: Lookalike, open_desk: OpenDesk, mail: Mail | None) -> None:
        self.clock = Clock()
        self.telegram = telegram
        self.person = telegram.user("Ada")
        self.mail = mail
        self._open_desk = open_desk
        self.last: list[Bubble] = []

    async def says(self, text: str, *seen: str, by: Walker | None = None) -> None:
        """Somebody (Ada unless another is named) writes."""
        person = by or self.person
        await self._turn(lambda: person.says(text), person, seen)

    async def presses(self, label: str, *seen: str, on: Bubble | None = None) -> None:
        """Ada presses a button."""
        await self._turn(lambda: self.person.presses(label, on=on), self.person, seen)

    async def forges(self, data: str, *seen: str) -> None:
        """Ada sends what no button of the last message holds, as a forged or very old client could."""
        await self._turn(lambda: self.person.sends_data(data, on=self.last[-1]), self.person, seen)

    async def sends_photo(self, *seen: str) -> None:
        """Ada sends a picture where words are wanted."""
        await self._turn(self.person.sends_photo, self.person, seen)

    async def shares(self, *seen: str, of: Walker | None = None, by: Walker | None = None) -> None:
        """Somebody shares a contact: the own one, or the card of another."""
        person = by or self.person
        await self._turn(lambda: person.shares_contact(of.person if of else None), person, seen)

    async def waits(self, *seen: str, **time: float) -> None:
        """Time passes while the bot is down."""
        self.clock.turn(**time)
        await self._turn(_nothing, self.person, seen)

    async def letter(self, number: int = 1) -> Letter:
        """Wait until so many letters have come; gives the last."""
        assert isinstance(self.mail, MemoryMail)
        mail, came = self.mail, asyncio.Event()

        def look() -> None:
            if len(mail.letters) >= number:
                came.set()

        mail.on_letter = look
        look()
        async with self.opened(), asyncio.timeout(_LIMIT_S):
            await came.wait()
        return mail.letters[number - 1]

    async def names_ada(self, *seen: str, by: Walker | None = None) -> None:
        """Somebody names Ada's contract; `seen` is what comes after the tax code."""
        await self.says("/collega", "codice cliente", by=by)
        await self.says(ADA_CODE, "codice fiscale", by=by)
        await self.says(ADA_TAX_CODE, *seen, by=by)

    def opened(self) -> AbstractAsyncContextManager[App]:
        """The bot at work."""
        return self._open_desk(now=self.clock, mail=self.mail)

    async def _turn(
        self, act: Callable[[], Awaitable[object]], person: Walker, seen: tuple[str, ...]
    ) -> None:
        async with self.opened():
            await act()
            self.last = [await person.sees(words) for words in seen]
        # An answered press without words flashes nothing.
        assert [words for words in person.unseen if words] == []


async def _nothing() -> None:
    return


def key_of(text: str) -> str:
    """What the link in a letter starts the bot with."""
    found = _KEY.search(text)
    assert found is not None, text
    return found[1]
