"""Numbers of a meter as people type them: the one whole number that was meant, or why that is not sure.

Only the digits before the comma count (DOMAIN: self-reading checks). Italian and German group thousands with
a dot and write a comma before decimals, English the other way round. What can be read in two ways is not
guessed: a wrong number costs more than a second look.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from faq.language import fold as folding
from faq.language.text import fold
from handlers.shared import replies, reply_words
from handlers.shared.emergency_numbers import is_to_call

#: Why a message with digits is not taken: it holds several numbers, a negative one, a date or a time, letters
#: among the digits, a comma or dot that may mean two things, more digits than any counter has, or words
#: around the number that change it ("circa", "non è").
Doubt: TypeAlias = Literal["several", "negative", "date", "letters", "comma", "long", "unclear"]

#: More than any counter has, and fewer than phone numbers and the codes of supplies.
_MOST_DIGITS: Final = 9
#: A longer message is a story, whatever numbers are in it.
_LONGEST_MESSAGE: Final = 200
#: So many words that mean nothing to us beside a number are a sentence about something else.
_STRANGE_WORDS: Final = 3
#: Shorter numbers, from somebody who was not asked, are choices from a list and the like.
_FEWEST_UNASKED: Final = 2
#: What a message that is a reading for certain is made of, folded.
_OF_READING: Final = re.compile(
    r"\b(?:(?:auto)?lettura|contatore|reading|meter|(?:gas)?zahler(?:stand)?|ablesung)\b"
)

_UNIT: Final = re.compile(r"(?<![^\W\d_])(?:[sn]?m\^?3|s?mc|cbm)(?!\w)")
_RUN: Final = re.compile(r"\d[\d.,'/: -]*")
_RUN_ENDS: Final = " .,:'/-"
_SPELLED: Final = re.compile(r"\d(?: \d){2,}")
_DATE: Final = re.compile(
    r".*\d[/:]\d.*|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?|\d{1,2}-\d{1,2}(?:-\d{2,4})?|\d{4}-\d{1,2}-\d{1,2}"
)
#: 45,000 may be 45 with decimals or 45000 in English; 0.450 may be less than one.
_TWO_WAYS: Final = re.compile(r"\d{1,3},\d{3}|0[.' ]\d{3}")
_SHAPES: Final = (
    re.compile(r"(?P<whole>\d+|\d{1,3}(?P<by>[.' ])\d{3}(?:(?P=by)\d{3})*)(?:,(?P<after>\d+))?"),
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3}){2,})(?P<after>)"),
    re.compile(r"(?P<whole>\d{1,3}(?:,\d{3})+)\.(?P<after>\d+)"),
    re.compile(r"(?P<whole>\d+|\d{1,3}(?P<by>[' ])\d{3}(?:(?P=by)\d{3})*)\.(?P<after>\d+)"),
)
#: Signs beside a number that make another one of it, or something else than cubic metres.
_CHANGING: Final = frozenset("~≈<>±+=€$£%^_")
_CUBIC: Final = re.compile(r"(?<=m)³", re.IGNORECASE)
#: Folded they would be digits like others; beside a number they make another one of it.
_RAISED: Final = str.maketrans(dict.fromkeys("²³¹½¼¾", "~"))
#: Words that may stand beside the number, folded: they name it, or are polite.
_USUAL: Final = frozenset(
    """
    n nr la il lo le l un una di del della dello dei nel sul da per al alla a e ecco eccola eccolo qui qua ora
    adesso oggi stamattina stasera mio mia vostro lettura letture autolettura numero valore cifra cifre
    contatore correttore gas metano segna segnava indica dice mostra leggo letto vedo ho sono mando invio
    comunico scrivo metri metro cubi cubo mc prego allora si esatto
    the my is it its s of on gas meter reading read reads says shows number value corrector now today cubic
    metres metre meters here i please
    der die das den dem mein meine meines ist es zahler zahlerstand gaszahler stand zeigt steht auf hier heute
    jetzt zahl wert ablesung umwerter mengenumwerter kubikmeter ich lese bitte
    """.split()  # noqa: SIM905 - a list of words reads best as words
) | (reply_words.GREETINGS | reply_words.THANKS | reply_words.CONTENT)


@dataclass(frozen=True, slots=True)
class Understood:
    """A whole number. ``digits``: how many were typed for it, zeros in front too."""

    value: int
    digits: int
    #: What stood after the comma and does not count; empty: nothing.
    dropped: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """Digits that are not taken for a reading."""

    doubt: Doubt


def understand(text: str) -> Understood | Unsure | None:
    """What number the message means; None where it is a question or about something else."""
    if len(text) > _LONGEST_MESSAGE:
        return None
    plain = _plain(text)
    runs = list(_RUN.finditer(plain))
    if not runs:
        return None
    around = _RUN.sub(" ", plain)
    words = fold(around).split()
    strange = sum(word not in _USUAL for word in words)
    if strange >= _STRANGE_WORDS or (words and "?" in around):
        return None
    for run in runs:
        if (doubt := _doubt_beside(plain, run)) is not None:
            return Unsure(doubt)
    if len(runs) > 1:
        return Unsure("several")
    read = _read(runs[0][0].rstrip(_RUN_ENDS))
    is_changed = strange > 0 or not _CHANGING.isdisjoint(around)
    return Unsure("unclear") if is_changed and isinstance(read, Understood) else read


def is_sent_unasked(text: str) -> bool:
    """Whether somebody who was asked nothing may mean a reading with this message."""
    meant = understand(text)
    return isinstance(meant, Understood) and meant.digits >= _FEWEST_UNASKED and to_call(text) is None


def to_call(text: str) -> str | None:
    """The number to call in need that a message holds which does not name it a reading; None: it is none.

    Written with the zeros of the counter in front it is a reading.
    """
    if len(text) > _LONGEST_MESSAGE or names_reading(text):
        return None
    runs = [run[0].strip(_RUN_ENDS) for run in _RUN.finditer(_plain(text))]
    if len(runs) != 1:
        return None
    digits = re.sub(r"[ .]", "", runs[0])
    return digits if is_to_call(digits) else None


def is_number(text: str) -> bool:
    """Whether the text is a number, be it clear which one or not."""
    return understand(text) is not None


def names_reading(text: str) -> bool:
    """Whether the words beside the number say that it is one of a meter."""
    return _OF_READING.search(fold(text)) is not None


def _plain(text: str) -> str:
    """The folded text without units, each blank a space, and with a sign of doubt for a fraction."""
    text = _CUBIC.sub("3", text).translate(_RAISED)
    return _UNIT.sub(" ", replies.in_words(" ".join(folding.plain(text).split("\n"))))


def _doubt_beside(plain: str, run: re.Match[str]) -> Doubt | None:
    """What the characters right beside the digits make of them."""
    before, after = plain[: run.start()], plain[run.start() + len(run[0].rstrip(_RUN_ENDS)) :]
    if before.endswith("-") or before.strip() == "-":
        return "negative"
    return "letters" if before[-1:].isalpha() or after[:1].isalpha() else None


def _read(run: str) -> Understood | Unsure:
    if _SPELLED.fullmatch(run):
        run = run.replace(" ", "")
    if _DATE.fullmatch(run):
        return Unsure("date")
    if _TWO_WAYS.fullmatch(run):
        return Unsure("comma")
    for shape in _SHAPES:
        if (found := shape.fullmatch(run)) is not None:
            digits = re.sub(r"\D", "", found["whole"])
            if len(digits) > _MOST_DIGITS:
                return Unsure("long")
            return Understood(int(digits), len(digits), found["after"] or "")
    return Unsure("several" if " " in run else "unclear")
