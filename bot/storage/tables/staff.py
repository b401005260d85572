"""Staff: who may use the console, how they prove who they are, and where they are signed in."""

from typing import Final

from sqlalchemy import BigInteger, Index, Integer, String, Table, Text

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

staff: Final = Table(
    "staff",
    metadata,
    plain("staff_id", Id, primary_key=True, autoincrement=True),
    #: In small letters; unique also after a removal, so that the audit stays clear.
    personal("name", String(40), nullable=False, unique=True),
    #: viewer, editor or admin.
    plain("role", String(8), nullable=False),
    #: invited (no password yet), active, removed.
    plain("state", String(8), nullable=False),
    plain("language", String(2), nullable=False),
    #: Argon2id, with its own salt and parameters.
    personal("password_hash", Text, nullable=True),
    personal("totp_secret", Text, nullable=True),
    #: The newest time step whose code was used: each works once.
    plain("totp_step", BigInteger, nullable=True),
    plain("created_at", Instant, nullable=False),
    plain("changed_at", Instant, nullable=False),
)

#: Set-up links: only the SHA-256 of the key that stands in them.
staff_links: Final = Table(
    "staff_links",
    metadata,
    plain("key_hash", String(64), primary_key=True),
    plain("staff_id", BigInteger, nullable=False),
    plain("expires_at", Instant, nullable=False),
    plain("spent_at", Instant, nullable=True),
)

staff_recovery_codes: Final = Table(
    "staff_recovery_codes",
    metadata,
    plain("code_hash", String(64), primary_key=True),
    plain("staff_id", BigInteger, nullable=False),
    plain("spent_at", Instant, nullable=True),
)
Index("ix_staff_recovery_codes_staff_id", staff_recovery_codes.c.staff_id)

staff_sessions: Final = Table(
    "staff_sessions",
    metadata,
    plain("session_id", Id, primary_key=True, autoincrement=True),
    #: SHA-256 of the 256-bit token in the cookie.
    plain("token_hash", String(64), nullable=False, unique=True),
    plain("staff_id", BigInteger, nullable=False),
    plain("created_at", Instant, nullable=False),
    #: Of the last thing that the person did; what a page does by itself does not count.
    plain("seen_at", Instant, nullable=False),
    #: When password or code were last proved: dangerous acts want it fresh.
    plain("proved_at", Instant, nullable=False),
    plain("ended_at", Instant, nullable=True),
    personal("address", String(45), nullable=True),
    personal("browser", Text, nullable=True),
)
Index("ix_staff_sessions_staff_id", staff_sessions.c.staff_id)

#: Failed proofs, by account and by address, to slow down who guesses.
staff_attempts: Final = Table(
    "staff_attempts",
    metadata,
    #: ``name:…`` or ``address:…``, hashed: a name that does not exist is counted like one that does.
    plain("key_hash", String(64), primary_key=True),
    plain("failures", Integer, nullable=False),
    plain("last_at", Instant, nullable=False),
)
