"""The part of the vocabulary about questions to the FAQ: what is asked, answered, picked and voted on."""

from dataclasses import dataclass
from typing import TypeAlias

from faq.book import Entry
from faq.matcher import Decision


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the FAQ says to a question.

    ``entries`` are the candidates, best first; ``related`` what the best one offers next.
    ``misses`` counts the questions in a row, this one included, that found no answer.
    """

    question_id: int
    decision: Decision
    entries: tuple[Entry, ...]
    related: tuple[Entry, ...] = ()
    misses: int = 0


@dataclass(frozen=True, slots=True)
class EntryRead:
    """The entry that was asked for by id; None where the book no longer holds it.

    ``question_id``: the question that it was picked for, so that the answer can be voted on.
    """

    entry: Entry | None
    related: tuple[Entry, ...] = ()
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """How many questions in a row have found no answer."""

    misses: int


# --- what is asked, and what is done ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rank:
    """Ask the FAQ for its answer to a question; `Ranked` comes back."""

    question: str


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """Ask the book for an entry; `EntryRead` comes back."""

    entry_id: str
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class CountMisses:
    """Ask how many questions in a row have found no answer; `Missed` comes back."""


@dataclass(frozen=True, slots=True)
class RecordPick:
    """Remember which of the suggestions the person meant; None: none of them."""

    question_id: int
    entry_id: str | None


@dataclass(frozen=True, slots=True)
class RecordVote:
    """Remember whether the answer to a question helped."""

    question_id: int
    helpful: bool


QuestionAnswered: TypeAlias = Ranked | EntryRead | Missed
QuestionAsk: TypeAlias = Rank | ReadEntry | CountMisses
QuestionChange: TypeAlias = RecordPick | RecordVote
