"""The job that sends broadcasts: what is due begins, what is under way goes on, what is over is closed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.config import Settings
from bot.i18n import CallbackButton, Texts
from bot.jobs.scheduler import Job
from bot.metrics import Metrics
from bot.services.broadcasts import stepping
from bot.services.broadcasts.broadcast import Broadcast
from bot.services.broadcasts.sending import Rules
from bot.services.broadcasts.words import WayOut, Words
from bot.storage.engine import Database
from handlers.notices import NO_MORE_OFFERS

_log = structlog.get_logger(__name__)

_SEND_EVERY: Final = timedelta(seconds=2)
#: So much of the pace waits in the outbox: enough for it never to run dry, and soon gone.
_AHEAD: Final = timedelta(seconds=8)


def way_out(texts: Texts) -> WayOut:
    """Return what makes the button by which somebody stops promotional messages."""

    def button(language: str) -> CallbackButton:
        return CallbackButton(texts.translate(NO_MORE_OFFERS.label, language), NO_MORE_OFFERS.command)

    return button


def rules(settings: Settings, texts: Texts) -> Rules:
    """Return what sending goes by."""
    stop, folder = way_out(texts), settings.broadcasts.folder

    def words(broadcast: Broadcast) -> Words:
        return Words(broadcast.draft, folder, stop)

    return Rules(
        windows=settings.readings.windows,
        second_person_above=settings.broadcasts.second_person_above,
        ahead=settings.telegram.bulk_per_second * int(_AHEAD.total_seconds()),
        words=words,
        training=settings.broadcasts.training,
    )


def job(
    database: Database, settings: Settings, texts: Texts, metrics: Metrics, now: Callable[[], datetime]
) -> Job:
    """Send broadcasts, with a look every two seconds."""
    ours = rules(settings, texts)

    async def work() -> None:
        for faulty in await stepping.step(database, ours, now()):
            metrics.failures.labels("broadcast").inc()
            _log.error("a broadcast paused by itself", broadcast=faulty.broadcast_id, reason=faulty.reason)

    return Job("broadcasts", work, _SEND_EVERY, at_start=True)
