"""Gas readings, the batches in which the company gets them, and their windows."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.linking import customers, supplies
from bot.storage.tables.metadata import metadata

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
    #: An error's text, which may quote what somebody wrote.
    personal("fault", Text, nullable=True),
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
    #: Whether something speaks against it and no member of staff has accepted it all the same.
    plain("is_flagged", Boolean, nullable=False, server_default=false()),
    #: Telegram's id of a photo of the meter.
    personal("photo", Text, nullable=True),
    #: Why the company refused it, in its words.
    personal("reason", Text, nullable=True),
    plain("batch_id", Id, ForeignKey(reading_batches.c.batch_id), nullable=True),
    plain("acquired_at", Instant, nullable=True),
    plain("refused_at", Instant, nullable=True),
    plain("deleted_at", Instant, nullable=True),
)
#: Neither deleted nor refused: one such reading a day of each supply. Use this exact text, or SQLite ignores
#: ix_readings_one_a_day.
IS_VALID: Final = text("state NOT IN ('deleted', 'refused')")
Index(
    "ix_readings_one_a_day",
    readings.c.supply_id,
    readings.c.taken_on,
    unique=True,
    sqlite_where=IS_VALID,
)
PENDING: Final = text("state = 'pending'")
Index("ix_readings_pending", readings.c.sent_at, sqlite_where=PENDING)
#: For lists, which name refused ones too.
Index("ix_readings_supply_id", readings.c.supply_id)
#: For staff, who look at those that are flagged first. With the state in front it would take the place of
#: ix_readings_pending.
Index("ix_readings_flagged", readings.c.is_flagged, readings.c.state, readings.c.reading_id)
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
