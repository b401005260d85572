"""Naive Bayes over numpy arrays, for 500 entries or more; the scores of `small`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from faq.ranking.recipe import Recipe, Scores

#: A feature that more than this share of the entries have is not indexed.
_COMMON: Final = 0.1


class LargeSpace:
    """One kind of feature of a large book, kept as an inverted index in a few arrays."""

    def __init__(
        self,
        documents: Sequence[Mapping[str, float]],
        recipe: Recipe,
        expand: Callable[[str], list[str]],
    ) -> None:
        """`documents[i]` holds the counted tokens of entry i; `expand` returns a token's features."""
        self._expand = expand
        self._weight = recipe.weight
        self._ids: dict[str, int] = {}
        #: The numbers of a token's features, of those that the book holds.
        self._features = lru_cache(maxsize=10_000)(self._features_of)
        vectors = self._vectors(documents)
        self._sizes = np.zeros(len(self._ids), dtype=np.int64)
        for features, _ in vectors:
            self._sizes[features] += 1
        rarity = np.log1p(len(documents) / np.maximum(self._sizes, 1)) / np.log1p(max(len(documents), 1))
        self._rarity = rarity**recipe.rarity
        common = self._common(len(documents))
        self._rarity[common] = 0
        self._sizes[common] = 0
        self._starts = np.concatenate(([0], np.cumsum(self._sizes)))[:-1]
        self._fill(vectors, common, recipe.smoothing)
        lengths = np.array([counts.sum() for _, counts in vectors])
        self._cost = recipe.length * np.log(lengths + recipe.smoothing * max(len(self._ids), 1))

    def _vectors(self, documents: Sequence[Mapping[str, float]]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Each entry as (feature numbers, counts), each feature once."""
        expanded: dict[str, NDArray[np.int32]] = {}
        vectors = []
        for document in documents:
            for token in document:
                if token not in expanded:
                    ids = [self._ids.setdefault(name, len(self._ids)) for name in self._expand(token)]
                    expanded[token] = np.array(ids, dtype=np.int32)
            parts = [expanded[token] for token in document]
            counts = np.fromiter(document.values(), dtype=np.float32, count=len(parts))
            flat = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
            if len(flat) > len(parts):
                each = np.repeat(counts, [len(part) for part in parts])
                flat, place = np.unique(flat, return_inverse=True)
                counts = np.bincount(place, each, len(flat)).astype(np.float32)
            vectors.append((flat, counts))
        return vectors

    def _features_of(self, token: str) -> tuple[int, ...]:
        return tuple(self._ids[name] for name in self._expand(token) if name in self._ids)

    def _common(self, number_of_entries: int) -> NDArray[np.bool_]:
        """Mark the features that more than `_COMMON` of the entries share, which tell none from another."""
        return self._sizes > number_of_entries * _COMMON

    def _fill(
        self,
        vectors: Sequence[tuple[NDArray[Any], NDArray[Any]]],
        common: NDArray[np.bool_],
        smoothing: float,
    ) -> None:
        total = int(self._sizes.sum())
        few = len(vectors) <= np.iinfo(np.uint16).max
        self._entries = np.zeros(total, dtype=np.uint16 if few else np.uint32)
        self._weights = np.zeros(total, dtype=np.float32)
        free = self._starts.copy()
        for number, (features, counts) in enumerate(vectors):
            told = ~common[features]
            kept = features[told]
            at = free[kept]
            self._entries[at] = number
            self._weights[at] = np.log1p(counts[told] / smoothing) * self._rarity[kept]
            free[kept] += 1

    def scores(self, tokens: Sequence[str]) -> Scores:
        """See `recipe.Space.scores`."""
        known = Counter(chain.from_iterable(map(self._features, tokens)))
        if not known:
            return [0.0] * len(self._cost)
        features = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
        times = np.fromiter(known.values(), dtype=np.float64, count=len(known))
        sizes = self._sizes[features]
        begins = np.repeat(self._starts[features] - np.cumsum(sizes) + sizes, sizes)
        rows = begins + np.arange(len(begins))
        weights = self._weights[rows] * np.repeat(times, sizes)
        found = np.bincount(self._entries[rows], weights, len(self._cost))
        fitting = found - float(times @ self._rarity[features]) * self._cost
        centred: Scores = (self._weight * (fitting - fitting.mean())).tolist()
        return centred
