"""The steps of sending, each a transaction by itself, as the running bot takes them."""

from datetime import datetime
from functools import partial

from bot.services.broadcasts import outcomes, sending
from bot.services.broadcasts.sending import Faulty, Rules
from bot.storage.engine import Database


async def step(database: Database, rules: Rules, now: datetime) -> list[Faulty]:
    """Begin what is due, take over outcomes, send the next portions; return what paused by itself."""
    if not await database.read(outcomes.has_work):
        return []
    await database.write(partial(outcomes.settle, now=now))
    await database.write(partial(outcomes.close_cancelled, now=now))
    for broadcast_id in await database.read(partial(sending.due, now=now)):
        await database.write(partial(sending.start, broadcast_id=broadcast_id, rules=rules, now=now))
    faults: list[Faulty] = []
    for broadcast_id in await database.read(sending.active):
        look = partial(sending.look_for_faults, broadcast_id=broadcast_id, now=now)
        if (faulty := await database.write(look)) is not None:
            faults.append(faulty)
            continue
        moving = partial(sending.move, broadcast_id=broadcast_id, rules=rules, now=now)
        while await database.write(moving):
            pass
    return faults
