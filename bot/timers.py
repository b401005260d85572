"""What happens by the clock. A job only changes rows, so two processes or a late start do no harm."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.acquisition import Acquisition
from bot.config import Retention, Settings
from bot.i18n import Texts
from bot.local_time import ROME
from bot.services import audit, links, questions, reading_batches, readings, window_reminders
from bot.storage import inbox, outbox
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)

#: How often somebody looks whether readings are due; when they are is not for us to say.
_LONGEST_LOOK: Final = timedelta(seconds=30)
_REMIND_EVERY: Final = timedelta(minutes=5)
#: So many reminders a transaction: nobody else waits for longer than that takes.
_REMINDERS_AT_ONCE: Final = 200
#: A reading window is over by then, or so far from its ends that nobody is reminded of it.
_MARKS_LAST: Final = timedelta(days=400)


def build(
    database: Database,
    settings: Settings,
    texts: Texts,
    acquisition: Acquisition,
    now: Callable[[], datetime],
) -> AsyncIOScheduler:
    """The jobs, not yet started; each is called without arguments and may be called at any other time too.

    Nothing is set to an hour between 02:00 and 03:00, which comes twice or never; what comes by intervals
    goes by UTC.
    """
    scheduler = AsyncIOScheduler(
        timezone=ROME, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    async def forget() -> None:
        dropped = await database.write(lambda tx: drop_old(tx, settings.retention, now()))
        _log.info("old records dropped", **dropped)

    async def acquire() -> None:
        try:
            await acquisition.run()
        except DBAPIError:
            _log.warning("the database refused an acquisition; trying again", exc_info=True)

    async def remind() -> None:
        try:
            await remind_of_windows(database, settings, texts, now)
        except DBAPIError:
            _log.warning("the database refused reminders; trying again", exc_info=True)

    look_every = min(settings.readings.acquire_every, _LONGEST_LOOK).total_seconds()
    at_once = datetime.now(UTC)
    every = partial(IntervalTrigger, timezone=UTC, start_date=at_once)
    scheduler.add_job(forget, CronTrigger(hour=3, minute=30, timezone=ROME), id="retention")
    scheduler.add_job(acquire, every(seconds=look_every), id="acquisition", next_run_time=at_once)
    scheduler.add_job(
        remind, every(seconds=_REMIND_EVERY.total_seconds()), id="window reminders", next_run_time=at_once
    )
    return scheduler


async def remind_of_windows(
    database: Database, settings: Settings, texts: Texts, now: Callable[[], datetime]
) -> int:
    """Tell everybody who is to be told of a reading window now, some at a time; gives how many."""
    told = 0
    windows = settings.readings.windows
    for occasion in await database.read(lambda tx: window_reminders.occasions(tx, windows, now())):
        after: int | None = None
        while people := await database.read(
            partial(window_reminders.owing, occasion=occasion, after=after, most=_REMINDERS_AT_ONCE)
        ):
            told += await database.write(
                partial(window_reminders.remind, occasion=occasion, people=people, texts=texts, now=now())
            )
            after = people[-1].person_id
    return told


def drop_old(tx: Connection, retention: Retention, now: datetime) -> dict[str, int]:
    """Drop what is older than its retention; gives how much of each kind."""
    return {
        "updates": inbox.forget(tx, now - timedelta(days=retention.updates_days)),
        "deliveries": outbox.forget(tx, now - timedelta(days=retention.deliveries_days)),
        "questions": questions.forget(tx, now - timedelta(days=retention.questions_days)),
        "link_attempts": links.forget(tx, now),
        "photos": readings.forget_photos(tx, now - timedelta(days=retention.photos_days)),
        "readings": readings.forget(tx, now - timedelta(days=retention.readings_days)),
        "reading_batches": reading_batches.forget(tx, now - timedelta(days=retention.readings_days)),
        "window_reminders": window_reminders.forget(tx, now - _MARKS_LAST),
        "audit": audit.forget(tx, now - timedelta(days=retention.audit_days)),
    }
