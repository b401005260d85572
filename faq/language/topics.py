"""Expressions of what an entry does not ask: names of others, other trades, topics of ours (topics.toml)."""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from faq.language.text import words
from faq.language.wording import Wording

#: The file that support people edit.
TOPICS: Final = Path(__file__).with_name("topics.toml")

Expression = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expressions:
    """Expressions as concepts, found by their first concept, and all their words as written."""

    by_first: Mapping[str, tuple[Expression, ...]]
    spelling: frozenset[str]

    def against(self, asked: Collection[str], wordings: Collection[frozenset[str]]) -> frozenset[str]:
        """Return the concepts asked that belong to an expression which no wording of an entry holds."""
        strange: set[str] = set()
        for concept in asked:
            for expression in self.by_first.get(concept, ()):
                if all(part in asked for part in expression) and not any(
                    held.issuperset(expression) for held in wordings
                ):
                    strange.update(expression)
        return frozenset(strange)


@dataclass(frozen=True, slots=True)
class Topics:
    """The expressions of topics.toml: names of others, words of other trades, topics of our own trade."""

    names: Expressions
    foreign: Expressions
    trade: Expressions
    sayings: tuple[tuple[str, ...], ...] = ()

    def chats(self, asked: Sequence[str]) -> bool:
        """Whether the words hold a saying: the person chats, or asks of the world."""
        said = frozenset(asked)
        return any(
            tuple(asked[at : at + len(saying)]) == saying
            for saying in self.sayings
            if said.issuperset(saying)
            for at in range(len(asked) - len(saying) + 1)
        )


def load(wording: Wording, path: Path = TOPICS) -> Topics:
    """Read topics.toml. Raises KeyError when a table is missing."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return Topics(
        names=_indexed(_expressions([tables["names"]["signs"]]), wording),
        foreign=_indexed(_expressions([tables["foreign"]["signs"]]), wording),
        trade=_indexed(_expressions(tables["topics"].values()), wording),
        sayings=tuple(map(tuple, _expressions([tables["sayings"]["signs"]]))),
    )


def _expressions(texts: Iterable[str]) -> list[list[str]]:
    parts = chain.from_iterable(text.replace("\n", ",").split(",") for text in texts)
    return [folded for part in parts if (folded := words(part))]


def _indexed(expressions: list[list[str]], wording: Wording) -> Expressions:
    by_first: dict[str, list[Expression]] = {}
    for expression in expressions:
        concepts = tuple(dict.fromkeys(wording.concepts(wording.spell_out(expression))))
        if concepts:
            by_first.setdefault(concepts[0], []).append(concepts)
    return Expressions(
        by_first={first: tuple(listed) for first, listed in by_first.items()},
        spelling=frozenset(chain.from_iterable(expressions)),
    )
