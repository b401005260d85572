"""What the FAQ learns from people: phrases added by staff, and where answers are missing or disliked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, case, delete, func, or_, select

from bot.redaction import redacted
from bot.storage.tables import NONE_OF_THESE, learned_phrases, questions
from bot.storage.upsert import upsert
from faq import likeness
from faq.book import Book
from faq.examine import evaluate, regression
from faq.likeness import Group
from faq.matcher import Matcher

#: Redaction leaves such marks; a phrase with one teaches nothing.
_MARK: Final = "["


class Version(NamedTuple):
    """Changes whenever a phrase is learned or forgotten."""

    newest_id: int
    how_many: int


#: Nothing has ever been learned.
NOTHING: Final = Version(0, 0)


class Unfit(StrEnum):
    """Why a phrase cannot be learned, whatever the labelled questions say."""

    NO_ENTRY = "no-entry"
    NO_WORDS = "no-words"
    PERSONAL = "personal"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Votes:
    """How an entry's answers were voted on."""

    entry_id: str
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class Insights:
    """What staff should read: the most frequent first."""

    unanswered: tuple[Group, ...]
    disliked: tuple[Votes, ...]
    #: By entry: what people wrote who then pressed its suggestion.
    confirmed: Mapping[str, tuple[Group, ...]]


def version(tx: Connection) -> Version:
    """Return the version of what has been learned; a cheap query."""
    newest, count = tx.execute(
        select(func.coalesce(func.max(learned_phrases.c.phrase_id), 0), func.count())
    ).one()
    return Version(newest, count)


def phrases(tx: Connection) -> dict[str, tuple[str, ...]]:
    """Return every learned phrase, by entry."""
    found: dict[str, tuple[str, ...]] = {}
    rows = tx.execute(
        select(learned_phrases.c.entry_id, learned_phrases.c.phrase).order_by(learned_phrases.c.phrase_id)
    )
    for entry_id, phrase in rows:
        found[entry_id] = (*found.get(entry_id, ()), phrase)
    return found


def unfit(book: Book, entry_id: str, phrase: str) -> tuple[Unfit, str] | None:
    """Tell why an entry cannot learn a phrase, with the id of the entry that it is about; None: it can."""
    if entry_id not in book:
        return Unfit.NO_ENTRY, entry_id
    if not any(character.isalnum() for character in phrase):
        return Unfit.NO_WORDS, entry_id
    if _MARK in phrase or redacted(phrase) != phrase:
        return Unfit.PERSONAL, entry_id
    for entry in book:
        if phrase.lower() in {wording.lower() for wording in entry.wordings}:
            return Unfit.KNOWN, entry.id
    return None


def labelled(entries: Path, book: Book) -> list[evaluate.Row]:
    """Read the labelled questions of a book: every file in the folder ``labelled`` beside its entries."""
    files = sorted((entries.parent / "labelled").glob("*.tsv"))
    return [row for path in files for row in evaluate.read_rows(path, book)]


def compare(
    book: Book,
    learned: Mapping[str, Sequence[str]],
    entry_id: str,
    phrase: str,
    rows: Sequence[evaluate.Row],
) -> list[regression.Change]:
    """Compare how questions are decided before and after a phrase; takes seconds for a thousand."""
    with_it = with_phrase(learned, entry_id, phrase)
    return regression.compare(Matcher(book, learned), Matcher(book, with_it), rows)


def with_phrase(learned: Mapping[str, Sequence[str]], entry_id: str, phrase: str) -> dict[str, Sequence[str]]:
    """Return what will be learned once an entry has a phrase more."""
    return {**learned, entry_id: (*learned.get(entry_id, ()), phrase)}


def learn(tx: Connection, entry_id: str, phrase: str, now: datetime) -> bool:
    """Add a phrase to an entry; False where it was there already."""
    statement = (
        upsert(tx.dialect.name, learned_phrases)
        .values(entry_id=entry_id, phrase=phrase, learned_at=now)
        .on_conflict_do_nothing(index_elements=[learned_phrases.c.entry_id, learned_phrases.c.phrase])
        .returning(learned_phrases.c.phrase_id)
    )
    return tx.execute(statement).first() is not None


def unlearn(tx: Connection, entry_id: str, phrase: str) -> bool:
    """Delete a learned phrase; False where there was none."""
    own = and_(learned_phrases.c.entry_id == entry_id, learned_phrases.c.phrase == phrase)
    return tx.execute(delete(learned_phrases).where(own)).rowcount > 0


def insights(tx: Connection, since: datetime) -> Insights:
    """Return what the questions since `since` teach."""
    return Insights(_unanswered(tx, since), _disliked(tx, since), _confirmed(tx, since))


def _unanswered(tx: Connection, since: datetime) -> tuple[Group, ...]:
    missed = or_(questions.c.decision == "none", questions.c.picked_id == NONE_OF_THESE)
    texts = tx.execute(select(questions.c.text).where(questions.c.asked_at >= since, missed)).scalars()
    return tuple(likeness.group(texts))


def _disliked(tx: Connection, since: datetime) -> tuple[Votes, ...]:
    answered = func.coalesce(questions.c.picked_id, questions.c.entry_id)
    unhelpful = func.sum(case((questions.c.vote < 0, 1), else_=0))
    helpful = func.sum(case((questions.c.vote > 0, 1), else_=0))
    rows = tx.execute(
        select(answered, helpful, unhelpful)
        .where(questions.c.asked_at >= since, questions.c.vote.is_not(None))
        .group_by(answered)
        .having(unhelpful > 0)
        .order_by(unhelpful.desc(), answered)
    )
    return tuple(Votes(*row) for row in rows)


def _confirmed(tx: Connection, since: datetime) -> dict[str, tuple[Group, ...]]:
    known = phrases(tx)
    texts: dict[str, list[str]] = {}
    rows = tx.execute(
        select(questions.c.picked_id, questions.c.text)
        .where(
            questions.c.asked_at >= since,
            questions.c.picked_id.is_not(None),
            questions.c.picked_id != NONE_OF_THESE,
        )
        .order_by(questions.c.picked_id)
    )
    for entry_id, text in rows:
        if _MARK not in text and text not in known.get(entry_id, ()):
            texts.setdefault(entry_id, []).append(text)
    return {entry_id: tuple(likeness.group(said)) for entry_id, said in texts.items()}
