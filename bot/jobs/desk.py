"""The jobs of the desk: what happens while nobody answers, topics that are over, a group that is behind."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.config import Settings
from bot.jobs.scheduler import Job
from bot.metrics import Metrics
from bot.services.desk import backlog, erasure, figures, steps
from bot.services.desk.figures import Report
from bot.services.desk.hours import WorkingTime, usual_wait
from bot.services.desk.ladder import StepKind
from bot.services.desk.parts import DeskParts
from bot.services.desk.steps import Rules
from bot.storage.apart import write_apart
from bot.storage.engine import Database
from handlers.contract.desk import CaseState, Ending, Reason

_log = structlog.get_logger(__name__)

_CLIMB_EVERY: Final = timedelta(seconds=20)
_COUNT_EVERY: Final = timedelta(minutes=5)
#: The cases that gauges count.
_COUNTED: Final = timedelta(weeks=4)


class Ladder:
    """One process's part in what happens by the clock; several may do it at the same moment."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        parts: DeskParts,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._desk = settings.desk
        self._configured_id = settings.telegram.support_chat
        self._hours = WorkingTime(settings.desk.hours)
        self._parts = parts
        self._metrics = metrics
        self._now = now

    async def climb(self) -> None:
        """Take every step that is due, end topics that are over, and say whether the group is behind."""
        rules, due = await self._database.read(self._look)
        for case_id in due:
            # Each in a transaction of its own: two that lock several chats could wait for each other.
            async for taken in write_apart(
                self._database, [case_id], partial(self._take, rules=rules), self._pass_over
            ):
                for kind in taken:
                    self._metrics.desk_steps.labels(kind.value).inc()
        if (days := self._desk.delete_topic_after_days) is not None:
            before = self._now() - timedelta(days=days)
            await self._database.write(lambda tx: erasure.delete_topics(tx, before, self._now()))
        await self._database.write(self._say_behind)

    async def count(self) -> None:
        """Count the figures of the last weeks for ``/metrics``."""
        now = self._now()
        since = now - _COUNTED
        show(self._metrics, await self._database.read(lambda tx: figures.report(tx, self._hours, since, now)))

    def _look(self, tx: Connection) -> tuple[Rules, list[int]]:
        """Return what the ladder goes by, and the cases for which a step is due."""
        now = self._now()
        rules = Rules(self._hours, self._desk, usual_wait(tx, self._hours, now))
        return rules, steps.due_cases(tx, rules, now)

    def _take(self, tx: Connection, case_ids: Sequence[int], rules: Rules) -> list[StepKind]:
        now = self._now()
        return [kind for case_id in case_ids for kind in steps.take(self._parts, tx, case_id, rules, now)]

    def _say_behind(self, tx: Connection) -> None:
        group_id = self._parts.group.chat_id(tx)
        if self._configured_id is not None and group_id is not None:
            now = self._now()
            self._parts.post.send(tx, backlog.changes(tx, self._configured_id, group_id, now), now)

    async def _pass_over(self, case_id: int, error: Exception) -> None:
        self._metrics.failures.labels("desk").inc()
        _log.error("a step of a case cannot be taken", case_id=case_id, exc_info=error)


def show(metrics: Metrics, report: Report) -> None:
    """Show a report as gauges; what is not known is no number (NaN)."""
    metrics.desk_cases.labels(CaseState.OPEN.value).set(report.open)
    metrics.desk_cases.labels(CaseState.PAUSED.value).set(report.paused)
    metrics.desk_waiting.set(report.waiting)
    metrics.desk_oldest_wait_s.set(_seconds(report.oldest_wait or timedelta()))
    for reason in Reason:
        metrics.desk_opened.labels(reason.value).set(report.reasons.get(reason, 0))
    for ending in Ending:
        metrics.desk_ended.labels(ending.value).set(report.endings.get(ending, 0))
    for stars, count in report.stars.items():
        metrics.desk_stars.labels(str(stars)).set(count)
    for gauge, of in (
        (metrics.desk_first_answer_s, report.first_answer),
        (metrics.desk_solution_s, report.solution),
    ):
        gauge.labels("0.5").set(_seconds(of.median))
        gauge.labels("0.9").set(_seconds(of.most))
    share = report.share_without_case
    metrics.desk_without_case.set(math.nan if share is None else share)
    metrics.desk_wishes.set(report.wishes_without_desk)


def _seconds(span: timedelta | None) -> float:
    return math.nan if span is None else span.total_seconds()


def jobs(
    database: Database, settings: Settings, parts: DeskParts, metrics: Metrics, now: Callable[[], datetime]
) -> list[Job]:
    """Return the jobs: figures always, since wishes count without a desk too; the rest where there is one."""
    ladder = Ladder(database, settings, parts, metrics, now)
    counting = Job("desk-figures", ladder.count, _COUNT_EVERY, at_start=True)
    if settings.telegram.support_chat is None:
        return [counting]
    return [Job("desk", ladder.climb, _CLIMB_EVERY, at_start=True), counting]
