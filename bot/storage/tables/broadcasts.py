"""Broadcasts, who each is for and what became of it, and which purposes people agreed to."""

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
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

broadcasts: Final = Table(
    "broadcasts",
    metadata,
    plain("broadcast_id", Id, primary_key=True, autoincrement=True),
    #: What staff call it.
    plain("name", Text, nullable=False),
    #: new; resend, follow-up, edit or delete of the broadcast `parent_id`.
    plain("kind", String(9), nullable=False),
    plain("parent_id", Id, nullable=True),
    #: service or promotional: which consent it needs.
    plain("purpose", String(11), nullable=False),
    #: Telegram HTML by language.
    plain("texts", JSON, nullable=False),
    #: A file of the broadcasts' folder, named by the SHA-256 of its content.
    plain("picture", String(80), nullable=True),
    #: Up to three, each with its address and its labels by language.
    plain("buttons", JSON, nullable=False),
    #: Names no person, but supply points may stand in it.
    personal("audience", JSON, nullable=False),
    #: When sending may begin; null: as soon as it is released.
    plain("starts_at", Instant, nullable=True),
    #: After that nobody is written to any more.
    plain("valid_until", Instant, nullable=True),
    plain("urgent", Boolean, nullable=False),
    plain("training", Boolean, nullable=False),
    #: draft, approved, scheduled, sending, paused; done or cancelled for good.
    plain("state", String(9), nullable=False),
    personal("author", String(80), nullable=False),
    personal("approved_by", String(80), nullable=True),
    plain("approved_at", Instant, nullable=True),
    #: SHA-256 of what was approved; another content is not.
    plain("approved_hash", String(64), nullable=True),
    #: Why somebody approved it alone.
    personal("break_glass", Text, nullable=True),
    #: Why it was refused, paused or cancelled.
    personal("reason", Text, nullable=True),
    plain("created_at", Instant, nullable=False),
    #: When its recipients were written down, and their number.
    plain("sending_at", Instant, nullable=True),
    plain("recipients", Integer, nullable=True),
    #: When sending began or was resumed last: faults are counted from there.
    plain("resumed_at", Instant, nullable=True),
    #: When it was over and nothing was open any more.
    plain("ended_at", Instant, nullable=True),
)
Index("ix_broadcasts_state", broadcasts.c.state)
Index("ix_broadcasts_parent_id", broadcasts.c.parent_id)

#: Who a broadcast is for, written down when sending begins; one row a person, never two.
broadcast_recipients: Final = Table(
    "broadcast_recipients",
    metadata,
    plain("broadcast_id", Id, primary_key=True, autoincrement=False),
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    #: pending, queued (in the outbox); then sent, gone, failed, skipped or unconfirmed.
    plain("state", String(11), nullable=False),
    #: Its row of the outbox; no foreign key, for deliveries are forgotten earlier.
    plain("delivery_id", Id, nullable=True),
    #: Why it was skipped or failed; an error's text may quote what was sent.
    personal("cause", Text, nullable=True),
    #: The message in the person's chat: corrections edit or delete it.
    personal("message_id", BigInteger, nullable=True),
    plain("settled_at", Instant, nullable=True),
    #: When the person first answered it.
    plain("answered_at", Instant, nullable=True),
)
Index(
    "ix_broadcast_recipients_state",
    broadcast_recipients.c.broadcast_id,
    broadcast_recipients.c.state,
    broadcast_recipients.c.person_id,
)
Index("ix_broadcast_recipients_person_id", broadcast_recipients.c.person_id)

#: What people agreed to or refused, by purpose; without a row service messages are wanted, others are not.
consents: Final = Table(
    "consents",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("purpose", String(11), primary_key=True),
    plain("given", Boolean, nullable=False),
    #: Which words the person decided on.
    plain("text_version", String(20), nullable=False),
    plain("decided_at", Instant, nullable=False),
)
