"""Names and addresses that others wrote: without what cannot be seen, cut, each in its own direction."""

import unicodedata
from typing import Final

#: Twenty supplies of this length, with their points, fit into one message (4096 characters).
_LONGEST_SHOWN: Final = 100
#: Letters and signs that are drawn as nothing, though Unicode does not count them as invisible.
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
#: Categories of letters, digits, signs and marks that can be seen by themselves.
_SEEN: Final = frozenset("LNPS")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
#: Hold an emoji or a Persian word together; elsewhere they only hide.
_JOINERS: Final = frozenset("\u200c\u200d")


def tidied(text: str) -> str:
    """The text with single blanks and without invisible characters; empty where nothing can be seen."""
    kept = "".join(
        " " if letter.isspace() else letter
        for place, letter in enumerate(text)
        if letter.isspace() or not _is_invisible(text, place)
    )
    words = " ".join(kept.split())
    return words if any(unicodedata.category(letter)[0] in _SEEN for letter in words) else ""


def shown(text: str) -> str:
    """The text as it may stand among ours: tidied, 100 characters at most, right-to-left letters isolated."""
    words = tidied(text)
    if len(words) > _LONGEST_SHOWN:
        words = words[: _LONGEST_SHOWN - 1].rstrip() + "…"
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in words):
        return f"\u2068{words}\u2069"
    return words


def _is_invisible(text: str, place: int) -> bool:
    letter = text[place]
    if letter in _JOINERS:
        before, after = text[max(place - 1, 0) : place], text[place + 1 : place + 2]
        return not (_is_joined(before) and _is_joined(after))
    return letter in _BLANK_LETTERS or unicodedata.category(letter)[0] == "C"


def _is_joined(near: str) -> bool:
    return near != "" and not near.isascii() and unicodedata.category(near)[0] not in "CZ"
