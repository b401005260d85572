"""The words a book knows, and the known word that a misspelt one was meant to be."""

import re
import threading
import time
import tomllib
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.language.text import fold, words

#: Right words that the dictionary lacks; support people edit it.
RIGHT_WORDS: Final = Path(__file__).with_name("words.toml")

#: Pronouns hung on an infinitive: "tenerla", "dirmelo", "girarmi".
_HUNG = re.compile(
    r"(.+[aei]r)(?:mi|ti|si|ci|vi|lo|la|li|le|ne|gli|(?:me|te|se|ce|ve|glie)(?:lo|la|li|le|ne))"
)

_reading = threading.Lock()


#: Number of words after which the reader pauses for other threads, so that no customer waits for it.
_AT_ONCE: Final = 1000
_PAUSE_S: Final = 0.0002
#: Bits of a word's number that choose its shelf; with half a million words a shelf holds about 120.
_SHELF_BITS: Final = 12


def _list_once() -> "list[array[int]]":
    with _reading:
        return _italian()


@lru_cache(maxsize=1)
def _italian() -> "list[array[int]]":
    """Load the checksums of simplemma's folded Italian words, in shelves: 3 MB, a dictionary takes 60.

    One other string in 9,000 has the checksum of a word; then a typing error stays, which does no harm.
    Takes half a second, with a pause now and then.
    """
    # The import is part of the half second, so it waits until the list is needed.
    from simplemma.strategies.dictionaries import dictionary_factory, frontcode  # noqa: PLC0415

    stream = dictionary_factory._read_decompressed("it")  # noqa: SLF001  - its dictionaries all keep everything
    _, _, begin = frontcode._read_header(stream)  # noqa: SLF001
    listed = words(tomllib.loads(RIGHT_WORDS.read_text(encoding="utf-8"))["words"])
    records = frontcode._iter_records(stream, begin)  # noqa: SLF001
    keys = (key if key.isascii() else fold(key.decode()).encode() for _, key, _ in records)
    shelves = [array("I") for _ in range(1 << _SHELF_BITS)]
    for count, word in enumerate(chain((word.encode() for word in listed), keys)):
        number = zlib.crc32(word)
        shelves[number >> 32 - _SHELF_BITS].append(number)
        if count % _AT_ONCE == 0:
            time.sleep(_PAUSE_S)
    return shelves


@lru_cache(maxsize=20_000)
def is_italian(word: str) -> bool:
    """Whether a folded word is a real Italian word, perhaps with a pronoun hung on."""
    return _listed(word) or ((hung := _HUNG.fullmatch(word)) is not None and _listed(hung[1] + "e"))


def _listed(word: str) -> bool:
    number = zlib.crc32(word.encode())
    return number in _list_once()[number >> 32 - _SHELF_BITS]


#: Words shorter than this have too many neighbours to be corrected; longer than that, they are no words.
_SHORTEST: Final = 4
_LONGEST: Final = 24
#: From this length on, two letters may be wrong.
_LONG: Final = 7
#: The shortest half of two words written as one.
_HALF: Final = 3
#: A word that differs from every known word in more than this share of its letters is alien.
_STRANGE: Final = 0.25


class Vocabulary:
    """Known folded words with how often the book uses them. Remembers corrections; safe in any thread."""

    def __init__(self, counts: Mapping[str, int], also_known: Iterable[str] = ()) -> None:
        """`also_known` words are right as they are, and may be what a misspelt word was meant to be."""
        self._counts = dict(counts)
        self._known = frozenset(self._counts) | frozenset(also_known)
        by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self._known):
            if len(word) >= _SHORTEST and not word.isdigit():
                by_length[len(word)].append(word)
        self._near = {
            size: [word for other in range(size - 2, size + 3) for word in by_length.get(other, ())]
            for size in range(_LONGEST + 1)
        }
        #: The known word that a word was meant to be: itself if it is known, Italian, or near to none.
        self.correct = lru_cache(maxsize=20_000)(self._correct)
        #: Whether a word is neither known nor Italian nor anywhere near a known word.
        self.is_alien = lru_cache(maxsize=20_000)(self._is_alien)

    def _correct(self, word: str) -> str:
        size = len(word)
        if word in self._known or not _SHORTEST <= size <= _LONGEST or not word.isalpha() or is_italian(word):
            return word
        allowed = 1 if size < _LONG else 2
        near = process.extract(word, self._near[size], scorer=OSA.distance, score_cutoff=allowed, limit=8)
        if not near:
            return self._apart(word)
        # People seldom miss the first letter; of equal words the book's commoner one.
        return min(
            (distance, known[0] != word[0], -self._counts.get(known, 0), known) for known, distance, _ in near
        )[-1]

    def _apart(self, word: str) -> str:
        """Two known words written as one ("codicecliente") with the space between; else the word itself."""
        halves = [(word[:at], word[at:]) for at in range(_HALF, len(word) - _HALF + 1)]
        glued = [pair for pair in halves if all(half in self._counts for half in pair)]
        return " ".join(max(glued, key=lambda pair: min(map(len, pair)))) if glued else word

    def _is_alien(self, word: str) -> bool:
        size = len(word)
        if word in self._known or size < _HALF or not word.isalpha() or is_italian(word):
            return False
        wrong = max(1, round(size * _STRANGE))
        near = self._near[min(size, _LONGEST)]
        return process.extractOne(word, near, scorer=OSA.distance, score_cutoff=wrong) is None
