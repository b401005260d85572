"""Readings on their way to the company: claimed in batches, settled once, refused with a reason."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.gateways.readings.port import Batch, HandedReading, Refusal
from bot.services import audit
from bot.services.linking.supplies import own_name
from bot.services.readings import metered
from bot.storage.engine import is_about_rows
from bot.storage.tables import (
    PENDING,
    customers,
    nicknames,
    reading_batches,
    readings,
    supplies,
)
from handlers.contract.readings import ReadingRefused
from handlers.contract.vocabulary import News
from handlers.shared import names

#: The most readings in one file or one request; nobody else writes to SQLite while they are claimed.
MOST_IN_BATCH: Final = 1000
_CONTENT: Final = TypeAdapter(tuple[HandedReading, ...])
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(minutes=30)
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch that is ours to hand over until its lease ends."""

    batch_id: int
    token: str
    batch: Batch


def slot_begins(now: datetime, every: timedelta) -> datetime:
    """Return the last moment at which an acquisition fell due: every span from midnight UTC on.

    It is the same for every process. Readings sent before it are claimed, so that each can be deleted for a
    while, however often we look.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // every * every


@dataclass(frozen=True, slots=True)
class Broken:
    """Rows that cannot be handed over as they stand, until the next start; they hold up no others.

    Each is given to `report` once, by its name (``reading:7``), with its cause.
    """

    report: Callable[[str, Exception], None] = lambda _row, _error: None
    readings: set[int] = field(default_factory=set)
    batches: set[int] = field(default_factory=set)


def is_due(tx: Connection, now: datetime, every: timedelta, lease: timedelta) -> bool:
    """Tell whether anything is to be handed over now."""
    waits = select(readings.c.reading_id).where(_sent_before(slot_begins(now, every))).limit(1)
    lies = select(reading_batches.c.batch_id).where(_is_free(now, lease)).limit(1)
    return tx.execute(waits).first() is not None or tx.execute(lies).first() is not None


def claim(
    tx: Connection, now: datetime, every: timedelta, lease: timedelta, broken: Broken | None = None
) -> Claimed | None:
    """Claim what is due: a new batch of pending readings, else the oldest batch that nobody holds.

    One at a time, since its lease counts from here. Of a deletion and a claim of the same reading at the
    same moment one wins, whole. A row that cannot be read is noted in `broken` and passed over.
    """
    broken = broken or Broken()
    batch_id = _make(tx, now, slot_begins(now, every), broken)
    if batch_id is not None:
        return _claim(tx, batch_id, now, lease)
    free = select(reading_batches.c.batch_id).where(_is_free(now, lease)).order_by(reading_batches.c.batch_id)
    if broken.batches:
        free = free.where(reading_batches.c.batch_id.not_in(broken.batches))
    while (batch_id := tx.execute(free.limit(1).with_for_update(skip_locked=True)).scalar()) is not None:
        try:
            with tx.begin_nested():
                return _claim(tx, batch_id, now, lease)
        except Exception as error:
            if not is_about_rows(error):
                raise
            broken.batches.add(batch_id)
            broken.report(f"batch:{batch_id}", error)
            free = free.where(reading_batches.c.batch_id != batch_id)
    return None


def _claim(tx: Connection, batch_id: int, now: datetime, lease: timedelta) -> Claimed:
    token = secrets.token_hex(16)
    tx.execute(
        update(reading_batches)
        .where(reading_batches.c.batch_id == batch_id)
        .values(claim_token=token, lease_until=now + lease, attempts=reading_batches.c.attempts + 1)
    )
    return Claimed(batch_id, token, _batch(tx, batch_id))


def acquired(tx: Connection, claimed: Claimed, now: datetime) -> int:
    """Mark a batch as handed over; return the number of readings that became *Acquisita*.

    What the company refused at once does not. Of a batch that is settled already nothing changes.
    """
    settled = tx.execute(
        update(reading_batches)
        .where(reading_batches.c.batch_id == claimed.batch_id, reading_batches.c.handed_at.is_(None))
        .values(handed_at=now, claim_token=None, lease_until=None, fault=None, content=None)
    )
    if settled.rowcount == 0:
        return 0
    taken = tx.execute(
        update(readings)
        .where(readings.c.batch_id == claimed.batch_id, readings.c.state == "leaving")
        .values(state="acquired", acquired_at=now)
        .returning(readings.c.reading_id)
    ).scalars()
    return audit.note_all(tx, now, audit.OURSELVES, "reading-acquired", (f"reading:{each}" for each in taken))


def failed(tx: Connection, claimed: Claimed, fault: str, now: datetime) -> None:
    """Release a claim for a later try, after a wait that doubles; nothing where the claim has passed on."""
    attempts = tx.execute(
        select(reading_batches.c.attempts).where(reading_batches.c.batch_id == claimed.batch_id)
    ).scalar_one()
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(attempts - 1, 10))
    tx.execute(
        update(reading_batches)
        .where(reading_batches.c.batch_id == claimed.batch_id, reading_batches.c.claim_token == claimed.token)
        .values(claim_token=None, lease_until=now + wait, fault=fault)
    )


def take_up(tx: Connection) -> None:
    """Release every claim: after a start, where no other process can hold one."""
    held = reading_batches.c.claim_token.is_not(None)
    tx.execute(update(reading_batches).where(held).values(claim_token=None, lease_until=None))


def refuse(tx: Connection, refusals: Iterable[Refusal], now: datetime) -> list[News]:
    """Mark readings as refused; return the news for who sent them.

    What is not with the company is passed over.
    """
    news: list[News] = []
    for refusal in refusals:
        reason = _visible(refusal.reason)
        if _refuse(tx, refusal.reading_id, ("leaving", "acquired"), reason, now):
            subject = f"reading:{refusal.reading_id}"
            audit.note(tx, now, audit.COMPANY, "reading-refused", subject, {"reason": reason})
            news.append(_news(tx, refusal.reading_id))
    return news


def refuse_pending(tx: Connection, reading_id: int, reason: str, now: datetime, who: str) -> list[News]:
    """Refuse a reading before it leaves, as staff do; return the news for who sent it.

    None where it is no longer pending: of this, a deletion and a claim at the same moment one wins.
    """
    reason = _visible(reason)
    if not _refuse(tx, reading_id, ("pending",), reason, now):
        return []
    detail = {"before": {"state": "pending"}, "after": {"state": "refused", "reason": reason}}
    audit.note(tx, now, who, "reading-refused", f"reading:{reading_id}", detail)
    return [_news(tx, reading_id)]


def _refuse(tx: Connection, reading_id: int, states: Sequence[str], reason: str, now: datetime) -> bool:
    """Mark a reading in one of these states as refused, and recount the next one's use without it."""
    given = and_(readings.c.reading_id == reading_id, readings.c.state.in_(states))
    values = {"state": "refused", "reason": reason or None, "refused_at": now}
    if tx.execute(update(readings).where(given).values(values)).rowcount == 0:
        return False
    metered.recount_after(tx, reading_id)
    return True


def _visible(reason: str) -> str:
    """Return a reason in one line: PostgreSQL refuses a NUL, and what cannot be seen may tear a message."""
    visible = "".join(letter if letter.isprintable() else " " for letter in reason)
    return " ".join(visible.split())[:_LONGEST_REASON]


def forget(tx: Connection, before: datetime) -> int:
    """Delete the batches handed over before `before` whose readings are gone; return their number."""
    is_empty = ~exists().where(readings.c.batch_id == reading_batches.c.batch_id)
    old = and_(reading_batches.c.handed_at < before, is_empty)
    return tx.execute(delete(reading_batches).where(old)).rowcount


def waiting(tx: Connection) -> int:
    """Count the readings that the company does not have yet."""
    under_way = select(reading_batches.c.batch_id).where(reading_batches.c.handed_at.is_(None))
    count = select(func.count()).select_from(readings)
    pending = tx.execute(count.where(PENDING)).scalar_one()
    return int(pending + tx.execute(count.where(readings.c.batch_id.in_(under_way))).scalar_one())


def _sent_before(moment: datetime) -> ColumnElement[bool]:
    return and_(PENDING, readings.c.sent_at < moment)


def _is_free(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """Whether nobody holds a batch, and it waits for no later try.

    What would last longer than any lease or wait was written by a clock that has been set back since.
    Nothing is doubled by it: whoever hands the batch over does so under the same key.
    """
    until = reading_batches.c.lease_until
    is_over = or_(until.is_(None), until <= now, until > now + max(lease, _LONGEST_WAIT))
    return and_(reading_batches.c.handed_at.is_(None), is_over)


def _make(tx: Connection, now: datetime, before: datetime, broken: Broken) -> int | None:
    """Make a batch of the pending readings sent before `before`; None where there are none."""
    due = (
        select(readings.c.reading_id)
        .where(_sent_before(before))
        .order_by(readings.c.sent_at, readings.c.reading_id)
        .limit(MOST_IN_BATCH)
        .with_for_update(skip_locked=True)
    )
    if broken.readings:
        due = due.where(readings.c.reading_id.not_in(broken.readings))
    reading_ids = list(tx.execute(due).scalars())
    if not reading_ids:
        return None
    try:
        with tx.begin_nested():
            return _make_of(tx, reading_ids, now)
    except Exception as error:
        if not is_about_rows(error):
            raise
    sound = [each for each in reading_ids if _can_be_made_of(tx, each, now, broken)]
    return _make_of(tx, sound, now) if sound else None


def _can_be_made_of(tx: Connection, reading_id: int, now: datetime, broken: Broken) -> bool:
    """Try a batch of this reading alone, and leave no trace of it."""
    attempt = tx.begin_nested()
    try:
        _make_of(tx, [reading_id], now)
    except Exception as error:
        if not is_about_rows(error):
            raise
        broken.readings.add(reading_id)
        broken.report(f"reading:{reading_id}", error)
        return False
    finally:
        attempt.rollback()
    return True


def _make_of(tx: Connection, reading_ids: Sequence[int], now: datetime) -> int:
    key = tx.execute(
        insert(reading_batches).values(key=secrets.token_hex(16), made_at=now, attempts=0)
    ).inserted_primary_key
    batch_id = int(key[0]) if key is not None else 0
    ours = and_(readings.c.reading_id.in_(reading_ids), readings.c.state == "pending")
    tx.execute(update(readings).where(ours).values(state="leaving", batch_id=batch_id))
    audit.note_all(tx, now, audit.OURSELVES, "reading-leaving", (f"reading:{each}" for each in reading_ids))
    rows = tx.execute(handed_readings().where(readings.c.batch_id == batch_id))
    content = _CONTENT.dump_python(tuple(map(handed, rows)), mode="json")
    own = reading_batches.c.batch_id == batch_id
    tx.execute(update(reading_batches).where(own).values(content=content))
    return batch_id


def _batch(tx: Connection, batch_id: int) -> Batch:
    head = tx.execute(select(reading_batches).where(reading_batches.c.batch_id == batch_id)).one()
    return Batch(head.key, head.made_at, _CONTENT.validate_python(head.content))


def handed_readings() -> Select[Any]:
    """The readings with what the company knows them by, in the order in which they were sent.

    The customer is whose supply it was then.
    """
    return (
        select(readings, supplies.c.point, customers.c.code)
        .join(supplies, supplies.c.supply_id == readings.c.supply_id)
        .join(customers, customers.c.customer_id == readings.c.customer_id)
        .order_by(readings.c.reading_id)
    )


def handed(row: Row[Any]) -> HandedReading:
    """A row of `handed_readings` as the company gets it."""
    return HandedReading(
        row.reading_id,
        row.point,
        row.code,
        row.taken_on,
        row.sent_at,
        row.meter,
        row.corrector,
        # What staff have accepted, nothing speaks against any more.
        tuple(row.doubts) if row.is_flagged else (),
        row.photo is not None,
    )


def _news(tx: Connection, reading_id: int) -> News:
    """Return what the sender of a refused reading is to be told."""
    own_nickname = and_(
        nicknames.c.supply_id == readings.c.supply_id, nicknames.c.person_id == readings.c.person_id
    )
    row = tx.execute(
        select(
            readings.c.taken_on,
            readings.c.reason,
            readings.c.person_id,
            supplies.c.street,
            supplies.c.street_number,
            nicknames.c.nickname,
        )
        .join(supplies, supplies.c.supply_id == readings.c.supply_id)
        .outerjoin(nicknames, own_nickname)
        .where(readings.c.reading_id == reading_id)
    ).one()
    supply = own_name(row) or names.shown(f"{row.street} {row.street_number}")
    return News(row.person_id, ReadingRefused(row.taken_on, supply, row.reason))
