"""Every table. Each column says whether it holds personal data: export, erasure and redaction read that.

A partial index names its condition as SQLite's; the migrations give it to both databases. Naming it for
PostgreSQL here as well would load that dialect into every process: 2 MB, and 50 ms at every start.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from bot.config_readings import DEFAULT_VENDOR
from bot.storage.columns import Id, Instant, personal, plain

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
    plain("fault", Text, nullable=True),
    plain("received_at", Instant, nullable=False),
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

deliveries: Final = Table(
    "deliveries",
    metadata,
    plain("delivery_id", Id, primary_key=True, autoincrement=True),
    #: Who takes it out of the house: telegram or mail.
    plain("carrier", String(8), nullable=False, server_default="telegram"),
    plain("lane", SmallInteger, nullable=False),
    #: The chat whose order it keeps; null for what has no place in a conversation.
    personal("chat_id", BigInteger, nullable=True),
    plain("kind", String(20), nullable=False),
    personal("payload", JSON, nullable=False),
    #: queued, claimed; then sent, unconfirmed, gone or failed for good.
    plain("state", String(12), nullable=False),
    plain("attempts", Integer, nullable=False),
    plain("unknowns", Integer, nullable=False),
    plain("due_at", Instant, nullable=False),
    plain("claim_token", String(32), nullable=True),
    plain("lease_until", Instant, nullable=True),
    personal("message_id", BigInteger, nullable=True),
    plain("fault", Text, nullable=True),
    plain("created_at", Instant, nullable=False),
    plain("settled_at", Instant, nullable=True),
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
    plain("question_id", Id, primary_key=True, autoincrement=True),
    personal("chat_id", BigInteger, nullable=False),
    #: Redacted, see services/questions.py.
    personal("text", Text, nullable=False),
    #: answer, suggest or none.
    plain("decision", String(8), nullable=False),
    plain("entry_id", String(80), nullable=True),
    plain("candidates", JSON, nullable=False),
    plain("confidence", Float, nullable=False),
    plain("asked_at", Instant, nullable=False),
    #: The suggestion that was meant; `NONE_OF_THESE` where none was.
    plain("picked_id", String(80), nullable=True),
    #: 1 where the answer helped, -1 where it did not.
    plain("vote", SmallInteger, nullable=True),
)
NONE_OF_THESE: Final = "-"
Index("ix_questions_chat_id", questions.c.chat_id, questions.c.question_id)
Index("ix_questions_asked_at", questions.c.asked_at)

learned_phrases: Final = Table(
    "learned_phrases",
    metadata,
    plain("phrase_id", Id, primary_key=True, autoincrement=True),
    plain("entry_id", String(80), nullable=False),
    #: Written or approved by staff, so it names nobody.
    plain("phrase", Text, nullable=False),
    plain("learned_at", Instant, nullable=False),
    UniqueConstraint("entry_id", "phrase"),
)

customers: Final = Table(
    "customers",
    metadata,
    plain("customer_id", Id, primary_key=True, autoincrement=True),
    #: Six digits, leading zeros count (seed 002).
    personal("code", String(6), nullable=False, unique=True),
    personal("name", Text, nullable=False),
    #: Codice fiscale or partita IVA, check character verified.
    personal("tax_code", String(16), nullable=False),
    personal("email", Text, nullable=True),
    #: E.164.
    personal("mobile", String(16), nullable=True),
    plain("language", String(2), nullable=False),
)

supplies: Final = Table(
    "supplies",
    metadata,
    plain("supply_id", Id, primary_key=True, autoincrement=True),
    plain("customer_id", Id, ForeignKey(customers.c.customer_id), nullable=False),
    #: A POD (power) or a PDR (gas).
    personal("point", String(15), nullable=False, unique=True),
    personal("comune", Text, nullable=False),
    personal("street", Text, nullable=False),
    personal("street_number", Text, nullable=False),
    #: The meter, of gas only: G4 … G1000, and the digits before the comma.
    plain("meter_class", String(5), nullable=True),
    plain("meter_digits", SmallInteger, nullable=True),
    plain("has_corrector", Boolean, nullable=False),
    personal("last_reading", BigInteger, nullable=True),
    personal("last_reading_on", Date, nullable=True),
    #: The corrector's, of the same day.
    personal("last_corrector", BigInteger, nullable=True),
    plain("corrector_digits", SmallInteger, nullable=True),
    #: What is read: meter, both or corrector; null: both where there is a corrector, else the meter.
    plain("reads", String(9), nullable=True),
    #: Whose customer it is, by the name that reading windows are under.
    plain("vendor", String(40), nullable=False, server_default=DEFAULT_VENDOR),
    #: Somebody there lives by an electric device.
    personal("electromedical", Boolean, nullable=False),
)
Index("ix_supplies_customer_id", supplies.c.customer_id)

links: Final = Table(
    "links",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("customer_id", Id, ForeignKey(customers.c.customer_id), primary_key=True, autoincrement=False),
    #: How possession was proved: phone or mail.
    plain("proof", String(5), nullable=False),
    plain("linked_at", Instant, nullable=False),
)
Index("ix_links_customer_id", links.c.customer_id)

nicknames: Final = Table(
    "nicknames",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("supply_id", Id, ForeignKey(supplies.c.supply_id), primary_key=True, autoincrement=False),
    personal("nickname", Text, nullable=False),
)
Index("ix_nicknames_supply_id", nicknames.c.supply_id)

#: Every try to link, also one about a customer who does not exist: they are counted alike.
link_attempts: Final = Table(
    "link_attempts",
    metadata,
    plain("attempt_id", Id, primary_key=True, autoincrement=True),
    personal("person_id", BigInteger, nullable=False),
    #: The customer code as it was understood.
    personal("code", String(6), nullable=False),
    #: identify, phone or mail: what was tried.
    plain("action", String(8), nullable=False),
    #: The try to identify that a proof belongs to; null for that try itself.
    plain("parent_id", Id, nullable=True),
    #: Whom code and tax code named together; null for nobody. No foreign key: the database would look up
    #: those who exist, and only those.
    plain("customer_id", Id, nullable=True),
    #: How possession was proved; null while it is not.
    plain("proof", String(5), nullable=True),
    plain("attempted_at", Instant, nullable=False),
)
Index("ix_link_attempts_person_id", link_attempts.c.person_id, link_attempts.c.attempted_at)
Index("ix_link_attempts_code", link_attempts.c.code, link_attempts.c.attempted_at)
Index("ix_link_attempts_attempted_at", link_attempts.c.attempted_at)

link_tokens: Final = Table(
    "link_tokens",
    metadata,
    #: SHA-256 of the token: who reads the database cannot use it.
    plain("token_hash", String(64), primary_key=True),
    plain("attempt_id", Id, nullable=False),
    #: The chat that asked, and the only one where the token opens anything.
    personal("person_id", BigInteger, nullable=False),
    plain("expires_at", Instant, nullable=False),
    plain("used_at", Instant, nullable=True),
)
Index("ix_link_tokens_expires_at", link_tokens.c.expires_at)

#: What is handed to the company together, once. A batch that no one acknowledges is handed over again under
#: the same key.
reading_batches: Final = Table(
    "reading_batches",
    metadata,
    plain("batch_id", Id, primary_key=True, autoincrement=True),
    plain("key", String(32), nullable=False, unique=True),
    plain("made_at", Instant, nullable=False),
    #: Until when whoever hands it over has it for themselves, by their token.
    plain("claim_token", String(32), nullable=True),
    plain("lease_until", Instant, nullable=True),
    plain("attempts", Integer, nullable=False),
    plain("fault", Text, nullable=True),
    plain("handed_at", Instant, nullable=True),
    #: What is handed over, word for word the same each time; emptied once it is.
    personal("content", JSON(none_as_null=True), nullable=True),
)
_NOT_HANDED: Final = text("handed_at IS NULL")
Index(
    "ix_reading_batches_open",
    reading_batches.c.batch_id,
    sqlite_where=_NOT_HANDED,
)

readings: Final = Table(
    "readings",
    metadata,
    plain("reading_id", Id, primary_key=True, autoincrement=True),
    plain("supply_id", Id, ForeignKey(supplies.c.supply_id), nullable=False),
    #: Whose supply it was when it was sent: whoever it moves to since sees nothing of it.
    plain("customer_id", Id, ForeignKey(customers.c.customer_id), nullable=False),
    #: Who sent it.
    personal("person_id", BigInteger, nullable=False),
    #: The local date.
    plain("taken_on", Date, nullable=False),
    plain("sent_at", Instant, nullable=False),
    #: Whole cubic metres.
    personal("meter", BigInteger, nullable=True),
    personal("corrector", BigInteger, nullable=True),
    #: What has gone through since the reading before, and in how many days.
    personal("used_m3", BigInteger, nullable=True),
    plain("used_days", Integer, nullable=True),
    #: pending, leaving, acquired, refused or deleted.
    plain("state", String(8), nullable=False),
    #: What spoke against it when it was confirmed all the same.
    plain("doubts", JSON, nullable=False),
    #: Telegram's id of a photo of the meter.
    personal("photo", Text, nullable=True),
    #: Why the company refused it, in its words.
    personal("reason", Text, nullable=True),
    plain("batch_id", Id, ForeignKey(reading_batches.c.batch_id), nullable=True),
    plain("acquired_at", Instant, nullable=True),
    plain("refused_at", Instant, nullable=True),
    plain("deleted_at", Instant, nullable=True),
)
#: One reading a day of each supply; what was deleted or refused may be sent again. Asked for in these words:
#: SQLite uses such an index for no other.
COUNTS: Final = text("state NOT IN ('deleted', 'refused')")
Index(
    "ix_readings_one_a_day",
    readings.c.supply_id,
    readings.c.taken_on,
    unique=True,
    sqlite_where=COUNTS,
)
PENDING: Final = text("state = 'pending'")
Index("ix_readings_pending", readings.c.sent_at, sqlite_where=PENDING)
#: For lists, which name refused ones too.
Index("ix_readings_supply_id", readings.c.supply_id)
Index("ix_readings_batch_id", readings.c.batch_id)
Index("ix_readings_person_id", readings.c.person_id)
Index("ix_readings_sent_at", readings.c.sent_at)

reading_windows: Final = Table(
    "reading_windows",
    metadata,
    plain("vendor", String(40), primary_key=True),
    plain("opens_at", Instant, primary_key=True),
    plain("closes_at", Instant, nullable=False),
)

#: Who has been reminded of which window; the window is known by its vendor and its opening.
window_reminders: Final = Table(
    "window_reminders",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("vendor", String(40), primary_key=True),
    plain("opens_at", Instant, primary_key=True),
    #: opens or closes.
    plain("kind", String(6), primary_key=True),
    plain("reminded_at", Instant, nullable=False),
)
Index("ix_window_reminders_reminded_at", window_reminders.c.reminded_at)

#: What was changed, by whom, never changed itself.
audit: Final = Table(
    "audit",
    metadata,
    plain("audit_id", Id, primary_key=True, autoincrement=True),
    plain("at", Instant, nullable=False),
    #: person:ID, company, or sportello itself.
    personal("who", String(40), nullable=False),
    plain("what", String(40), nullable=False),
    #: The kind of thing and its number: reading:7, person:9.
    personal("subject", String(60), nullable=False),
    personal("detail", JSON, nullable=False),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_subject", audit.c.subject)
