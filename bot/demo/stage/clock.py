"""The clock of the demo: the machine's, set forward by whoever plays."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Final

from bot.local_time import ROME, local_date

#: Reminders are not sent at night.
_MORNING: Final = time(9)
#: When people hear of what is planned for the day after.
_EVENING: Final = time(18)
#: No single step is longer.
_LONGEST: Final = timedelta(days=400)


def _until(clock: time, now: datetime) -> timedelta:
    """How long until the clocks of our customers show a time."""
    today = local_date(now)
    moments = (datetime.combine(today + timedelta(days=days), clock, ROME) for days in (0, 1))
    return next(moment for moment in moments if moment > now) - now


#: How far one press sets it forward, from a time.
STEPS: Final[Mapping[str, Callable[[datetime], timedelta]]] = {
    "half_hour": lambda _now: timedelta(minutes=30),
    "morning": partial(_until, _MORNING),
    "evening": partial(_until, _EVENING),
    "day": lambda _now: timedelta(days=1),
}


class Clock:
    """Tells the time to the bot and to its chats. It never goes back."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._heard_by: list[Callable[[], Awaitable[None]]] = []
        self._moving = asyncio.Lock()
        self._steps: set[asyncio.Task[None]] = set()

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        """The time now, in seconds since 1970."""
        return self().timestamp()

    def rings(self, bell: Callable[[], Awaitable[None]]) -> None:
        """Ring this after every step, in the order of these calls."""
        self._heard_by.append(bell)

    async def until(self, seconds: float) -> None:
        """Go on to a moment, in seconds since 1970.

        Raises:
            ValueError: it is past, or too far away.
        """
        by = timedelta(seconds=seconds - self.seconds())
        if not timedelta(0) <= by <= _LONGEST:
            raise ValueError("the clock does not go there")
        await self.forward(by)

    async def catch_up(self) -> None:
        """Ring without a step: something has come that is to be seen to at once."""
        await self.forward(timedelta(0))

    async def forward(self, by: timedelta) -> None:
        """Go on by so much, and return when all that was rung has done its part. One step after the other.

        A step that has begun is done to its end, even where the page that asked for it is closed meanwhile.
        """
        step = asyncio.create_task(self._step(by))
        self._steps.add(step)
        step.add_done_callback(self._steps.discard)
        await asyncio.shield(step)

    async def _step(self, by: timedelta) -> None:
        async with self._moving:
            self._ahead += by
            for bell in self._heard_by:
                await bell()
