"""Groups texts that say nearly the same, so that a hundred questions can be read as ten."""

from collections.abc import Collection, Iterable
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


def words_of(text: str) -> str:
    """Return the words of a text in order of the alphabet, by which `most_alike` compares."""
    return _words(fold(text))


def most_alike(words: str, heads: Collection[str]) -> str | None:
    """Return which of these texts says the same as another, the most alike; each as `words_of` gives it."""
    found = process.extractOne(words, heads, scorer=fuzz.ratio, score_cutoff=_SAME)
    return None if found is None else str(found[0])


def _words(folded: str) -> str:
    return " ".join(sorted(folded.split()))


def group(texts: Iterable[str]) -> list[Group]:
    """Group texts by likeness, the largest group first. A text joins the most like head of a group."""
    counts: dict[str, int] = {}
    spelled: dict[str, str] = {}
    for text in texts:
        folded = fold(text)
        counts[folded] = counts.get(folded, 0) + 1
        spelled.setdefault(folded, text)
    members: dict[str, list[str]] = {}
    # By the words in order: sorted once for each text, and not anew for each comparison.
    heads: dict[str, str] = {}
    for folded in sorted(counts, key=lambda each: (-counts[each], each)):
        words = _words(folded)
        head = heads.setdefault(most_alike(words, heads.keys()) or words, folded)
        members.setdefault(head, []).append(folded)
    groups = [
        Group(tuple(spelled[each] for each in alike), sum(counts[each] for each in alike))
        for alike in members.values()
    ]
    return sorted(groups, key=lambda each: -each.count)
