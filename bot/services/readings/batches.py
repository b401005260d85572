"""Readings on their way to the company: claimed in batches, settled once, refused with a reason."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from bot.i18n import Texts
from bot.services import audit
from bot.services.readings import metered
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import said
from bot.storage.tables import (
    PENDING,
    customers,
    nicknames,
    persons,
    reading_batches,
    readings,
    supplies,
)
from handlers.contract.speech import N_, Day, Say, Shortcut
from handlers.shared.buttons import PERSON

#: In one file or one request; nobody else writes to SQLite while so many are claimed.
MOST_IN_BATCH: Final = 1000
_CONTENT: Final = TypeAdapter(tuple[HandedReading, ...])
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(minutes=30)
_LONGEST_REASON: Final = 300
_REFUSED: Final = N_(
    "❌ The company could not take your gas reading of {day} for <b>{supply}</b>. Its reason: “{reason}” "
    "You may send a new one, or ask a person."
)
_REFUSED_SILENTLY: Final = N_(
    "❌ The company could not take your gas reading of {day} for <b>{supply}</b> and gave no reason. "
    "You may send a new one, or ask a person."
)
_ROWS: Final = (
    (Shortcut(N_("📟 Send a new reading"), "/autolettura"),),
    (PERSON,),
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch that is ours to hand over until its lease ends."""

    batch_id: int
    token: str
    batch: Batch


def slot_begins(now: datetime, every: timedelta) -> datetime:
    """The last moment at which an acquisition fell due, the same for every process: midnight UTC and so on.

    Readings sent before it are taken, so that each can be deleted for a while, however often we look.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (now - midnight) // every * every


def is_due(tx: Connection, now: datetime, every: timedelta) -> bool:
    """Whether anything is to be handed over now."""
    waits = select(readings.c.reading_id).where(_sent_before(slot_begins(now, every))).limit(1)
    lies = select(reading_batches.c.batch_id).where(_is_free(now)).limit(1)
    return tx.execute(waits).first() is not None or tx.execute(lies).first() is not None


def claim(tx: Connection, now: datetime, every: timedelta, lease: timedelta) -> Claimed | None:
    """Take what is due: a new batch of pending readings, else the oldest batch that nobody holds.

    One at a time, since its lease counts from here. Of a deletion and a claim of the same reading at the
    same moment one wins, whole.
    """
    free = select(reading_batches.c.batch_id).where(_is_free(now)).order_by(reading_batches.c.batch_id)
    batch_id = _make(tx, now, slot_begins(now, every))
    if batch_id is None:
        batch_id = tx.execute(free.limit(1).with_for_update(skip_locked=True)).scalar()
    if batch_id is None:
        return None
    token = secrets.token_hex(16)
    tx.execute(
        update(reading_batches)
        .where(reading_batches.c.batch_id == batch_id)
        .values(claim_token=token, lease_until=now + lease, attempts=reading_batches.c.attempts + 1)
    )
    return Claimed(batch_id, token, _batch(tx, batch_id))


def acquired(tx: Connection, claimed: Claimed, now: datetime) -> int:
    """The company has the batch: gives how many are new *Acquisita*; what it refused at once is not.

    The second time nothing happens, whoever settles.
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
    """Lay the batch back, for longer each time; only by who holds it."""
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
    """Lay back what an earlier life held; only where no other process can hold it."""
    held = reading_batches.c.claim_token.is_not(None)
    tx.execute(update(reading_batches).where(held).values(claim_token=None, lease_until=None))


def refuse(tx: Connection, refusals: Iterable[Refusal], texts: Texts, now: datetime) -> list[Parcel]:
    """Mark readings as refused, and tell who sent them; what is not with the company is passed over."""
    parcels: list[Parcel] = []
    for refusal in refusals:
        # What cannot be seen would be refused by PostgreSQL (a NUL), or tear a message apart.
        visible = "".join(letter if letter.isprintable() else " " for letter in refusal.reason)
        reason = " ".join(visible.split())[:_LONGEST_REASON]
        given = and_(
            readings.c.reading_id == refusal.reading_id, readings.c.state.in_(("leaving", "acquired"))
        )
        values = {"state": "refused", "reason": reason or None, "refused_at": now}
        if tx.execute(update(readings).where(given).values(values)).rowcount == 0:
            continue
        metered.leave_out(tx, refusal.reading_id)
        subject = f"reading:{refusal.reading_id}"
        audit.note(tx, now, audit.COMPANY, "reading-refused", subject, {"reason": reason})
        parcels += _news(tx, refusal.reading_id, texts, now)
    return parcels


def forget(tx: Connection, before: datetime) -> int:
    """Drop the batches from before `before` of which no reading is kept any more; gives how many."""
    is_empty = ~exists().where(readings.c.batch_id == reading_batches.c.batch_id)
    old = and_(reading_batches.c.handed_at < before, is_empty)
    return tx.execute(delete(reading_batches).where(old)).rowcount


def waiting(tx: Connection) -> int:
    """How many readings the company does not have yet."""
    under_way = select(reading_batches.c.batch_id).where(reading_batches.c.handed_at.is_(None))
    count = select(func.count()).select_from(readings)
    pending = tx.execute(count.where(PENDING)).scalar_one()
    return int(pending + tx.execute(count.where(readings.c.batch_id.in_(under_way))).scalar_one())


def _sent_before(moment: datetime) -> ColumnElement[bool]:
    return and_(PENDING, readings.c.sent_at < moment)


def _is_free(now: datetime) -> ColumnElement[bool]:
    is_over = or_(reading_batches.c.lease_until.is_(None), reading_batches.c.lease_until <= now)
    return and_(reading_batches.c.handed_at.is_(None), is_over)


def _make(tx: Connection, now: datetime, before: datetime) -> int | None:
    """A new batch of pending readings; None where there are none."""
    due = (
        select(readings.c.reading_id)
        .where(_sent_before(before))
        .order_by(readings.c.sent_at, readings.c.reading_id)
        .limit(MOST_IN_BATCH)
        .with_for_update(skip_locked=True)
    )
    reading_ids = list(tx.execute(due).scalars())
    if not reading_ids:
        return None
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
        tuple(row.doubts),
        row.photo is not None,
    )


def _news(tx: Connection, reading_id: int, texts: Texts, now: datetime) -> Sequence[Parcel]:
    """What the sender of a refused reading is told; nobody where they are gone."""
    own_nickname = and_(
        nicknames.c.supply_id == readings.c.supply_id, nicknames.c.person_id == readings.c.person_id
    )
    row = tx.execute(
        select(
            readings.c.taken_on,
            readings.c.reason,
            supplies.c.street,
            supplies.c.street_number,
            nicknames.c.nickname,
            persons.c.person_id,
            persons.c.language,
        )
        .join(supplies, supplies.c.supply_id == readings.c.supply_id)
        .join(persons, persons.c.person_id == readings.c.person_id)
        .outerjoin(nicknames, own_nickname)
        .where(readings.c.reading_id == reading_id)
    ).first()
    if row is None:
        return ()
    say = Say(
        _REFUSED if row.reason else _REFUSED_SILENTLY,
        rows=_ROWS,
        day=Day(row.taken_on),
        supply=row.nickname or f"{row.street} {row.street_number}",
        reason=row.reason or "",
    )
    words = said(texts.render(say, row.language, 0, now))
    return (Parcel(words, row.person_id, Lane.NOTICE),)
