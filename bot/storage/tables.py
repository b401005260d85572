"""Every table. Each column says whether it holds personal data: export, erasure and redaction read that."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: SQLite counts up by itself only in a column of exactly this type.
_Id: Final = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware moment in UTC, in and out; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: it would be read as another one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def _personal(name: str, type_: Any, **options: Any) -> Column[Any]:  # noqa: ANN401 - a column of any type
    return Column(name, type_, info={"personal": True}, **options)


def _plain(name: str, type_: Any, **options: Any) -> Column[Any]:  # noqa: ANN401 - a column of any type
    return Column(name, type_, info={"personal": False}, **options)


persons: Final = Table(
    "persons",
    metadata,
    _personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    _personal("first_name", Text, nullable=False),
    _plain("language", String(2), nullable=False),
    _plain("language_chosen", Boolean, nullable=False),
    _plain("subscribed", Boolean, nullable=False),
    _plain("first_seen_at", Instant, nullable=False),
)

updates: Final = Table(
    "updates",
    metadata,
    _plain("update_id", BigInteger, primary_key=True, autoincrement=False),
    _personal("chat_id", BigInteger, nullable=False),
    #: As Telegram sent it; emptied once the turn is done, kept where it could not be understood.
    _personal("payload", JSON(none_as_null=True), nullable=True),
    #: new, done, unreadable (set aside), failed (our fault, set aside).
    _plain("state", String(12), nullable=False),
    _plain("fault", Text, nullable=True),
    _plain("received_at", Instant, nullable=False),
)
Index(
    "ix_updates_new",
    updates.c.chat_id,
    updates.c.update_id,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)
Index("ix_updates_received_at", updates.c.received_at)

sessions: Final = Table(
    "sessions",
    metadata,
    _personal("chat_id", BigInteger, primary_key=True, autoincrement=False),
    #: Counts the states of this chat; a button carries the number that it was made under.
    _plain("revision", Integer, nullable=False),
    _plain("dialog", String(40), nullable=True),
    _plain("version", Integer, nullable=True),
    _plain("state", String(40), nullable=True),
    _personal("fields", JSON(none_as_null=True), nullable=True),
    _plain("expires_at", Instant, nullable=True),
)
Index("ix_sessions_expires_at", sessions.c.expires_at)

deliveries: Final = Table(
    "deliveries",
    metadata,
    _plain("delivery_id", _Id, primary_key=True, autoincrement=True),
    _plain("lane", SmallInteger, nullable=False),
    #: The chat whose order it keeps; null for what has no place in a conversation.
    _personal("chat_id", BigInteger, nullable=True),
    _plain("kind", String(20), nullable=False),
    _personal("payload", JSON, nullable=False),
    #: queued, claimed; then sent, unconfirmed, gone or failed for good.
    _plain("state", String(12), nullable=False),
    _plain("attempts", Integer, nullable=False),
    _plain("unknowns", Integer, nullable=False),
    _plain("due_at", Instant, nullable=False),
    _plain("claim_token", String(32), nullable=True),
    _plain("lease_until", Instant, nullable=True),
    _personal("message_id", BigInteger, nullable=True),
    _plain("fault", Text, nullable=True),
    _plain("created_at", Instant, nullable=False),
    _plain("settled_at", Instant, nullable=True),
)
_OPEN: Final = text("state IN ('queued', 'claimed')")
Index(
    "ix_deliveries_open",
    deliveries.c.lane,
    deliveries.c.due_at,
    deliveries.c.delivery_id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index(
    "ix_deliveries_order",
    deliveries.c.chat_id,
    deliveries.c.lane,
    deliveries.c.delivery_id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
Index("ix_deliveries_settled_at", deliveries.c.settled_at)

questions: Final = Table(
    "questions",
    metadata,
    _plain("question_id", _Id, primary_key=True, autoincrement=True),
    _personal("chat_id", BigInteger, nullable=False),
    #: Redacted, see services/questions.py.
    _personal("text", Text, nullable=False),
    #: answer, suggest or none.
    _plain("decision", String(8), nullable=False),
    _plain("entry_id", String(80), nullable=True),
    _plain("candidates", JSON, nullable=False),
    _plain("confidence", Float, nullable=False),
    _plain("asked_at", Instant, nullable=False),
    #: The suggestion that was meant; `NONE_OF_THESE` where none was.
    _plain("picked_id", String(80), nullable=True),
    #: 1 where the answer helped, -1 where it did not.
    _plain("vote", SmallInteger, nullable=True),
)
NONE_OF_THESE: Final = "-"
Index("ix_questions_chat_id", questions.c.chat_id, questions.c.question_id)
Index("ix_questions_asked_at", questions.c.asked_at)

learned_phrases: Final = Table(
    "learned_phrases",
    metadata,
    _plain("phrase_id", _Id, primary_key=True, autoincrement=True),
    _plain("entry_id", String(80), nullable=False),
    #: Written or approved by staff, so it names nobody.
    _plain("phrase", Text, nullable=False),
    _plain("learned_at", Instant, nullable=False),
    UniqueConstraint("entry_id", "phrase"),
)
