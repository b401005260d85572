"""Waiting for what stands in the database, woken by transactions, never by time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.pool import Pool

from bot.storage.engine import Database

_T = TypeVar("_T")
_LIMIT_S = 10.0

#: Who is to be rung; replaced as a whole, because transactions end in other threads.
_bells: tuple[Callable[[], None], ...] = ()


@event.listens_for(Pool, "checkin")
def _ring(*_: object) -> None:
    # For every pool and for good: adding and removing listeners while others run is not safe.
    for bell in _bells:
        bell()


async def until_stored(
    database: Database, read: Callable[[Connection], _T], expected: _T, *, within_s: float = _LIMIT_S
) -> None:
    """Wait until `read` finds `expected`, looking again after every transaction.

    Raises:
        AssertionError: it was not so within `within_s` seconds; it says what was found instead.
    """
    global _bells  # noqa: PLW0603 - one list of those who wait
    loop, rung = asyncio.get_running_loop(), asyncio.Event()

    def bell() -> None:
        loop.call_soon_threadsafe(rung.set)

    found: list[_T] = []
    _bells = (*_bells, bell)
    try:
        async with asyncio.timeout(within_s):
            while (found := [await database.read(read)]) != [expected]:
                await rung.wait()
                rung.clear()
    except TimeoutError as error:
        raise AssertionError(f"stored is {found}, never {expected!r}") from error
    finally:
        _bells = tuple(other for other in _bells if other is not bell)
