"""The steps of telling people, each transaction by itself: the running bot and the command line go by it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.services.notices import posting, spread, store
from bot.services.notices.posting import Enqueue
from bot.services.notices.spread import AT_ONCE, Plan
from bot.storage.engine import Database


async def spread_versions(database: Database, now: datetime) -> int:
    """Write the news of every version that waits for it; return the number of rows.

    A version that comes in the meantime is left to the next run.
    """
    if not await database.read(spread.has_due):
        return 0
    return await _write_all(database, await database.read(partial(_news_plans, now=now)))


async def spread_reminders(database: Database, now: datetime) -> int:
    """Write the reminders that are due; return the number of rows."""
    return await _write_all(database, await database.read(partial(_reminder_plans, now=now)))


async def post_due(database: Database, enqueue: Enqueue, now: datetime, *, ahead: int) -> int:
    """Hand news that is due to the outbox, until `ahead` wait there; return the number of rows."""
    await database.write(posting.settle)
    total = 0
    due = partial(posting.post, enqueue=enqueue, now=now, most=AT_ONCE, ahead=ahead)
    while seen := await database.write(due):
        total += seen
    return total


def _news_plans(tx: Connection, now: datetime) -> list[Plan]:
    return list(spread.news_of(tx, [each.notice for each in store.unspread(tx)], now))


def _reminder_plans(tx: Connection, now: datetime) -> list[Plan]:
    return list(spread.reminders_of(tx, now))


async def _write_all(database: Database, plans: Sequence[Plan]) -> int:
    total = 0
    for plan in plans:
        for start in range(0, len(plan.rows), AT_ONCE):
            rows = plan.rows[start : start + AT_ONCE]
            total += await database.write(partial(spread.write, plan=plan, rows=rows))
        if plan.rows:
            await database.write(partial(spread.finish, plan=plan))
    # Most of a large file touches nobody: a transaction each would take longer than all the rest. Locked in
    # the order in which imports lock them.
    empty = sorted((plan for plan in plans if not plan.rows), key=lambda plan: plan.notice_id)
    for start in range(0, len(empty), AT_ONCE):
        await database.write(partial(_finish, plans=empty[start : start + AT_ONCE]))
    return total


def _finish(tx: Connection, plans: Sequence[Plan]) -> None:
    for plan in plans:
        spread.finish(tx, plan)
