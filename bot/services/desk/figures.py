"""The figures of the desk: how soon people are answered, why they come, how it ends, who needs no person.

Times are counted twice: of the desk's own hours, from the hand-off or the next opening; and by the clock.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import CompoundSelect, Connection, Select, func, select, union

from bot.local_time import day_begins, local_date
from bot.services import audit
from bot.services.desk.hours import WorkingTime
from bot.storage.tables import audit as audit_lines
from bot.storage.tables import cases, questions, updates
from handlers.contract.desk import CaseState, Ending

_MOST: Final = 0.9
#: How the audit names somebody's wish for a person where there is no desk.
_WISH: Final = "desk.wish"
#: A case that was solved, not one in which people fell silent.
_SOLVED: Final = frozenset({Ending.CUSTOMER, Ending.OPERATOR})


@dataclass(frozen=True, slots=True)
class Times:
    """The middle and the slow end of some times; None where there are none."""

    count: int
    median: timedelta | None
    most: timedelta | None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of the cases opened since a moment, and of everybody who wrote since then."""

    since: datetime
    until: datetime
    cases: int
    reasons: dict[str, int]
    endings: dict[str, int]
    stars: dict[int, int]
    first_answer: Times
    first_answer_by_clock: Times
    solution: Times
    solution_by_clock: Times
    unanswered: int
    #: Of everybody who wrote; as far back as messages and questions are kept.
    people: int
    people_without_case: int
    wishes_without_desk: int
    #: Now, whenever they were opened.
    open: int
    paused: int
    waiting: int
    oldest_wait: timedelta | None

    @property
    def share_without_case(self) -> float | None:
        """The share of people who needed nobody; None where nobody wrote."""
        return self.people_without_case / self.people if self.people else None

    @property
    def mean_stars(self) -> float | None:
        """The mean of the stars; None where nobody gave any."""
        count = sum(self.stars.values())
        return sum(stars * number for stars, number in self.stars.items()) / count if count else None


def report(tx: Connection, hours: WorkingTime, since: datetime, now: datetime) -> Report:
    """Count everything that happened from `since` to `now`."""
    rows = tx.execute(select(cases).where(cases.c.opened_at >= since, cases.c.opened_at <= now)).all()
    answered = [(row.opened_at, row.first_answered_at) for row in rows if row.first_answered_at is not None]
    solved = [(row.opened_at, row.closed_at) for row in rows if row.ending in _SOLVED and row.closed_at]
    people = _count(tx, _people(since))
    waits = _waits(tx)
    states = Counter(tx.execute(select(cases.c.state).where(cases.c.state != CaseState.CLOSED)).scalars())
    oldest = min(waits, default=None)
    return Report(
        since=since,
        until=now,
        cases=len(rows),
        reasons=_counted(row.reason for row in rows),
        endings=_counted(row.ending for row in rows if row.ending is not None),
        stars={stars: sum(row.stars == stars for row in rows) for stars in range(1, 6)},
        first_answer=_times(hours.worked(start, end) for start, end in answered),
        first_answer_by_clock=_times(end - start for start, end in answered),
        solution=_times(hours.worked(start, end) for start, end in solved),
        solution_by_clock=_times(end - start for start, end in solved),
        unanswered=len(rows) - len(answered),
        people=people,
        people_without_case=people - _count(tx, _case_people(since).distinct()),
        wishes_without_desk=_wishes(tx, since),
        open=states[CaseState.OPEN],
        paused=states[CaseState.PAUSED],
        waiting=len(waits),
        oldest_wait=None if oldest is None else hours.worked(oldest, now),
    )


@dataclass(frozen=True, slots=True)
class Week:
    """The cases that were opened in a week, which begins on a Monday."""

    begins: date
    cases: int
    answered: int
    first_answer: Times
    mean_stars: float | None


def by_week(tx: Connection, hours: WorkingTime, now: datetime, weeks: int) -> Sequence[Week]:
    """Return the figures of the last weeks, the oldest first; the last one is this week so far."""
    today = local_date(now)
    monday = today - timedelta(days=today.weekday())
    begins = [monday - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    columns = (cases.c.opened_at, cases.c.first_answered_at, cases.c.stars)
    rows = tx.execute(select(*columns).where(cases.c.opened_at >= day_begins(begins[0]))).all()
    found: dict[date, list[Any]] = {begin: [] for begin in begins}
    for row in rows:
        day = local_date(row.opened_at)
        found.get(day - timedelta(days=day.weekday()), []).append(row)
    return [_week(begin, of_week, hours) for begin, of_week in found.items()]


def _week(begins: date, rows: Sequence[Any], hours: WorkingTime) -> Week:
    answered = [row for row in rows if row.first_answered_at is not None]
    stars = [row.stars for row in rows if row.stars]
    times = _times(hours.worked(row.opened_at, row.first_answered_at) for row in answered)
    return Week(begins, len(rows), len(answered), times, sum(stars) / len(stars) if stars else None)


def note_wish(tx: Connection, now: datetime) -> None:
    """Count somebody's wish for a person where there is no desk; who it was is not kept."""
    audit.note(tx, now, audit.OURSELVES, _WISH, "desk", {})


def _times(spans: Iterable[timedelta]) -> Times:
    ordered = sorted(spans)
    if not ordered:
        return Times(0, None, None)
    # The nearest rank: a time that somebody did wait.
    most = ordered[math.ceil(_MOST * len(ordered)) - 1]
    return Times(len(ordered), _median(ordered), most)


def _median(ordered: Sequence[timedelta]) -> timedelta:
    """Return the middle of sorted times; of an even number the mean of the two."""
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _counted(words: Iterable[str]) -> dict[str, int]:
    """Count words, the most frequent first."""
    return dict(sorted(Counter(words).items(), key=lambda each: (-each[1], each[0])))


def _people(since: datetime) -> CompoundSelect[Any]:
    """Who wrote in private since then, as far as that is still on record."""
    return union(
        select(updates.c.chat_id).where(updates.c.received_at >= since, updates.c.chat_id > 0),
        select(questions.c.chat_id).where(questions.c.asked_at >= since, questions.c.chat_id > 0),
        # Somebody whose messages are no longer kept has written what opened a case.
        _case_people(since),
    )


def _case_people(since: datetime) -> Select[Any]:
    """Who was with operators since then: a case was opened, or had been and was still written in."""
    is_within = (cases.c.opened_at >= since) | (cases.c.last_written_at >= since)
    return select(cases.c.person_id).where(cases.c.person_id.is_not(None), is_within)


def _waits(tx: Connection) -> Sequence[datetime]:
    is_waiting = (cases.c.state != CaseState.CLOSED, cases.c.waiting_since.is_not(None))
    return tx.execute(select(cases.c.waiting_since).where(*is_waiting)).scalars().all()


def _count(tx: Connection, of: Select[Any] | CompoundSelect[Any]) -> int:
    return tx.execute(select(func.count()).select_from(of.subquery())).scalar_one()


def _wishes(tx: Connection, since: datetime) -> int:
    is_wish = (audit_lines.c.at >= since, audit_lines.c.what == _WISH)
    return tx.execute(select(func.count()).select_from(audit_lines).where(*is_wish)).scalar_one()


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON; times in seconds. Its keys are promises (docs/desk.md)."""
    return {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "cases": report.cases,
        "unanswered": report.unanswered,
        "first_answer_s": _times_json(report.first_answer, report.first_answer_by_clock),
        "solution_s": _times_json(report.solution, report.solution_by_clock),
        "reasons": report.reasons,
        "endings": report.endings,
        "stars": {str(stars): count for stars, count in report.stars.items()},
        "mean_stars": report.mean_stars,
        "people": report.people,
        "people_without_case": report.people_without_case,
        "share_without_case": report.share_without_case,
        "wishes_without_desk": report.wishes_without_desk,
        "open": report.open,
        "paused": report.paused,
        "waiting": report.waiting,
        "oldest_wait_s": _seconds(report.oldest_wait),
    }


def _times_json(of_hours: Times, by_clock: Times) -> dict[str, Any]:
    return {
        "cases": of_hours.count,
        "median": _seconds(of_hours.median),
        "p90": _seconds(of_hours.most),
        "median_by_clock": _seconds(by_clock.median),
        "p90_by_clock": _seconds(by_clock.most),
    }


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
