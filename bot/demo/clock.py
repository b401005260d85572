"""The clock of the demo: the machine's, set forward by whoever plays."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

#: How far one press sets it forward.
STEPS: Final = {"half_hour": timedelta(minutes=30), "day": timedelta(days=1)}


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
