"""Questions to the FAQ: decided by the matcher, remembered with their decision."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

import structlog
from sqlalchemy import Connection, Row, and_, bindparam, delete, select, update

from bot.redaction import redacted
from bot.services.broadcasts import outcomes
from bot.services.context import TurnContext
from bot.services.questions import answers, learning
from bot.storage.engine import Database
from bot.storage.tables import NONE_OF_THESE, questions
from faq.book import Book, Entry
from faq.matcher import DECISION_WORDS, Answer, Decision, Matcher, NoMatch, Suggest
from handlers.contract.questions import (
    CountMisses,
    EntryRead,
    Missed,
    QuestionAnswered,
    QuestionAsk,
    QuestionChange,
    Rank,
    Ranked,
    ReadEntry,
    RecordPick,
    RecordVote,
)
from handlers.contract.vocabulary import Outgoing

_log = structlog.get_logger(__name__)

#: Misses further apart than this belong to different conversations.
_ONE_CONVERSATION: Final = timedelta(minutes=30)
_LOOK_BACK: Final = 5

# Built once: building a statement costs more than running it.
_INSERT: Final = questions.insert()
_LATEST: Final = (
    select(questions.c.decision, questions.c.entry_id, questions.c.picked_id)
    .where(questions.c.chat_id == bindparam("chat_id"), questions.c.asked_at > bindparam("since"))
    .order_by(questions.c.question_id.desc())
    .limit(_LOOK_BACK)
)


class Questions:
    """The service of the FAQ: `faq` decides each question, and what was asked is kept here."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._matcher = Matcher(book)
        self._learned = learning.NOTHING
        #: The book as its files say, and the newest answers of staff over it.
        self._written = book
        self._edited = answers.NEVER

    @property
    def book(self) -> Book:
        """The book that questions are put to."""
        return self._book

    @property
    def written(self) -> Book:
        """The book as its files say, with no answer of staff in it."""
        return self._written

    def decide(self, question: str) -> Decision:
        """Decide a question that nobody put to the bot: it is not kept."""
        return self._matcher.decide(question)

    async def refresh(self, database: Database) -> bool:
        """Load the phrases and answers changed since the last call; return whether there were any.

        Questions are answered meanwhile. An answer decides nothing, so it needs no new matcher.
        """
        edited, version = await database.read(lambda tx: (answers.version(tx), learning.version(tx)))
        if (edited, version) == (self._edited, self._learned):
            return False
        if edited != self._edited:
            newest = await database.read(answers.newest)
            self._book = self._written.with_answers(newest)
            _warn_of_unfit(self._book, newest)
            self._edited = edited
        if version != self._learned:
            phrases = await database.read(learning.phrases)
            self._matcher = await asyncio.to_thread(Matcher, self._written, phrases)
            self._learned = version
        return True

    def answer(self, tx: Connection, ask: QuestionAsk, context: TurnContext) -> QuestionAnswered:
        """Answer what a dialog asks of the book; a question is kept, redacted."""
        match ask:
            case Rank(question):
                return self.rank(tx, context.chat_id, question, context.now)
            case ReadEntry(entry_id, question_id):
                return self.read(entry_id, question_id)
            case CountMisses():
                return self.misses(tx, context.chat_id, context.now)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, change: QuestionChange, context: TurnContext) -> Sequence[Outgoing]:
        """Keep what the person said about an answer."""
        match change:
            case RecordPick(question_id, entry_id):
                self.record_pick(tx, context.chat_id, question_id, entry_id)
            case RecordVote(question_id, helpful):
                self.record_vote(tx, context.chat_id, question_id, helpful=helpful)
            case _:
                assert_never(change)
        return ()

    def rank(self, tx: Connection, chat_id: int, question: str, now: datetime) -> Ranked:
        """Decide a question in the light of the conversation so far, and keep it, redacted."""
        outcomes.answered(tx, chat_id, now)
        earlier = self._conversation(tx, chat_id, now)
        decision = self._matcher.decide(question, portal=self._portal_said(earlier))
        kept = {
            "chat_id": chat_id,
            "text": redacted(question),
            "decision": DECISION_WORDS[type(decision)],
            "entry_id": decision.id if isinstance(decision, Answer) else None,
            "candidates": [[candidate.id, round(candidate.score, 4)] for candidate in decision.candidates],
            "confidence": decision.confidence,
            "asked_at": now,
        }
        key = tx.execute(_INSERT, kept).inserted_primary_key
        question_id = int(key[0]) if key is not None else 0
        match decision:
            case Answer(entry_id):
                best = self._book[entry_id]
                return Ranked(question_id, decision, (best,), self._entries(best.related))
            case Suggest():
                offered = self._entries(candidate.id for candidate in decision.candidates)
                return Ranked(question_id, decision, offered)
            case NoMatch():
                return Ranked(question_id, decision, (), misses=1 + _misses(earlier))
            case _:
                assert_never(decision)

    def read(self, entry_id: str, question_id: int | None) -> EntryRead:
        """Return an entry by its id, with what it offers next."""
        if entry_id not in self._book:
            return EntryRead(None)
        entry = self._book[entry_id]
        return EntryRead(entry, self._entries(entry.related), question_id)

    def likely(self, words: str) -> tuple[tuple[Entry, float], ...]:
        """Return the entries that may answer some words, best first with their chances; nothing is kept."""
        found = self._matcher.decide(words).candidates
        return tuple((self._book[each.id], each.score) for each in found if each.id in self._book)

    def misses(self, tx: Connection, chat_id: int, now: datetime) -> Missed:
        """Count the latest questions of this conversation in a row that found no answer."""
        return Missed(_misses(self._conversation(tx, chat_id, now)))

    def record_pick(self, tx: Connection, chat_id: int, question_id: int, entry_id: str | None) -> None:
        """Keep which suggestion was meant; nothing for a question of another chat."""
        if entry_id is None or entry_id in self._book:
            _mark(tx, chat_id, question_id, picked_id=entry_id or NONE_OF_THESE)

    def record_vote(self, tx: Connection, chat_id: int, question_id: int, *, helpful: bool) -> None:
        """Keep whether the answer helped; the last vote counts."""
        _mark(tx, chat_id, question_id, vote=1 if helpful else -1)

    def _entries(self, ids: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(self._book[entry_id] for entry_id in ids if entry_id in self._book)

    @staticmethod
    def _conversation(tx: Connection, chat_id: int, now: datetime) -> Sequence[Row[Any, Any, Any]]:
        """The latest questions of the running conversation, newest first."""
        return tx.execute(_LATEST, {"chat_id": chat_id, "since": now - _ONE_CONVERSATION}).all()

    def _portal_said(self, earlier: Sequence[Row[Any, Any, Any]]) -> str | None:
        """The portal of the last entry that the person picked or was answered with."""
        for row in earlier:
            entry_id = row.picked_id or row.entry_id
            if entry_id in self._book and (portal := self._book[entry_id].portal) is not None:
                return portal
        return None


def _warn_of_unfit(book: Book, newest: Mapping[str, str]) -> None:
    """Name in the log the answers of staff that cannot be sent, as where a number is configured no more."""
    for entry_id, answer in newest.items():
        faults = book.faults_of(answer) if entry_id in book else ()
        if faults:
            _log.warning("edited answer left out", entry=entry_id, faults=[str(fault) for fault in faults])


def _misses(earlier: Sequence[Row[Any, Any, Any]]) -> int:
    misses = 0
    for row in earlier:
        if row.decision != "none" and row.picked_id != NONE_OF_THESE:
            break
        misses += 1
    return misses


def _mark(tx: Connection, chat_id: int, question_id: int, **values: object) -> None:
    own = and_(questions.c.question_id == question_id, questions.c.chat_id == chat_id)
    tx.execute(update(questions).where(own).values(values))


def forget(tx: Connection, before: datetime) -> int:
    """Delete the questions asked before `before`; return their number."""
    return tx.execute(delete(questions).where(questions.c.asked_at < before)).rowcount
