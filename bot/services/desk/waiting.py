"""What waits in the outbox can still be changed: an edit, or a withdrawal, of what has not left yet."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from bot.services.desk.entries import EntryRow
from bot.storage.joining import joined_html
from bot.storage.outbox import DeliveryId
from bot.storage.parcels import Album, AlbumPart, Content, Copy, JoinedTexts, content_of, payload_of
from bot.storage.tables import case_entries, deliveries
from handlers.contract.desk import Piece

#: Surely not on the other side: neither being sent now, nor ever sent with an unknown outcome.
_WAITS: Final = and_(
    deliveries.c.delivery_id == bindparam("number"),
    deliveries.c.state == "queued",
    deliveries.c.unknowns == 0,
)
_FIND: Final = select(deliveries.c.kind, deliveries.c.payload).where(_WAITS).with_for_update()
_TEXTS: Final = select(case_entries.c.entry_id, case_entries.c.html).where(
    case_entries.c.entry_id.in_(bindparam("numbers", expanding=True))
)


def edit(tx: Connection, entry: EntryRow, piece: Piece) -> bool:
    """Change the waiting row of an entry that has just been edited; return whether there was one."""
    return _change(tx, entry.delivery_id, lambda content: _edited(tx, content, entry.entry_id, piece))


def take_back(tx: Connection, number: DeliveryId) -> bool:
    """Delete a row that waits; return whether there was one."""
    if tx.execute(_FIND, {"number": number}).first() is None:
        return False
    tx.execute(delete(deliveries).where(deliveries.c.delivery_id == number))
    return True


def _change(tx: Connection, number: DeliveryId | None, changed: Callable[[Content], Content | None]) -> bool:
    row = None if number is None else tx.execute(_FIND, {"number": number}).first()
    content = None if row is None else changed(content_of(row.kind, row.payload))
    if content is None:
        return False
    own = deliveries.c.delivery_id == number
    tx.execute(update(deliveries).where(own).values(payload=payload_of(content)))
    return True


def _edited(tx: Connection, content: Content, entry_id: int, piece: Piece) -> Content | None:
    match content:
        case Copy():
            # The copy is made of the message as it is then; its words are for where no copy can be made.
            return replace(content, html=piece.html, of_kind=piece.kind, file_id=piece.file_id)
        case JoinedTexts(entries):
            html = {row.entry_id: row.html for row in tx.execute(_TEXTS, {"numbers": entries})}
            joined = joined_html(html[number] for number in entries)
            return None if joined is None else replace(content, html=joined)
        case Album(parts):
            return replace(content, parts=tuple(_part(part, entry_id, piece) for part in parts))
        case _:
            return None


def _part(part: AlbumPart, entry_id: int, piece: Piece) -> AlbumPart:
    if part.entry != entry_id:
        return part
    return AlbumPart(entry_id, piece.kind, piece.file_id or part.file_id, piece.html)
