"""The words a book knows, and the known word that a misspelt one was meant to be."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA


@lru_cache(maxsize=1)
def _italian() -> Mapping[str, str]:
    """Simplemma's Italian words. Read at the first unknown word (0.3 s), as a stream that takes 4 MB."""
    from simplemma.strategies.dictionaries.stream_dictionary_factory import (  # noqa: PLC0415  - loading costs 0.2 s
        StreamDictionaryFactory,
    )

    return StreamDictionaryFactory().get_dictionary("it")


#: Pronouns hung on an infinitive: "tenerla", "dirmelo", "girarmi".
_HUNG = re.compile(r"(.+[aei]r)(?:mi|ti|si|ci|vi|lo|la|li|le|ne|gli|(?:me|te|se|ce|ve|glie)(?:lo|la|li|le|ne))")

_ACCENTED = {"a": "à", "e": "éè", "i": "ì", "o": "ò", "u": "ù"}


@lru_cache(maxsize=20_000)
def is_italian(word: str) -> bool:
    """Whether a folded word is a real Italian word, perhaps with an accent on its last letter."""
    known = _italian()
    if (hung := _HUNG.fullmatch(word)) and hung[1] + "e" in known:
        return True
    return word in known or any(word[:-1] + letter in known for letter in _ACCENTED.get(word[-1:], ""))


class Vocabulary:
    """Known folded words with how often the book uses them. Corrections are remembered; safe in any thread."""

    def __init__(self, counts: Mapping[str, int], also_known: Iterable[str] = ()) -> None:
        self._counts = dict(counts)
        self._known = frozenset(self._counts) | frozenset(also_known)
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._known:
            if len(word) >= 4 and not word.isdigit():
                by_length[len(word)].append(word)
        self._near = {
            size: [word for other in range(size - 2, size + 3) for word in by_length.get(other, ())]
            for size in range(3, max(by_length, default=0) + 3)
        }
        self.is_alien = lru_cache(maxsize=20_000)(self._is_alien)
        self.correct = lru_cache(maxsize=20_000)(self._correct)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def _apart(self, word: str) -> str:
        """Two known words written as one ("codicecliente"), with the space between them; else the word itself."""
        halves = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
        glued = [pair for pair in halves if all(half in self._counts for half in pair)]
        return " ".join(max(glued, key=lambda pair: min(map(len, pair)))) if glued else word

    def _is_alien(self, word: str) -> bool:
        size = len(word)
        if word in self._known or size < 3 or not word.isalpha() or is_italian(word):
            return False
        near = process.extractOne(
            word, self._near.get(min(size, 20), ()), scorer=OSA.distance, score_cutoff=max(1, round(size * 0.35))
        )
        return near is None

    def _correct(self, word: str) -> str:
        size = len(word)
        if word in self._known or size < 4 or not word.isalpha() or size > 24:
            return word
        allowed = 1 if size < 7 else 2
        near = process.extract(
            word, self._near.get(size, ()), scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        if is_italian(word):
            return word
        if not near:
            return self._apart(word)

        def order(hit):
            other, d, _ = hit
            return (d, other[0] != word[0], -self._counts.get(other, 0))
        return min(near, key=order)[0]
