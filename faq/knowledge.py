"""A book made ready for questions: its vocabulary, what each entry is asked with, the ranking of entries."""

import html
import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from operator import add
from types import MappingProxyType
from typing import Final

from faq.book import Book, Entry
from faq.language.text import words
from faq.language.topics import Topics
from faq.language.vocabulary import Vocabulary
from faq.language.wording import Wording, stem
from faq.ranking.choice import space
from faq.ranking.recipe import Recipe, Scores, grams, itself
from faq.weights import Weights

#: In a book from this size on, letters of the answers are not indexed: they would take most of the memory.
_LARGE: Final = 3_000

_MARKUP: Final = re.compile(r"<[^<>]+>")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was understood: words spelled out and corrected, and the concepts in them."""

    words: tuple[str, ...]
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What one entry is asked with: the concepts of question, phrases and tags, and those of its answer."""

    concepts: frozenset[str]
    explained: frozenset[str]
    wordings: tuple[frozenset[str], ...]


class Knowledge:
    """All that is computed once from a book, before any question. Immutable after it is built."""

    def __init__(
        self,
        book: Book,
        wording: Wording,
        topics: Topics,
        weights: Weights,
        extra_phrases: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        """`extra_phrases` are further ways to ask for an entry, by id, as people taught them."""
        self.book = book
        self.wording = wording
        self.entries = tuple(book)
        self.topics = topics
        self._weights = weights
        texts = [_Texts(entry, (*entry.phrases, *extra_phrases.get(entry.id, ())), wording) for entry in book]
        counts: Counter[str] = Counter()
        for text in texts:
            for _, spelled, _ in text.fields:
                counts.update(spelled)
        also = wording.spelling | topics.names.spelling | topics.foreign.spelling | topics.trade.spelling
        self.vocabulary = Vocabulary(counts, also)
        self.known = tuple(text.known() for text in texts)
        self._spaces = {
            name: space([text.tokens(name, recipe) for text in texts], recipe, _EXPAND[name])
            for name, recipe in _affordable(weights.spaces, len(texts)).items()
        }
        spread = Counter(concept for known in self.known for concept in known.concepts)
        self._unheard = math.log1p(len(self.entries) / 0.5)
        self._weight = {
            concept: math.log1p(len(self.entries) / entries) for concept, entries in spread.items()
        }
        #: The squared lengths of an entry's wordings, by its number, as vectors of the weights of concepts.
        self.sizes = lru_cache(maxsize=2_000)(self._sizes_of)
        self._portals = {portal: tuple(wording.spell_out(words(portal))) for portal in book.portals}

    def read(self, question: str) -> Asked:
        """Understand a question: spell out abbreviations, correct what is misspelt, find the concepts."""
        spelled = self.wording.spell_out(words(question))
        corrected = self.wording.spell_out(" ".join(map(self.vocabulary.correct, spelled)).split())
        return Asked(tuple(corrected), tuple(self.wording.concepts(corrected)))

    def scores(self, asked: Asked) -> Scores:
        """Score each entry, in the book's order: larger is better, differences are log-odds."""
        tokens = {
            "concepts": asked.concepts,
            "words": [stem(word) for word in asked.words],
            "grams": asked.words,
        }
        fits = (each.scores(tokens[name]) for name, each in self._spaces.items())
        return reduce(lambda one, other: list(map(add, one, other)), fits)

    def weight_of(self, concept: str) -> float:
        """Return the weight of a concept: higher for rarer ones, highest where no entry is asked with it."""
        return self._weight.get(concept, self._unheard)

    def _sizes_of(self, number: int) -> tuple[float, ...]:
        return tuple(
            sum(self.weight_of(concept) ** 2 for concept in wording)
            for wording in self.known[number].wordings
        )

    def asked_with(self, concept: str) -> bool:
        """Whether any entry is asked with this concept."""
        return concept in self._weight

    def portal_named(self, asked: Asked) -> str | None:
        """Return the portal that the question names; None if it names none or several."""
        named = [portal for portal, name in self._portals.items() if _holds(asked.words, name)]
        return named[0] if len(named) == 1 else None


def _holds(sequence: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(tuple(sequence[at : at + size]) == tuple(part) for at in range(len(sequence) - size + 1))


_EXPAND: Final = {"concepts": itself, "words": itself, "grams": grams}


def _affordable(spaces: Mapping[str, Recipe], entries: int) -> Mapping[str, Recipe]:
    if entries < _LARGE:
        return spaces
    return {**spaces, "grams": replace(spaces["grams"], answer=0.0)}


class _Texts:
    """The words and concepts of one entry by field, read once."""

    def __init__(self, entry: Entry, phrases: Sequence[str], wording: Wording) -> None:
        answer = words(html.unescape(_MARKUP.sub(" ", entry.answer)))
        texts = [
            ("question", words(entry.question)),
            *(("phrases", words(phrase)) for phrase in phrases),
            *(("tags", words(tag)) for tag in entry.tags),
            ("answer", answer),
        ]
        #: Name of the weight, words, concepts.
        self.fields = [
            (name, spelled, wording.concepts(spelled))
            for name, spelled in ((name, wording.spell_out(folded)) for name, folded in texts)
        ]

    def tokens(self, space: str, recipe: Recipe) -> Mapping[str, float]:
        """Weighted counts of the tokens of a space."""
        said: dict[str, list[str]] = defaultdict(list)
        for name, spelled, concepts in self.fields:
            said[name].extend(_tokens(space, spelled, concepts))
        counted: dict[str, float] = defaultdict(float)
        for name, tokens in said.items():
            weight = 1.0 if name == "phrases" else getattr(recipe, name)
            if weight:
                for token, times in Counter(tokens).items():
                    counted[token] += weight * times
        return counted

    def known(self) -> Known:
        """What the entry is asked with, and what its answer explains."""
        held: dict[str, list[frozenset[str]]] = defaultdict(list)
        for name, _, concepts in self.fields:
            held[name].append(frozenset(concepts))
        tags = frozenset().union(*held["tags"])
        asked = [*held["question"], *held["phrases"], tags]
        return Known(
            concepts=frozenset().union(*asked),
            explained=frozenset().union(*held["answer"]),
            wordings=tuple(asked),
        )


def _tokens(space: str, spelled: Sequence[str], concepts: Sequence[str]) -> Sequence[str]:
    match space:
        case "concepts":
            return concepts
        case "words":
            return [stem(word) for word in spelled]
        case _:
            return spelled
