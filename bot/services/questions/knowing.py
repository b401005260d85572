"""What staff look at and try out of the FAQ: kept for some minutes, and one trial of a phrase at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from bot.services.questions import figures, learning, teaching
from bot.services.questions.figures import Figures
from bot.services.questions.questions import Questions
from bot.services.questions.teaching import Phrase
from bot.storage.engine import Database
from faq.book import Book
from faq.examine import regression
from faq.examine.evaluate import Row
from faq.examine.regression import Change, Verdict
from faq.likeness import Group, words_of
from faq.matcher import Matcher

#: Counting and grouping take up to half a second, so their results serve for so long.
_LASTS: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a phrase would change for the labelled questions, beside what had been learned by then."""

    version: learning.Version
    checked: int
    changes: tuple[Change, ...]
    #: The law of ``sportello faq learn``: people would be served worse.
    is_refused: bool


@dataclass(frozen=True, slots=True)
class _Baseline:
    """What labelled questions are decided like with what is learned now."""

    learned: Mapping[str, tuple[str, ...]]
    rows: list[Row]
    verdicts: list[Verdict]


class Knowing:
    """The FAQ of this process, as staff look at it."""

    def __init__(self, questions: Questions, entries: Path) -> None:
        self.questions = questions
        self._entries = entries
        self._groups: tuple[datetime, tuple[Group, ...]] | None = None
        self._figures: tuple[datetime, Mapping[str, Figures]] | None = None
        #: How the labelled questions are decided without a new phrase: half of the work of a trial.
        self._before: _Baseline | None = None
        self._trying = asyncio.Lock()

    @property
    def book(self) -> Book:
        """The book with the newest answers that this process has taken in."""
        return self.questions.book

    async def groups(self, database: Database, now: datetime) -> tuple[Group, ...]:
        """Return the groups of questions without an answer; what was dealt with since is left out at once."""
        dealt_with = await database.read(teaching.settled)
        if self._groups is None or not _is_fresh(self._groups[0], now):
            asked = await database.read(lambda tx: teaching.missed(tx, now - teaching.LOOK_BACK))
            self._groups = now, tuple(await asyncio.to_thread(teaching.grouped, asked, dealt_with))
        heads = {words_of(each.text) for each in dealt_with if each.settled_at >= self._groups[0]}
        return tuple(group for group in self._groups[1] if words_of(group.texts[0]) not in heads)

    def group_anew(self) -> None:
        """Forget the groups: something is to be shown again."""
        self._groups = None

    async def figures(self, database: Database, now: datetime) -> Mapping[str, Figures]:
        """Return how often each entry was said in the last months, and the votes on it."""
        if self._figures is None or not _is_fresh(self._figures[0], now):
            counted = await database.read(lambda tx: figures.by_entry(tx, now - figures.LOOK_BACK))
            self._figures = now, counted
        return self._figures[1]

    async def attempt(self, database: Database, wanted: Phrase) -> Trial:
        """Decide all labelled questions with and without a phrase, in a thread; takes seconds.

        Raises:
            LabelError: the files of labelled questions have faults.
        """
        async with self._trying:
            version, learned = await database.read(lambda tx: (learning.version(tx), learning.phrases(tx)))
            return await asyncio.to_thread(self._compare, wanted, version, learned)

    def _compare(
        self, wanted: Phrase, version: learning.Version, learned: dict[str, tuple[str, ...]]
    ) -> Trial:
        book = self.questions.written
        rows = learning.labelled(self._entries, book)
        if self._before is None or (self._before.learned, self._before.rows) != (learned, rows):
            self._before = _Baseline(learned, rows, regression.judged(Matcher(book, learned), rows))
        with_it = Matcher(book, learning.with_phrase(learned, wanted.entry_id, wanted.phrase))
        changes = regression.differing(rows, self._before.verdicts, regression.judged(with_it, rows))
        return Trial(version, len(rows), tuple(changes), regression.is_worse(changes))


def _is_fresh(made_at: datetime, now: datetime) -> bool:
    return timedelta(0) <= now - made_at < _LASTS
