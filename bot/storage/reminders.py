"""Words that wait for their moment, long after the dialog that promised them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, delete, select

from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Message, Picture, content_of, payload_of
from bot.storage.tables import reminders
from bot.storage.upsert import upsert

#: Chat and name of a reminder.
Key: TypeAlias = tuple[int, str]


def promise(tx: Connection, chat_id: int, key: str, due_at: datetime, words: Message | Picture) -> None:
    """Send `words` at `due_at`; a reminder of the same key is replaced."""
    values = {"chat_id": chat_id, "key": key, "due_at": due_at, "payload": payload_of(words)}
    statement = upsert(tx.dialect.name, reminders).values(values)
    tx.execute(
        statement.on_conflict_do_update(index_elements=[reminders.c.chat_id, reminders.c.key], set_=values)
    )


def due(tx: Connection, now: datetime) -> list[Key]:
    """Return the reminders that are due, the oldest first."""
    found = select(reminders.c.chat_id, reminders.c.key).where(reminders.c.due_at <= now)
    return [(chat_id, key) for chat_id, key in tx.execute(found.order_by(reminders.c.due_at))]


def keep(tx: Connection, keys: Iterable[Key], now: datetime) -> int:
    """Move these reminders to the outbox, each exactly once, if they are due still; returns their number."""
    parcels = []
    for chat_id, key in keys:
        own = (reminders.c.chat_id == chat_id, reminders.c.key == key, reminders.c.due_at <= now)
        # Another process may be moving it at this moment.
        row = tx.execute(select(reminders).where(*own).with_for_update(skip_locked=True)).first()
        if row is not None:
            tx.execute(delete(reminders).where(*own))
            parcels.append(Parcel(content_of("message", row.payload), row.chat_id, Lane.NOTICE))
    outbox.add(tx, parcels, now, None)
    return len(parcels)
