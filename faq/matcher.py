"""The matcher: which entry a customer means, how sure that is, and when to say that it does not know."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from faq.book import Book
from faq.text import words
from faq.urgent import recognise


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant; `score` between 0 and 1, comparable within one decision."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The entry `id` is meant: send its answer. `confidence` is the chance that this is right."""

    id: str
    confidence: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Suggest:
    """One of the candidates may be meant: offer them as buttons."""

    confidence: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No entry answers this: say so, offer a person. The candidates are only for the record."""

    confidence: float
    candidates: tuple[Candidate, ...]


Decision = Answer | Suggest | NoMatch


class Matcher:
    """Decides questions over one book. Built once; `decide` may be called from any thread."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._features = {
            entry.id: [set(words(wording)) for wording in (*entry.wordings, " ".join(entry.tags))]
            for entry in book
        }
        df: Counter[str] = Counter()
        for sets in self._features.values():
            df.update(set().union(*sets))
        self._idf = defaultdict(lambda: 1.0, {w: math.log(1 + len(book) / n) for w, n in df.items()})

    def decide(self, question: str, *, portal: str | None = None) -> Decision:
        """The decision for one question; `portal` (said before, or linked) tilts towards its entries."""
        danger = recognise(question)
        if danger is not None and danger in self._book:
            return Answer(danger, 1.0, (Candidate(danger, 1.0),))
        asked = set(words(question))
        scores = []
        for entry in self._book:
            best = max(self._likeness(asked, known) for known in self._features[entry.id] or [set()])
            scores.append((best + (0.05 if portal and entry.portal == portal else 0), entry.id))
        scores.sort(reverse=True)
        top = tuple(Candidate(name, min(1.0, score)) for score, name in scores[:3] if score > 0)
        first = top[0].score if top else 0.0
        if first < 0.35:
            return NoMatch(first, top)
        if first < 0.6 or (len(top) > 1 and first - top[1].score < 0.1):
            return Suggest(first, top)
        return Answer(top[0].id, first, top)

    def _likeness(self, asked: set[str], known: set[str]) -> float:
        shared = sum(self._idf[w] for w in asked & known)
        whole = math.sqrt(sum(self._idf[w] for w in asked) * sum(self._idf[w] for w in known))
        return shared / whole if whole else 0.0
