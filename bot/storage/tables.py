"""Every table. Each column says whether it holds personal data: export, erasure and redaction read that.

A partial index names its condition as SQLite's; the migrations give it to both databases. Naming it for
PostgreSQL here as well would load that dialect into every process: 2 MB, and 50 ms at every start.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
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


def _plain(name: str, type_: Any, *of: ForeignKey, **options: Any) -> Column[Any]:  # noqa: ANN401 - as above
    return Column(name, type_, *of, info={"personal": False}, **options)


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
    #: When the open state is to be woken.
    _plain("wake_at", Instant, nullable=True),
    #: The states before this one, as pairs of name and fields.
    _personal("trail", JSON(none_as_null=True), nullable=True),
)
Index("ix_sessions_expires_at", sessions.c.expires_at)
Index("ix_sessions_wake_at", sessions.c.wake_at)

reminders: Final = Table(
    "reminders",
    metadata,
    _personal("chat_id", BigInteger, primary_key=True, autoincrement=False),
    #: What it is about; a new one about the same takes its place.
    _plain("key", String(40), primary_key=True),
    _plain("due_at", Instant, nullable=False),
    #: The message, ready to send.
    _personal("payload", JSON, nullable=False),
)
Index("ix_reminders_due_at", reminders.c.due_at)

deliveries: Final = Table(
    "deliveries",
    metadata,
    _plain("delivery_id", _Id, primary_key=True, autoincrement=True),
    #: Who takes it out of the house: telegram or mail.
    _plain("carrier", String(8), nullable=False, server_default="telegram"),
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
    deliveries.c.carrier,
    deliveries.c.lane,
    deliveries.c.due_at,
    deliveries.c.delivery_id,
    sqlite_where=_OPEN,
)
Index(
    "ix_deliveries_order",
    deliveries.c.chat_id,
    deliveries.c.lane,
    deliveries.c.delivery_id,
    sqlite_where=_OPEN,
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

customers: Final = Table(
    "customers",
    metadata,
    _plain("customer_id", _Id, primary_key=True, autoincrement=True),
    #: Six digits, leading zeros count (seed 002).
    _personal("code", String(6), nullable=False, unique=True),
    _personal("name", Text, nullable=False),
    #: Codice fiscale or partita IVA, check character verified.
    _personal("tax_code", String(16), nullable=False),
    _personal("email", Text, nullable=True),
    #: E.164.
    _personal("mobile", String(16), nullable=True),
    _plain("language", String(2), nullable=False),
)

supplies: Final = Table(
    "supplies",
    metadata,
    _plain("supply_id", _Id, primary_key=True, autoincrement=True),
    _plain("customer_id", _Id, ForeignKey(customers.c.customer_id), nullable=False),
    #: A POD (power) or a PDR (gas).
    _personal("point", String(15), nullable=False, unique=True),
    _personal("comune", Text, nullable=False),
    _personal("street", Text, nullable=False),
    _personal("street_number", Text, nullable=False),
    #: The meter, of gas only: G4 … G1000, and the digits before the comma.
    _plain("meter_class", String(5), nullable=True),
    _plain("meter_digits", SmallInteger, nullable=True),
    _plain("has_corrector", Boolean, nullable=False),
    _personal("last_reading", BigInteger, nullable=True),
    _personal("last_reading_on", Date, nullable=True),
    #: Somebody there lives by an electric device.
    _personal("electromedical", Boolean, nullable=False),
)
Index("ix_supplies_customer_id", supplies.c.customer_id)

links: Final = Table(
    "links",
    metadata,
    _personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    _plain("customer_id", _Id, ForeignKey(customers.c.customer_id), primary_key=True, autoincrement=False),
    #: How possession was proved: phone or mail.
    _plain("proof", String(5), nullable=False),
    _plain("linked_at", Instant, nullable=False),
)
Index("ix_links_customer_id", links.c.customer_id)

nicknames: Final = Table(
    "nicknames",
    metadata,
    _personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    _plain("supply_id", _Id, ForeignKey(supplies.c.supply_id), primary_key=True, autoincrement=False),
    _personal("nickname", Text, nullable=False),
)
Index("ix_nicknames_supply_id", nicknames.c.supply_id)

#: Every try to link, also one about a customer who does not exist: they are counted alike.
link_attempts: Final = Table(
    "link_attempts",
    metadata,
    _plain("attempt_id", _Id, primary_key=True, autoincrement=True),
    _personal("person_id", BigInteger, nullable=False),
    #: The customer code as it was understood.
    _personal("code", String(6), nullable=False),
    #: identify, phone or mail: what was tried.
    _plain("action", String(8), nullable=False),
    #: The try to identify that a proof belongs to; null for that try itself.
    _plain("parent_id", _Id, nullable=True),
    #: Whom code and tax code named together; null for nobody. No foreign key: the database would look up
    #: those who exist, and only those.
    _plain("customer_id", _Id, nullable=True),
    #: How possession was proved; null while it is not.
    _plain("proof", String(5), nullable=True),
    _plain("attempted_at", Instant, nullable=False),
)
Index("ix_link_attempts_person_id", link_attempts.c.person_id, link_attempts.c.attempted_at)
Index("ix_link_attempts_code", link_attempts.c.code, link_attempts.c.attempted_at)
Index("ix_link_attempts_attempted_at", link_attempts.c.attempted_at)

link_tokens: Final = Table(
    "link_tokens",
    metadata,
    #: SHA-256 of the token: who reads the database cannot use it.
    _plain("token_hash", String(64), primary_key=True),
    _plain("attempt_id", _Id, nullable=False),
    #: The chat that asked, and the only one where the token opens anything.
    _personal("person_id", BigInteger, nullable=False),
    _plain("expires_at", Instant, nullable=False),
    _plain("used_at", Instant, nullable=True),
)
Index("ix_link_tokens_expires_at", link_tokens.c.expires_at)
