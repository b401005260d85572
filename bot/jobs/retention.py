"""The job that drops what is older than its retention."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.config import Retention
from bot.jobs.scheduler import Job
from bot.local_time import ROME
from bot.metrics import Metrics
from bot.services import audit
from bot.services.broadcasts import outcomes
from bot.services.broadcasts import store as broadcasts
from bot.services.desk import erasure
from bot.services.linking import links
from bot.services.notices import spread, store
from bot.services.questions import questions, teaching
from bot.services.readings import batches, readings, reminders
from bot.services.staff import attempts
from bot.services.staff import sessions as staff_sessions
from bot.storage import inbox, outbox, sessions
from bot.storage.engine import Database, is_away

_log = structlog.get_logger(__name__)

#: A reading window is over by then, or so far from its ends that nobody is reminded of it.
_MARKS_LAST: Final = timedelta(days=400)
#: By the addresses of ended sessions somebody is known for so long.
_SESSIONS_LAST: Final = timedelta(days=30)
_ATTEMPTS_LAST: Final = timedelta(days=2)


async def drop_old(
    database: Database, retention: Retention, metrics: Metrics, now: datetime
) -> dict[str, int]:
    """Delete what is older than its retention, each kind in a transaction of its own; return the numbers.

    A kind that cannot be deleted is logged and left out; the others are deleted.

    Raises:
        DBAPIError: the database is away; what is done so far stays done.
    """
    dropped: dict[str, int] = {}
    for kind, forget in _kinds(retention, now).items():
        try:
            dropped[kind] = await database.write(forget)
        except Exception as error:
            if isinstance(error, DBAPIError) and is_away(error):
                raise
            metrics.failures.labels("retention").inc()
            _log.error("old records cannot be dropped", kind=kind, exc_info=error)
    return dropped


def _kinds(retention: Retention, now: datetime) -> dict[str, Callable[[Connection], int]]:
    """Return what deletes each kind of record. The readings of a batch go before it."""

    def before(days: int) -> datetime:
        return now - timedelta(days=days)

    return {
        "updates": lambda tx: inbox.forget(tx, before(retention.updates_days)),
        "last_words": sessions.forget_recent,
        "deliveries": lambda tx: _forget_deliveries(tx, before(retention.deliveries_days), now),
        "questions": lambda tx: questions.forget(tx, before(retention.questions_days)),
        "cases": lambda tx: erasure.forget(tx, before(retention.questions_days)),
        "settled_questions": lambda tx: teaching.forget_settled(tx, before(retention.questions_days)),
        "desk_members": lambda tx: erasure.forget_members(tx, before(retention.deliveries_days)),
        "link_attempts": lambda tx: links.forget(tx, now),
        "photos": lambda tx: readings.forget_photos(tx, before(retention.photos_days)),
        "readings": lambda tx: readings.forget(tx, before(retention.readings_days)),
        "reading_batches": lambda tx: batches.forget(tx, before(retention.readings_days)),
        "window_reminders": lambda tx: reminders.forget(tx, now - _MARKS_LAST),
        "notices": lambda tx: store.forget(tx, before(retention.notices_days)),
        "notice_news": lambda tx: spread.forget(tx, now),
        "broadcasts": lambda tx: broadcasts.forget(tx, before(retention.broadcasts_days)),
        "staff_sessions": lambda tx: staff_sessions.forget(tx, now - _SESSIONS_LAST),
        "staff_attempts": lambda tx: attempts.forget(tx, now - _ATTEMPTS_LAST),
        "audit": lambda tx: audit.forget(tx, before(retention.audit_days)),
    }


def _forget_deliveries(tx: Connection, before: datetime, now: datetime) -> int:
    """Delete old deliveries; what became of those of broadcasts is taken over first."""
    outcomes.settle(tx, now)
    return outbox.forget(tx, before)


def job(database: Database, retention: Retention, metrics: Metrics, now: Callable[[], datetime]) -> Job:
    """Drop old records every night at 03:30."""

    async def forget() -> None:
        dropped = await drop_old(database, retention, metrics, now())
        _log.info("old records dropped", **dropped)

    return Job("forget", forget, CronTrigger(hour=3, minute=30, timezone=ROME), at_start=False)
