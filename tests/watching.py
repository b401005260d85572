"""Waiting for what stands in the database, woken by transactions, never by time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, event

from bot.storage.engine import Database

_T = TypeVar("_T")
_LIMIT_S = 10.0


async def until_stored(database: Database, read: Callable[[Connection], _T], expected: _T) -> None:
    """Wait until `read` finds `expected`, looking again after every transaction.

    Raises:
        AssertionError: it was not so within ten seconds; it says what was found instead.
    """
    loop, rung = asyncio.get_running_loop(), asyncio.Event()

    def ring(*_: object) -> None:
        loop.call_soon_threadsafe(rung.set)

    found: list[_T] = []
    event.listen(database.engine, "checkin", ring)
    try:
        async with asyncio.timeout(_LIMIT_S):
            while (found := [await database.read(read)]) != [expected]:
                await rung.wait()
                rung.clear()
    except TimeoutError as error:
        raise AssertionError(f"stored is {found}, never {expected!r}") from error
    finally:
        event.remove(database.engine, "checkin", ring)
