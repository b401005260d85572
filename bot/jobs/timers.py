"""What happens by the clock. A job only changes rows, so two processes or a late start do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from bot.jobs.acquisition import Acquisition
from bot.jobs.retention import drop_old
from bot.jobs.window_reminders import remind_of_windows
from bot.local_time import ROME
from bot.storage.engine import Database
from bot.storage.post import Post


class Job(Protocol):
    """Work that is done by the clock, with the name that it is known by in the log."""

    __name__: str

    def __call__(self) -> Awaitable[None]:
        """Do it."""


_log = structlog.get_logger(__name__)

#: How often somebody looks whether readings are due; when they are is not for us to say.
_LONGEST_LOOK: Final = timedelta(seconds=30)
_REMIND_EVERY: Final = timedelta(minutes=5)


class Timers:
    """The jobs of the clock. Each may be done at any other time too."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=ROME, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._jobs: list[Job] = []
        self._running: set[asyncio.Task[None]] = set()

    @property
    def triggers(self) -> list[BaseTrigger]:
        """When each job is done."""
        return [job.trigger for job in self._scheduler.get_jobs()]

    def add(self, job: Job, trigger: BaseTrigger, *, at_start: bool) -> None:
        """Do this when the trigger says so; with `at_start` also as soon as everything is open."""
        self._jobs.append(job)
        first = {"next_run_time": datetime.now(UTC)} if at_start else {}
        self._scheduler.add_job(partial(self._do, job), trigger, id=job.__name__, **first)

    def start(self) -> None:
        """Go by the clock from now on."""
        self._scheduler.start()

    async def ring(self) -> None:
        """Do every job once, in order: for a clock that was set forward."""
        for job in self._jobs:
            await job()

    async def stop(self, grace_s: float) -> None:
        """Begin no further job, and let those under way end within `grace_s`."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=grace_s)
        self._scheduler.shutdown(wait=False)

    async def _do(self, job: Job) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        try:
            await job()
        except asyncio.CancelledError:
            # Nobody but `stop` does that; what was begun is taken up by the next process.
            _log.warning("a job did not end in time", job=job.__name__)
        except DBAPIError:
            _log.warning(
                "the database refused a job; it is done again later", job=job.__name__, exc_info=True
            )


def build(
    database: Database,
    settings: Settings,
    post: Post,
    acquisition: Acquisition,
    now: Callable[[], datetime],
) -> Timers:
    """The jobs, not yet started.

    Nothing is set to an hour between 02:00 and 03:00, which comes twice or never; what comes by intervals
    goes by UTC.
    """

    async def forget() -> None:
        dropped = await database.write(lambda tx: drop_old(tx, settings.retention, now()))
        _log.info("old records dropped", **dropped)

    async def remind() -> None:
        await remind_of_windows(database, settings, post, now)

    timers = Timers()
    look_every = min(settings.readings.acquire_every, _LONGEST_LOOK)
    timers.add(forget, CronTrigger(hour=3, minute=30, timezone=ROME), at_start=False)
    timers.add(acquisition.run, _every(look_every), at_start=True)
    timers.add(remind, _every(_REMIND_EVERY), at_start=True)
    return timers


def _every(span: timedelta) -> IntervalTrigger:
    return IntervalTrigger(seconds=span.total_seconds(), timezone=UTC)
