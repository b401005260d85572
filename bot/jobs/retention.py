"""The job that drops what is older than its retention."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Connection

from bot.config import Retention
from bot.jobs.scheduler import Job
from bot.local_time import ROME
from bot.services import audit
from bot.services.linking import links
from bot.services.notices import spread, store
from bot.services.questions import questions
from bot.services.readings import batches, readings, reminders
from bot.storage import inbox, outbox
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)

#: A reading window is over by then, or so far from its ends that nobody is reminded of it.
_MARKS_LAST: Final = timedelta(days=400)


def drop_old(tx: Connection, retention: Retention, now: datetime) -> dict[str, int]:
    """Delete what is older than its retention; return the number of each kind."""
    return {
        "updates": inbox.forget(tx, now - timedelta(days=retention.updates_days)),
        "deliveries": outbox.forget(tx, now - timedelta(days=retention.deliveries_days)),
        "questions": questions.forget(tx, now - timedelta(days=retention.questions_days)),
        "link_attempts": links.forget(tx, now),
        "photos": readings.forget_photos(tx, now - timedelta(days=retention.photos_days)),
        "readings": readings.forget(tx, now - timedelta(days=retention.readings_days)),
        "reading_batches": batches.forget(tx, now - timedelta(days=retention.readings_days)),
        "window_reminders": reminders.forget(tx, now - _MARKS_LAST),
        "notices": store.forget(tx, now - timedelta(days=retention.notices_days)),
        "notice_news": spread.forget(tx, now),
        "audit": audit.forget(tx, now - timedelta(days=retention.audit_days)),
    }


def job(database: Database, retention: Retention, now: Callable[[], datetime]) -> Job:
    """Drop old records every night at 03:30."""

    async def forget() -> None:
        dropped = await database.write(lambda tx: drop_old(tx, retention, now()))
        _log.info("old records dropped", **dropped)

    return Job("forget", forget, CronTrigger(hour=3, minute=30, timezone=ROME), at_start=False)
