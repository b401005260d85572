"""The job that sends broadcasts: what is due begins, what is under way goes on, what is over is closed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.config import Settings
from bot.i18n import Texts
from bot.jobs.scheduler import Job
from bot.metrics import Metrics
from bot.services.broadcasts import rules, stepping
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)

_SEND_EVERY: Final = timedelta(seconds=2)


def job(
    database: Database, settings: Settings, texts: Texts, metrics: Metrics, now: Callable[[], datetime]
) -> Job:
    """Send broadcasts, with a look every two seconds."""
    ours = rules.configured(settings, texts)

    async def work() -> None:
        for faulty in await stepping.step(database, ours, now()):
            metrics.failures.labels("broadcast").inc()
            _log.error("a broadcast paused by itself", broadcast=faulty.broadcast_id, reason=faulty.reason)

    return Job("broadcasts", work, _SEND_EVERY, at_start=True)
