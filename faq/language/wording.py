"""How customers write, from synonyms.toml: abbreviations, words of one meaning, words that say nothing."""

import threading
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

import Stemmer

from faq.language.text import words

#: The file that support people edit.
SYNONYMS: Final = Path(__file__).with_name("synonyms.toml")

#: A Snowball stemmer keeps a buffer of its own, so each thread has one.
_local = threading.local()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball stem of one folded Italian word."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("italian")
    return str(stemmer.stemWord(word))


@dataclass(frozen=True, slots=True)
class Wording:
    """The content of synonyms.toml. `expressions` maps the stems of each to the stem that replaces it."""

    abbreviations: Mapping[str, tuple[str, ...]]
    expressions: Mapping[tuple[str, ...], str]
    filler: frozenset[str]
    #: Words of the longest expression that begins with a stem.
    longest: Mapping[str, int]
    #: Every word that the file spells, so that none of them is taken for a typing error.
    spelling: frozenset[str]

    def spell_out(self, folded: Sequence[str]) -> list[str]:
        """Write every abbreviation out ("nn" -> "non")."""
        return [full for word in folded for full in self.abbreviations.get(word, (word,))]

    def concepts(self, spelled: Iterable[str]) -> list[str]:
        """Return the stems of the words in order; an expression becomes the one stem of its meaning.

        The longest expression wins. Filler words are left out, unless an expression holds them.
        """
        listed = list(spelled)
        stems = [stem(word) for word in listed]
        found = []
        place = 0
        while place < len(stems):
            for size in range(self.longest.get(stems[place], 0), 0, -1):
                one = self.expressions.get(tuple(stems[place : place + size]))
                if one is not None:
                    found.append(one)
                    place += size
                    break
            else:
                if listed[place] not in self.filler:
                    found.append(stems[place])
                place += 1
        return found


@lru_cache(maxsize=4)
def load(path: Path = SYNONYMS) -> Wording:
    """Read synonyms.toml. Raises KeyError for a missing table, tomllib.TOMLDecodeError for no TOML."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    expressions: dict[tuple[str, ...], str] = {}
    for group in tables["synonyms"]:
        phrases = [tuple(stem(word) for word in words(phrase)) for phrase in group["words"]]
        for phrase in phrases:
            expressions.setdefault(phrase, "_".join(phrases[0]))
    abbreviations = {short: tuple(words(full)) for short, full in tables["abbreviations"].items()}
    filler = frozenset(words(tables["filler"]["words"]))
    listed = frozenset(
        word for group in tables["synonyms"] for phrase in group["words"] for word in words(phrase)
    )
    longest: dict[str, int] = {}
    for phrase in expressions:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return Wording(
        abbreviations=abbreviations,
        expressions=expressions,
        filler=filler,
        longest=longest,
        spelling=filler
        | listed
        | frozenset(abbreviations)
        | frozenset(chain.from_iterable(abbreviations.values())),
    )
