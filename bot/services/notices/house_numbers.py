"""Read a printed list of house numbers and tell of one door whether it is meant.

The laws (issue 11; E-Distribuzione's posters, which group intervals by even and odd):

- A range with `side` holds the side, even or odd, of its first number; with `all` both. A word beside
  it (pari, dispari, pari e dispari) says it instead. An end that lies on the other side (`da 1 a 10`)
  is not held.
- Doors are ordered plain < bis < A < B < next number. A suffix within a range counts (13/C in `da 7 a
  17`), also above its plain lower end (7/A); above a plain upper end it does not (17/A).
- A single number is only itself: 12 is not 12/A. A label (p148, fr136) is only itself, in no range and
  on no side.
- SN is held by SN, `tutti` and an empty list (the whole street) only: not by a range, not by `pari e
  dispari`.
- `30/32` is the two doors 30 and 32 of one house (and the customer's door "30/32" is both: a list that
  holds one of them leaves it unknown); 12/1 is a suffix; of 12/20 and 12/13 nothing is sure but the
  same printed number. The same holds of 12A/14 and of 14/A/B.
- `2-18`, `2÷18` of two numbers is a range; `1-3-5`, three and more, are these doors.
- `dal 31 fino alla fine`, `in poi`: no upper end. `dal 31` alone: 31, and of later ones it is not
  known.
- `pari` alone is that side of the street; before other pieces of the same side (`dispari, da 3 a 21`)
  it may be their heading, so nothing is sure of the rest of the side.
- `escluso 12`: the number or range behind the word is not held; of what follows up to a `;` it is not
  known.
- Words that only add ("e traverse", "zone limitrofe", "ecc.") leave what is printed as it is. Other
  words that cannot be read make the pieces they stand beside unknown; "non" everything. Of every door
  that is not held by what could be read, it is then not known: never a guess.
- A customer without a number, or with one that cannot be read, is held by `tutti` and by an empty list;
  else it is not known. Nothing is decided by likeness.
"""

from dataclasses import dataclass
from functools import lru_cache

from bot.services.notices.doors import Door, Doors, folded, read_door
from bot.services.notices.number_pieces import Piece, Single, Whole, agreed, answer
from bot.services.notices.number_reader import Ranges, read_list
from faq.language import fold

__all__ = ["Match", "NumberList", "Ranges", "read_numbers"]


@dataclass(frozen=True, slots=True)
class Match:
    """Whether a door is meant; ``touched`` is None where that cannot be known.

    ``piece``: what was printed and decides it ("da 2 a 18"); "" where nothing of the list concerns
    the door, and for a whole street.
    """

    touched: bool | None
    piece: str = ""

    @property
    def certain(self) -> bool:
        """Whether it is known."""
        return self.touched is not None


@dataclass(frozen=True, slots=True)
class NumberList:
    """A printed list, read. ``texts``: what could not be read, as printed, to be shown beside the list."""

    printed: str
    pieces: tuple[Piece, ...]
    excluded: tuple[Piece, ...] = ()
    texts: tuple[str, ...] = ()
    #: Something in the list may take back the rest ("non interessati").
    doubted: bool = False

    @property
    def whole_street(self) -> bool:
        """Whether every door is meant, whatever its number."""
        return (
            not self.doubted
            and not self.excluded
            and any(isinstance(piece, Whole) and piece.sure for piece in self.pieces)
        )

    @property
    def certain(self) -> bool:
        """Whether all of the list could be read."""
        return not self.texts and not self.doubted and all(piece.sure for piece in self.pieces)

    def holds(self, door: str) -> Match:
        """Tell whether the door is meant, and the piece of the list that decides it. Never raises."""
        if self.whole_street:
            return Match(touched=True, piece=self.printed)
        doors = read_door(door)
        if (alike := self._printed_alike(door, doors)) is not None:
            return alike
        if doors is None:
            return self._of_one(None, "")
        answers = [self._of_one(one, doors.unit) for one in doors.doors]
        touched = agreed(match.touched for match in answers)
        return Match(touched, next((match.piece for match in answers if match.piece), ""))

    def _of_one(self, door: Door | None, unit: str) -> Match:
        out = [(answer(piece, door, unit), piece) for piece in self.excluded]
        if taken := next((piece for held, piece in out if held), None):
            return Match(None if self.doubted else False, taken.printed)
        found = [(answer(piece, door, unit), piece) for piece in self.pieces]
        if by := next((piece for held, piece in found if held), None):
            if doubtful := next((piece for held, piece in out if held is None), None):
                return Match(None, doubtful.printed)
            return Match(None if self.doubted else True, by.printed)
        if maybe := next((piece for held, piece in found if held is None), None):
            return Match(None, maybe.printed)
        if self.texts or self.doubted or door is None:
            return Match(None, self.texts[0] if self.texts else "")
        return Match(touched=False)

    def _printed_alike(self, door: str, doors: Doors | None) -> Match | None:
        """Find the same number printed, where it may be read in several ways or in none ("villa Rosa")."""
        if doors is None:
            words = folded(door)
            same = next((text for text in self.texts if words and folded(text) == words), None)
        else:
            same = next(
                (
                    piece.printed
                    for piece in self.pieces
                    if isinstance(piece, Single)
                    and piece.sure
                    and piece.doors == doors
                    and len(doors.doors) > 1
                ),
                None,
            )
        if same is None or self.doubted or self.excluded:
            return None
        return Match(touched=True, piece=same)


@lru_cache(maxsize=4096)
def read_numbers(text: str, ranges: Ranges = "side") -> NumberList:
    """Read a printed list, in linear time. Never raises: what cannot be read is kept in `texts`."""
    printed = " ".join(text.split())
    if not fold.seen(text).strip():
        return NumberList(printed, (Whole(""),))
    found = read_list(text, ranges)
    if not (found.pieces or found.excluded or found.texts):
        # Signs and small words alone ("---", "civici interessati:") say neither everybody nor nobody.
        found.texts.append(printed)
    return NumberList(printed, tuple(found.pieces), tuple(found.excluded), tuple(found.texts), found.doubted)
