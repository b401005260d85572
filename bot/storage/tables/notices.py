"""Notices of planned works, who was told what of them, followed addresses and what people want to hear."""

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
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

#: The newest version of each notice; ids are unique across outages and replacements.
notices: Final = Table(
    "notices",
    metadata,
    plain("notice_id", String(64), primary_key=True),
    #: outage or replacement.
    plain("kind", String(11), nullable=False),
    plain("version", Integer, nullable=False),
    #: published, changed, postponed, cancelled, started, restored or done.
    plain("status", String(9), nullable=False),
    #: electricity or gas.
    plain("utility", String(11), nullable=False),
    plain("istat", String(6), nullable=True),
    plain("comune", Text, nullable=False),
    #: The start of the first span and the end of the last; null without a date.
    plain("starts_at", Instant, nullable=True),
    plain("ends_at", Instant, nullable=True),
    plain("is_test", Boolean, nullable=False),
    #: The whole notice as JSON, and its SHA-256: the same id, version and content change nothing.
    plain("content", JSON, nullable=False),
    plain("content_hash", String(64), nullable=False),
    plain("received_at", Instant, nullable=False),
    #: The version whose news is a row for everybody; behind `version` while the fan-out is under way.
    plain("spread_version", Integer, nullable=False),
)
Index("ix_notices_comune", notices.c.comune)
Index("ix_notices_ends_at", notices.c.ends_at)

#: What a person is told of a notice, once each: news of a version, and reminders keyed by local date.
notice_news: Final = Table(
    "notice_news",
    metadata,
    plain("news_id", Id, primary_key=True, autoincrement=True),
    plain("notice_id", String(64), nullable=False),
    plain("version", Integer, nullable=False),
    personal("person_id", BigInteger, nullable=False),
    #: published, changed, postponed, cancelled, started, restored, no_longer; or a reminder's occasion.
    plain("news", String(12), nullable=False),
    #: By what the same news is not told twice: ``v3``, or the local date of a reminder.
    plain("key", String(24), nullable=False),
    #: When it may be told: at once, or when the waking hours begin.
    plain("due_at", Instant, nullable=False),
    #: What is said: spans and doors of this person, by which a later version sees what changes for them.
    personal("facts", JSON, nullable=False),
    #: Somebody there lives by an electric device.
    personal("electromedical", Boolean, nullable=False, server_default=false()),
    #: held, queued; then as its delivery was settled: sent or failed. dropped: overtaken before it was said.
    plain("state", String(8), nullable=False),
    #: Its row of the outbox, once it has one; no foreign key, for deliveries are forgotten earlier.
    plain("delivery_id", Id, nullable=True),
    #: When the person confirmed that they have read it, and what they answered otherwise.
    plain("confirmed_at", Instant, nullable=True),
    plain("answer", String(12), nullable=True),
    UniqueConstraint("notice_id", "person_id", "news", "key", name="uq_notice_news_once"),
)
Index("ix_notice_news_person_id", notice_news.c.person_id)
Index("ix_notice_news_state", notice_news.c.state, notice_news.c.due_at)
Index("ix_notice_news_delivery_id", notice_news.c.delivery_id)
#: Few among many. Use this exact text, or SQLite ignores ix_notice_news_electromedical.
IS_ELECTROMEDICAL: Final = text("electromedical")
Index(
    "ix_notice_news_electromedical",
    notice_news.c.notice_id,
    notice_news.c.person_id,
    sqlite_where=IS_ELECTROMEDICAL,
)

#: Addresses that people follow without a contract: their parents' home, a shop.
#: The reminders that everybody has a row of; they may be done again under a new version.
notice_occasions: Final = Table(
    "notice_occasions",
    metadata,
    plain("notice_id", String(64), primary_key=True),
    plain("occasion", String(12), primary_key=True),
    plain("key", String(24), primary_key=True),
    plain("version", Integer, primary_key=True, autoincrement=False),
    #: After that the reminder is not said any more, and the mark is of no use.
    plain("until", Instant, nullable=False),
)
Index("ix_notice_occasions_until", notice_occasions.c.until)

follows: Final = Table(
    "follows",
    metadata,
    plain("follow_id", Id, primary_key=True, autoincrement=True),
    personal("person_id", BigInteger, nullable=False),
    personal("comune", Text, nullable=False),
    personal("street", Text, nullable=False),
    personal("street_number", Text, nullable=False),
    plain("followed_at", Instant, nullable=False),
)
Index("ix_follows_person_id", follows.c.person_id)
Index("ix_follows_comune", follows.c.comune)

#: What a person wants to hear; somebody without a row hears everything, in waking hours.
notice_choices: Final = Table(
    "notice_choices",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("outages", Boolean, nullable=False, server_default=true()),
    plain("replacements", Boolean, nullable=False, server_default=true()),
    #: The reminder of the evening before.
    plain("evening", Boolean, nullable=False, server_default=true()),
    #: Whether nothing is said at night but what is urgent.
    plain("quiet_hours", Boolean, nullable=False, server_default=true()),
    plain("chosen_at", Instant, nullable=False),
)

#: When data of each kind was last received, also where it held nothing new.
notice_feeds: Final = Table(
    "notice_feeds",
    metadata,
    plain("kind", String(11), primary_key=True),
    plain("received_at", Instant, nullable=False),
)

#: Keys of programs that may hand over data; only a hash is kept, the key is shown once.
api_keys: Final = Table(
    "api_keys",
    metadata,
    plain("key_id", Id, primary_key=True, autoincrement=True),
    plain("name", Text, nullable=False),
    #: What it opens: notices.
    plain("scope", String(20), nullable=False),
    plain("key_hash", String(64), nullable=False, unique=True),
    plain("created_at", Instant, nullable=False),
    plain("last_used_at", Instant, nullable=True),
    plain("revoked_at", Instant, nullable=True),
)
