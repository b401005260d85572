"""What is going on, in counts: today and the fourteen days before, by local days."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, select

from bot.local_time import ROME
from bot.services.broadcasts import report
from bot.storage.outbox import OPEN_STATES, Lane
from bot.storage.tables import cases, deliveries, notice_feeds, notices, questions, readings
from handlers.contract.desk import CaseState

DAYS: Final = 14
_ASKED: Final = ("answer", "suggest", "none")


@dataclass(frozen=True, slots=True)
class Now:
    """What is counted anew every few seconds. Moments are ISO texts, for a script as well."""

    questions: int
    answered: int
    suggested: int
    missed: int
    readings: int
    readings_waiting: int
    notices_ahead: int
    sending: int
    failures: int
    #: When data about notices was last received; None: never.
    feed_at: str | None
    cases_open: int
    #: Of these, those in which a customer waits for an answer.
    cases_waiting: int
    broadcasts_going_out: int
    #: Where each of them stands, by its number.
    broadcasts: Mapping[str, Mapping[str, Any]]

    def as_json(self) -> Mapping[str, Any]:
        """Return the counts by their names."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of so many days, the oldest first: of each kind as many as there are days."""

    days: tuple[date, ...]
    counts: Mapping[str, tuple[int, ...]]


def now(tx: Connection, moment: datetime) -> Now:
    """Count what has happened since midnight, and what is under way."""
    midnight = _midnight(moment.astimezone(ROME).date())
    asked = _by(tx, questions, questions.c.decision, questions.c.asked_at >= midnight)
    sent = _by(tx, readings, readings.c.state, readings.c.sent_at >= midnight)
    ahead = and_(notices.c.ends_at >= moment, notices.c.status != "cancelled", ~notices.c.is_test)
    bulk = and_(deliveries.c.state.in_(OPEN_STATES), deliveries.c.lane >= int(Lane.NOTICE))
    failed = and_(deliveries.c.settled_at >= midnight, deliveries.c.state == "failed")
    is_open, going_out = cases.c.state != CaseState.CLOSED, report.going_out(tx, moment)
    feed_at = tx.execute(select(func.max(notice_feeds.c.received_at))).scalar()
    return Now(
        questions=sum(asked.values()),
        answered=asked.get("answer", 0),
        suggested=asked.get("suggest", 0),
        missed=asked.get("none", 0),
        readings=sum(sent.values()) - sent.get("deleted", 0),
        readings_waiting=_count(tx, readings, readings.c.state == "pending"),
        notices_ahead=_count(tx, notices, ahead),
        sending=_count(tx, deliveries, bulk),
        failures=_count(tx, deliveries, failed),
        feed_at=None if feed_at is None else feed_at.isoformat(),
        cases_open=_count(tx, cases, cases.c.state == CaseState.OPEN),
        cases_waiting=_count(tx, cases, and_(is_open, cases.c.waiting_since.is_not(None))),
        broadcasts_going_out=len(going_out),
        broadcasts=going_out,
    )


def questions_by_day(tx: Connection, moment: datetime) -> Series:
    """Count the questions of each day by what became of them."""
    return _series(tx, questions, questions.c.asked_at, questions.c.decision, _ASKED, moment)


def readings_by_day(tx: Connection, moment: datetime) -> Series:
    """Count the readings that were sent on each day; deleted ones left out."""
    kept = case((readings.c.state == "refused", "refused"), else_="sent")
    kinds = ("sent", "refused")
    return _series(tx, readings, readings.c.sent_at, kept, kinds, moment, readings.c.state != "deleted")


def _series(  # noqa: PLR0913, PLR0917 - what a chart counts
    tx: Connection,
    table: Table,
    at: ColumnElement[Any],
    kind: ColumnElement[Any],
    kinds: Sequence[str],
    moment: datetime,
    *conditions: ColumnElement[bool],
) -> Series:
    """Count in one query: the bounds of the days are values, since a day has 23 to 25 hours here."""
    today = moment.astimezone(ROME).date()
    days = tuple(today - timedelta(days=back) for back in range(DAYS - 1, -1, -1))
    bounds = [_midnight(day) for day in days]
    number = case(*[(at >= bound, place) for place, bound in reversed(list(enumerate(bounds)))], else_=-1)
    counted = (
        select(number.label("day"), kind.label("kind"), func.count().label("count"))
        .select_from(table)
        .where(at >= bounds[0], *conditions)
        .group_by("day", "kind")
    )
    counts = {name: [0] * DAYS for name in kinds}
    for day, name, count in tx.execute(counted):
        if name in counts and day >= 0:
            counts[name][day] = count
    return Series(days, {name: tuple(found) for name, found in counts.items()})


def _by(
    tx: Connection, table: Table, column: ColumnElement[Any], condition: ColumnElement[bool]
) -> dict[str, int]:
    rows = tx.execute(select(column, func.count()).select_from(table).where(condition).group_by(column))
    return {name: count for name, count in rows}  # noqa: C416 - rows are no pairs to a type checker


def _count(tx: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return tx.execute(select(func.count()).select_from(table).where(condition)).scalar_one()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), ROME).astimezone(UTC)
