"""Naive Bayes over an inverted index, for books of fewer than 500 entries."""

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import add

from faq.ranking.recipe import Recipe, Scores


class SmallSpace:
    """One kind of feature of a small book, kept as an inverted index."""

    def __init__(
        self,
        documents: Sequence[Mapping[str, float]],
        recipe: Recipe,
        expand: Callable[[str], list[str]],
    ) -> None:
        """See `choice.space`."""
        self._expand = expand
        self._weight = recipe.weight
        entries_of: dict[str, dict[int, float]] = {}
        for number, document in enumerate(documents):
            for token, count in document.items():
                for feature in expand(token):
                    counts = entries_of.setdefault(feature, {})
                    counts[number] = counts.get(number, 0.0) + count
        self._ids = {feature: place for place, feature in enumerate(entries_of)}
        #: Cached, because people use the same words again and again.
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
        """Return the weight that one token adds to each entry, and the sum of its features' rarities."""
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
        """See `recipe.Space.scores`."""
        found, asked = [0.0] * len(self._cost), 0.0
        for fits, asks in map(self._fits, tokens):
            if asks:
                found = list(map(add, found, fits))
                asked += asks
        fitting = [fits - asked * cost for fits, cost in zip(found, self._cost, strict=True)]
        mean = sum(fitting) / max(len(fitting), 1)
        return [self._weight * (fits - mean) for fits in fitting]
