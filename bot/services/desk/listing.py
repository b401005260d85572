"""Cases as lists: those that wait the longest first, the others the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from bot.storage.tables import cases, persons
from handlers.contract.desk import CaseState

#: waiting: open, and an operator owes an answer; open: the others that are open.
Heap: TypeAlias = Literal["waiting", "open", "paused", "closed"]

_IS_OPEN: Final = cases.c.state == CaseState.OPEN
_OF_HEAP: Final[dict[Heap, tuple[ColumnElement[bool], ...]]] = {
    "waiting": (cases.c.state != CaseState.CLOSED, cases.c.waiting_since.is_not(None)),
    "open": (_IS_OPEN, cases.c.waiting_since.is_(None)),
    "paused": (cases.c.state == CaseState.PAUSED, cases.c.waiting_since.is_(None)),
    "closed": (cases.c.state == CaseState.CLOSED,),
}
_COLUMNS: Final = (
    cases.c.case_id,
    cases.c.person_id,
    cases.c.reason,
    cases.c.state,
    cases.c.subject,
    cases.c.opened_at,
    cases.c.waiting_since,
    cases.c.first_answered_at,
    cases.c.assigned_name,
    cases.c.closed_at,
    cases.c.ending,
    cases.c.stars,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A case of a list, and the first name of its customer where they are on record."""

    case_id: int
    person_id: int | None
    reason: str
    state: str
    subject: str | None
    opened_at: datetime
    waiting_since: datetime | None
    first_answered_at: datetime | None
    assigned_name: str | None
    closed_at: datetime | None
    ending: str | None
    stars: int | None
    first_name: str | None


def heap(tx: Connection, of: Heap, behind: int | None, most: int) -> Sequence[Listed]:
    """Return cases of a heap, behind the case of this number (None: from the first)."""
    query = (
        select(*_COLUMNS, persons.c.first_name)
        .outerjoin(persons, persons.c.person_id == cases.c.person_id)
        .where(*_OF_HEAP[of])
        .limit(most)
    )
    if of == "waiting":
        query = query.order_by(cases.c.waiting_since, cases.c.case_id)
        since = None if behind is None else _waiting_since(tx, behind)
        if since is not None:
            query = query.where(tuple_(cases.c.waiting_since, cases.c.case_id) > (since, behind))
    else:
        query = query.order_by(cases.c.case_id.desc())
        if behind is not None:
            query = query.where(cases.c.case_id < behind)
    return [Listed(**row) for row in tx.execute(query).mappings()]


def counts(tx: Connection) -> dict[Heap, int]:
    """Count the cases of each heap but for the closed ones, of which there are years."""
    heaps: tuple[Heap, ...] = ("waiting", "open", "paused")
    return {of: _count(tx, _OF_HEAP[of]) for of in heaps}


def _waiting_since(tx: Connection, case_id: int) -> datetime | None:
    query = select(cases.c.waiting_since).where(cases.c.case_id == case_id)
    found: datetime | None = tx.execute(query).scalar()
    return found


def _count(tx: Connection, conditions: tuple[ColumnElement[bool], ...]) -> int:
    number: Any = tx.execute(select(func.count()).select_from(cases).where(*conditions)).scalar_one()
    return int(number)
