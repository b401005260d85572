"""The types of a ranking: scores, n-grams, the recipe of a feature space, and its protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

#: For each entry of a book, in its order: larger fits better, differences are log-odds.
Scores: TypeAlias = list[float]
#: Character n-grams of these lengths, taken inside a word with a space at both ends.
_SHORTEST_GRAM: Final = 3
_LONGEST_GRAM: Final = 5


def grams(word: str) -> list[str]:
    """Return the character n-grams of one word; most still agree when a letter or an ending differs."""
    padded = f" {word} "
    return [
        padded[start : start + size]
        for size in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1)
        for start in range(len(padded) - size + 1)
    ]


def itself(token: str) -> list[str]:
    """Return the token as its only feature."""
    return [token]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of one feature space, all chosen by `python -m faq.tune`, none by hand."""

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
