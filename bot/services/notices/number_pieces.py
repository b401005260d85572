"""The pieces of a printed list of house numbers, and whether each holds a door: yes, no, or not to be known.

The laws stand in `house_numbers`. None is always "not to be known".
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias, assert_never

from bot.services.notices.doors import NO_NUMBER, Door, Doors, is_later

EVEN: Final = frozenset({0})
ODD: Final = frozenset({1})
BOTH: Final = frozenset({0, 1})
#: Where shops have a series of their own (Florence, Genoa), black numbers say nothing of red ones.
_COLOURS: Final = frozenset({(3, "rosso"), (3, "nero")})


@dataclass(frozen=True, slots=True)
class Single:
    """One printed number: only itself. Of one that may be read in several ways nothing is sure but itself."""

    doors: Doors
    printed: str
    sure: bool = True

    def holds(self, door: Door) -> bool | None:
        """Tell whether it is this door."""
        known = self.doors.doors
        if door in known:
            return True if self.sure and self.doors.sure else None
        if self.doors.sure:
            # Houses on a road without numbers of its own may have either.
            return None if known[0].label == "km" and door.label == "" else False
        first, last = known[0], known[-1]
        return None if is_later(first, door) in {-1, 0} and door.number <= last.number else False


@dataclass(frozen=True, slots=True)
class Range:
    """From one door to another, both included, on ``sides``; an end that is None is the end of the street.

    ``perhaps``: sides of which it is not known whether they are meant.
    """

    low: Door | None
    high: Door | None
    sides: frozenset[int]
    printed: str
    sure: bool = True
    perhaps: frozenset[int] = frozenset()

    def holds(self, door: Door) -> bool | None:
        """Tell whether the door lies between the ends, on a side that is meant."""
        by_road = (self.low or self.high or door).label == "km"
        if door.label == "" and by_road:
            return None
        if door.label and not (door.label == "km" and by_road):
            return False
        after, before = _is_from(door, self.low), _is_to(door, self.high)
        if after is False or before is False:
            return False
        side = door.number % 2
        if not by_road and side not in self.sides:
            return None if side in self.perhaps else False
        is_known = after and before and self.sure and not _COLOURS.intersection(door.suffix)
        return True if is_known else None


@dataclass(frozen=True, slots=True)
class Whole:
    """Every door of the street, also those without a number."""

    printed: str
    sure: bool = True

    def holds(self, door: Door) -> bool | None:  # noqa: ARG002 - the same question is asked of every piece
        """Every door is held."""
        return True if self.sure else None


Piece: TypeAlias = Single | Range | Whole


def answer(piece: Piece, door: Door | None, unit: str = "") -> bool | None:
    """Tell whether a piece holds a door; None as ``door``: no number is known. ``unit``: the flat."""
    match piece:
        case Whole():
            return piece.holds(NO_NUMBER)
        case Single() | Range() if door is None:
            return None
        case Single(doors=Doors(unit=printed)) if printed not in {"", unit}:
            # A flat is printed: of other flats of the house it is not said that they are meant.
            return None if piece.holds(door) is not False and not unit else False
        case Single() | Range():
            return piece.holds(door)
        case _:
            assert_never(piece)


def agreed(answers: Iterable[bool | None]) -> bool | None:
    """Return the one answer that all readings give; None where they differ."""
    distinct = set(answers)
    return distinct.pop() if len(distinct) == 1 else None


def _is_from(door: Door, low: Door | None) -> bool | None:
    order = -1 if low is None else is_later(low, door)
    return None if order is None else order <= 0


def _is_to(door: Door, high: Door | None) -> bool | None:
    order = 1 if high is None else is_later(high, door)
    return None if order is None else order >= 0


def is_readable_range(low: Door | None, high: Door | None) -> bool:
    """Tell whether these ends make a range: of one kind, in order, and no labels."""
    if any(end is not None and end.label not in {"", "km"} for end in (low, high)):
        return False
    if low is None or high is None:
        return True
    return low.label == high.label and low.number <= high.number


def leading_side(piece: Piece) -> frozenset[int] | None:
    """Return the side of the first number of a piece; None where it has none."""
    match piece:
        case Single(doors=Doors(doors=(first, *_))):
            return frozenset({first.number % 2})
        case Range(low=Door(number=number)):
            return frozenset({number % 2})
    return None


def doubt_headings(pieces: list[Piece]) -> None:
    """Doubt a side alone where numbers of that side follow: it may be their heading."""
    for at, piece in enumerate(pieces[:-1]):
        following = pieces[at + 1]
        if (
            isinstance(piece, Range)
            and piece.low is piece.high is None
            and piece.sides != BOTH
            and leading_side(following) == piece.sides
        ):
            pieces[at] = replace(piece, sure=False)


@dataclass(slots=True)
class Reading:
    """What has been read of a list so far."""

    pieces: list[Piece]
    excluded: list[Piece]
    texts: list[str]
    doubted: bool = False


@dataclass(slots=True)
class Segment:
    """The part of a list between two separators."""

    start: int
    pieces: list[Piece]
    side: frozenset[int] | None = None
    is_all: bool = False
    unread_before: bool = False
    unread: list[str] | None = None
    first_unread: int = 0
    unread_end: int = 0
    #: Where the word of the side stands that the pieces behind it have.
    side_at: int = 0
