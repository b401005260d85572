"""Words that wait for their moment, long after the dialog that promised them."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Message, Picture, content_of, payload_of
from bot.storage.tables import reminders
from bot.storage.upsert import upsert


def promise(tx: Connection, chat_id: int, key: str, due_at: datetime, words: Message | Picture) -> None:
    """Send `words` at `due_at`; a reminder of the same key is replaced."""
    values = {"chat_id": chat_id, "key": key, "due_at": due_at, "payload": payload_of(words)}
    statement = upsert(tx.dialect.name, reminders).values(values)
    tx.execute(
        statement.on_conflict_do_update(index_elements=[reminders.c.chat_id, reminders.c.key], set_=values)
    )


def is_due(tx: Connection, now: datetime) -> bool:
    """Whether a reminder is due."""
    return tx.execute(select(reminders.c.key).where(reminders.c.due_at <= now).limit(1)).first() is not None


def keep(tx: Connection, now: datetime) -> int:
    """Move the reminders that are due to the outbox, each exactly once; returns their number."""
    due = tx.execute(
        select(reminders).where(reminders.c.due_at <= now).with_for_update(skip_locked=True)
    ).all()
    for row in due:
        own = (reminders.c.chat_id == row.chat_id, reminders.c.key == row.key)
        tx.execute(delete(reminders).where(*own))
    parcels = [Parcel(content_of("message", row.payload), row.chat_id, Lane.NOTICE) for row in due]
    outbox.add(tx, parcels, now, None)
    return len(due)
