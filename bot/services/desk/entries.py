"""The entries of cases: what was written, by its number in the private chat and in the group."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.storage.outbox import DeliveryId
from bot.storage.tables import case_entries, cases
from handlers.contract.desk import Author, EntryView, Piece, Side

EntryRow: TypeAlias = Row[Any]

# Where an entry stands. The words stand in the database.
KEPT: Final = "kept"
WAITING: Final = "waiting"
ACROSS: Final = "across"
FAILED: Final = "failed"
WITHDRAWN: Final = "withdrawn"

# Built once: building a statement costs more than running it. The newest first: where several texts were
# joined, all have the same number, and the last of them is meant.
_BY_ID: Final = select(case_entries).where(case_entries.c.entry_id == bindparam("entry_id"))
_IN_CASE: Final = select(case_entries).where(case_entries.c.case_id == bindparam("case_id"))
_BY_GROUP_MESSAGE: Final = (
    select(case_entries)
    .join(cases, cases.c.case_id == case_entries.c.case_id)
    .where(
        case_entries.c.group_message_id == bindparam("message_id"), cases.c.group_id == bindparam("group_id")
    )
    .order_by(case_entries.c.entry_id.desc())
    .limit(1)
)
_BY_CUSTOMER_MESSAGE: Final = (
    select(case_entries)
    .join(cases, cases.c.case_id == case_entries.c.case_id)
    .where(
        case_entries.c.customer_message_id == bindparam("message_id"),
        cases.c.person_id == bindparam("person_id"),
    )
    .order_by(case_entries.c.entry_id.desc())
    .limit(1)
)
_BY_DELIVERY: Final = select(case_entries).where(case_entries.c.delivery_id == bindparam("number"))


def by_id(tx: Connection, entry_id: int) -> EntryRow | None:
    """Return an entry by its number."""
    return tx.execute(_BY_ID, {"entry_id": entry_id}).first()


def by_group_message(tx: Connection, group_id: int, message_id: int) -> EntryRow | None:
    """Return the entry that a message of the group shows."""
    return tx.execute(_BY_GROUP_MESSAGE, {"group_id": group_id, "message_id": message_id}).first()


def by_customer_message(tx: Connection, person_id: int, message_id: int) -> EntryRow | None:
    """Return the entry that a message of a private chat shows."""
    return tx.execute(_BY_CUSTOMER_MESSAGE, {"person_id": person_id, "message_id": message_id}).first()


def by_delivery(tx: Connection, number: DeliveryId) -> Sequence[EntryRow]:
    """Return the entries that a delivery carries."""
    return tx.execute(_BY_DELIVERY, {"number": number}).all()


def with_its_album(tx: Connection, entry: EntryRow) -> Sequence[EntryRow]:
    """Return an entry, with the other parts of the album that it is a part of."""
    if entry.album is None:
        return [entry]
    parts = _IN_CASE.where(case_entries.c.album == entry.album, case_entries.c.side == entry.side)
    return tx.execute(parts.order_by(case_entries.c.entry_id), {"case_id": entry.case_id}).all()


def add(  # noqa: PLR0913 - who wrote what, where, when
    tx: Connection,
    case_id: int,
    side: Side,
    piece: Piece,
    now: datetime,
    *,
    state: str,
    customer_message_id: int | None = None,
    group_message_id: int | None = None,
    reply_to: int | None = None,
    author: Author | None = None,
) -> int:
    """Add an entry; return its number."""
    values = {
        "case_id": case_id,
        "side": str(side),
        "kind": piece.kind,
        "html": piece.html,
        "file_id": piece.file_id,
        "file_key": piece.file_key,
        "album": piece.album,
        "customer_message_id": customer_message_id,
        "group_message_id": group_message_id,
        "reply_to": reply_to,
        "operator_id": None if author is None else author.person_id,
        "operator_name": None if author is None else author.name,
        "state": state,
        "written_at": now,
    }
    return int(tx.execute(case_entries.insert().returning(case_entries.c.entry_id), values).scalar_one())


def change(tx: Connection, entry_ids: Iterable[int], **values: Any) -> None:  # noqa: ANN401 - any column
    """Set columns of entries."""
    numbers = list(entry_ids)
    if numbers:
        tx.execute(update(case_entries).where(case_entries.c.entry_id.in_(numbers)).values(values))


def is_changed(entry: EntryRow, piece: Piece) -> bool:
    """Whether an edit shows in what an entry holds: Telegram also tells of edits that change nothing."""
    return (entry.html, entry.file_key) != (piece.html, piece.file_key)


def edit(tx: Connection, entry: EntryRow, piece: Piece, now: datetime) -> None:
    """Keep what an entry says now; what it said before stays in the record."""
    since = entry.edited_at or entry.written_at
    change(
        tx,
        [entry.entry_id],
        html=piece.html,
        kind=piece.kind,
        file_id=piece.file_id,
        file_key=piece.file_key,
        earlier=[*(entry.earlier or ()), [since.isoformat(), entry.html]],
        edited_at=now,
    )


def react(tx: Connection, entry: EntryRow, side: Side, emoji: str | None) -> bool:
    """Keep the reaction that a side has on an entry; return whether it is another than before."""
    reactions = dict(entry.reactions or {})
    if reactions.get(side) == emoji:
        return False
    if emoji is None:
        del reactions[side]
    else:
        reactions[str(side)] = emoji
    change(tx, [entry.entry_id], reactions=reactions or None)
    return True


def view(entry: EntryRow) -> EntryView:
    """Return an entry as a dialog needs to see it."""
    return EntryView(
        entry_id=entry.entry_id,
        side=Side(entry.side),
        kind=entry.kind,
        html=entry.html,
        is_across=entry.state == ACROSS,
        written_at=entry.written_at,
    )
