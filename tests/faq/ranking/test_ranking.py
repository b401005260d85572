"""Ranking: small books are searched with lists, large ones with arrays, by the same law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.ranking.choice import space
from faq.ranking.large import LargeSpace
from faq.ranking.recipe import Recipe, grams, itself
from faq.ranking.small import SmallSpace

_RECIPE = Recipe(weight=1.0, question=1.0, tags=1.0, answer=1.0, smoothing=0.4, length=0.8, rarity=0.6)
#: Each word stands in two of thirty entries: in a share that large books index too.
_WORDS = [f"parola{number}" for number in range(30)]
_ENTRIES = [{_WORDS[at]: 1.0, _WORDS[at - 1]: 2.5} for at in range(30)]


@given(st.lists(st.sampled_from([*_WORDS, "ignota"]), max_size=12))
def test_lists_and_arrays_score_alike(question: list[str]) -> None:
    """A book that grows large is ranked as before."""
    small, large = SmallSpace(_ENTRIES, _RECIPE, itself), LargeSpace(_ENTRIES, _RECIPE, itself)
    assert small.scores(question) == pytest.approx(large.scores(question), abs=1e-5)


def test_the_size_of_the_book_decides() -> None:
    """Only a large book needs arrays."""
    assert isinstance(space(_ENTRIES, _RECIPE, grams), SmallSpace)
    assert isinstance(space(_ENTRIES * 17, _RECIPE, grams), LargeSpace)


def test_unknown_words_favour_nobody() -> None:
    """What the book never says leaves all entries equal."""
    assert set(SmallSpace(_ENTRIES, _RECIPE, itself).scores(["ignota"])) == {0.0}
