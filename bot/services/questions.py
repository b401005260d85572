"""Questions to the FAQ: decided by the matcher, remembered with their decision."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select

from bot.redaction import redacted
from bot.storage.tables import questions
from faq.book import Book, Entry
from faq.matcher import Answer, Decision, Matcher, NoMatch, Suggest
from handlers.contract import EntryRead, Ranked

#: Misses further apart than this belong to different conversations.
_ONE_CONVERSATION: Final = timedelta(minutes=30)
_LOOK_BACK: Final = 5
_WORDS: Final[dict[type[Decision], str]] = {Answer: "answer", Suggest: "suggest", NoMatch: "none"}


class Questions:
    """The FAQ at the desk. Pure knowledge is `faq`'s; what was asked is kept here."""

    def __init__(self, book: Book, matcher: Matcher) -> None:
        self._book = book
        self._matcher = matcher

    def rank(self, tx: Connection, chat_id: int, question: str, now: datetime) -> Ranked:
        """Decide a question and remember it, redacted."""
        decision = self._matcher.decide(question)
        entries = self._entries(candidate.id for candidate in decision.candidates)
        misses = 0
        if isinstance(decision, NoMatch):
            misses = 1 + self._earlier_misses(tx, chat_id, now)
            entries = ()
        key = tx.execute(
            questions.insert().values(
                chat_id=chat_id,
                text=redacted(question),
                decision=_WORDS[type(decision)],
                entry_id=decision.id if isinstance(decision, Answer) else None,
                candidates=[[candidate.id, round(candidate.score, 4)] for candidate in decision.candidates],
                confidence=decision.confidence,
                asked_at=now,
            )
        ).inserted_primary_key
        question_id = int(key[0]) if key is not None else 0
        if isinstance(decision, Answer):
            best = self._book[decision.id]
            entries = (best, *(entry for entry in entries if entry.id != best.id))
            return Ranked(question_id, decision, entries, self._entries(best.related))
        return Ranked(question_id, decision, entries, misses=misses)

    def read(self, entry_id: str) -> EntryRead:
        """An entry by name, with what it offers next."""
        if entry_id not in self._book:
            return EntryRead(None)
        entry = self._book[entry_id]
        return EntryRead(entry, self._entries(entry.related))

    def _entries(self, ids: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(self._book[entry_id] for entry_id in ids if entry_id in self._book)

    @staticmethod
    def _earlier_misses(tx: Connection, chat_id: int, now: datetime) -> int:
        """How many of the latest questions of this conversation in a row found no answer."""
        latest = tx.execute(
            select(questions.c.decision)
            .where(questions.c.chat_id == chat_id, questions.c.asked_at > now - _ONE_CONVERSATION)
            .order_by(questions.c.question_id.desc())
            .limit(_LOOK_BACK)
        ).scalars()
        misses = 0
        for decision in latest:
            if decision != "none":
                break
            misses += 1
        return misses


def forget(tx: Connection, before: datetime) -> int:
    """Drop the questions asked before `before`."""
    return tx.execute(delete(questions).where(questions.c.asked_at < before)).rowcount
