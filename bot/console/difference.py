"""The difference between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_PIECES: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``same``, ``gone`` (of the text before) or ``new``."""

    kind: str
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one, in stretches. Quadratic at worst: for texts of a message's length."""
    return tuple(_pieces(before, after))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("gone", "".join(old[i1:i2]))
        if j1 < j2:
            yield Piece("new", "".join(new[j1:j2]))
