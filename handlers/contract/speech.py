"""What is said: sentences in English for the catalogues, the values in their places, buttons, a picture."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias, Union

#: Telegram shows about this much of a button's label on a phone.
_LABEL_LENGTH: Final = 60


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark an English sentence for the catalogues; it is translated where the reader is known."""
    return msgid


class Verbatim(str):
    """Words said as they stand, neither translated nor escaped: Telegram HTML that we wrote."""

    __slots__ = ()


def fitting(label: str) -> Verbatim:
    """A button's label that a phone shows whole: a name, an address or a question, not translated.

    It is cut behind a clause, if that leaves half of it, or else behind a word, if there are several.
    """
    if len(label) <= _LABEL_LENGTH:
        return Verbatim(label)
    shown = label[: _LABEL_LENGTH - 1]
    clause, _, _ = shown.rpartition(",")
    words, _, _ = shown.rpartition(" ")
    kept = next((part for part in (clause, words) if len(part) >= _LABEL_LENGTH // 2), shown)
    return Verbatim(kept.rstrip(" ,") + "…")


@dataclass(frozen=True, slots=True)
class Choice:
    """A button that answers the open dialog; void once the conversation has moved on."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A button that says a command; good at any time, so it may stay on an old message."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a page."""

    label: str
    url: str


Button: TypeAlias = Choice | Shortcut | Link


@dataclass(frozen=True, slots=True)
class After:
    """The moment so long after this turn, said as `At` says it."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class At:
    """A moment as people say it where we are: "alle 15:42", "domani alle 9:00", "lunedì alle 9:00"."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day of a moment, and no more: "18:00"."""

    moment: datetime


@dataclass(frozen=True, slots=True)
class Telephone:
    """A help line by its name: the number, and whether somebody answers now, until when or from when."""

    line: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as the reader's language groups it: "45.000" in Italian and German, "45,000" in English."""

    number: int | Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """A date in figures, as the reader writes it: "15/02/2015", in German "15.02.2015"."""

    day: date


@dataclass(frozen=True, slots=True)
class Spans:
    """From when to when, as people say it, one below the other: "giovedì 3 dicembre, dalle 9:00 alle 13:30".

    Parts of one day stand in one line; of more than six lines the first are said, and how many follow.
    """

    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A small picture of bars, the oldest first: each a date and so many cubic metres a day, and a title.

    None: nothing is known for that date, so it has no bar. Of more than twelve the newest are drawn.
    """

    title: "Say"
    bars: tuple[tuple[date, Decimal | None], ...]


#: A `Say` among the values lends its words; several stand one below the other.
Value: TypeAlias = Union[str, int, After, At, Clock, Telephone, Amount, Day, Spans, "Say", tuple["Say", ...]]


@dataclass(frozen=True, slots=True, init=False)
class Say:
    """One message: an English msgid in Telegram HTML, rendered in the reader's language.

    ``{places}`` are filled from `values`, escaped unless `Verbatim`. With ``instead`` it takes the place
    of the message whose button was pressed; where no button was pressed it is sent as a new one.
    A ``picture`` always comes as a new message, with the words below it; more than 1024 characters of them
    follow in a message of their own.
    With ``contact``, the label of a button that hands over the person's own number, all buttons lie
    where one writes; pressing another there writes its label.
    """

    text: str
    values: Mapping[str, Value]
    rows: tuple[tuple[Button, ...], ...]
    instead: bool
    contact: str | None
    picture: Chart | None

    def __init__(
        self,
        text: str,
        *,
        rows: tuple[tuple[Button, ...], ...] = (),
        instead: bool = False,
        contact: str | None = None,
        picture: Chart | None = None,
        **values: Value,
    ) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "instead", instead)
        object.__setattr__(self, "contact", contact)
        object.__setattr__(self, "picture", picture)

    def with_row(self, *buttons: Button) -> "Say":
        """The same words with one more row of buttons below the others."""
        say = copy(self)
        object.__setattr__(say, "rows", (*self.rows, buttons))
        return say


@dataclass(frozen=True, slots=True)
class EntrySay:
    """An entry of a calendar; a higher ``sequence`` under the same ``uid`` replaces the one there."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    summary: Say
    description: Say
    place: str


@dataclass(frozen=True, slots=True)
class CalendarSay:
    """A calendar file by its name without an ending, its entries, and the words below it."""

    name: str
    entries: tuple[EntrySay, ...]
    caption: Say


@dataclass(frozen=True, slots=True)
class LetterSay:
    """A letter by mail: the msgid of its subject, paragraphs, a button that opens a page, and a last one."""

    subject: str
    before: tuple[Say, ...]
    button: Link
    after: Say
