"""The steps of sending, each a transaction by itself, as the running bot takes them."""

from collections.abc import Awaitable
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from bot.services.broadcasts import outcomes, sending
from bot.services.broadcasts.sending import Faulty, Rules
from bot.storage.engine import Database, is_away

_Result = TypeVar("_Result")
_log = structlog.get_logger(__name__)


async def step(database: Database, rules: Rules, now: datetime) -> list[Faulty]:
    """Begin what is due, take over outcomes, send the next portions; return what paused by itself.

    Raises:
        DBAPIError: the database is away; what is done so far stays done.
    """
    if not await database.read(outcomes.has_work):
        return []
    await database.write(partial(outcomes.settle, now=now))
    await database.write(partial(outcomes.close_cancelled, now=now))
    for broadcast_id in await database.read(partial(sending.due, now=now)):
        start = partial(sending.start, broadcast_id=broadcast_id, rules=rules, now=now)
        await _apart(broadcast_id, database.write(start))
    faults: list[Faulty] = []
    for broadcast_id in await database.read(sending.active):
        faulty = await _apart(broadcast_id, _go_on(database, broadcast_id, rules, now))
        if faulty is not None:
            faults.append(faulty)
    return faults


async def _go_on(database: Database, broadcast_id: int, rules: Rules, now: datetime) -> Faulty | None:
    look = partial(sending.look_for_faults, broadcast_id=broadcast_id, now=now)
    if (faulty := await database.write(look)) is not None:
        return faulty
    moving = partial(sending.move, broadcast_id=broadcast_id, rules=rules, now=now)
    while await database.write(moving):
        pass
    return None


async def _apart(broadcast_id: int, work: Awaitable[_Result]) -> _Result | None:
    """Do the work of one broadcast; where it fails by itself, the others go on."""
    try:
        return await work
    except Exception as error:
        if isinstance(error, DBAPIError) and is_away(error):
            raise
        _log.error("a broadcast cannot go on", broadcast=broadcast_id, exc_info=error)
        return None
