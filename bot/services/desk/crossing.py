"""Carries what one side has written to the other: the rows of entries, and the row of the outbox for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from bot.services.desk import entries
from bot.storage import outbox
from bot.storage.outbox import DeliveryId, Lane, Parcel, Rank
from bot.storage.parcels import Album, AlbumPart, Content, Copy
from handlers.contract.desk import Piece

#: What Telegram keeps together (Bot API, `sendMediaGroup`).
_IN_ALBUMS: Final = frozenset({"photo", "video", "document", "audio"})


@dataclass(frozen=True, slots=True)
class Way:
    """From a chat to another, for a case."""

    case_id: int
    from_chat_id: int
    to_chat_id: int
    lane: Lane
    rank: Rank = Rank.USUAL


def carry(
    tx: Connection, way: Way, written: Sequence[tuple[int, Piece]], reply_to: int | None, now: datetime
) -> None:
    """Queue entries with their pieces; an album stays together, and only its first part is a reply."""
    album = _album(written, reply_to)
    if album is not None:
        _note(tx, [entry for entry, _ in written], _queue(tx, way, album, now))
        return
    for entry, piece in written:
        copy = Copy(entry, way.from_chat_id, piece.message_id, piece.kind, piece.html, reply_to)
        _note(tx, [entry], _queue(tx, way, copy, now))


def _album(written: Sequence[tuple[int, Piece]], reply_to: int | None) -> Album | None:
    parts = tuple(
        AlbumPart(entry, piece.kind, piece.file_id, piece.html)
        for entry, piece in written
        if piece.kind in _IN_ALBUMS and piece.file_id is not None and piece.album is not None
    )
    return Album(parts, reply_to) if len(parts) == len(written) > 1 else None


def _queue(tx: Connection, way: Way, content: Content, now: datetime) -> DeliveryId:
    parcel = Parcel(content, way.to_chat_id, way.lane, way.case_id, way.rank)
    return outbox.enqueue(tx, [parcel], now)[0]


def _note(tx: Connection, numbers: Sequence[int], delivery: DeliveryId) -> None:
    entries.change(tx, numbers, delivery_id=delivery)
