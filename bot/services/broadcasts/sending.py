"""Sending: recipients are written down once, checked once more each, and handed to the outbox in portions.

Each step is a transaction of its own under the lock of its broadcast, so a second process, a second click
or a kill in between changes nothing: who has a row of the outbox is not given another.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, literal, select, update

from bot.config.readings import ReadingWindow
from bot.services import audit
from bot.services.broadcasts import audience, outcomes, states, store
from bot.services.broadcasts.audience import Resolved
from bot.services.broadcasts.broadcast import Broadcast, of_row
from bot.services.broadcasts.words import Reader, Words
from bot.services.notices import occasions
from bot.storage import outbox, statistics
from bot.storage.outbox import Lane, Parcel
from bot.storage.tables import broadcast_recipients, broadcasts, persons
from handlers.contract.speech import N_

#: The most recipients in one transaction: SQLite has one writer, and replies wait for it.
AT_ONCE: Final = 200
#: The first portion; each next one is at most twice what has arrived. A text that Telegram refuses is then
#: refused a few times only.
_FIRST: Final = 20
#: So many failures of one cause since sending began, or was resumed, are a fault of our own making.
_FAULTS: Final = 5
#: Telegram deletes no message that is older (Bot API, deleteMessage).
_DELETABLE_S: Final = 48 * 3600
_TOO_OLD: Final = N_("older than 48 hours: Telegram deletes it no more")
_NO_MESSAGE: Final = N_("no message of theirs is known")

_R: Final = broadcast_recipients.c
_QUEUED: Final = (
    update(broadcast_recipients)
    .where(_R.broadcast_id == bindparam("of"), _R.person_id == bindparam("whom"))
    .values(state="queued", delivery_id=bindparam("number"))
)
_SKIPPED: Final = (
    update(broadcast_recipients)
    .where(_R.broadcast_id == bindparam("of"), _R.person_id == bindparam("whom"))
    .values(state="skipped", cause=bindparam("why"), settled_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What sending goes by. ``ahead``: how many may wait in the outbox at once."""

    windows: Sequence[ReadingWindow]
    second_person_above: int
    ahead: int
    #: Makes the contents of a broadcast.
    words: Callable[[Broadcast], Words]
    #: Nobody is reached, whatever a broadcast says of itself.
    training: bool = False


@dataclass(frozen=True, slots=True)
class Faulty:
    """A broadcast that paused by itself, and why."""

    broadcast_id: int
    reason: str


def due(tx: Connection, now: datetime) -> Sequence[int]:
    """Return the broadcasts whose time has come and whose recipients are not written down yet."""
    starts_at = broadcasts.c.starts_at
    is_due = starts_at.is_(None) | (starts_at <= now)
    query = select(broadcasts.c.broadcast_id).where(broadcasts.c.state == "scheduled", is_due)
    return tx.execute(query.order_by(broadcasts.c.broadcast_id)).scalars().all()


def active(tx: Connection) -> Sequence[int]:
    """Return the broadcasts that are being sent, the urgent ones first."""
    query = select(broadcasts.c.broadcast_id).where(broadcasts.c.state == "sending")
    return tx.execute(query.order_by(broadcasts.c.urgent.desc(), broadcasts.c.broadcast_id)).scalars().all()


def start(tx: Connection, broadcast_id: int, rules: Rules, now: datetime) -> bool:
    """Write down who a broadcast is for, and begin; False where it is not begun now.

    Not in the night; not after its time, when it is cancelled; and not where its approval does not cover what
    would be sent, when it is a draft again.
    """
    broadcast = _taken(tx, broadcast_id, "scheduled")
    if broadcast is None or is_night(broadcast, now):
        return False
    if _is_over(broadcast, now):
        reason = N_("its time had passed before it could begin")
        store.cancel(tx, broadcast_id, audit.OURSELVES, now, reason)
        return False
    resolved = audience.resolve(tx, broadcast.draft, rules.windows, now)
    count = _write_down(tx, broadcast_id, resolved)
    if not states.may_start(broadcast, count, rules.second_person_above):
        tx.execute(broadcast_recipients.delete().where(_R.broadcast_id == broadcast_id))
        reason = f"by now it is for {count} people, and its author alone approved it"
        store.refuse(tx, broadcast_id, audit.OURSELVES, reason, now)
        return False
    values = {"sending_at": now, "resumed_at": now, "recipients": count, "reason": None}
    store.do(tx, broadcast, "start", audit.OURSELVES, now, values, {"recipients": count})
    return True


def _write_down(tx: Connection, broadcast_id: int, resolved: Resolved) -> int:
    """Add a row for everybody who is meant, in one statement."""
    meant = audience.people(resolved).add_columns(literal(broadcast_id), literal("pending"))
    statement = insert(broadcast_recipients).from_select(["person_id", "broadcast_id", "state"], meant)
    tx.execute(statement)
    # The driver of PostgreSQL does not tell the number of rows of such a statement.
    count: int = tx.execute(select(func.count()).where(_R.broadcast_id == broadcast_id)).scalar_one()
    statistics.refresh(tx, broadcast_recipients, rows=count)
    return count


def move(tx: Connection, broadcast_id: int, rules: Rules, now: datetime) -> int:
    """Hand the next portion of a broadcast to the outbox; return how many recipients were seen to.

    In the night what still waits there is taken back; after its time everybody left is skipped. When nothing
    is open any more it is done.
    """
    broadcast = _taken(tx, broadcast_id, "sending")
    if broadcast is None:
        return 0
    if _is_over(broadcast, now):
        outcomes.take_back(tx, broadcast_id)
        outcomes.skip_pending(tx, broadcast_id, N_("its time has passed"), now)
    elif is_night(broadcast, now):
        outcomes.take_back(tx, broadcast_id)
        return 0
    most = AT_ONCE
    if not _is_training(broadcast, rules):
        most = min(most, rules.ahead - _waiting(tx), _earned(tx, broadcast, rules.ahead))
    rows = _next(tx, broadcast, rules, now, most) if most > 0 else ()
    if rows:
        _hand_over(tx, broadcast, rules, rows, now)
    elif outcomes.close(tx, broadcast_id, now):
        store.do(tx, broadcast, "finish", audit.OURSELVES, now, {}, {})
    return len(rows)


def look_for_faults(tx: Connection, broadcast_id: int, now: datetime) -> Faulty | None:
    """Pause a broadcast with people left where the same fault repeats; one bad recipient stops nothing."""
    broadcast = _taken(tx, broadcast_id, "sending")
    if broadcast is None or not outcomes.has_pending(tx, broadcast_id):
        return None
    since = broadcast.resumed_at or broadcast.created_at
    query = (
        select(_R.cause, func.count())
        .where(_R.broadcast_id == broadcast_id, _R.state == "failed", _R.settled_at >= since)
        .where(_R.cause.not_in(outcomes.OF_THE_PERSON))
        .group_by(_R.cause)
        .having(func.count() >= _FAULTS)
        .order_by(func.count().desc())
    )
    found = tx.execute(query).first()
    if found is None:
        return None
    reason = f"{found[1]} failed alike: {found[0]}"
    store.pause(tx, broadcast_id, audit.OURSELVES, now, reason)
    return Faulty(broadcast_id, reason)


def is_night(broadcast: Broadcast, now: datetime) -> bool:
    """Whether a broadcast waits for the morning. What is urgent does not, nor what makes no sound."""
    draft = broadcast.draft
    return not draft.urgent and draft.writes_anew and occasions.next_leaving(now) > now


def _is_training(broadcast: Broadcast, rules: Rules) -> bool:
    return rules.training or broadcast.draft.training


def _taken(tx: Connection, broadcast_id: int, state: str) -> Broadcast | None:
    """Lock a broadcast that is in this state; None where it is not, or where another process has it."""
    query = select(broadcasts).where(broadcasts.c.broadcast_id == broadcast_id, broadcasts.c.state == state)
    row = tx.execute(query.with_for_update(skip_locked=True)).first()
    return None if row is None else of_row(row)


def _is_over(broadcast: Broadcast, now: datetime) -> bool:
    until = broadcast.draft.valid_until
    return until is not None and until <= now


def _waiting(tx: Connection) -> int:
    """Count the recipients of all broadcasts whose row waits in the outbox or is being sent."""
    underway = select(broadcasts.c.broadcast_id).where(
        broadcasts.c.sending_at.is_not(None), broadcasts.c.ended_at.is_(None)
    )
    query = select(func.count()).where(_R.broadcast_id.in_(underway), _R.state == "queued")
    return tx.execute(query).scalar_one()


def _earned(tx: Connection, broadcast: Broadcast, most: int) -> int:
    """Return how many may be under way after what has arrived since sending began or was resumed."""
    since = broadcast.resumed_at or broadcast.created_at
    mine = _R.broadcast_id == broadcast.broadcast_id
    arrived = select(_R.person_id).where(mine, _R.state.in_(("sent", "gone")), _R.settled_at >= since)
    sent = tx.execute(select(func.count()).select_from(arrived.limit(most).subquery())).scalar_one()
    open_now = tx.execute(select(func.count()).where(mine, _R.state == "queued")).scalar_one()
    return max(_FIRST, 2 * sent) - open_now


def _next(tx: Connection, broadcast: Broadcast, rules: Rules, now: datetime, most: int) -> Sequence[Any]:
    """Return the next recipients, each with what is known of them and with the conditions of the audience."""
    resolved = audience.resolve(tx, broadcast.draft, rules.windows, now, few=True)
    before = broadcast_recipients.alias("parent")
    own = select(_R.person_id.label("whom")).where(
        _R.broadcast_id == broadcast.broadcast_id, _R.state == "pending"
    )
    portion = own.order_by(_R.person_id).limit(most).subquery()
    query = (
        select(
            portion.c.whom,
            persons.c.language,
            persons.c.first_name,
            before.c.message_id,
            before.c.settled_at.label("had_at"),
            *audience.labelled(resolved),
        )
        .select_from(portion)
        .outerjoin(persons, persons.c.person_id == portion.c.whom)
        .outerjoin(
            before,
            (before.c.broadcast_id == broadcast.draft.parent_id) & (before.c.person_id == portion.c.whom),
        )
        .order_by(portion.c.whom)
    )
    rows = [dict(row) for row in tx.execute(query).mappings()]
    return [(row, audience.first_cause(resolved, row)) for row in rows]


def _hand_over(
    tx: Connection, broadcast: Broadcast, rules: Rules, rows: Sequence[Any], now: datetime
) -> None:
    """Give each of these recipients a row of the outbox, or skip them with the cause."""
    words = rules.words(broadcast)
    training = _is_training(broadcast, rules)
    skipped: list[dict[str, Any]] = []
    wanted: list[tuple[int, Parcel]] = []
    for row, cause in rows:
        person_id = row["whom"]
        why = _obstacle(broadcast, row, cause, now, training=training)
        reader = Reader(row["language"] or "", row["first_name"] or "", row["message_id"])
        content = None if why else words.content(reader)
        if content is None:
            skipped.append(
                {"of": broadcast.broadcast_id, "whom": person_id, "why": why or _NO_MESSAGE, "at": now}
            )
        else:
            wanted.append((person_id, Parcel(content, person_id, Lane.BROADCAST)))
    if skipped:
        tx.execute(_SKIPPED, skipped)
    numbers = outbox.enqueue(tx, [parcel for _, parcel in wanted], now)
    queued = [
        {"of": broadcast.broadcast_id, "whom": person_id, "number": number}
        for (person_id, _), number in zip(wanted, numbers, strict=True)
    ]
    if queued:
        tx.execute(_QUEUED, queued)


def _obstacle(
    broadcast: Broadcast,
    row: Any,  # noqa: ANN401 - a row of `_next`
    cause: audience.Cause | None,
    now: datetime,
    *,
    training: bool,
) -> str | None:
    """Return why a recipient is not written to; None where nothing is in the way."""
    if cause is not None:
        return audience.CAUSES[cause]
    if training:
        return N_("training: nobody is reached")
    had_at = row["had_at"]
    is_old = had_at is not None and (now - had_at).total_seconds() > _DELETABLE_S
    return _TOO_OLD if broadcast.draft.kind == "delete" and is_old else None
