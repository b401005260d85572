"""What happens by the clock. A job only changes rows, so two processes or a late start do no harm."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Connection

from bot.config import Retention
from bot.local_time import ROME
from bot.services import links, questions
from bot.storage import inbox, outbox
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)


def build(database: Database, retention: Retention, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """The jobs, not yet started. Nothing runs between 02:00 and 03:00, an hour that comes twice or never."""
    scheduler = AsyncIOScheduler(
        timezone=ROME, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    async def forget() -> None:
        dropped = await database.write(lambda tx: drop_old(tx, retention, now()))
        _log.info("old records dropped", **dropped)

    scheduler.add_job(forget, CronTrigger(hour=3, minute=30, timezone=ROME), id="retention")
    return scheduler


def drop_old(tx: Connection, retention: Retention, now: datetime) -> dict[str, int]:
    """Drop what is older than its retention; gives how much of each kind."""
    return {
        "updates": inbox.forget(tx, now - timedelta(days=retention.updates_days)),
        "deliveries": outbox.forget(tx, now - timedelta(days=retention.deliveries_days)),
        "questions": questions.forget(tx, now - timedelta(days=retention.questions_days)),
        "link_attempts": links.forget(tx, now),
    }
