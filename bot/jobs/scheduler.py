"""Runs jobs by the clock. A job only changes rows, so two processes or a late start do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import DBAPIError

from bot.local_time import ROME

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is done by the clock, and that may be done at any other time too.

    No trigger is set to an hour between 02:00 and 03:00, which comes twice or never.
    """

    #: How the log names it.
    name: str
    work: Callable[[], Awaitable[None]]
    trigger: BaseTrigger
    #: Whether it is also done as soon as everything is open.
    at_start: bool


def every(span: timedelta) -> IntervalTrigger:
    """Return a trigger at even intervals, which go by UTC."""
    return IntervalTrigger(seconds=span.total_seconds(), timezone=UTC)


class Timers:
    """The jobs of a bot, and the scheduler that runs them."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=ROME, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._jobs: list[Job] = []
        self._running: set[asyncio.Task[None]] = set()

    @property
    def triggers(self) -> list[BaseTrigger]:
        """When each job is done."""
        return [job.trigger for job in self._jobs]

    def add(self, job: Job) -> None:
        """Schedule a job."""
        self._jobs.append(job)
        first = {"next_run_time": datetime.now(UTC)} if job.at_start else {}
        self._scheduler.add_job(partial(self._do, job), job.trigger, id=job.name, **first)

    def start(self) -> None:
        """Go by the clock from now on."""
        self._scheduler.start()

    async def ring(self) -> None:
        """Do every job once, in order: for a clock that was set forward."""
        for job in self._jobs:
            await job.work()

    async def stop(self, grace_s: float) -> None:
        """Begin no further job, and let those under way end within `grace_s` seconds."""
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
            await job.work()
        except asyncio.CancelledError:
            # Nobody but `stop` does that; what was begun is taken up by the next process.
            _log.warning("a job did not end in time", job=job.name)
        except DBAPIError:
            _log.warning("the database refused a job; it is done again later", job=job.name, exc_info=True)
