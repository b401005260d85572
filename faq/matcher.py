"""The matcher: decides which entry a question means, with what confidence, or that none answers it."""

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from faq import weights
from faq.book import Book
from faq.judging import Judge, chances, evidence, forbids
from faq.knowledge import Asked, Knowledge
from faq.language import topics, wording
from faq.language.pieces import pieces
from faq.language.topics import Topics
from faq.language.vocabulary import is_italian
from faq.ranking.recipe import Scores
from faq.urgent.recognise import IDS, OPERATOR, recognise
from faq.weights import Weights

#: Candidates kept in a decision, as buttons and for the record.
_MOST_CANDIDATES: Final = 3
#: Log-odds taken from an entry of a portal that the question does not name: more than any likeness adds.
_DECIDES: Final = 8.0
#: A book with fewer ways to ask an entry, on average, is sparse.
_SPARSE: Final = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant; `score` between 0 and 1, its chance among all entries of the book."""

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
    """One of the candidates may be meant: offer them as buttons. `confidence` is that of the first."""

    confidence: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No entry answers this: say so, offer a person. The candidates are only for the record."""

    confidence: float
    candidates: tuple[Candidate, ...]


Decision = Answer | Suggest | NoMatch
#: The words for decisions in figures, in the database and in JSON.
DECISION_WORDS: Final[dict[type[Decision], str]] = {Answer: "answer", Suggest: "suggest", NoMatch: "none"}


@dataclass(frozen=True, slots=True)
class Ranking:
    """The entries ranked for a question: the best in order, scores and chances of all, likeliest danger."""

    asked: Asked
    order: tuple[int, ...]
    scores: Scores
    chance: Scores
    urgent: Candidate | None


class Matcher:
    """Decides questions over one book. Built once; `decide` may be called from any thread.

    The first unknown word waits for the list of Italian words, unless somebody has called `read_ahead`.
    """

    def __init__(
        self,
        book: Book,
        extra_phrases: Mapping[str, Sequence[str]] = MappingProxyType({}),
        *,
        tuned: Weights | None = None,
        signs: Topics | None = None,
    ) -> None:
        """`extra_phrases` are learned ways to ask, by entry id, beside those of the book.

        `tuned` and `signs` replace weights.toml and topics.toml; only the tuning command needs that.
        """
        self._weights = tuned or weights.load()
        language = wording.load()
        signs = signs or topics.load(language)
        self.knowledge = Knowledge(book, language, signs, self._weights, extra_phrases)
        self._judge = Judge(self._weights.evidence)
        self._urgent = [number for number, entry in enumerate(self.knowledge.entries) if entry.id in IDS]
        self._dangers = [number for number in self._urgent if self.knowledge.entries[number].id != OPERATOR]
        ways = [len(known.wordings) for known in self.knowledge.known]
        sparse = sum(ways) < _SPARSE * len(ways)
        self._answer_from = self._weights.answer_from_sparse if sparse else self._weights.answer_from

    def decide(self, question: str, *, portal: str | None = None) -> Decision:
        """Decide one question; `portal` (chosen before, or linked) raises the scores of its entries.

        A portal named in the question overrides `portal`. Of a long message each piece is decided, and the
        surest decision counts, a danger before all else, each weighed against the others; a portal that the
        message names once raises the scores in all pieces. Never raises, whatever the text.
        """
        danger = recognise(question)
        if danger is not None and danger in self.knowledge.book:
            return Answer(danger, 1.0, (Candidate(danger, 1.0),))
        # What is said twice is one look at the book, not two.
        parts = tuple(dict.fromkeys(map(str.strip, pieces(question))))
        if len(parts) == 1:
            return self._decide(parts[0], portal)
        named = self.knowledge.portal_named(self.knowledge.read(question))
        return max(self._weighed([self._decide(part, named or portal) for part in parts]), key=_sureness)

    def _weighed(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Weigh the decisions on the pieces of one message against each other.

        One question is asked in it, or none: the odds of each entry compete with those of the other pieces'
        entries (a multiple comparison), so that the surest of many unsure ones is not taken for sure.
        """
        odds = [
            0.0 if _is_urgent(each) else each.confidence / max(1e-9, 1 - each.confidence)
            for each in decisions
        ]
        whole = sum(odds)
        weighed: list[Decision] = []
        for decision, own in zip(decisions, odds, strict=True):
            if _is_urgent(decision) or not decision.candidates:
                weighed.append(decision)
                continue
            first = decision.candidates[0].id
            allied = sum(
                each for each, other in zip(odds, decisions, strict=True) if _first_of(other) == first
            )
            confidence = own / (1 + own + whole - allied)
            if isinstance(decision, Answer) and confidence >= self._answer_from:
                weighed.append(replace(decision, confidence=confidence))
            elif not isinstance(decision, NoMatch) and confidence >= self._weights.suggest_from:
                weighed.append(Suggest(confidence, decision.candidates))
            else:
                weighed.append(NoMatch(confidence, decision.candidates))
        return weighed

    def _decide(self, question: str, portal: str | None) -> Decision:
        ranked = self.rank(question, portal=portal)
        if ranked.urgent is not None and ranked.urgent.score >= self._weights.danger_from:
            return Answer(ranked.urgent.id, ranked.urgent.score, (ranked.urgent,))
        if not ranked.order:
            return NoMatch(0.0, ())
        found = self.evidence(ranked)
        confidence = self._judge.confidence(found)
        chance, entries = ranked.chance, self.knowledge.entries
        candidates = tuple(Candidate(entries[number].id, chance[number]) for number in ranked.order)
        either = portal is None and found["twin"] >= self._weights.twin_from
        if confidence >= self._answer_from and not either and not forbids(found):
            return Answer(candidates[0].id, confidence, candidates)
        if confidence >= self._weights.suggest_from:
            return Suggest(confidence, candidates)
        return NoMatch(confidence, candidates)

    def rank(self, question: str, *, portal: str | None = None) -> Ranking:
        """Rank the entries for a question: no order if no word is known; urgent entries stand apart."""
        asked = self.knowledge.read(question)
        scores = self.knowledge.scores(asked)
        urgent = self._urgent_first(asked, scores)
        for number in self._urgent:
            scores[number] = -math.inf
        named = self.knowledge.portal_named(asked)
        if named:
            scores = [
                score if entry.portal in {None, named} else score - _DECIDES
                for score, entry in zip(scores, self.knowledge.entries, strict=True)
            ]
        elif portal:
            scores = [
                score + self._weights.portal_tilt if entry.portal == portal else score
                for score, entry in zip(scores, self.knowledge.entries, strict=True)
            ]
        return Ranking(asked, _best(scores), scores, chances(scores, self._weights.temperature), urgent)

    def _urgent_first(self, asked: Asked, scores: Scores) -> Candidate | None:
        """Find the best danger for a question that the signs missed; None if it is about another trade."""
        if not self._dangers or not asked.concepts:
            return None
        number = max(self._dangers, key=scores.__getitem__)
        wordings = self.knowledge.known[number].wordings
        signs = self.knowledge.topics
        if any(kind.against(asked.concepts, wordings) for kind in (signs.names, signs.foreign, signs.trade)):
            return None
        chance = chances(scores, self._weights.temperature)[number]
        return Candidate(self.knowledge.entries[number].id, chance)

    def evidence(self, ranked: Ranking) -> dict[str, float]:
        """Compute the evidence for and against the first entry; the ranking must have one."""
        return evidence(self.knowledge, ranked.asked, ranked.order, ranked.scores, ranked.chance)


def _sureness(decision: Decision) -> tuple[bool, bool, bool, float]:
    """Return the order of decisions: dangers, answers, offers; of equals the surer one."""
    is_answer = isinstance(decision, Answer)
    return _is_urgent(decision), is_answer, isinstance(decision, Suggest), decision.confidence


def _is_urgent(decision: Decision) -> bool:
    return isinstance(decision, Answer) and decision.id in IDS


def _first_of(decision: Decision) -> str | None:
    return decision.candidates[0].id if decision.candidates else None


def read_ahead() -> None:
    """Load the signs of danger and the Italian words, once for the process. Meant to run in a thread.

    About half a second of work, with pauses, so that customers served meanwhile notice little.
    """
    recognise("")
    is_italian("")


def _best(scores: Scores) -> tuple[int, ...]:
    """Return the places of the highest scores, best first, ties in book order; none if all are equal."""
    ranked = [number for number, score in enumerate(scores) if score > -math.inf]
    best = heapq.nlargest(_MOST_CANDIDATES, ranked, key=scores.__getitem__)
    told_apart = any(scores[number] < scores[best[0]] for number in ranked)
    return tuple(best) if told_apart else ()
