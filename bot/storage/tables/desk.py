"""Cases that people take over from the bot, what was written in them, and who acts in the support group."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    false,
    text,
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

cases: Final = Table(
    "cases",
    metadata,
    #: The number that people name.
    plain("case_id", Id, primary_key=True, autoincrement=True),
    #: Null once the person is erased; the figures of the case stay.
    personal("person_id", BigInteger, nullable=True),
    #: A `Reason`, and a `CaseState`.
    plain("reason", String(16), nullable=False),
    plain("state", String(8), nullable=False),
    plain("language", String(2), nullable=False),
    #: What the topic is called after the number and the first name.
    personal("subject", Text, nullable=True),
    #: What was known when it was opened, for the card: JSON of `bot.services.desk.card`.
    personal("facts", JSON(none_as_null=True), nullable=True),
    plain("opened_at", Instant, nullable=False),
    #: Of the customer's oldest message that no operator has answered; null: none waits.
    plain("waiting_since", Instant, nullable=True),
    plain("first_answered_at", Instant, nullable=True),
    plain("last_written_at", Instant, nullable=False),
    #: An operator's number in Telegram, and name there.
    personal("assigned_to", BigInteger, nullable=True),
    personal("assigned_name", Text, nullable=True),
    plain("assigned_at", Instant, nullable=True),
    plain("is_silenced", Boolean, nullable=False, server_default=false()),
    #: The steps that were taken while nobody answered; null again after an answer.
    plain("reassured_at", Instant, nullable=True),
    plain("reminded_at", Instant, nullable=True),
    plain("escalated_at", Instant, nullable=True),
    plain("warned_of_closing_at", Instant, nullable=True),
    plain("closed_at", Instant, nullable=True),
    #: An `Ending`, and an operator's reason.
    plain("ending", String(8), nullable=True),
    personal("closing_words", Text, nullable=True),
    plain("stars", SmallInteger, nullable=True),
    personal("comment", Text, nullable=True),
    plain("previous_case_id", BigInteger, nullable=True),
    #: Where its topic is: the group, the number of the topic, and the message of the pinned card.
    plain("group_id", BigInteger, nullable=True),
    plain("topic_id", BigInteger, nullable=True),
    plain("card_message_id", BigInteger, nullable=True),
    #: none (nothing was written yet), wanted, there, closed, deleted.
    plain("topic_state", String(8), nullable=False),
    # A number that was named once is never given to another case.
    sqlite_autoincrement=True,
)
Index(
    "uq_cases_one_of_a_person",
    cases.c.person_id,
    unique=True,
    sqlite_where=text("state <> 'closed'"),
)
Index("ix_cases_person", cases.c.person_id, cases.c.case_id)
Index("ix_cases_topic", cases.c.group_id, cases.c.topic_id)
Index("ix_cases_opened_at", cases.c.opened_at)
Index("ix_cases_open", cases.c.state, sqlite_where=text("state <> 'closed'"))

case_entries: Final = Table(
    "case_entries",
    metadata,
    plain("entry_id", Id, primary_key=True, autoincrement=True),
    plain("case_id", BigInteger, nullable=False),
    #: A `Side`, and the kind of a `Piece`.
    plain("side", String(8), nullable=False),
    plain("kind", String(20), nullable=False),
    #: Text or caption as Telegram HTML, as it is now; earlier ones as a list of [moment, HTML].
    personal("html", Text, nullable=False),
    personal("earlier", JSON(none_as_null=True), nullable=True),
    personal("file_id", Text, nullable=True),
    personal("file_key", Text, nullable=True),
    plain("album", String(64), nullable=True),
    #: Its number in the customer's private chat and in the group; null where it is not, or not yet.
    personal("customer_message_id", BigInteger, nullable=True),
    personal("group_message_id", BigInteger, nullable=True),
    plain("reply_to", BigInteger, nullable=True),
    personal("operator_id", BigInteger, nullable=True),
    personal("operator_name", Text, nullable=True),
    #: The delivery that carries it to the other side.
    plain("delivery_id", BigInteger, nullable=True),
    #: kept (goes nowhere), waiting, across, failed, withdrawn.
    plain("state", String(9), nullable=False),
    personal("fault", Text, nullable=True),
    #: Reactions on it: {"customer": emoji, "operator": emoji}.
    personal("reactions", JSON(none_as_null=True), nullable=True),
    plain("written_at", Instant, nullable=False),
    plain("across_at", Instant, nullable=True),
    plain("edited_at", Instant, nullable=True),
    plain("withdrawn_at", Instant, nullable=True),
)
Index("ix_case_entries_case", case_entries.c.case_id, case_entries.c.entry_id)
Index("ix_case_entries_group", case_entries.c.group_message_id)
Index("ix_case_entries_customer", case_entries.c.customer_message_id)
Index("ix_case_entries_delivery", case_entries.c.delivery_id)

#: Who is a member of the support group, as Telegram last said.
desk_members: Final = Table(
    "desk_members",
    metadata,
    personal("person_id", BigInteger, primary_key=True, autoincrement=False),
    plain("is_member", Boolean, nullable=False),
    personal("username", Text, nullable=True),
    personal("name", Text, nullable=True),
    plain("checked_at", Instant, nullable=False),
)

#: The support group: one row. ``configured_id`` is what the settings say, ``chat_id`` where it is now.
desk_group: Final = Table(
    "desk_group",
    metadata,
    plain("configured_id", BigInteger, primary_key=True, autoincrement=False),
    plain("chat_id", BigInteger, nullable=False),
    #: What keeps it from working: null, or a word (no_topics, no_rights, removed, not_found).
    plain("obstacle", String(20), nullable=True),
    plain("obstacle_since", Instant, nullable=True),
    #: When it was last said that the queue is behind, and how many minutes.
    plain("behind_said_at", Instant, nullable=True),
    plain("behind_minutes", Integer, nullable=True),
)
