"""A walk in which the bot is stopped and started again after every single turn."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.demo.walker import Bubble, Walker
from tests.conftest import OpenDesk
from tests.support.clock import Clock
from tests.support.recoverywalk import Act


class RestartedWalk:
    """A person who notices nothing of it.

    Every act names what is seen then, in order; nothing else may be said.
    """

    def __init__(self, person: Walker, open_desk: OpenDesk, clock: Clock) -> None:
        self.person = person
        self.clock = clock
        self._open_desk = open_desk
        self.seen: list[Bubble] = []

    async def does(self, act: Act) -> None:
        """One turn of a script."""
        match act:
            case Act(says=str(text)):
                await self.says(text, *act.seen)
            case Act(presses=str(label)):
                await self.presses(label, *act.seen)
            case Act(waits=timedelta() as wait):
                await self.waits(*act.seen, seconds=wait.total_seconds())
            case _:
                raise ValueError(act)

    async def says(self, text: str, *seen: str) -> Bubble:
        """Writes; gives the own message."""
        written: list[Bubble] = []

        async def act() -> None:
            written.append(await self.person.says(text))

        await self._turn(act, seen)
        return written[0]

    async def presses(self, label: str, *seen: str, on: Bubble | None = None) -> None:
        """Presses the newest button of this name, or the one on that message."""
        await self._turn(lambda: self.person.presses(label, on=on), seen)

    async def sends_photo(self, *seen: str) -> None:
        """Sends a picture where words are wanted."""
        await self._turn(self.person.sends_photo, seen)

    async def waits(self, *seen: str, **time: float) -> None:
        """Lets time pass while the bot is down."""

        async def act() -> None:
            return

        self.clock.turn(**time)
        await self._turn(act, seen)

    async def _turn(self, act: Callable[[], Awaitable[object]], seen: tuple[str, ...]) -> None:
        async with self._open_desk(now=self.clock):
            await act()
            self.seen = [await self.person.sees(words) for words in seen]
        # An answered press without words flashes nothing.
        assert [words for words in self.person.unseen if words] == []
