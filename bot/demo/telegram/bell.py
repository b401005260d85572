"""A bell that wakes everybody who waits for a change: long polls, deliveries, screens and tests."""

import asyncio
from collections.abc import Callable
from contextlib import suppress


class Bell:
    """Rings once for each change; one loop only. Whoever wakes looks for themselves at what has changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        """Wakes all that wait now."""
        self._next.set()
        self._next = asyncio.Event()

    async def until(self, holds: Callable[[], object], limit_s: float | None = None) -> bool:
        """Waits until `holds()` is true, looking again at each ring; False if the limit passes before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                while not holds():
                    await self._next.wait()
        return bool(holds())
