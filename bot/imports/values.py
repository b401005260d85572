"""What the values of a file of customers must be: one check a column, giving the value as we keep it."""

import re
from datetime import date
from typing import Final

from bot.config.readings import DEFAULT_VENDOR, VENDOR
from bot.i18n import LANGUAGES
from bot.local_time import EARLIEST_DAY
from bot.services.linking.phones import e164
from handlers.shared import codes, names

#: Gas meters by nominal size (EN 1359, EN 12480).
METER_CLASSES: Final = (
    "G1.6", "G2.5", "G4", "G6", "G10", "G16", "G25", "G40", "G65", "G100", "G160", "G250", "G400", "G650",
    "G1000",
)  # fmt: skip

_ISTAT: Final = re.compile(r"\d{6}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
_ITALIAN_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
#: Spreadsheets and databases write it behind a day.
_MIDNIGHT: Final = re.compile(r"[ T]0{1,2}[:.]00(?:[:.]00(?:\.0+)?)?$", re.ASCII)
_VENDOR: Final = re.compile(VENDOR, re.ASCII)
_READS: Final = ("meter", "both", "corrector")
_METER_DIGITS: Final = range(4, 10)
_LONGEST_WORDS: Final = 200
#: Of a wrong value, in the sentence about it.
_LONGEST_QUOTED: Final = 80
#: Also as the spreadsheets of our three languages write what is true.
_YES: Final = {"yes", "y", "si", "sì", "s", "true", "vero", "ja", "j", "wahr", "1", "x"}
_NO: Final = {"no", "n", "false", "falso", "nein", "falsch", "0", ""}


class WrongValue(Exception):
    """A value is not what its column promises; the text says what it should be."""


def words(value: str, most: int = _LONGEST_WORDS) -> str:
    """Any words that can be seen, at least one, 200 characters at most unless told otherwise."""
    if not value:
        raise WrongValue("it is empty")
    if not value.isprintable():
        raise WrongValue("it holds a line break or another character that cannot be seen")
    if not names.tidied(value):
        raise WrongValue("nothing of it can be seen")
    if len(value) > most:
        raise WrongValue(f"it is {len(value)} characters long, and {most} are the most")
    return value


def customer_code(value: str) -> str:
    """Six digits, leading zeros with them (seed 002); no slip is forgiven in a file."""
    if codes.customer_code(value) != value:
        raise WrongValue(f"{quoted(value)} is not six digits; leading zeros count, as in 028680")
    return value


def tax_code(value: str) -> str:
    """A codice fiscale or partita IVA whose check character fits; no slip is forgiven in a file."""
    compact = value.replace(" ", "").upper()
    code = codes.tax_code(compact)
    if code is None or compact not in {code, f"IT{code}"}:
        raise WrongValue(
            f"{quoted(value)} is no codice fiscale or partita IVA (is the last character right?)"
        )
    return code


def email(value: str) -> str | None:
    """An address of the right form; nobody asks whether it exists. Empty: unknown."""
    if not value:
        return None
    # Only an import of customers needs it, not the running bot.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - as said

    try:
        found = validate_email(value, check_deliverability=False)
    except EmailNotValidError as error:
        raise WrongValue(f"{quoted(value)} is no e-mail address: {error}") from error
    return found.ascii_email or found.normalized


def mobile(value: str) -> str | None:
    """A mobile number as E.164. Empty: unknown."""
    if not value:
        return None
    number = e164(value)
    if number is None:
        raise WrongValue(f"{quoted(value)} is no mobile number; write it as +39 and the number")
    return number


def language(value: str) -> str:
    """A language that the bot speaks."""
    if value.lower() not in LANGUAGES:
        raise WrongValue(f"{quoted(value)} is none of {', '.join(LANGUAGES)}")
    return value.lower()


def point(value: str) -> str:
    """A POD or a PDR (DOMAIN, codes)."""
    found = codes.supply_point(value)
    if found is None:
        raise WrongValue(f"{quoted(value)} is no POD (IT001E12345678) and no PDR (14 digits)")
    return found


def istat(value: str) -> str | None:
    """The ISTAT code of a comune. Empty: not said."""
    if value and not _ISTAT.fullmatch(value):
        raise WrongValue(f"{quoted(value)} is not a comune’s six digits; leading zeros count: 040007")
    return value or None


def meter_class(value: str) -> str | None:
    """The size of a gas meter. Empty: none."""
    if value and value.upper() not in METER_CLASSES:
        raise WrongValue(f"{quoted(value)} is none of {', '.join(METER_CLASSES)}")
    return value.upper() or None


def meter_digits(value: str) -> int | None:
    """How many digits the meter's counter has before the comma. Empty: unknown."""
    if not value:
        return None
    if not _NUMBER.fullmatch(value) or int(value) not in _METER_DIGITS:
        raise WrongValue(f"{quoted(value)} is no number from {_METER_DIGITS[0]} to {_METER_DIGITS[-1]}")
    return int(value)


def reading(value: str) -> int | None:
    """The digits before the comma. Empty: none."""
    if not value:
        return None
    if not _NUMBER.fullmatch(value):
        raise WrongValue(f"{quoted(value)} is not the digits before the comma")
    return int(value)


def day(value: str) -> date | None:
    """A day, written as in ISO 8601 or as in Italy. Empty: none."""
    if not value:
        return None
    value_of_day = _MIDNIGHT.sub("", value)
    try:
        if (italian := _ITALIAN_DATE.fullmatch(value_of_day)) is not None:
            found = date(int(italian[3]), int(italian[2]), int(italian[1]))
        else:
            found = date.fromisoformat(value_of_day)
    except ValueError as error:
        raise WrongValue(f"{quoted(value)} is no date; write 2026-01-31 or 31/01/2026") from error
    if found < EARLIEST_DAY:
        raise WrongValue(f"{quoted(value)} is before {EARLIEST_DAY.year}")
    return found


def vendor(value: str) -> str:
    """The name that a vendor's reading windows are under. Empty: the usual one."""
    return vendor_name(value) if value else DEFAULT_VENDOR


def vendor_name(value: str) -> str:
    """A name of letters, digits, hyphens and points, in lower case."""
    name = value.lower()
    if not _VENDOR.fullmatch(name):
        raise WrongValue(f"{quoted(value)} is no name like {DEFAULT_VENDOR}: letters, digits, - and . only")
    return name


def reads(value: str) -> str | None:
    """Which counters are read. Empty: both where there is a corrector, else the meter."""
    if value and value.lower() not in _READS:
        raise WrongValue(f"{quoted(value)} is none of {', '.join(_READS)}")
    return value.lower() or None


def yes_or_no(value: str) -> bool:
    """A yes or a no, in words of Italian, English or German. Empty: no."""
    if value.lower() in _YES:
        return True
    if value.lower() in _NO:
        return False
    raise WrongValue(f"{quoted(value)} is neither yes nor no")


def quoted(value: str) -> str:
    """The value as a fault shows it: cut where it is long, with marks for what cannot be seen."""
    if not value:
        return "an empty value"
    seen = "".join(letter if letter.isprintable() else "�" for letter in value[:_LONGEST_QUOTED])
    return f"“{seen}{'…' if len(value) > _LONGEST_QUOTED else ''}”"
