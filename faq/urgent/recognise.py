"""Recognises dangers and the wish for a person in any message, before anything is ranked."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.language import wording
from faq.language.text import readings, words
from faq.language.vocabulary import is_italian
from faq.language.wording import Wording, stem
from faq.urgent import signs
from faq.urgent.signs import Sign, SignTables

#: The wish for a person, which is no danger.
OPERATOR: Final = "operator"
#: What `recognise` may return.
IDS: Final = frozenset({"urgent-gas-leak", "urgent-electric-danger", "urgent-power-cut", OPERATOR})

#: Words shorter than this are taken as written; from `_LONG` letters on, two may be wrong.
_SHORTEST: Final = 3
_LONG: Final = 7
#: The shortest word of a group that may have been written together with the one before it ("digas").
_GLUED: Final = 3
#: The number of nearest words that are weighed for a misspelt one.
_NEAREST: Final = 6
#: Letters that are left at least when an ending is cut off.
_ROOT: Final = 3

#: More words than any expression has.
_LONGEST: Final = 16
#: Places of one group that are looked at on either side of another word of the sign.
_TRIED: Final = 4
#: Words beyond which nothing harmless takes a danger back: it is another story in the same letter.
_FAR: Final = 200

Spot = tuple[int, int]


@lru_cache(maxsize=64)
def recognise(text: str) -> str | None:
    """Return the id of the gravest danger (or "operator") that a message reports, or None.

    Reads Italian, and the usual words in German and English, with typing errors, of any length. Never raises.
    Caches the latest messages, because several places of a turn ask about the same one.
    """
    return _danger_signs().recognise(text)


@lru_cache(maxsize=1)
def _danger_signs() -> "DangerSigns":
    return DangerSigns(signs.load(), wording.load())


class DangerSigns:
    """The groups and signs of the files, indexed for the search in a message."""

    def __init__(self, tables: SignTables, language: Wording) -> None:
        self._language = language
        self._expressions: dict[tuple[str, ...], set[str]] = {}
        self._exact: dict[str, set[str]] = {}
        spelled: set[str] = set()
        for group, listed in tables.groups.items():
            for item in listed:
                expression = tuple(language.spell_out(words(item)))
                if item.startswith("="):
                    self._exact.setdefault(expression[0], set()).add(group)
                else:
                    bare = tuple(map(_bare, expression))
                    self._expressions.setdefault(bare, set()).add(group)
                    if len(expression) == 1:
                        self._expressions.setdefault(_stemmed(expression[0]), set()).add(group)
                spelled.update(expression)
        self._names: dict[str, list[tuple[str, ...]]] = {}
        for name in tables.names:
            self._names.setdefault(words(name)[0], []).append(tuple(words(name)))
        self._small = language.filler | frozenset(words(tables.little))
        #: Words of the longest expression that begins with a word.
        self._reach: dict[str, int] = {}
        for bare in self._expressions:
            self._reach[bare[0]] = max(len(bare), self._reach.get(bare[0], 0))
        self._spelled = frozenset(spelled)
        self._right = self._spelled | self._small | frozenset(words(tables.foreign))
        self._near: dict[int, list[str]] = {}
        for word in sorted(spelled):
            for size in range(len(word) - 2, len(word) + 3):
                if len(word) >= _SHORTEST:
                    self._near.setdefault(size, []).append(word)
        self._signs = tables.signs
        self._harmless = tables.harmless
        self._meant = lru_cache(maxsize=10_000)(self._meanings)
        self._groups = lru_cache(maxsize=10_000)(self._groups_of)

    def recognise(self, text: str) -> str | None:
        """Return the id of the gravest danger (or "operator") that a message reports, or None.

        A text with spelled words ("g a s") is read in both ways, and either may report one.
        """
        reported = {self._recognise(reading.split()) for reading in readings(text)}
        return next((sign.id for sign in self._signs if sign.id in reported), None)

    def _recognise(self, said: Sequence[str]) -> str | None:
        spelled = self._language.spell_out(said)
        meanings = [meaning for word in spelled for meaning in self._meant(word)]
        meant = self._nameless([meaning[0] for meaning in meanings])
        spots = self._spots(meant, meanings)
        for sign in self._signs:
            harmless = [other for other in self._harmless if sign.id.startswith(other.id)]
            taken_back: list[Spot] | None = None
            for begin, end in self._places(sign, spots, meant):
                if taken_back is None:
                    taken_back = [place for other in harmless for place in self._places(other, spots, meant)]
                if not any(begin - _FAR < other[1] and other[0] < end + _FAR for other in taken_back):
                    return sign.id
        return None

    def _nameless(self, meant: list[str]) -> list[str]:
        """Return the words, each word of a name replaced by "*", which is in no group."""
        for at, word in enumerate(meant):
            for name in self._names.get(word, ()):
                if tuple(meant[at : at + len(name)]) == name:
                    meant[at : at + len(name)] = ["*"] * len(name)
        return meant

    def _meanings(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Split a word into the words it was meant to be, each with its possible readings.

        A real Italian word is left alone. A misspelt one is read as every word of the groups equally near:
        "piuzza" is a stink as well as a square, and a danger must not be missed for the square.
        """
        if len(word) < _SHORTEST or word in self._right or not word.isalpha() or is_italian(word):
            return ((word,),)
        nearest, apart = self._nearest(word), self._apart(word)
        if apart and (not nearest or apart[-1][0] in nearest):
            # "aterra" is "a terra", "asente" may also be one word.
            return (*apart[:-1], tuple(dict.fromkeys((apart[-1][0], *nearest))))
        return (nearest,) if nearest else self._torn(word)

    def _torn(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Split a little word from a misspelt one ("dalconatore"); else return the word itself."""
        for at in range(_GLUED, len(word) - _LONG + _GLUED):
            if word[:at] in self._small and (nearest := self._nearest(word[at:])):
                return ((word[:at],), nearest)
        return ((word,),)

    def _apart(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Split words that were written together ("odore digas"); empty if one of them is unknown."""
        for at in range(1, len(word)):
            head, tail = word[:at], word[at:]
            is_head = head in self._small or (len(head) >= _GLUED and head in self._spelled)
            if is_head and len(tail) >= _GLUED and tail in self._spelled:
                return ((head,), (tail,))
            if len(head) >= _GLUED and head in self._spelled:
                if tail in self._small:
                    return ((head,), (tail,))
                if rest := self._apart(tail):
                    return ((head,), *rest)
        return ()

    def _nearest(self, word: str) -> tuple[str, ...]:
        allowed = 1 if len(word) < _LONG else 2
        near = process.extract(
            word, self._near.get(len(word), ()), scorer=OSA.distance, score_cutoff=allowed, limit=_NEAREST
        )
        least = min((distance for _, distance, _ in near), default=0)
        return tuple(
            known for known, distance, _ in near if distance == least and _likely(word, known, least)
        )

    def _spots(self, meant: Sequence[str], meanings: Sequence[tuple[str, ...]]) -> dict[str, list[Spot]]:
        """Find the places of each group, as (first word, word after the last)."""
        spots: dict[str, list[Spot]] = {}
        bare = [_bare(word) for word in meant]
        for at, word in enumerate(meant):
            for group in self._groups(word).union(*map(self._groups, meanings[at][1:])):
                spots.setdefault(group, []).append((at, at + 1))
            for size in range(2, self._reach.get(bare[at], 1) + 1):
                for group in self._expressions.get(tuple(bare[at : at + size]), ()):
                    spots.setdefault(group, []).append((at, min(at + size, len(meant))))
        return spots

    def _groups_of(self, word: str) -> frozenset[str]:
        """Find the groups that hold a word as it is, without its last vowels, or by its stem.

        A superlative is in the groups of its plain word ("caldissimo" is "caldo").
        """
        forms = (word, f"{word[:-6]}o") if word[-6:-1] == "issim" else (word,)
        keys = [key for form in forms for key in ((_bare(form),), _stemmed(form))]
        exact = (self._exact.get(form, ()) for form in forms)
        return frozenset().union(*exact, *(self._expressions.get(key, ()) for key in keys))

    def _places(self, sign: Sign, spots: Mapping[str, list[Spot]], meant: Sequence[str]) -> Iterator[Spot]:
        """Find where a sign stands, from its first word to its last, one for each of its first group."""
        if any(map(spots.keys().isdisjoint, sign.near)):
            return
        choices = [sorted(spot for name in choice for spot in spots.get(name, ())) for choice in sign.near]
        if sign.alone:
            inside = {place for choice in choices for spot in choice for place in range(*spot)}
            if not all(word in self._small for place, word in enumerate(meant) if place not in inside):
                return
        for first in choices[0]:
            for others in product(*(_nearest_spots(choice, first) for choice in choices[1:])):
                chosen = (first, *others)
                if self._fits(sign, chosen, meant) and not self._excused(sign, chosen, spots):
                    yield _span(chosen)
                    break

    def _excused(self, sign: Sign, chosen: Sequence[Spot], spots: Mapping[str, list[Spot]]) -> bool:
        begin, end = _span(chosen)
        return any(
            _is_between(spots.get(name, ()), begin - sign.around, end + sign.around) for name in sign.unless
        )

    def _fits(self, sign: Sign, chosen: Sequence[Spot], meant: Sequence[str]) -> bool:
        if sign.ordered and list(chosen) != sorted(chosen):
            return False
        begin, end = _span(chosen)
        inside = {place for spot in chosen for place in range(*spot)}
        between = [place for place in range(begin, end) if place not in inside]
        if sign.close:
            return all(meant[place] in self._small for place in between)
        return len(between) <= sign.within


def _likely(word: str, known: str, distance: int) -> bool:
    """Whether a word is a likely misspelling of a known one.

    In a word of three letters a wrong one makes another word; two letters swapped or one left out do not.
    Of two slips in one word, hardly ever is one in the first letter.
    """
    if len(word) == _SHORTEST:
        return len(known) > len(word) or sorted(known) == sorted(word)
    return distance == 1 or known[0] == word[0]


def _bare(word: str) -> str:
    bare = word.rstrip("aeiou")
    return bare if len(bare) >= _ROOT else word


def _stemmed(word: str) -> tuple[str]:
    """A stem as the key of an expression; the star keeps it apart from words without last vowels."""
    return (f"{stem(word)}*",)


def _span(chosen: Sequence[Spot]) -> Spot:
    return min(spot[0] for spot in chosen), max(spot[1] for spot in chosen)


def _is_between(spots: Sequence[Spot], begin: int, end: int) -> bool:
    """Whether any of the spots, which are in order, reaches into these words."""
    # No expression is so long that one which begins further back could reach in.
    return any(
        begin < spot[1]
        for spot in spots[bisect_left(spots, (begin - _LONGEST,)) : bisect_left(spots, (end,))]
    )


def _nearest_spots(spots: Sequence[Spot], first: Spot) -> Sequence[Spot]:
    """Return the few spots before and after another one: a sign's words stand together."""
    at = bisect_left(spots, first)
    return spots[max(0, at - _TRIED) : at + _TRIED]
