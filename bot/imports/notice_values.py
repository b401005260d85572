"""What the values of a notice must be, in CSV and JSON alike: a check a column, giving what we keep."""

import re
from datetime import date
from typing import Final, get_args

from bot.imports import values
from bot.imports.values import WrongValue, quoted
from bot.services.notices.notice import EVERY_STREET, Ranges, Status, StreetRow, Utility

#: What may become of an outage, and of the exchange of a meter.
OUTAGE_STATUSES: Final[tuple[Status, ...]] = (
    "published", "changed", "postponed", "cancelled", "started", "restored",
)  # fmt: skip
REPLACEMENT_STATUSES: Final[tuple[Status, ...]] = ("published", "changed", "postponed", "cancelled", "done")
UTILITIES: Final[tuple[Utility, ...]] = get_args(Utility)
RANGES: Final[tuple[Ranges, ...]] = get_args(Ranges)

NOTICE_ID: Final = r"[A-Za-z0-9._/-]{1,64}"
#: What every database keeps as a whole number.
HIGHEST_VERSION: Final = 2**31 - 1
LONGEST_REASON: Final = 500
#: A street of a city centre has hundreds of numbers, listed one by one.
LONGEST_NUMBERS: Final = 4000
_LAST_YEAR: Final = 2100
_ID: Final = re.compile(NOTICE_ID, re.ASCII)
_VERSION: Final = re.compile(r"0{0,9}[1-9]\d{0,9}", re.ASCII)
#: The whole street, said in words.
_ALL_NUMBERS: Final = {"tutti", "tutte", "alle", "all"}


def notice_id(value: str) -> str:
    """The sender's own name of a notice, the same in all its versions."""
    if not _ID.fullmatch(value):
        raise WrongValue(f"{quoted(value)} is not 1 to 64 of the letters A-Z and a-z, digits and . _ / -")
    return value


def version(value: str) -> int:
    """A whole number from 1."""
    if not _VERSION.fullmatch(value) or int(value) > HIGHEST_VERSION:
        raise WrongValue(f"{quoted(value)} is no version; the first is 1, then 2, …")
    return int(value)


def outage_status(value: str) -> Status:
    """What has become of an outage."""
    return _status(value, OUTAGE_STATUSES)


def replacement_status(value: str) -> Status:
    """What has become of the exchange of a meter."""
    return _status(value, REPLACEMENT_STATUSES)


def utility(value: str) -> Utility:
    """What stops. Empty: electricity."""
    for known in UTILITIES:
        if (value.lower() or "electricity") == known:
            return known
    raise WrongValue(f"{quoted(value)} is none of {', '.join(UTILITIES)}")


def ranges(value: str) -> Ranges:
    """What a range of house numbers holds. Empty: its side."""
    for known in RANGES:
        if (value.lower() or "side") == known:
            return known
    raise WrongValue(f"{quoted(value)} is none of {', '.join(RANGES)}")


NO_COMUNE: Final = "it is empty, and only a notice that names points alone needs none"


def name(value: str) -> str:
    """The name of a comune: words."""
    return values.words(_one_line(value))


def optional_name(value: str) -> str:
    """The name of a place, a street or a company. Empty: not said."""
    return name(value) if value else ""


def free_text(value: str) -> str:
    """A reason, or how a PIN is checked. Empty: not said."""
    return values.words(_one_line(value), LONGEST_REASON) if value else ""


def numbers(value: str) -> str:
    """House numbers as printed; whether they can be read is no question here. Empty: the whole street."""
    return values.words(_one_line(value), LONGEST_NUMBERS) if value else ""


def street_row(street: str, numbers: str, ranges: Ranges) -> StreetRow:
    """A street with its numbers.

    Raises:
        WrongValue: there are numbers of every street, or of none.
    """
    if not street:
        raise WrongValue("there are numbers and no street")
    if street != EVERY_STREET or not numbers:
        return StreetRow(street, numbers, ranges)
    if numbers.lower() not in _ALL_NUMBERS:
        raise WrongValue("every street (*) has no numbers of its own; leave them empty, or name the street")
    return StreetRow(street, "", ranges)


def points(value: str) -> tuple[str, ...]:
    """PODs or PDRs with blanks between."""
    return tuple(values.point(each) for each in value.split())


def utility_of(point: str) -> Utility:
    """What comes through a point: electricity through a POD, gas through a PDR."""
    return "electricity" if point.startswith("IT") else "gas"


def fitting(point: str, utility: Utility) -> str:
    """The point, which is one of this utility.

    Raises:
        WrongValue: it is of the other.
    """
    if utility_of(point) != utility:
        what = (
            "a POD, and the notice is about gas"
            if utility == "gas"
            else "a PDR, and the notice is about electricity"
        )
        raise WrongValue(f"{point} is {what}")
    return point


def day(value: str) -> date | None:
    """A day. Empty: not said."""
    found = values.day(value)
    if found is not None and found.year > _LAST_YEAR:
        raise WrongValue(f"{quoted(value)} is after {_LAST_YEAR}")
    return found


def notice_date(value: str) -> date:
    """The day on which the company gave notice."""
    found = day(value)
    if found is None:
        raise WrongValue("it is empty")
    return found


def _status(value: str, known: tuple[Status, ...]) -> Status:
    for status in known:
        if value.lower() == status:
            return status
    raise WrongValue(f"{quoted(value)} is none of {', '.join(known)}")


def _one_line(value: str) -> str:
    """The words with one blank where there were several, or a line break of a cell."""
    return " ".join(value.split())
