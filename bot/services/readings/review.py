"""Readings as staff look through them: by state, those that are flagged first; accepting and refusing one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast, get_args

from sqlalchemy import Connection, Row, Select, select, update

from bot.services import audit
from bot.services.linking.supplies import address, masked_code, masked_point
from bot.services.readings import batches
from bot.storage.tables import audit as audit_lines
from bot.storage.tables import customers, readings, supplies
from handlers.contract.readings import Finding, ReadingState
from handlers.contract.vocabulary import News

#: In the order in which a reading goes through them.
STATES: Final[tuple[ReadingState, ...]] = get_args(ReadingState)
#: The lines of a reading's history; more are in the audit.
_MOST_LINES: Final = 50


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reading with what staff must see to judge it; code and point are masked."""

    reading_id: int
    customer_id: int
    customer_code: str
    point: str
    address: str
    taken_on: date
    sent_at: datetime
    #: Whole cubic metres; None where that counter is not read.
    meter: int | None
    corrector: int | None
    used_m3: int | None
    used_days: int | None
    state: ReadingState
    doubts: tuple[Finding, ...]
    is_flagged: bool
    photo: str | None
    reason: str | None
    meter_class: str | None

    @property
    def used_a_day(self) -> float | None:
        """Cubic metres a day since the reading before; None where that is not known."""
        if self.used_m3 is None or not self.used_days:
            return None
        return self.used_m3 / self.used_days


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ended."""

    is_flagged: bool
    reading_id: int


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a reading: who did what, when."""

    at: datetime
    who: str
    what: str


def listed(
    tx: Connection, state: ReadingState, most: int, after: Place | None = None
) -> tuple[Sequence[Reviewed], Place | None]:
    """Return a page of the readings of a state, flagged ones first, then the newest; and where it ended.

    None: there are no more behind it.
    """
    found: list[Reviewed] = []
    # One after the other: each is a range of the index.
    for is_flagged in (True, False):
        if after is not None and is_flagged and not after.is_flagged:
            continue
        is_wanted = readings.c.is_flagged if is_flagged else ~readings.c.is_flagged
        query = _reviewed().where(readings.c.state == state, is_wanted)
        if after is not None and after.is_flagged == is_flagged:
            query = query.where(readings.c.reading_id < after.reading_id)
        query = query.order_by(readings.c.reading_id.desc()).limit(most + 1 - len(found))
        found += (_of(row) for row in tx.execute(query))
    shown = found[:most]
    return shown, Place(shown[-1].is_flagged, shown[-1].reading_id) if len(found) > most else None


def one(tx: Connection, reading_id: int) -> Reviewed | None:
    """Return a reading; None where there is none of this number."""
    row = tx.execute(_reviewed().where(readings.c.reading_id == reading_id)).first()
    return None if row is None else _of(row)


def history(tx: Connection, reading_id: int) -> Sequence[Line]:
    """Return what became of a reading, the newest first."""
    lines = (
        select(audit_lines.c.at, audit_lines.c.who, audit_lines.c.what)
        .where(audit_lines.c.subject == f"reading:{reading_id}")
        .order_by(audit_lines.c.audit_id.desc())
    )
    return [Line(*row) for row in tx.execute(lines.limit(_MOST_LINES))]


def accept(tx: Connection, reading_id: int, now: datetime, who: str) -> bool:
    """Clear the flag of a pending reading, so that it leaves without doubts; False where there is none."""
    flagged = (
        readings.c.reading_id == reading_id,
        readings.c.state == "pending",
        readings.c.is_flagged,
    )
    cleared = update(readings).where(*flagged).values(is_flagged=False).returning(readings.c.doubts)
    row = tx.execute(cleared).first()
    if row is None:
        return False
    detail = {"before": {"flagged": True, "doubts": list(row.doubts)}, "after": {"flagged": False}}
    audit.note(tx, now, who, "reading-accepted", f"reading:{reading_id}", detail)
    return True


def refuse(tx: Connection, reading_id: int, reason: str, now: datetime, who: str) -> Sequence[News]:
    """Refuse a pending reading; return the news for who sent it, none where it is no longer pending."""
    return batches.refuse_pending(tx, reading_id, reason, now, who)


def _reviewed() -> Select[Any]:
    return (
        select(
            readings,
            customers.c.code,
            supplies.c.point,
            supplies.c.street,
            supplies.c.street_number,
            supplies.c.comune,
            supplies.c.meter_class,
        )
        .join(supplies, supplies.c.supply_id == readings.c.supply_id)
        .join(customers, customers.c.customer_id == readings.c.customer_id)
    )


def _of(row: Row[Any]) -> Reviewed:
    return Reviewed(
        reading_id=row.reading_id,
        customer_id=row.customer_id,
        customer_code=masked_code(row.code),
        point=masked_point(row.point),
        address=address(row),
        taken_on=row.taken_on,
        sent_at=row.sent_at,
        meter=row.meter,
        corrector=row.corrector,
        used_m3=row.used_m3,
        used_days=row.used_days,
        state=cast("ReadingState", row.state),
        doubts=tuple(row.doubts),
        is_flagged=row.is_flagged,
        photo=row.photo,
        reason=row.reason,
        meter_class=row.meter_class,
    )
