"""What became of each recipient: taken from the outbox before it forgets, counted, and never lost.

A recipient is pending, then queued while a row of the outbox is theirs, then settled for good. What waits in
the lane of broadcasts was surely not sent (one of unknown outcome is never put back there), so it can be
taken back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, get_args

from sqlalchemy import Connection, Select, bindparam, delete, func, select, update

from bot.services.broadcasts.broadcast import RecipientState
from bot.storage.outbox import OPEN_STATES
from bot.storage.tables import broadcast_recipients, broadcasts, deliveries
from handlers.contract.speech import N_

STATES: Final[tuple[RecipientState, ...]] = get_args(RecipientState)
OPEN: Final[tuple[RecipientState, ...]] = ("pending", "queued")
#: How long an answer may be about a broadcast.
_ANSWERED_WITHIN: Final = timedelta(hours=48)
#: Telegram's words for what we did wrong, as staff are told it. What is not here is told in Telegram's words.
_READABLE: Final[Mapping[str, str]] = {
    "can't parse entities": N_("the text is not HTML that Telegram takes"),
    "message is too long": N_("the text is too long"),
    "caption is too long": N_("the text is too long for one below a picture"),
    "button_url_invalid": N_("Telegram does not take the address of a button"),
    "wrong file identifier": N_("the picture cannot be sent"),
    "photo_invalid_dimensions": N_("the picture has sides that Telegram does not take"),
    "image_process_failed": N_("the picture cannot be read by Telegram"),
    "message can't be deleted": N_("the message can no longer be deleted"),
    "message to edit not found": N_("the message is no longer there"),
    "message can't be edited": N_("the message can no longer be edited"),
    "given up:": N_("Telegram could not be reached for a day"),
}

#: What lies with the person: they deleted the message, or it is too old. However often, no fault of ours.
OF_THE_PERSON: Final = frozenset(
    words for theirs, words in _READABLE.items() if theirs.startswith("message ") and "long" not in theirs
)

_R: Final = broadcast_recipients.c
#: Recipients whose broadcast is not over: `settle` asks for nothing else.
_ACTIVE: Final = select(broadcasts.c.broadcast_id).where(
    broadcasts.c.sending_at.is_not(None), broadcasts.c.ended_at.is_(None)
)
_SETTLE: Final = (
    update(broadcast_recipients)
    .where(_R.broadcast_id == bindparam("of"), _R.person_id == bindparam("whom"), _R.state == "queued")
    .values(
        state=bindparam("became"),
        cause=bindparam("why"),
        message_id=bindparam("message"),
        settled_at=bindparam("at"),
    )
)


def readable(fault: str | None) -> str | None:
    """Say in words for staff why a message could not be sent."""
    if fault is None:
        return None
    return next((words for theirs, words in _READABLE.items() if theirs in fault.lower()), fault)


def settle(tx: Connection, now: datetime) -> int:
    """Take over what became of deliveries; return the number of recipients.

    Of a row that is gone nobody can say whether it arrived.
    """
    query = (
        select(
            _R.broadcast_id,
            _R.person_id,
            deliveries.c.state,
            deliveries.c.fault,
            deliveries.c.message_id,
            deliveries.c.settled_at,
        )
        .outerjoin(deliveries, deliveries.c.delivery_id == _R.delivery_id)
        .where(_R.broadcast_id.in_(_ACTIVE), _R.state == "queued")
        .where(deliveries.c.state.is_(None) | deliveries.c.state.not_in(OPEN_STATES))
        # In one order everywhere, so that two processes cannot wait for each other.
        .order_by(_R.broadcast_id, _R.person_id)
    )
    found = [
        {
            "of": row.broadcast_id,
            "whom": row.person_id,
            "became": row.state or "unconfirmed",
            "why": None if row.state == "sent" else readable(row.fault),
            "message": row.message_id,
            "at": row.settled_at or now,
        }
        for row in tx.execute(query)
    ]
    if found:
        tx.execute(_SETTLE, found)
    return len(found)


def take_back(tx: Connection, broadcast_id: int) -> int:
    """Make pending again whatever still waits in the outbox; return the number of recipients.

    What is being sent at this moment is not touched: its outcome comes.
    """
    waiting = (
        select(deliveries.c.delivery_id)
        .join(broadcast_recipients, _R.delivery_id == deliveries.c.delivery_id)
        .where(_R.broadcast_id == broadcast_id, _R.state == "queued", deliveries.c.state == "queued")
        .with_for_update(of=deliveries, skip_locked=True)
    )
    numbers = tx.execute(waiting).scalars().all()
    if not numbers:
        return 0
    tx.execute(delete(deliveries).where(deliveries.c.delivery_id.in_(numbers)))
    ours = (_R.broadcast_id == broadcast_id, _R.state == "queued", _R.delivery_id.in_(numbers))
    tx.execute(update(broadcast_recipients).where(*ours).values(state="pending", delivery_id=None))
    return len(numbers)


def skip_pending(tx: Connection, broadcast_id: int, cause: str, now: datetime) -> int:
    """Skip everybody who has not been written to; return their number."""
    pending = (_R.broadcast_id == broadcast_id, _R.state == "pending")
    values = {"state": "skipped", "cause": cause, "settled_at": now}
    return tx.execute(update(broadcast_recipients).where(*pending).values(values)).rowcount


def has_work(tx: Connection) -> bool:
    """Whether a broadcast waits for its time, is being sent, or has outcomes to come."""
    is_active = broadcasts.c.sending_at.is_not(None) & broadcasts.c.ended_at.is_(None)
    query = select(broadcasts.c.broadcast_id).where((broadcasts.c.state == "scheduled") | is_active)
    return tx.execute(query.limit(1)).first() is not None


def close_cancelled(tx: Connection, now: datetime) -> None:
    """Note the end of cancelled broadcasts whose last outcomes have come."""
    query = select(broadcasts.c.broadcast_id).where(
        broadcasts.c.state == "cancelled", broadcasts.c.ended_at.is_(None)
    )
    for broadcast_id in tx.execute(query).scalars().all():
        close(tx, broadcast_id, now)


def has_pending(tx: Connection, broadcast_id: int) -> bool:
    """Whether anybody has not been written to yet."""
    query = select(_R.person_id).where(_R.broadcast_id == broadcast_id, _R.state == "pending").limit(1)
    return tx.execute(query).first() is not None


def is_open(tx: Connection, broadcast_id: int) -> bool:
    """Whether the outcome of anybody is still to come."""
    query = select(_R.person_id).where(_R.broadcast_id == broadcast_id, _R.state.in_(OPEN)).limit(1)
    return tx.execute(query).first() is not None


def close(tx: Connection, broadcast_id: int, now: datetime) -> bool:
    """Note that a broadcast is over, unless the outcome of anybody is still to come."""
    if is_open(tx, broadcast_id):
        return False
    own = (broadcasts.c.broadcast_id == broadcast_id, broadcasts.c.ended_at.is_(None))
    tx.execute(update(broadcasts).where(*own).values(ended_at=now))
    return True


def counts(tx: Connection, broadcast_id: int) -> dict[RecipientState, int]:
    """Count the recipients in each state; they sum to the snapshot."""
    query = select(_R.state, func.count()).where(_R.broadcast_id == broadcast_id).group_by(_R.state)
    found: dict[str, int] = {row[0]: row[1] for row in tx.execute(query)}
    return {state: found.get(state, 0) for state in STATES}


def causes(tx: Connection, broadcast_id: int) -> Sequence[tuple[str, str, int]]:
    """Return why people were skipped, or were not reached: state, cause and number, the most first."""
    query = (
        select(_R.state, _R.cause, func.count())
        .where(_R.broadcast_id == broadcast_id, _R.cause.is_not(None))
        .group_by(_R.state, _R.cause)
        .order_by(func.count().desc(), _R.state, _R.cause)
    )
    return [(row[0], row[1], row[2]) for row in tx.execute(query)]


def answers(tx: Connection, broadcast_id: int) -> int:
    """Count the recipients who answered."""
    query = select(func.count()).where(_R.broadcast_id == broadcast_id, _R.answered_at.is_not(None))
    return tx.execute(query).scalar_one()


# Built once, for every question asks it: building a statement costs more than running it.
_LAST_RECEIVED: Final = (
    select(_R.broadcast_id, _R.answered_at, broadcasts.c.name)
    .join(broadcasts, broadcasts.c.broadcast_id == _R.broadcast_id)
    .where(_R.person_id == bindparam("person_id"), _R.state.in_(("sent", "unconfirmed")))
    .where(_R.settled_at > bindparam("since"), broadcasts.c.kind.not_in(("edit", "delete")))
    .order_by(_R.settled_at.desc(), _R.broadcast_id.desc())
    .limit(1)
)


def answered(tx: Connection, person_id: int, now: datetime) -> str | None:
    """Count what a person writes as an answer to the broadcast that they got last within 48 hours.

    Once each. Return its name and number, for operators who take over; None: they got none.
    """
    since = now - _ANSWERED_WITHIN
    last = tx.execute(_LAST_RECEIVED, {"person_id": person_id, "since": since}).first()
    if last is None:
        return None
    if last.answered_at is None:
        own = (_R.broadcast_id == last.broadcast_id, _R.person_id == person_id, _R.answered_at.is_(None))
        tx.execute(update(broadcast_recipients).where(*own).values(answered_at=now))
    return f"{last.name} (n. {last.broadcast_id})"


def forget(tx: Connection, old: Select[Any]) -> None:
    """Delete the recipients of these broadcasts."""
    tx.execute(delete(broadcast_recipients).where(_R.broadcast_id.in_(old)))
