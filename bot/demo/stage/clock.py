"""The clock of the demo: the machine's, set forward by whoever plays."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.local_time import ROME, local_date

_MORNING: Final = time(9)


def _until_morning(now: datetime) -> timedelta:
    """How long until it is nine where our customers are; reminders are not sent at night."""
    today = local_date(now)
    moments = (datetime.combine(today + timedelta(days=days), _MORNING, ROME) for days in (0, 1))
    return next(moment for moment in moments if moment > now) - now


#: How far one press sets it forward, from a time.
STEPS: Final[Mapping[str, Callable[[datetime], timedelta]]] = {
    "half_hour": lambda _now: timedelta(minutes=30),
    "morning": _until_morning,
    "day": lambda _now: timedelta(days=1),
}


class Clock:
    """Tells the time to the bot and to its chats. It never goes back."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._heard_by: list[Callable[[], Awaitable[None]]] = []
        self._moving = asyncio.Lock()

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        """The time now, in seconds since 1970."""
        return self().timestamp()

    def rings(self, bell: Callable[[], Awaitable[None]]) -> None:
        """Ring this after every step, in the order of these calls."""
        self._heard_by.append(bell)

    async def forward(self, by: timedelta) -> None:
        """Go on by so much, and return when all that was rung has done its part. One step after the other."""
        async with self._moving:
            self._ahead += by
            for bell in self._heard_by:
                await bell()
