"""Takes the steps of the ladder over the rows of `cases`, each once, whoever else is at it.

A step locks its customer's chat, as the turns of both sides do, looks again, and changes its row only where
that stands as the law saw it: two processes, or an answer in the same moment, do nothing twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from sqlalchemy import Connection, Row, bindparam, exists, select, update

from bot.config.desk import Desk
from bot.services.desk import case_rows, ladder
from bot.services.desk import cases as life
from bot.services.desk.hours import WorkingTime
from bot.services.desk.ladder import Standing, Step, StepKind
from bot.services.desk.parts import DeskParts
from bot.services.desk.topic_link import topic_link
from bot.storage.engine import lock_chat
from bot.storage.tables import case_entries, cases
from handlers.contract.desk import CaseState, Side
from handlers.contract.desk_news import CaseWaits, ClosingSoon, StillWaiting
from handlers.contract.vocabulary import GroupNews, News, Outgoing

_COLUMN_OF: Final = {
    StepKind.REASSURE: cases.c.reassured_at,
    StepKind.REMIND: cases.c.reminded_at,
    StepKind.ESCALATE: cases.c.escalated_at,
    StepKind.WARN: cases.c.warned_of_closing_at,
}
#: What the laws look at and others change; a step is taken only where they stand as they were seen.
_WATCHED: Final = (
    cases.c.state,
    cases.c.waiting_since,
    cases.c.last_written_at,
    cases.c.assigned_at,
    cases.c.is_silenced,
)
_CLAIM_ANSWERED: Final = exists().where(
    case_entries.c.case_id == cases.c.case_id,
    case_entries.c.side == Side.OPERATOR,
    case_entries.c.written_at >= cases.c.assigned_at,
)
_STANDINGS: Final = select(cases, _CLAIM_ANSWERED.label("is_claim_answered")).where(
    cases.c.state != CaseState.CLOSED
)
_ONE: Final = _STANDINGS.where(cases.c.case_id == bindparam("case"))


@dataclass(frozen=True, slots=True)
class Rules:
    """What the ladder goes by. ``usual_wait``: of the last weeks, None from too few cases."""

    hours: WorkingTime
    desk: Desk
    usual_wait: timedelta | None


def due_cases(tx: Connection, rules: Rules, now: datetime) -> list[int]:
    """Return the cases for which a step is due, the oldest first."""
    rows = tx.execute(_STANDINGS.order_by(cases.c.case_id)).all()
    return [row.case_id for row in rows if _steps(row, rules, now)]


def take(parts: DeskParts, tx: Connection, case_id: int, rules: Rules, now: datetime) -> list[StepKind]:
    """Take the steps that are due for a case, and queue what they make known; return the steps."""
    person_id = tx.execute(select(cases.c.person_id).where(cases.c.case_id == case_id)).scalar()
    if person_id is not None:
        lock_chat(tx, person_id)
    row = tx.execute(_ONE, {"case": case_id}).first()
    if row is None:
        return []
    steps = _steps(row, rules, now)
    marked = [step for step in steps if step.kind is not StepKind.CLOSE]
    if marked and not _mark(tx, row, marked, now):
        return []
    for step in steps:
        if step.is_released:
            life.assign(parts, tx, case_rows.held(tx, case_id), None, now)
        if step.kind is StepKind.CLOSE:
            life.close_in_silence(parts, tx, case_id, now)
        parts.post.send(tx, _words(row, step, rules, now), now)
    return [step.kind for step in steps]


def _steps(row: Row[Any], rules: Rules, now: datetime) -> list[Step]:
    return list(ladder.due(_standing(row), rules.hours, rules.desk, rules.usual_wait, now))


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        case_id=row.case_id,
        person_id=row.person_id,
        state=CaseState(row.state),
        opened_at=row.opened_at,
        last_written_at=row.last_written_at,
        waiting_since=row.waiting_since,
        first_answered_at=row.first_answered_at,
        assigned_at=row.assigned_at,
        is_claim_answered=row.is_claim_answered,
        is_silenced=row.is_silenced,
        has_topic=row.topic_state != "none",
        reassured_at=row.reassured_at,
        reminded_at=row.reminded_at,
        escalated_at=row.escalated_at,
        warned_of_closing_at=row.warned_of_closing_at,
    )


def _mark(tx: Connection, row: Row[Any], steps: Sequence[Step], now: datetime) -> bool:
    """Write down that these steps are taken; return whether the row stood as it was seen."""
    columns = [_COLUMN_OF[step.kind] for step in steps]
    values: dict[str, Any] = {column.name: now for column in columns}
    seen = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a row by column
    as_seen = [each.is_not_distinct_from(seen[each]) for each in (*_WATCHED, *columns)]
    marked = tx.execute(update(cases).where(cases.c.case_id == row.case_id, *as_seen).values(values))
    return marked.rowcount == 1


def _words(row: Row[Any], step: Step, rules: Rules, now: datetime) -> list[Outgoing]:
    """Return what a step makes known."""
    match step.kind:
        case StepKind.REASSURE:
            return _to_customer(row, StillWaiting(rules.hours.opens_at(now), rules.usual_wait))
        case StepKind.REMIND:
            return [GroupNews(row.case_id, CaseWaits(row.case_id, step.waited, step.is_released))]
        case StepKind.ESCALATE:
            link = topic_link(row.group_id, row.topic_id)
            return [GroupNews(None, CaseWaits(row.case_id, step.waited, link=link))]
        case StepKind.WARN:
            closes_at, is_unanswered = step.closes_at, _standing(row).waits_since is not None
            return (
                []
                if closes_at is None
                else _to_customer(row, ClosingSoon(row.case_id, closes_at, is_unanswered))
            )
        case StepKind.CLOSE:
            return []
        case _:
            assert_never(step.kind)


def _to_customer(row: Row[Any], facts: StillWaiting | ClosingSoon) -> list[Outgoing]:
    return [] if row.person_id is None else [News(row.person_id, facts)]
