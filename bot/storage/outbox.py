"""The outbox: every delivery is a row, claimed under a lease, sent, and settled once.

A claim gives a row a lease (the moment until which it is reserved for the process that sends it) and a
fencing token (a settlement under an older one is dropped). A row whose lease has run out is claimed anew.

Rows of one line leave one after the other, by rank and then by number: a line is a chat and a lane, and in a
group also a case, so that a stuck row holds up its case alone.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final, NewType, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from bot.storage.engine import is_about_rows
from bot.storage.lines import is_group, is_open, is_queued
from bot.storage.parcels import (
    Album,
    ButtonAnswer,
    Content,
    Payload,
    content_of,
    is_letter,
    kind_of,
    payload_of,
)
from bot.storage.tables import deliveries

DeliveryId = NewType("DeliveryId", int)
#: A time of a query: given, or bound later.
Moment: TypeAlias = datetime | BindParameter[Any]

#: The states of a row that is to be sent, or being sent.
OPEN_STATES: Final = ("queued", "claimed")


# Built once: building a statement costs more than running it.
_OF_LINE: Final = and_(
    deliveries.c.chat_id == bindparam("chat_id"),
    deliveries.c.lane == bindparam("lane"),
    deliveries.c.line == bindparam("line"),
)
#: The longest wait that `due_at` stands for. A moment further ahead was written under another clock.
LONGEST_WAIT: Final = timedelta(seconds=30)
_INSERT: Final = deliveries.insert()
_OPEN_OF_LINE: Final = select(deliveries.c.delivery_id).where(_OF_LINE, is_open()).limit(1)
_CLAIM: Final = deliveries.update().where(deliveries.c.delivery_id == bindparam("number"))
_SETTLE: Final = _CLAIM.where(deliveries.c.claim_token == bindparam("token"))


class Lane(IntEnum):
    """The priority of a delivery, the smallest number first. The numbers stand in the database."""

    REPLY = 0
    DESK = 1
    NOTICE = 2
    BROADCAST = 3

    @property
    def label(self) -> str:
        """The name in figures and logs."""
        return self.name.lower()


class Rank(IntEnum):
    """The place of a row within its line, the smallest first. The numbers stand in the database."""

    #: A topic must be there before anything can stand in it.
    TOPIC = 0
    #: The first lines of a case go before what others have added to theirs.
    FIRST = 1
    USUAL = 2


class Carrier(StrEnum):
    """By what a row is sent: each carrier has a queue of its own, so that none waits for the other."""

    TELEGRAM = "telegram"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A content, its chat and its lane: a delivery that has no row yet.

    ``chat_id`` None: it belongs to no chat, so it keeps no order. ``case_id``: the case that it is part of;
    in the group each case keeps an order of its own, in a private chat all keep one.
    """

    content: Content
    chat_id: int | None
    lane: Lane = Lane.REPLY
    case_id: int | None = None
    rank: Rank = Rank.USUAL

    @property
    def kind(self) -> str:
        """The kind that its row will have."""
        return kind_of(self.content)

    @property
    def payload(self) -> Payload:
        """The payload that its row will have."""
        return payload_of(self.content)

    @property
    def line(self) -> int:
        """Which line of its chat and lane it stands in: in a group that of its case."""
        return self.case_id or 0 if self.is_to_group else 0

    @property
    def ordered_chat_id(self) -> int | None:
        """The chat whose order it keeps. An answer to a press is nothing in a group, and waits for none."""
        return self.chat_id if self.is_to_group or not is_group(self.chat_id) else None

    @property
    def is_to_group(self) -> bool:
        """Whether it makes something in a group, whose pace it keeps."""
        return is_group(self.chat_id) and not isinstance(self.content, ButtonAnswer)

    @property
    def carrier(self) -> Carrier:
        """By what it is sent: letters by mail, all else by Telegram."""
        return Carrier.MAIL if is_letter(self.content) else Carrier.TELEGRAM


#: What people wait for.
PROMPT: Final = (Lane.REPLY, Lane.DESK)
#: The other lanes, which are paced.
BULK: Final = (Lane.NOTICE, Lane.BROADCAST)


def is_due(now: Moment, latest: Moment) -> ColumnElement[bool]:
    """Whether a queued row may be sent now, however the clock was set since it was written.

    ``latest``: now and the longest wait. A reply or relay that was never tried waits for nothing.
    """
    return or_(
        deliveries.c.due_at <= now,
        deliveries.c.due_at > latest,
        and_(deliveries.c.attempts == 0, deliveries.c.lane.in_([int(lane) for lane in PROMPT])),
    )


_NEXT_OF_LINE: Final = (
    select(deliveries)
    .where(_OF_LINE, is_queued(), is_due(bindparam("now"), bindparam("latest")))
    .order_by(deliveries.c.rank, deliveries.c.delivery_id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed row, with the content that it holds."""

    delivery_id: DeliveryId
    lane: Lane
    chat_id: int | None
    content: Content
    #: The number of earlier attempts to send it.
    attempts: int
    #: The number of attempts of unknown outcome: it may have arrived.
    unknowns: int
    created_at: datetime
    #: The fencing token: a settlement under an older one is dropped.
    claim_token: str
    lease_until: datetime
    case_id: int | None = None
    #: Looked up when it is claimed: the topic of its case, its pinned card, and the number that each entry
    #: named by its content has in this chat (those that are not there are left out).
    topic_id: int | None = None
    card_id: int | None = None
    twins: Mapping[int, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of the row, for logs."""
        return kind_of(self.content)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The state of a row after an attempt: a last one, or ``queued`` again for ``due_at``."""

    state: str
    due_at: datetime | None = None
    unknowns: int = 0
    message_id: int | None = None
    #: Of an album: the number of each part.
    message_ids: tuple[int, ...] = ()
    fault: str | None = None
    #: The next of the same chat and lane is not due before this (Telegram's pace for one chat).
    next_due_at: datetime | None = None
    #: The person cannot be reached: bulk is stopped until they write again.
    unreachable: bool = False


def add(
    tx: Connection, parcels: Sequence[Parcel], now: datetime, lease_until: datetime | None
) -> list[Delivery]:
    """Add rows in order; returns those claimed at once, which the caller has to send.

    With a lease, the first row of each line is claimed where no open row precedes it; the rows behind it are
    claimed when it is settled, so that order is kept. The caller holds the lock of the chat of every reply.
    Only replies of the turn itself are claimed here: bulk and groups are paced, what is part of a case finds
    out at its claim what it is about, a notice may be for a chat that is not locked, and mail has a queue of
    its own.
    """
    claimed: list[Delivery] = []
    busy: set[tuple[int | None, Lane]] = set()
    for parcel in parcels:
        place = (parcel.ordered_chat_id, parcel.lane)
        free = lease_until is not None and _is_for_at_once(parcel) and place not in busy
        free = free and not _precedes(tx, parcel)
        if parcel.ordered_chat_id is not None:
            busy.add(place)
        values = _queued(parcel, now)
        if free:
            values |= {"state": "claimed", "claim_token": secrets.token_hex(8), "lease_until": lease_until}
        key = tx.execute(_INSERT, values).inserted_primary_key
        if free and key is not None:
            claimed.append(_delivery({"delivery_id": key[0], **values}, parcel.content))
    return claimed


def _is_for_at_once(parcel: Parcel) -> bool:
    """Whether a row may be claimed in the transaction that adds it."""
    is_prompt = parcel.carrier is Carrier.TELEGRAM and parcel.lane in PROMPT
    return is_prompt and parcel.case_id is None and not parcel.is_to_group


def enqueue(tx: Connection, parcels: Sequence[Parcel], now: datetime) -> list[DeliveryId]:
    """Add rows in order, to be sent in their turn; return the number of each."""
    if not parcels:
        return []
    adding = _INSERT.returning(deliveries.c.delivery_id, sort_by_parameter_order=True)
    return list(tx.execute(adding, [_queued(parcel, now) for parcel in parcels]).scalars())


def _queued(parcel: Parcel, now: datetime) -> dict[str, Any]:
    """Return the row of a parcel that waits for its turn."""
    return {
        "carrier": str(parcel.carrier),
        "lane": int(parcel.lane),
        "chat_id": parcel.ordered_chat_id,
        "kind": parcel.kind,
        "payload": parcel.payload,
        "state": "queued",
        "attempts": 0,
        "unknowns": 0,
        "due_at": now,
        "claim_token": None,
        "lease_until": None,
        "created_at": now,
        "case_id": parcel.case_id,
        "rank": int(parcel.rank),
        "line": parcel.line,
        "calls": len(parcel.content.parts) if isinstance(parcel.content, Album) else 1,
    }


def settle(
    tx: Connection,
    settled: Iterable[tuple[Delivery, Settlement]],
    now: datetime,
    lease_until: datetime | None,
    written: Callable[[Delivery], None] = lambda _: None,
) -> list[Delivery]:
    """Write the settlements of claimed rows; with a lease, claim and return the next rows of their chats.

    A settlement under an old fencing token is dropped: the row has been claimed anew since. ``written`` is
    called for each that is not. The caller holds the lock of every chat. In a group nothing follows at once.
    """
    following: list[Delivery] = []
    for delivery, settlement in settled:
        is_last = settlement.state not in OPEN_STATES
        values = {
            "state": settlement.state,
            "attempts": delivery.attempts + 1,
            "unknowns": settlement.unknowns,
            "due_at": settlement.due_at or now,
            "message_id": settlement.message_id,
            "fault": settlement.fault,
            "claim_token": None,
            "lease_until": None,
            "settled_at": now if is_last else None,
        }
        if is_last and is_letter(delivery.content):
            # A letter may hold a key, and nobody reads it here any more.
            values["payload"] = {}
        matched = tx.execute(
            _SETTLE, {"number": delivery.delivery_id, "token": delivery.claim_token, **values}
        ).rowcount
        if matched:
            written(delivery)
        if matched and is_last and delivery.chat_id is not None:
            following += _next_of_line(tx, delivery, settlement, now, lease_until)
    return following


def set_aside(tx: Connection, delivery: Delivery, settlement: Settlement, fault: str, now: datetime) -> None:
    """Settle a claimed row whose settlement cannot be written, by its last state and a fault alone."""
    state = "failed" if settlement.state in OPEN_STATES else settlement.state
    values = {"state": state, "fault": fault, "claim_token": None, "lease_until": None, "settled_at": now}
    tx.execute(_SETTLE, {"number": delivery.delivery_id, "token": delivery.claim_token, **values})


def open_counts(tx: Connection) -> dict[tuple[Lane, str], int]:
    """Count the queued and the claimed rows of each lane."""
    rows = tx.execute(
        select(deliveries.c.lane, deliveries.c.state, func.count())
        .where(deliveries.c.state.in_(OPEN_STATES))
        .group_by(deliveries.c.lane, deliveries.c.state)
    )
    return {(Lane(lane), state): count for lane, state, count in rows}


def forget(tx: Connection, before: datetime) -> int:
    """Delete the rows settled before `before`; returns their number."""
    return tx.execute(delete(deliveries).where(deliveries.c.settled_at < before)).rowcount


def _precedes(tx: Connection, parcel: Parcel) -> bool:
    """Whether an open row of the same line precedes the parcel."""
    if parcel.ordered_chat_id is None:
        return False
    place = {"chat_id": parcel.ordered_chat_id, "lane": int(parcel.lane), "line": parcel.line}
    return tx.execute(_OPEN_OF_LINE, place).first() is not None


def _next_of_line(
    tx: Connection, delivery: Delivery, settlement: Settlement, now: datetime, lease_until: datetime | None
) -> list[Delivery]:
    try:
        if settlement.next_due_at is not None:
            with tx.begin_nested():
                _space_behind(tx, delivery, settlement.next_due_at)
            return []
        if lease_until is None or is_group(delivery.chat_id):
            return []
        place = {"chat_id": delivery.chat_id, "lane": int(delivery.lane), "line": 0, "now": now}
        place["latest"] = now + LONGEST_WAIT
        rows = tx.execute(_NEXT_OF_LINE, place).mappings().all()
        if not rows:
            return []
        with tx.begin_nested():
            return claim_rows(tx, rows, lease_until)
    except Exception as error:
        if not is_about_rows(error):
            raise
        # A broken row is left to the next look; it must not undo the settlement before it.
        return []


def _space_behind(tx: Connection, delivery: Delivery, due_at: datetime) -> None:
    behind = and_(
        deliveries.c.chat_id == delivery.chat_id,
        deliveries.c.lane == int(delivery.lane),
        deliveries.c.delivery_id > delivery.delivery_id,
        is_queued(),
        deliveries.c.due_at < due_at,
    )
    tx.execute(update(deliveries).where(behind).values(due_at=due_at))


def claim_rows(tx: Connection, rows: Iterable[RowMapping], lease_until: datetime) -> list[Delivery]:
    """Give each of these rows a lease and a fencing token."""
    claimed = []
    for row in rows:
        values = {"state": "claimed", "claim_token": secrets.token_hex(8), "lease_until": lease_until}
        tx.execute(_CLAIM, {"number": row["delivery_id"], **values})
        claimed.append(_delivery({**row, **values}))
    return claimed


def _delivery(row: Mapping[str, Any], content: Content | None = None) -> Delivery:
    """Make a delivery of a claimed row; its content is read from the row unless it is given."""
    return Delivery(
        delivery_id=DeliveryId(row["delivery_id"]),
        lane=Lane(row["lane"]),
        chat_id=row["chat_id"],
        content=content or content_of(row["kind"], row["payload"]),
        attempts=row["attempts"],
        unknowns=row["unknowns"],
        created_at=row["created_at"],
        claim_token=row["claim_token"],
        lease_until=row["lease_until"],
        case_id=row["case_id"],
    )
