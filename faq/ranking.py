"""Ranking: how well each entry fits the words of a question, by naive Bayes over kinds of feature."""

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import Final, Protocol, TypeAlias

#: For each entry of a book, in its order: larger fits better, differences are log-odds.
Scores: TypeAlias = list[float]

#: From this size on a book is searched with arrays, and what many of its entries share is not indexed.
_LARGE: Final = 500
#: Character n-grams of these lengths, taken inside a word with a space at both ends.
_SHORTEST_GRAM: Final = 3
_LONGEST_GRAM: Final = 5


def grams(word: str) -> list[str]:
    """The character n-grams of one word; they still agree when a letter is wrong or an ending differs."""
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1)
        for start in range(len(padded) - size + 1)
    ]


def itself(token: str) -> list[str]:
    """A token as its only feature."""
    return [token]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one space of features counts. All chosen by `python -m faq.tune`, none by hand."""

    #: Share of this space in the whole score.
    weight: float
    #: How often a word of the approved question, the tags, the answer counts; a word of a phrase counts once.
    question: float
    tags: float
    answer: float
    #: Added to each count (Lidstone), as part of one.
    smoothing: float
    #: 1: an entry with many words is held to the naive Bayes law; less: it is favoured.
    length: float
    #: 0: all features weigh the same; 1: as their rarity among the entries.
    rarity: float


class Space(Protocol):
    """Naive Bayes over one kind of feature of every entry."""

    def scores(self, tokens: Sequence[str]) -> Scores:
        """Log-likelihood of each entry, less the mean over all of them, times the weight of the recipe.

        Unknown features say nothing.
        """


def space(
    documents: Sequence[Mapping[str, float]], recipe: Recipe, expand: Callable[[str], list[str]]
) -> Space:
    """Index entries: `documents[i]` holds the tokens of entry i with their counts.

    `expand` gives the features of a token. Only a large book needs arrays; for ours they would cost 10 MB
    and be no faster.
    """
    if len(documents) < _LARGE:
        return SmallSpace(documents, recipe, expand)
    from faq.ranking_large import LargeSpace  # noqa: PLC0415 - as said

    return LargeSpace(documents, recipe, expand)


class SmallSpace:
    """One kind of feature of a book that one person can read, kept as an inverted index."""

    def __init__(
        self,
        documents: Sequence[Mapping[str, float]],
        recipe: Recipe,
        expand: Callable[[str], list[str]],
    ) -> None:
        """As `space` has it."""
        self._expand = expand
        self._weight = recipe.weight
        entries_of: dict[str, dict[int, float]] = {}
        for number, document in enumerate(documents):
            for token, count in document.items():
                for feature in expand(token):
                    counts = entries_of.setdefault(feature, {})
                    counts[number] = counts.get(number, 0.0) + count
        self._ids = {feature: place for place, feature in enumerate(entries_of)}
        #: People use the same words again and again.
        self._fits = lru_cache(maxsize=2_000)(self._fits_of)
        size = max(len(documents), 1)
        lengths = [0.0] * len(documents)
        #: Where the entries of a feature begin and, being where the next one's do, end.
        self._starts = array("I", [0])
        self._entries = array("H")
        self._weights = array("d")
        self._rarity = array("d")
        for counts in entries_of.values():
            rarity = (math.log1p(size / len(counts)) / math.log1p(size)) ** recipe.rarity
            self._rarity.append(rarity)
            for number, count in counts.items():
                lengths[number] += count
                self._entries.append(number)
                self._weights.append(math.log1p(count / recipe.smoothing) * rarity)
            self._starts.append(len(self._entries))
        unseen = recipe.smoothing * max(len(self._ids), 1)
        self._cost = [recipe.length * math.log(length + unseen) for length in lengths]

    def _fits_of(self, token: str) -> tuple["array[float]", float]:
        """What one token says for each entry, and how much it asks of all."""
        fits, asked = array("d", bytes(8 * len(self._cost))), 0.0
        for feature in self._expand(token):
            place = self._ids.get(feature)
            if place is not None:
                asked += self._rarity[place]
                entries = slice(self._starts[place], self._starts[place + 1])
                for number, weight in zip(self._entries[entries], self._weights[entries], strict=True):
                    fits[number] += weight
        return fits, asked

    def scores(self, tokens: Sequence[str]) -> Scores:
        """As `Space` has it."""
        found, asked = [0.0] * len(self._cost), 0.0
        for fits, asks in map(self._fits, tokens):
            if asks:
                found = list(map(add, found, fits))
                asked += asks
        fitting = [fits - asked * cost for fits, cost in zip(found, self._cost, strict=True)]
        mean = sum(fitting) / max(len(fitting), 1)
        return [self._weight * (fits - mean) for fits in fitting]
