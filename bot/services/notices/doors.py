"""Read and order the numbers of doors: 12, 12 bis, 12/A, 30/32, p148, km 3+200, SN.

The laws:

- The order along a street is plain < bis < ter … < A < B … < the next number. Suffixes of one number
  that have no order among themselves (12/A and 12/1, 14/A and 14ap) are not ordered by guess: the order
  is None.
- A letter before the digits (p148, fr136) makes a label: it is only itself, and never between others.
- `30/32`: where the second number is two higher, the house has both doors, as addresses are written in
  Italy. Where it is not higher (12/1, 104/3) it is a suffix. Any other (12/20, 12/13) may be a suffix,
  two doors or a range: `Doors.sure` is False. So may 12A/14 and 14/A/B.
- SN, snc, s.n., senza numero: a door known to have no number. An empty text or 0: nobody knows the
  number.
- What tells a flat (int. 3, scala B, piano 2) is `Doors.unit` and does not change the door.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from bot.services.notices.number_tokens import Cursor
from faq.language import fold

_SUFFIX_WORDS: Final = re.compile(r"(bis|ter|quater|quinquies|sexies)([a-z]?)")
_ORDINALS: Final = ("bis", "ter", "quater", "quinquies", "sexies")
#: Short words that may stand behind a number and a sign, "15 / da 2 a 20".
_NO_SUFFIXES: Final = frozenset({"da", "al", "di", "ed", "in", "sn", "km", "nn", "nr"})
#: Longer numbers are no doors; other texts of a cell (a code, a telephone number) are not read as some.
_MOST_DIGITS: Final = 5
_LONGEST_LABEL: Final = 3
#: Words before the number of a flat, as people shorten them.
_UNIT_WORDS: Final = {
    **dict.fromkeys(["int", "interno", "interni"], "int"),
    **dict.fromkeys(["sc", "scala", "scale"], "sc"),
    "piano": "p",
    **dict.fromkeys(["pal", "palazzina"], "pal"),
    **dict.fromkeys(["app", "appartamento"], "app"),
    **dict.fromkeys(["ed", "edificio"], "ed"),
    "lotto": "lotto",
    "blocco": "blocco",
}
_NO_NUMBER: Final = re.compile(
    r"(?:s ?[./]? ?n ?(?:[./]? ?c)?|senza (?:numero|civico|numero civico))(?![a-z0-9]) ?[.°]?(?: ?civico)?"
)

#: A part of a suffix: bis and its like (0), a letter (1), a number (2), or letters that have no order (3).
SuffixPart: TypeAlias = tuple[int, int | str]
Order: TypeAlias = Literal[-1, 0, 1] | None


@dataclass(frozen=True, slots=True)
class Door:
    """One door. ``label``: the letters before the digits; "sn" and "km" are labels as well."""

    number: int
    suffix: tuple[SuffixPart, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Doors:
    """The door or doors that one printed number stands for. Not ``sure``: it may be read in several ways."""

    doors: tuple[Door, ...]
    sure: bool = True
    unit: str = ""


NO_NUMBER: Final = Door(0, label="sn")


def is_later(first: Door, second: Door) -> Order:
    """Compare two doors along the street: -1 before, 0 the same, 1 after; None where they have no order."""
    if first == second:
        return 0
    if first.label or second.label:
        if first.label == second.label == "km":
            return -1 if first.number < second.number else 1
        return None
    if first.number != second.number:
        return -1 if first.number < second.number else 1
    return _suffix_order(first.suffix, second.suffix)


def _suffix_order(first: tuple[SuffixPart, ...], second: tuple[SuffixPart, ...]) -> Order:
    for (kind, value), (other_kind, other_value) in zip(first, second, strict=False):
        if (kind, value) == (other_kind, other_value):
            continue
        if max(kind, other_kind) <= 1 or kind == other_kind != 3:  # noqa: PLR2004 - the kinds of SuffixPart
            return -1 if (kind, str(value).zfill(5)) < (other_kind, str(other_value).zfill(5)) else 1
        return None
    return -1 if len(first) < len(second) else 1


def read_door(text: str) -> Doors | None:
    """Read a customer's number ("12/A", "SN", "12 e 14 int. 3"); None where it is none or cannot be read."""
    cursor = Cursor(folded(text))
    found: list[Doors] = []
    while cursor.peek() is not None:
        cursor.skip_number_words()
        doors = read_doors(cursor, alone=True)
        if doors is None:
            return None
        found.append(doors)
        while cursor.take(",", ";", "e") or (not cursor.is_number(1) and cursor.take(".")):
            pass
    if not found:
        return None
    everything = tuple(door for doors in found for door in doors.doors)
    if any(door.number == 0 and not door.label for door in everything):
        return None
    units = " ".join(doors.unit for doors in found if doors.unit)
    return Doors(everything, all(doors.sure for doors in found), units)


def folded(text: str) -> str:
    """Fold a text for `Cursor`; a raised digit or a fraction stays a sign that is no number."""
    return fold.plain(readable(text)).strip()


def readable(text: str) -> str:
    """Put a sign that nobody reads as a number in place of raised digits and fractions; the length stays."""
    return "".join(
        "°"
        if letter in "ºª"
        else "?"
        if not letter.isascii() and letter.isnumeric() and not letter.isdecimal()
        else letter
        for letter in text
    )


def read_doors(cursor: Cursor, *, alone: bool = False) -> Doors | None:
    """Read one printed number where the cursor is; None, and nothing read, where there is none.

    ``alone``: nothing but numbers can follow, so that a letter behind a blank is a suffix whatever it is.
    """
    before = cursor.at
    token = cursor.peek()
    if token is None:
        return None
    if found := _NO_NUMBER.match(cursor.text, token.start):
        while (inside := cursor.peek()) is not None and inside.start < found.end():
            cursor.at += 1
        return Doors((NO_NUMBER,))
    if cursor.is_next("km"):
        return _kilometre(cursor, before)
    label = ""
    if token.is_word and len(token.text) <= _LONGEST_LABEL and cursor.is_number(1) and cursor.is_glued(1):
        label, cursor.at = token.text, cursor.at + 1
    doors = _numbers(cursor, label, alone=alone)
    if doors is None:
        cursor.at = before
        return None
    return _with_unit(cursor, doors)


def _kilometre(cursor: Cursor, before: int) -> Doors | None:
    cursor.at += 1
    cursor.take(".")
    if not cursor.is_number():
        cursor.at = before
        return None
    metres = 1000 * int(cursor.tokens[cursor.at].text[:_MOST_DIGITS])
    cursor.at += 1
    if cursor.is_next("+", ",", ".") and cursor.is_number(1) and cursor.is_glued(1):
        part = cursor.tokens[cursor.at + 1].text[:3]
        metres += int(part) if cursor.is_next("+") else int(part.ljust(3, "0"))
        cursor.at += 2
    return Doors((Door(metres, label="km"),))


def _numbers(cursor: Cursor, label: str, *, alone: bool) -> Doors | None:
    token = cursor.peek()
    if token is None or not token.is_number or len(token.text) > _MOST_DIGITS:
        return None
    cursor.at += 1
    numbers = [int(token.text)]
    suffix = _suffixes(cursor, numbers[0], alone=alone)
    if len(several := _several(cursor, Door(numbers[0], tuple(suffix), label), alone=alone)) > 1:
        return Doors(several, sure=False)
    while not suffix and not label and (number := _after_slash(cursor, alone=alone)) is not None:
        numbers.append(number)
    if len(numbers) == 1:
        return Doors((Door(numbers[0], tuple(suffix), label),))
    if all(later == earlier + 2 for earlier, later in pairwise(numbers)):
        return Doors(tuple(Door(number) for number in numbers))
    if len(numbers) == 2 and numbers[1] <= numbers[0]:  # noqa: PLR2004 - a number and its suffix
        suffix = [(2, numbers[1])]
        while (part := _suffix(cursor, alone=alone)) is not None:
            suffix += part
        return Doors((Door(numbers[0], tuple(suffix)),))
    return Doors(tuple(Door(number) for number in numbers), sure=False)


def _suffixes(cursor: Cursor, number: int, *, alone: bool) -> list[SuffixPart]:
    """Read all of a number's suffix, up to a higher number: 12A/14, p148-p150."""
    suffix: list[SuffixPart] = []
    while not _is_higher_next(cursor, number, suffix) and (part := _suffix(cursor, alone=alone)) is not None:
        suffix += part
    return suffix


def _is_higher_next(cursor: Cursor, number: int, suffix: list[SuffixPart]) -> bool:
    if not cursor.is_next("/", "\\", "-"):
        return False
    after = cursor.peek(1)
    label = int(after is not None and after.is_word)
    if label and not cursor.is_glued(2):
        return False
    token = cursor.peek(1 + label)
    is_joined = bool(label or (suffix and not cursor.is_next("-")))
    return is_joined and token is not None and token.is_number and int(token.text[:_MOST_DIGITS]) > number


def _several(cursor: Cursor, first: Door, *, alone: bool) -> tuple[Door, ...]:
    """Return the doors that 14/A/B and 12A/14 may mean; one door where nothing else can be meant."""
    letters = [part for part in first.suffix if part[0] == 1]
    if len(letters) > 1 and len(letters) == len(first.suffix):
        return tuple(Door(first.number, (letter,), first.label) for letter in letters)
    doors = [first]
    while (
        doors[-1].suffix
        and cursor.is_next("/", "\\")
        and _is_higher_next(cursor, doors[-1].number, [*doors[-1].suffix])
        and cursor.is_number(1)
    ):
        number = int(cursor.tokens[cursor.at + 1].text[:_MOST_DIGITS])
        cursor.at += 2
        doors.append(Door(number, tuple(_suffixes(cursor, number, alone=alone))))
    return tuple(doors)


def _after_slash(cursor: Cursor, *, alone: bool) -> int | None:
    if not cursor.is_next("/", "\\", *(("-",) if alone else ())):
        return None
    token = cursor.peek(1)
    if token is None or not token.is_number or len(token.text) > _MOST_DIGITS:
        return None
    cursor.at += 2
    return int(token.text)


def _suffix(cursor: Cursor, *, alone: bool) -> list[SuffixPart] | None:
    """Read a part of a suffix: glued, behind a slash, or behind a blank where it can be nothing else."""
    token = cursor.peek()
    if token is None:
        return None
    marked = token.text in {"/", "\\", "-", "."} and (
        (after := cursor.peek(1)) is not None and after.is_word and _is_suffix(after.text)
    )
    if marked and token.text in {"-", "."} and not (cursor.is_glued() and cursor.is_glued(1)):
        return None
    if marked and token.text == "-" and not cursor.tokens[cursor.at - 1].is_number:
        return None
    if marked:
        token = cursor.peek(1)
    if token is None or not token.is_word or token.text in _UNIT_WORDS:
        return _number_in_suffix(cursor)
    if not marked and not cursor.is_glued() and not _stands_apart(cursor, token.text, alone=alone):
        return None
    if not _is_suffix(token.text):
        return None
    cursor.at += 2 if marked else 1
    return _parts(token.text)


def _number_in_suffix(cursor: Cursor) -> list[SuffixPart] | None:
    """Read the digits of 4d1 and of 12/A/1: directly behind the letters of a suffix."""
    last = cursor.tokens[cursor.at - 1]
    slash = int(cursor.is_next("/"))
    if not last.is_word or not cursor.is_number(slash) or not (cursor.is_glued() and cursor.is_glued(slash)):
        return None
    value = int(cursor.tokens[cursor.at + slash].text[:_MOST_DIGITS])
    cursor.at += 1 + slash
    return [(2, value)]


def _is_suffix(word: str) -> bool:
    if word in _NO_SUFFIXES:
        return False
    return len(word) <= 2 or _SUFFIX_WORDS.fullmatch(word) is not None or word in {"rosso", "nero"}  # noqa: PLR2004


def _parts(word: str) -> list[SuffixPart]:
    if found := _SUFFIX_WORDS.fullmatch(word):
        return [(0, _ORDINALS.index(found[1])), *([(1, found[2])] if found[2] else [])]
    return [(1, word)] if len(word) == 1 else [(3, word)]


def _stands_apart(cursor: Cursor, word: str, *, alone: bool) -> bool:
    """Tell whether a word behind a blank is a suffix: "12 bis", "12 B"; "12 a" not before a number."""
    if _SUFFIX_WORDS.fullmatch(word) or word in {"rosso", "nero"}:
        return True
    if len(word) != 1:
        return False
    if word not in "aeoni" or alone:
        return not cursor.is_number(1)
    after = cursor.peek(1)
    return (
        after is None
        or (word == "a" and not after.is_number and after.text not in {"fine", "n", "civ", "km"})
        or (after.text in {",", ";"})
    )


def _with_unit(cursor: Cursor, doors: Doors) -> Doors:
    """Read "int. 3", "scala B" behind a door."""
    start = cursor.at
    cursor.take(",")
    if not cursor.is_next(*_UNIT_WORDS) or (cursor.is_next("ed") and not cursor.is_next(".", ahead=1)):
        cursor.at = start
        return doors
    words = [_UNIT_WORDS[cursor.tokens[cursor.at].text]]
    cursor.at += 1
    cursor.take(".")
    cursor.take("n")
    cursor.take(".")
    while (
        (token := cursor.peek()) is not None
        and (
            token.is_number
            or (token.is_word and (len(token.text) == 1 or token.text in _UNIT_WORDS))
            or token.text == "/"
        )
        and (token.text not in {"e", "a"} or cursor.is_glued())
    ):
        words.append(_UNIT_WORDS.get(token.text, token.text))
        cursor.at += 1
        cursor.take(".")
    return Doors(doors.doors, doors.sure, " ".join(words))
