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

from faq.text import words

#: The file that support people edit.
SYNONYMS: Final = Path(__file__).with_name("synonyms.toml")

#: A Snowball stemmer keeps a buffer of its own, so each thread has one.
_local = threading.local()


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of one folded Italian word."""
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("italian")
    return str(stemmer.stemWord(word))


@dataclass(frozen=True, slots=True)
class Wording:
    """What synonyms.toml says. `expressions` maps the stems of an expression to the stem that stands for it."""

    abbreviations: Mapping[str, tuple[str, ...]]
    expressions: Mapping[tuple[str, ...], str]
    filler: frozenset[str]
    #: Every word that the file spells, so that none of them is taken for a typing error.
    spelling: frozenset[str]

    def spell_out(self, folded: Sequence[str]) -> list[str]:
        """The words with every abbreviation written out ("nn" -> "non")."""
        return [full for word in folded for full in self.abbreviations.get(word, (word,))]

    def concepts(self, spelled: Iterable[str]) -> list[str]:
        """The stems of the words in order, an expression of one meaning replaced by the stem that stands for it.

        The longest expression wins. Words that say nothing are left out, unless an expression holds them.
        """
        stems = [(stem(word), word in self.filler) for word in spelled]
        found = []
        place = 0
        while place < len(stems):
            for size in range(min(_LONGEST, len(stems) - place), 0, -1):
                one = self.expressions.get(tuple(name for name, _ in stems[place : place + size]))
                if one is not None:
                    found.append(one)
                    place += size
                    break
            else:
                name, says_nothing = stems[place]
                if not says_nothing:
                    found.append(name)
                place += 1
        return found


#: Words in the longest expression that is looked for.
_LONGEST: Final = 4


def load(path: Path = SYNONYMS) -> Wording:
    """Read the file. Raises KeyError or tomllib.TOMLDecodeError when it is not in its form."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    expressions: dict[tuple[str, ...], str] = {}
    for group in tables["synonyms"]:
        phrases = [tuple(stem(word) for word in words(phrase)) for phrase in group["words"]]
        for phrase in phrases:
            expressions.setdefault(phrase[:_LONGEST], "_".join(phrases[0]))
    abbreviations = {short: tuple(words(full)) for short, full in tables["abbreviations"].items()}
    filler = frozenset(words(tables["filler"]["words"], whole=True))
    listed = frozenset(word for group in tables["synonyms"] for phrase in group["words"] for word in words(phrase))
    return Wording(
        abbreviations=abbreviations,
        expressions=expressions,
        filler=filler,
        spelling=filler | listed | frozenset(abbreviations) | frozenset(chain.from_iterable(abbreviations.values())),
    )
