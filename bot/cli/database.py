"""The one transaction of a command: the database opened, brought up to this release, closed again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import Connection

from bot.config import Settings
from bot.storage import schema
from bot.storage.engine import Database

_T = TypeVar("_T")


def read(settings: Settings, work: Callable[[Connection], _T]) -> _T:
    """Run `work`, which changes nothing; a running bot goes on meanwhile."""
    return asyncio.run(_opened(settings, lambda database: database.read(work)))


def write(settings: Settings, work: Callable[[Connection], _T]) -> _T:
    """Run `work` and commit, or change nothing where it raises."""
    return asyncio.run(_opened(settings, lambda database: database.write(work)))


async def _opened(settings: Settings, use: Callable[[Database], Awaitable[_T]]) -> _T:
    database = Database(settings.database.url)
    try:
        await schema.prepare(database)
        return await use(database)
    finally:
        database.close()
