"""Compare comuni and places by name, and comuni by their ISTAT code.

The laws:

- Folded away: case, accents, apostrophes, dashes, the province behind the name ("Cesena (FC)"),
  "nell'", "di" and other small words, "S." for San, Santa, Sant'.
- Of two languages ("Bozen/Bolzano", "Bolzano - Bozen") either half will do.
- ISTAT codes are six digits; leading zeros that a spreadsheet has eaten are put back. Where both sides
  have a code it decides, whatever the names are.
"""

import re
from typing import Final

from faq.language import fold

_PROVINCE: Final = re.compile(r"[ ,]*\(\s*[a-z]{2}\s*\)\s*$")
_SMALL: Final = frozenset(
    """
    di del della dello dei delle d dell nel nell nella in a al alla e ed il la lo l sul sull sulla
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_SAINTS: Final = frozenset({"s", "san", "santa", "santo", "sant", "santi", "sta", "sto", "ss"})
_ISTAT_DIGITS: Final = 6
#: Parts of a comune's name: a half of fewer letters is no name of its own.
_LEAST_NAME: Final = 2


def place_keys(name: str) -> frozenset[str]:
    """Return the forms to look a comune or place up by; two names with one in common are the same."""
    plain = _PROVINCE.sub("", fold.plain(name).strip())
    halves = [plain, *re.split(r"/| - ", plain)] if re.search(r"/| - ", plain) else [plain]
    return frozenset(key for half in halves if len(key := _key(half)) >= _LEAST_NAME)


def is_same_place(first: str, second: str) -> bool:
    """Tell whether two names are of the same comune or place; an empty one is of none."""
    return not place_keys(first).isdisjoint(place_keys(second))


def istat_code(text: str) -> str:
    """Return six digits; "" where it is no code."""
    digits = fold.plain(text).strip()
    return digits.zfill(_ISTAT_DIGITS) if re.fullmatch(r"[0-9]{4,6}", digits) else ""


def is_same_comune(first: str, second: str, *, first_istat: str = "", second_istat: str = "") -> bool:
    """Compare two comuni by ISTAT code where both have one, else by name."""
    one, other = istat_code(first_istat), istat_code(second_istat)
    return one == other if one and other else is_same_place(first, second)


def _key(half: str) -> str:
    tokens = re.findall(r"[a-z0-9]+", half)
    written = ["san" if token in _SAINTS and token is not tokens[-1] else token for token in tokens]
    return "".join(token for token in written if token not in _SMALL) or "".join(tokens)
