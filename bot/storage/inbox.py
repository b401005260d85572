"""The inbox: what Telegram sent, committed before it is acknowledged, taken in order chat by chat."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, NewType

from sqlalchemy import Connection, Executable, bindparam, delete, func, select

from bot.storage.tables import updates
from bot.storage.upsert import upsert

UpdateId = NewType("UpdateId", int)
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came, with the chat that it belongs to (0: to none)."""

    update_id: UpdateId
    chat_id: int
    payload: Payload
    #: Whether another of its chat waits behind it.
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of a message when its words are gone.

    ``fingerprint``: a keyed hash of its words; None where it had none.
    """

    message_id: int
    album: str | None = None
    fingerprint: str | None = None


# Built once: building a statement costs more than running it.
_WAITING: Final = (
    select(updates.c.update_id, updates.c.payload)
    .where(
        updates.c.chat_id == bindparam("chat_id"),
        updates.c.state == "new",
    )
    .order_by(updates.c.update_id)
)
_OLDEST: Final = _WAITING.where(updates.c.update_id > bindparam("after")).limit(2)
#: Ten by the Bot API, and some that come in between.
_LARGEST_ALBUM: Final = 20
#: Below every number that an update may have.
_BEFORE_ALL: Final = UpdateId(-(2**63))
_MARK: Final = updates.update().where(updates.c.update_id == bindparam("number"))


@cache
def _add_to(dialect: str) -> Executable:
    adding = upsert(dialect, updates).on_conflict_do_nothing(index_elements=[updates.c.update_id])
    return adding.returning(updates.c.update_id)


def add(tx: Connection, arrivals: Sequence[Arrival], now: datetime) -> int:
    """Keep what came; an update that is here already, done or not, does nothing. Gives how many are new."""
    if not arrivals:
        return 0
    rows = [
        {
            "update_id": arrival.update_id,
            "chat_id": arrival.chat_id,
            "payload": arrival.payload,
            "state": "new",
            "received_at": now,
        }
        for arrival in arrivals
    ]
    return len(tx.execute(_add_to(tx.dialect.name), rows).all())


def oldest(tx: Connection, chat_id: int, after: UpdateId = _BEFORE_ALL) -> Arrival | None:
    """The first update of the chat, behind another one, that waits for its turn."""
    rows = tx.execute(_OLDEST, {"chat_id": chat_id, "after": after}).all()
    if not rows:
        return None
    return Arrival(UpdateId(rows[0].update_id), chat_id, rows[0].payload, is_followed=len(rows) > 1)


def done(tx: Connection, update_id: UpdateId, trace: Trace | None = None) -> None:
    """Mark a turn as taken. The words go; the number stays to recognise a repetition, and the trace."""
    kept = {} if trace is None else asdict(trace)
    tx.execute(_MARK, {"number": update_id, "state": "done", "payload": None, **kept})


def has_taken(tx: Connection, chat_id: int, trace: Trace) -> bool:
    """Whether the newest turn about this message had the same words."""
    same = (updates.c.chat_id == chat_id, updates.c.message_id == trace.message_id, updates.c.state == "done")
    newest = select(updates.c.fingerprint).where(*same).order_by(updates.c.update_id.desc()).limit(1)
    row = tx.execute(newest).first()
    return row is not None and row.fingerprint == trace.fingerprint


def has_taken_of_album(tx: Connection, chat_id: int, album: str) -> bool:
    """Whether a turn about a part of this album was taken."""
    same = (updates.c.chat_id == chat_id, updates.c.album == album, updates.c.state == "done")
    return tx.execute(select(updates.c.update_id).where(*same).limit(1)).first() is not None


def has_taken_since(tx: Connection, chat_id: int, message_id: int, moment: datetime) -> bool:
    """Whether a turn was taken about this message, with what came after that moment."""
    same = (updates.c.chat_id == chat_id, updates.c.message_id == message_id, updates.c.state == "done")
    newer = select(updates.c.update_id).where(*same, updates.c.received_at > moment).limit(1)
    return tx.execute(newer).first() is not None


def waiting_behind(tx: Connection, arrival: Arrival) -> list[Arrival]:
    """Return the updates of the chat that wait behind this one, in order; not more than an album may hold."""
    return waiting_of(tx, arrival.chat_id, arrival.update_id)


def waiting_of(tx: Connection, chat_id: int, after: UpdateId = _BEFORE_ALL) -> list[Arrival]:
    """Return the next updates that wait in a chat, in order; not more than an album may hold."""
    behind = _WAITING.where(updates.c.update_id > after).limit(_LARGEST_ALBUM)
    rows = tx.execute(behind, {"chat_id": chat_id})
    return [Arrival(UpdateId(row.update_id), chat_id, row.payload) for row in rows]


def set_aside(
    tx: Connection, update_id: UpdateId, state: str, fault: str, *, instead: Payload | None = None
) -> None:
    """Keep an update that could not be answered (``unreadable`` or ``failed``), and go on without it.

    ``instead``: what is kept of it where not all of it may be.
    """
    values: dict[str, object] = {"number": update_id, "state": state, "fault": fault}
    if instead is not None:
        values["payload"] = instead
    tx.execute(_MARK, values)


def waiting_chats(tx: Connection) -> Iterable[int]:
    """The chats that have something waiting."""
    return list(tx.execute(select(updates.c.chat_id).where(updates.c.state == "new").distinct()).scalars())


def waiting(tx: Connection) -> int:
    """Count the updates that wait for their turn."""
    count = select(func.count()).select_from(updates).where(updates.c.state == "new")
    return tx.execute(count).scalar_one()


def forget(tx: Connection, before: datetime) -> int:
    """Drop what was received before `before` and waits no longer; Telegram repeats nothing that old."""
    return tx.execute(
        delete(updates).where(updates.c.received_at < before, updates.c.state != "new")
    ).rowcount
