"""What is said, in the reader's language: catalogues read from locales/, places filled, buttons labelled."""

import gettext
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Final, TypeAlias, assert_never

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot import spans
from bot.local_time import ROME
from handlers.contract.speech import (
    N_,
    After,
    Amount,
    At,
    Button,
    Chart,
    Choice,
    Clock,
    Day,
    Link,
    Say,
    Shortcut,
    Spans,
    Telephone,
    Value,
    Verbatim,
)

LANGUAGES: Final = ("it", "en", "de")
DEFAULT_LANGUAGE: Final = "it"
FOLDER: Final = Path(__file__).parents[1] / "locales"
#: How a day is named by its distance from today; further away it is named by its date.
_NEAR_DAYS: Final = {
    -1: N_("yesterday at {clock}"),
    0: N_("at {clock}"),
    1: N_("tomorrow at {clock}"),
    **dict.fromkeys(range(2, 7), N_("on {weekday} at {clock}")),
}
_FAR_DAY: Final = N_("on {weekday}, {date} at {clock}")
#: Babel's patterns for a day and month, where the language's own order is not "4 January".
_DATE_PATTERN: Final = {"de": "d. MMMM"}
#: How a date is written in figures.
_FIGURES: Final = {"it": "%d/%m/%Y", "en": "%d/%m/%Y", "de": "%d.%m.%Y"}
_UNIT: Final = N_("cubic metres a day")
#: More bars than this cannot be told apart on a phone.
_MOST_BARS: Final = 12
#: Telegram's limits: for what a button carries, and for the words below a picture.
_LONGEST_DATA_BYTES: Final = 64
_LONGEST_CAPTION: Final = 1024
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class CallbackButton:
    """A labelled button that sends ``data`` back when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class UrlButton:
    """A labelled button that opens a page."""

    label: str
    url: str


#: Rows of buttons, ready to send.
Keyboard: TypeAlias = tuple[tuple[CallbackButton | UrlButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to send: Telegram HTML and rows of buttons."""

    text: str
    rows: Keyboard
    #: The label of the button that shares the person's number; then all buttons form a reply keyboard.
    contact: str | None = None
    #: What is drawn when the message is sent, as JSON: title, unit and bars, as `chat.chart` reads them.
    chart: dict[str, Any] | None = None

    def parts(self) -> tuple["Rendered", ...]:
        """What goes out one after the other: words that are too long for a picture follow it."""
        if self.chart is None or shown_length(self.text) <= _LONGEST_CAPTION:
            return (self,)
        return Rendered("", (), None, self.chart), Rendered(self.text, self.rows, self.contact)


def _no_telephone(line: str, _now: datetime) -> Say:
    raise LookupError(f"nothing is known of the help line {line}")


class Texts:
    """The sentences of the interface in every language."""

    def __init__(
        self, catalogues: Mapping[str, gettext.NullTranslations], telephone: Callable[[str, datetime], Say]
    ) -> None:
        self._catalogues = catalogues
        self._telephone = telephone

    @classmethod
    def load(
        cls, folder: Path = FOLDER, *, telephone: Callable[[str, datetime], Say] = _no_telephone
    ) -> "Texts":
        """Read every catalogue; a sentence that one lacks is said in English, the language of the msgids.

        ``telephone`` says a help line by name, in the light of the hour.
        """
        return cls({language: _catalogue(folder, language) for language in LANGUAGES}, telephone)

    def translate(self, msgid: str, language: str) -> str:
        """The sentence in a language, its places still open; `Verbatim` is left as it is."""
        if isinstance(msgid, Verbatim) or not msgid:
            return msgid
        return self._catalogues.get(language, self._catalogues[DEFAULT_LANGUAGE]).gettext(msgid)

    def render(self, say: Say, language: str, revision: int, now: datetime) -> Rendered:
        """A message for its reader at the moment `now`.

        ``revision`` is the session's, which dialog buttons carry.
        """
        return Rendered(
            self._words(say, language, now),
            tuple(tuple(self._button(button, language, revision) for button in row) for row in say.rows),
            None if say.contact is None else self.translate(say.contact, language),
            None if say.picture is None else self._chart(say.picture, language, now),
        )

    def _words(self, say: Say, language: str, now: datetime) -> str:
        sentence = self.translate(say.text, language)
        if isinstance(say.text, Verbatim):
            return sentence
        values = {name: self._filled(value, language, now) for name, value in say.values.items()}
        return sentence.format_map(values)

    def _filled(self, value: Value, language: str, now: datetime) -> str:
        match value:
            case Say():
                return self._words(value, language, now)
            case tuple():
                return "\n".join(self._words(say, language, now) for say in value)
            case Spans():
                return spans.say(value.spans, language, lambda msgid: self.translate(msgid, language))
            case After() | At() | Clock() | Day():
                return self._time(value, language, now)
            case Telephone(line):
                return self._words(self._telephone(line, now), language, now)
            case Amount(number):
                return format_decimal(number, locale=language)
            case Verbatim():
                return value
            case str() | int():
                return escape(str(value), quote=False)
            case _:
                assert_never(value)

    def _time(self, value: After | At | Clock | Day, language: str, now: datetime) -> str:
        match value:
            case After(wait):
                return self._moment(now + wait, language, now)
            case At(moment):
                return self._moment(moment, language, now)
            case Clock(moment):
                return _clock(moment)
            case Day(day):
                return day.strftime(_FIGURES.get(language, _FIGURES[DEFAULT_LANGUAGE]))
            case _:
                assert_never(value)

    def _moment(self, moment: datetime, language: str, now: datetime) -> str:
        local = moment.astimezone(ROME)
        distance = (local.date() - now.astimezone(ROME).date()).days
        said = self.translate(_NEAR_DAYS.get(distance, _FAR_DAY), language).format_map(
            {
                "clock": _clock(moment),
                "weekday": format_date(local, "EEEE", locale=language),
                "date": format_date(local, _DATE_PATTERN.get(language, "d MMMM"), locale=language),
            }
        )
        return spans.smooth(said, language)

    def _chart(self, chart: Chart, language: str, now: datetime) -> dict[str, Any]:
        """What a picture is drawn from: its newest bars, each with what stands above and below it."""
        return {
            "title": _plain(self._words(chart.title, language, now)),
            "unit": self.translate(_UNIT, language),
            "bars": [
                {
                    "below": [str(day.day), format_date(day, "LLL", locale=language), str(day.year)],
                    "height": None if height is None else float(height),
                    "above": "–" if height is None else _few_figures(height, language),
                }
                for day, height in chart.bars[-_MOST_BARS:]
            ],
        }

    def _button(self, button: Button, language: str, revision: int) -> CallbackButton | UrlButton:
        label = self.translate(button.label, language)
        match button:
            case Choice(_, value):
                return CallbackButton(label, _fitting(f"r{revision}:{value}"))
            case Shortcut(_, command):
                return CallbackButton(label, _fitting(command))
            case Link(_, url):
                return UrlButton(label, url)
            case _:
                assert_never(button)


def spoken(language_code: str | None) -> str:
    """Our language for Telegram's code (``de-AT``); Italian where it is unknown."""
    code = (language_code or DEFAULT_LANGUAGE).split("-")[0].lower()
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def _clock(moment: datetime) -> str:
    local = moment.astimezone(ROME)
    return f"{local.hour}:{local.minute:02}"


def _few_figures(height: Decimal, language: str) -> str:
    """As many figures as a narrow bar bears."""
    tenth, ten = Decimal("0.095"), Decimal("9.95")
    pattern = "#,##0" if height >= ten else "0.0" if height >= tenth else "0.00"
    return format_decimal(height, pattern, locale=language)


def _plain(words: str) -> str:
    """Telegram HTML without its markup, as it is read."""
    return unescape(_TAG.sub("", words))


def shown_length(html: str) -> int:
    """Return the length of Telegram HTML as Telegram counts it: UTF-16 units of what is read."""
    return len(_plain(html).encode("utf-16-le", "surrogatepass")) // 2


def _fitting(data: str) -> str:
    if len(data.encode()) > _LONGEST_DATA_BYTES:
        raise ValueError(f"a button cannot carry {data!r}: over {_LONGEST_DATA_BYTES} bytes")
    return data


@cache
def _catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    """Read a catalogue, once in a process: compiling one takes tens of milliseconds."""
    compiled = BytesIO()
    with (folder / language / "LC_MESSAGES" / "messages.po").open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
