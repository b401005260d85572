"""Signs that a question is about something else: names of other trades, topics of ours (topics.toml)."""

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

Sign = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signs:
    """Expressions as concepts, found by their first concept, and all their words as written."""

    by_first: Mapping[str, tuple[Sign, ...]]
    spelling: frozenset[str]

    def against(self, asked: Collection[str], wordings: Collection[frozenset[str]]) -> frozenset[str]:
        """The concepts of the question that belong to a sign which no wording of an entry holds."""
        strange: set[str] = set()
        for concept in asked:
            for sign in self.by_first.get(concept, ()):
                if all(part in asked for part in sign) and not any(
                    held.issuperset(sign) for held in wordings
                ):
                    strange.update(sign)
        return frozenset(strange)


@dataclass(frozen=True, slots=True)
class Topics:
    """The signs of topics.toml: names of others, words of other trades, topics of our own trade."""

    names: Signs
    foreign: Signs
    trade: Signs
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
    """Read the file. Raises KeyError when it is not in its form."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return Topics(
        names=_signs(_expressions([tables["names"]["signs"]]), wording),
        foreign=_signs(_expressions([tables["foreign"]["signs"]]), wording),
        trade=_signs(_expressions(tables["topics"].values()), wording),
        sayings=tuple(map(tuple, _expressions([tables["sayings"]["signs"]]))),
    )


def _expressions(texts: Iterable[str]) -> list[list[str]]:
    parts = chain.from_iterable(text.replace("\n", ",").split(",") for text in texts)
    return [folded for part in parts if (folded := words(part))]


def _signs(expressions: list[list[str]], wording: Wording) -> Signs:
    by_first: dict[str, list[Sign]] = {}
    for expression in expressions:
        sign = tuple(dict.fromkeys(wording.concepts(wording.spell_out(expression))))
        if sign:
            by_first.setdefault(sign[0], []).append(sign)
    return Signs(
        by_first={first: tuple(signs) for first, signs in by_first.items()},
        spelling=frozenset(chain.from_iterable(expressions)),
    )
