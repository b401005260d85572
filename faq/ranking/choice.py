"""Chooses the ranking of a book by its size: `small`, or `large` from 500 entries on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from faq.ranking.recipe import Recipe, Space
from faq.ranking.small import SmallSpace

#: Number of entries from which a book is indexed in numpy arrays.
_LARGE: Final = 500


def space(
    documents: Sequence[Mapping[str, float]], recipe: Recipe, expand: Callable[[str], list[str]]
) -> Space:
    """Index entries: `documents[i]` holds the tokens of entry i with their counts.

    `expand` returns the features of a token. Only a large book needs arrays; for ours they would cost 10 MB
    and be no faster.
    """
    if len(documents) < _LARGE:
        return SmallSpace(documents, recipe, expand)
    from faq.ranking.large import LargeSpace  # noqa: PLC0415 - loads numpy

    return LargeSpace(documents, recipe, expand)
