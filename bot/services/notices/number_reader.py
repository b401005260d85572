"""Read a printed list of house numbers into pieces; the laws are told in `house_numbers`."""

from dataclasses import replace
from typing import Final, Literal, TypeAlias

from bot.services.notices.doors import Door, Doors, read_doors, readable
from bot.services.notices.number_pieces import (
    BOTH,
    EVEN,
    Piece,
    Range,
    Reading,
    Segment,
    Single,
    Whole,
    doubt_headings,
    is_readable_range,
)
from bot.services.notices.number_tokens import Cursor, Token
from bot.services.notices.number_words import (
    ADDING,
    ALL,
    AND,
    BETWEEN,
    BOTH_SIDES,
    DENYING,
    END,
    EXCEPT,
    FROM,
    ONWARDS,
    SEPARATORS,
    SIDES,
    SILENT,
    START,
    STREET_WORDS,
    TO,
    TRAILING,
    UP_TO,
)
from faq.language import fold

Ranges: TypeAlias = Literal["side", "all"]

#: Tokens of a range's lower end, "von Hausnr. 12/A".
_LONGEST_END: Final = 8


def read_list(text: str, ranges: Ranges) -> Reading:
    """Read a list; `Reading.texts` has what could not be read, in the order of the text."""
    return _Reader(text, ranges).read()


class _Reader:
    def __init__(self, text: str, ranges: Ranges) -> None:
        self._text = text
        self._ranges: Ranges = ranges
        self._folded = fold.plain_in_place(readable(text))
        self._cursor = Cursor(self._folded.text)
        self._reading = Reading([], [], [])
        self._segment = Segment(0, [])
        #: None: nothing is excluded here; else how many pieces have been excluded.
        self._out: int | None = None
        self._heading: frozenset[int] | None = None

    def read(self) -> Reading:
        cursor = self._cursor
        while cursor.peek() is not None:
            before = cursor.at
            self._step()
            if cursor.at == before:
                self._leave_unread()
        self._close()
        doubt_headings(self._reading.pieces)
        return self._reading

    def _step(self) -> None:
        cursor = self._cursor
        start = cursor.at
        token = cursor.tokens[start]
        if self._separator():
            return
        if token.text in EXCEPT:
            self._close()
            cursor.at += 1
            self._out = 0
        elif (side := self._side()) is not None:
            self._take_side(side, start)
        elif token.text in ALL and not (token.text == "alle" and cursor.is_number(1)):
            cursor.at += 1
            self._segment.is_all = True
        elif (piece := self._piece()) is not None:
            self._add(piece)
        elif (
            token.text in SILENT
            or (token.text == "/" and cursor.is_next(*FROM, ahead=1))
            or token.text == "-"
        ) or (self._segment.is_all and token.text in STREET_WORDS):
            cursor.at += 1

    def _separator(self) -> bool:
        cursor = self._cursor
        token = cursor.tokens[cursor.at]
        if token.text not in SEPARATORS and token.text not in AND:
            return False
        cursor.at += 1
        self._close()
        if token.text == ";":
            self._out = None
        return True

    # Pieces

    def _piece(self) -> Piece | None:
        """Read a range or a number; nothing is read where there is none."""
        cursor = self._cursor
        before = cursor.at
        piece = self._range() if cursor.is_next(*FROM, *BETWEEN, *UP_TO) else self._number_or_range()
        if piece is None:
            cursor.at = before
        return piece

    def _range(self) -> Piece | None:
        cursor = self._cursor
        start = cursor.at
        if cursor.take(*BETWEEN):
            low = self._end()
            return (
                self._ranged(start, low, self._end())
                if low is not None and cursor.take("e", "ed", "und")
                else None
            )
        if cursor.take(*UP_TO):
            while cursor.take(*TO, "'", "zu", "zum"):
                pass
            high = self._end()
            return None if high is None else self._ranged(start, None, high)
        if cursor.is_next("von", "ab"):
            self._read_german_bis()
        cursor.at += 1
        cursor.take("'")
        low = self._end(START)
        if low is None:
            return None
        return self._to(start, None if low == "edge" else low)

    def _read_german_bis(self) -> None:
        """Let "bis" behind "von" be the German one, which is no suffix."""
        tokens = self._cursor.tokens
        for at in range(self._cursor.at, min(self._cursor.at + _LONGEST_END, len(tokens))):
            if tokens[at].text == "bis":
                tokens[at] = replace(tokens[at], text="zum")

    def _to(self, start: int, low: Doors | None) -> Piece | None:
        """Read the upper end of a range that began with "da"."""
        cursor = self._cursor
        after_low = cursor.at
        while cursor.take(*TO, "'", "-", "÷", "in"):
            pass
        if cursor.at > after_low:
            if cursor.take(*ONWARDS):
                return self._ranged(start, low, "edge")
            if (high := self._end(END)) is not None:
                return self._ranged(start, low, high)
        cursor.at = after_low
        if low is None:
            return None
        # Only its beginning is printed: of the rest it is not known.
        self._add(Single(low, self._printed(start)))
        piece = self._ranged(start, low, "edge")
        return replace(piece, sure=False) if isinstance(piece, Range) else piece

    def _end(self, edges: frozenset[str] = frozenset()) -> Doors | Literal["edge"] | None:
        """Read an end of a range: a number, or a word for the street's own end."""
        cursor = self._cursor
        cursor.take("l")
        cursor.take("'")
        cursor.take("il")
        for edge in edges:
            if cursor.take(edge):
                cursor.take("della", "di")
                cursor.take(*STREET_WORDS)
                return "edge"
        cursor.skip_number_words()
        token = cursor.peek()
        if (
            token is not None
            and token.is_word
            and token.text in {"a", "al", "da", "dal"}
            and cursor.is_number(1)
        ):
            cursor.at += 1
        return read_doors(cursor)

    def _ranged(
        self, start: int, low: "Doors | Literal['edge'] | None", high: "Doors | Literal['edge'] | None"
    ) -> Piece | None:
        if high is None:
            return None
        first = low.doors[0] if isinstance(low, Doors) else None
        last = high.doors[-1] if isinstance(high, Doors) else None
        is_sure = all(not isinstance(end, Doors) or (end.sure and not end.unit) for end in (low, high))
        if not is_readable_range(first, last) or (first is None and last is None):
            return None
        leading = first or last
        own = frozenset({leading.number % 2}) if leading is not None else BOTH
        sides, perhaps = (own, frozenset[int]()) if self._ranges == "side" else (BOTH, frozenset[int]())
        if self._segment.side is not None:
            sides = self._segment.side
            start = start if self._segment.pieces else self._segment.side_at
        elif self._heading is not None and self._ranges == "all":
            sides, perhaps = self._heading, BOTH
        elif self._segment.is_all and self._ranges == "side":
            perhaps = BOTH
        return Range(first, last, sides, self._printed(start), is_sure, perhaps)

    def _number_or_range(self) -> Piece | None:
        cursor = self._cursor
        start = cursor.at
        cursor.skip_number_words()
        doors = read_doors(cursor)
        if doors is None:
            return None
        if cursor.tokens[cursor.at - 1].text == "bis" and not cursor.is_glued(-1) and cursor.is_number():
            # "12 bis 18": the Italian suffix and another number, or the German word for a range.
            piece = self._ranged(start, replace(doors, doors=(Door(doors.doors[0].number),)), self._end())
            return replace(piece, sure=False) if piece is not None else None
        self._add_letter_behind_dash(doors, start)
        chain = [doors]
        dashed = False
        after = cursor.at
        while cursor.is_next("-", "÷", "a", "al", "bis") or self._is_dotted():
            dashed = dashed or cursor.is_next("-")
            is_word = cursor.is_next("a", "al", "bis")
            cursor.at += 2 if self._is_dotted() else 1
            following = None if is_word and len(chain) > 1 else self._chained()
            if following is None:
                break
            chain.append(following)
            after = cursor.at
        cursor.at = after
        if len(chain) == 1:
            return Single(doors, self._printed(start))
        if len(chain) > 2:  # noqa: PLR2004 - of two numbers a dash makes a range
            return self._listed(chain, start)
        return self._from_to(chain[0], chain[1], start, dashed=dashed)

    def _add_letter_behind_dash(self, doors: Doors, start: int) -> None:
        """Read 44/A-B: 44/A is sure, the other letter is not."""
        cursor = self._cursor
        last = doors.doors[-1]
        letter = cursor.peek(1)
        if not (last.suffix and cursor.is_next("-") and cursor.is_glued(1)) or letter is None:
            return
        if letter.is_word and len(letter.text) == 1 and not cursor.is_number(2):
            cursor.at += 2
            high = replace(last, suffix=(*last.suffix[:-1], (1, letter.text)))
            self._add(Range(last, high, BOTH, self._printed(start), sure=False))

    def _chained(self) -> Doors | None:
        self._cursor.skip_number_words()
        return read_doors(self._cursor)

    def _is_dotted(self) -> bool:
        cursor = self._cursor
        return cursor.is_next(".") and cursor.is_next(".", ahead=1) and cursor.is_number(2)

    def _listed(self, chain: list[Doors], start: int) -> Piece:
        printed = self._printed(start)
        for doors in chain[:-1]:
            self._add(Single(doors, printed))
        return Single(chain[-1], printed)

    def _from_to(self, low: Doors, high: Doors, start: int, *, dashed: bool) -> Piece | None:
        first, last = low.doors[0], high.doors[-1]
        if dashed and first.label == last.label not in {"", "km", "sn"}:
            return self._listed([low, high], start)
        is_plain = not (last.suffix or last.label or first.suffix or first.label)
        if dashed and is_plain and last.number <= first.number:
            door = Door(first.number, ((2, last.number),))
            return Single(Doors((door,), unit=high.unit), self._printed(start))
        return self._ranged(start, low, high)

    # Sides

    def _side(self) -> frozenset[int] | None:
        cursor = self._cursor
        token = cursor.tokens[cursor.at]
        if token.text in BOTH_SIDES:
            cursor.at += 1
            cursor.take("i")
            cursor.take("lati")
            return BOTH
        side = SIDES.get(token.text)
        if side is None:
            return None
        cursor.at += 1
        other = "dispari" if side == EVEN else "pari"
        before = cursor.at
        cursor.take(".")
        cursor.take("e", "ed", "/", "-", "+", "che", "und", ",")
        is_own_range = bool(self._segment.pieces) and cursor.is_next(*FROM, ahead=1)
        if cursor.is_next(other, "disp", "ungerade", "gerade") and not is_own_range:
            comma = cursor.tokens[cursor.at - 1].text == ","
            follows = cursor.peek(1)
            if not comma or follows is None:
                cursor.at += 1
                return BOTH
        cursor.at = before
        return side

    def _take_side(self, side: frozenset[int], at: int) -> None:
        """Give a side to the range before it, or keep it for the pieces behind it."""
        segment = self._segment
        last = segment.pieces[-1] if segment.pieces else None
        if isinstance(last, Range) and segment.side is None:
            segment.pieces[-1] = replace(
                last, sides=side, perhaps=frozenset(), printed=self._to_here(last.printed)
            )
        elif isinstance(last, Single) and segment.side is None:
            fits = all(door.number % 2 in side for door in last.doors.doors)
            segment.pieces[-1] = replace(last, sure=last.sure and fits)
        else:
            if last is not None:
                self._close()
                segment = self._segment
            segment.side, segment.side_at = side, at
            self._heading = side

    # The rest

    def _add(self, piece: Piece) -> None:
        segment = self._segment
        if segment.unread is not None:
            segment.unread_before = True
        if isinstance(piece, Single) and segment.side is not None:
            fits = all(door.number % 2 in segment.side or door.label for door in piece.doors.doors)
            piece = replace(piece, sure=piece.sure and fits)
        segment.pieces.append(piece)

    def _leave_unread(self) -> None:
        cursor, segment = self._cursor, self._segment
        if segment.unread is None:
            segment.unread, segment.first_unread = [], cursor.at
        word = cursor.tokens[cursor.at].text
        segment.unread.append(word)
        self._reading.doubted |= word in DENYING
        cursor.at += 1
        segment.unread_end = cursor.at

    def _close(self) -> None:
        """End a segment: keep its pieces, or what could not be read of it."""
        segment, cursor = self._segment, self._cursor
        self._segment = Segment(cursor.at, [])
        pieces = segment.pieces
        if not pieces and segment.unread is None:
            printed = self._printed(segment.start, cursor.at)
            if segment.side is not None:
                pieces = [Range(None, None, segment.side, printed)]
            elif segment.is_all:
                pieces = [Whole(printed)]
        if segment.unread is not None:
            only_adds = not segment.unread_before and ADDING.issuperset(segment.unread)
            if not only_adds:
                pieces = [replace(piece, sure=False) for piece in pieces]
            self._reading.texts.append(self._printed(segment.first_unread, segment.unread_end))
        self._keep(pieces)

    def _keep(self, pieces: list[Piece]) -> None:
        if self._out is None:
            self._reading.pieces += pieces
            return
        for piece in pieces:
            known = replace(piece, sure=piece.sure and self._out == 0)
            self._reading.excluded.append(known)
            if self._out > 0:
                self._reading.pieces.append(replace(piece, sure=False))
            self._out += 1

    def _printed(self, start: int, end: int | None = None) -> str:
        """Return the text of these tokens as it was printed."""
        tokens = self._cursor.tokens[start : self._cursor.at if end is None else end]
        while tokens and (
            tokens[-1].text in TRAILING or (tokens[-1].text == "." and not _is_short(tokens[-2:-1]))
        ):
            tokens.pop()
        return self._between(tokens[0].start, tokens[-1].end) if tokens else ""

    def _between(self, start: int, end: int) -> str:
        first, last = self._folded.span(start, end)
        return " ".join(self._text[first:last].split())

    def _to_here(self, printed: str) -> str:
        side = self._cursor.tokens[self._cursor.at - 1]
        return f"{printed} {self._between(side.start, side.end)}"


def _is_short(before: list[Token]) -> bool:
    """Tell whether a full stop belongs to an abbreviation such as s.n."""
    return bool(before) and before[0].is_word and len(before[0].text) == 1
