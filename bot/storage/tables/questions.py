"""Questions to the FAQ, what became of them, and the phrases that staff taught."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Float,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

questions: Final = Table(
    "questions",
    metadata,
    plain("question_id", Id, primary_key=True, autoincrement=True),
    personal("chat_id", BigInteger, nullable=False),
    #: Redacted, see services/questions.
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

#: Answers as staff have edited them; the newest of an entry counts. Nothing here is changed or deleted.
entry_versions: Final = Table(
    "entry_versions",
    metadata,
    plain("version_id", Id, primary_key=True, autoincrement=True),
    plain("entry_id", String(80), nullable=False),
    #: Of this entry: 1, 2, 3, …
    plain("number", Integer, nullable=False),
    #: Telegram HTML as it was typed, with ``{number.NAME}``; NULL: as the book says.
    plain("answer", Text, nullable=True),
    #: As the audit names people: ``staff:…``.
    personal("who", String(60), nullable=False),
    plain("saved_at", Instant, nullable=False),
    personal("reason", Text, nullable=False),
    UniqueConstraint("entry_id", "number"),
)

#: Questions without an answer that staff have dealt with.
settled_questions: Final = Table(
    "settled_questions",
    metadata,
    plain("settled_id", Id, primary_key=True, autoincrement=True),
    #: The head of a group of like questions, redacted as `questions.text` is.
    personal("text", Text, nullable=False),
    #: ignored: for good; learned: those asked before.
    plain("outcome", String(8), nullable=False),
    plain("settled_at", Instant, nullable=False),
    personal("who", String(60), nullable=False),
    UniqueConstraint("text"),
)
