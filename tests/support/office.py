"""A dispatcher at work between a database and the look-alike of Telegram."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.demo.lookalike import Lookalike
from bot.demo.walker import Walker
from bot.metrics import Metrics
from bot.outbox.desk import CaseLedger
from bot.outbox.dispatcher import Dispatcher
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.tables import deliveries
from bot.wiring import utc_now
from tests.support.sending import way_out, words
from tests.support.watching import until_stored


@dataclass(frozen=True, slots=True)
class Office:
    """A dispatcher at work, and its database."""

    database: Database
    dispatcher: Dispatcher
    metrics: Metrics
    now: Callable[[], datetime]

    async def post(self, *parcels: Parcel) -> None:
        """Add parcels and hand them over, as the runner does after a turn."""
        lease = self.dispatcher.lease()
        claimed = await self.database.write(lambda tx: outbox.add(tx, parcels, self.now(), lease))
        self.dispatcher.hand_over(claimed)

    async def says(self, person: Walker, *sentences: str) -> None:
        """Send replies."""
        await self.post(*(reply(person.id, sentence) for sentence in sentences))


@asynccontextmanager
async def office_at(  # noqa: PLR0913 - the settings of a queue
    telegram: Lookalike,
    database: Database,
    *,
    per_second: int = 1000,
    grace_s: float = 5,
    now: Callable[[], datetime] = utc_now,
    ledger: CaseLedger | None = None,
    group_per_minute: int = 20,
) -> AsyncIterator[Office]:
    """Open a dispatcher of Telegram's replies, and stop it where the block ends."""
    async with way_out(telegram) as out:
        dispatcher = Dispatcher(
            database,
            out.sender,
            out.metrics,
            now,
            bulk_per_second=per_second,
            send_timeout=timedelta(seconds=5),
            ledger=ledger,
            group_per_minute=group_per_minute,
        )
        await dispatcher.take_up()
        running = asyncio.create_task(dispatcher.run())
        try:
            yield Office(database, dispatcher, out.metrics, now)
        finally:
            await dispatcher.stop(grace_s)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def reply(chat_id: int, sentence: str, lane: Lane = Lane.REPLY) -> Parcel:
    """Make a message to a chat."""
    return Parcel(words(sentence), chat_id, lane)


async def somebody(telegram: Lookalike, name: str) -> Walker:
    """Let somebody open the chat."""
    walker = telegram.user(name)
    await walker.says("/start")
    return walker


def said_to(walker: Walker) -> list[str]:
    """Return what the bot has said, in order."""
    return [bubble.text for bubble in walker.chat if bubble.by_bot]


def states(tx: Connection) -> list[str]:
    """Return the state of each delivery, in order."""
    return list(tx.execute(select(deliveries.c.state).order_by(deliveries.c.delivery_id)).scalars())


async def until_settled(database: Database, *expected: str) -> None:
    """Wait until the deliveries have these states."""
    await until_stored(database, states, list(expected))
