"""Persons, the updates of their chats, open dialogs and promised reminders."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
    true,
)

from bot.storage.columns import Instant, personal, plain
from bot.storage.tables.metadata import metadata

persons: Final = Table(
    "persons",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    personal("first_name", Text, nullable=False),
    plain("language", String(2), nullable=False),
    plain("language_chosen", Boolean, nullable=False),
    plain("subscribed", Boolean, nullable=False),
    plain("first_seen_at", Instant, nullable=False),
    #: Whether reading windows are announced; off by the person's own wish.
    plain("window_reminders", Boolean, nullable=False, server_default=true()),
)

updates: Final = Table(
    "updates",
    metadata,
    plain("update_id", BigInteger, primary_key=True, autoincrement=False),
    personal("chat_id", BigInteger, nullable=False),
    #: As Telegram sent it; emptied once the turn is done, kept where it could not be understood.
    personal("payload", JSON(none_as_null=True), nullable=True),
    #: new, done, unreadable (set aside), failed (our fault, set aside).
    plain("state", String(12), nullable=False),
    #: An error's text, which may quote what somebody wrote.
    personal("fault", Text, nullable=True),
    plain("received_at", Instant, nullable=False),
    #: The message that it was about, the album of which that is a part, and a keyed hash of its words: by
    #: them a change that changes no words is known, and a late part of an album. Written with the turn.
    personal("message_id", BigInteger, nullable=True),
    plain("album", String(64), nullable=True),
    personal("fingerprint", String(32), nullable=True),
)
Index("ix_updates_message", updates.c.chat_id, updates.c.message_id)
Index(
    "ix_updates_new",
    updates.c.chat_id,
    updates.c.update_id,
    sqlite_where=text("state = 'new'"),
)
Index("ix_updates_received_at", updates.c.received_at)

sessions: Final = Table(
    "sessions",
    metadata,
    personal("chat_id", BigInteger, primary_key=True, autoincrement=False),
    #: Counts the states of this chat; a button carries the number that it was made under.
    plain("revision", Integer, nullable=False),
    plain("dialog", String(40), nullable=True),
    plain("version", Integer, nullable=True),
    plain("state", String(40), nullable=True),
    personal("fields", JSON(none_as_null=True), nullable=True),
    plain("expires_at", Instant, nullable=True),
    #: When the open state is to be woken.
    plain("wake_at", Instant, nullable=True),
    #: The states before this one, as pairs of name and fields.
    personal("trail", JSON(none_as_null=True), nullable=True),
    #: What the person wrote last, for the card of a case: pairs of moment and words; where there is a desk.
    personal("recent", JSON(none_as_null=True), nullable=True),
)
Index("ix_sessions_expires_at", sessions.c.expires_at)
Index("ix_sessions_wake_at", sessions.c.wake_at)

reminders: Final = Table(
    "reminders",
    metadata,
    personal("chat_id", BigInteger, primary_key=True, autoincrement=False),
    #: What it is about; a new one about the same takes its place.
    plain("key", String(40), primary_key=True),
    plain("due_at", Instant, nullable=False),
    #: The message, ready to send.
    personal("payload", JSON, nullable=False),
)
Index("ix_reminders_due_at", reminders.c.due_at)
