"""Groups texts that say nearly the same, so that a hundred questions can be read as ten."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from faq.language.text import fold

#: Two texts of this likeness (0-100, word order left aside) say the same for a reader of a list.
_SAME = 78.0


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are alike; the first is the one most often said."""

    texts: tuple[str, ...]
    count: int


def group(texts: Iterable[str]) -> list[Group]:
    """Group texts by likeness, the largest group first. A text joins the most like head of a group."""
    counts: dict[str, int] = {}
    spelled: dict[str, str] = {}
    for text in texts:
        folded = fold(text)
        counts[folded] = counts.get(folded, 0) + 1
        spelled.setdefault(folded, text)
    members: dict[str, list[str]] = {}
    for folded in sorted(counts, key=lambda each: (-counts[each], each)):
        found = process.extractOne(folded, members.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_SAME)
        members.setdefault(found[0] if found else folded, []).append(folded)
    groups = [
        Group(tuple(spelled[each] for each in alike), sum(counts[each] for each in alike))
        for alike in members.values()
    ]
    return sorted(groups, key=lambda each: -each.count)
