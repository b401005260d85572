"""Runs jobs by the clock. A job only changes rows, so two processes or a late start do no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.exc import DBAPIError

from bot.local_time import ROME
from bot.metrics import Metrics
from bot.storage.engine import is_away

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is done by the clock, and that may be done at any other time too.

    No trigger is set to an hour between 02:00 and 03:00, which comes twice or never.
    """

    #: How the log names it.
    name: str
    work: Callable[[], Awaitable[None]]
    #: Moments of the calendar, or the span from one beginning to the next.
    trigger: BaseTrigger | timedelta
    #: Whether it is also done as soon as everything is open.
    at_start: bool


class Timers:
    """The jobs of a bot: those of the calendar go by a scheduler, those at intervals by the monotonic clock.

    So a clock that is set back an hour holds no interval up. No job ends for ever because it failed once.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._scheduler = AsyncIOScheduler(
            timezone=ROME, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._jobs: list[Job] = []
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    @property
    def triggers(self) -> list[BaseTrigger | timedelta]:
        """When each job is done."""
        return [job.trigger for job in self._jobs]

    def add(self, job: Job) -> None:
        """Schedule a job."""
        self._jobs.append(job)
        if isinstance(job.trigger, BaseTrigger):
            self._scheduler.add_job(partial(self._do_tracked, job), job.trigger, id=job.name)

    def start(self) -> None:
        """Go by the clock from now on."""
        self._scheduler.start()
        for job in self._jobs:
            if isinstance(job.trigger, timedelta):
                self._track(asyncio.create_task(self._repeat(job, job.trigger.total_seconds())))
            elif job.at_start:
                self._track(asyncio.create_task(self._do(job)))

    async def ring(self) -> None:
        """Do every job once, in order: for a clock that was set forward."""
        for job in self._jobs:
            await job.work()

    async def stop(self, grace_s: float) -> None:
        """Begin no further job, and let those under way end within `grace_s` seconds."""
        if not self._scheduler.running:
            return
        self._stopping.set()
        self._scheduler.pause()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=grace_s)
            for task in late:
                task.cancel()
        self._scheduler.shutdown(wait=False)

    async def _repeat(self, job: Job, every_s: float) -> None:
        due = monotonic() + (0 if job.at_start else every_s)
        while not await self._stops_by(due):
            await self._do(job)
            # What fell due meanwhile is not done once more.
            due = max(due + every_s, monotonic())

    async def _stops_by(self, due: float) -> bool:
        """Wait until `due` by the monotonic clock, or until no further job is to begin: then it is true."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, due - monotonic())):
                await self._stopping.wait()
        return self._stopping.is_set()

    def _track(self, task: asyncio.Task[None]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _do_tracked(self, job: Job) -> None:
        if (task := asyncio.current_task()) is not None:
            self._track(task)
        await self._do(job)

    async def _do(self, job: Job) -> None:
        try:
            await job.work()
        except asyncio.CancelledError:
            # Nobody but `stop` does that; what was begun is taken up by the next process.
            _log.warning("a job did not end in time", job=job.name)
        except Exception as error:  # noqa: BLE001 - a fault of ours must not end the job for ever
            if isinstance(error, DBAPIError) and is_away(error):
                self._metrics.failures.labels("database").inc()
                _log.warning("the database refused a job; it is done again", job=job.name, exc_info=error)
                return
            self._metrics.failures.labels("job").inc()
            _log.error("a job failed; it is done again", job=job.name, exc_info=error)
