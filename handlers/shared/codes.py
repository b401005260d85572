"""The codes that people copy from a bill: read as they are typed, slips of the eye forgiven, checked.

Customer codes have six digits and their leading zeros count (seed 002). A codice fiscale has 16 characters
with a check character, where letters may stand for digits (omocodia), or 11 digits; a partita IVA has 11
digits (Luhn).
"""

import re
from collections.abc import Callable
from typing import Final

from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale

CUSTOMER_CODE_LENGTH: Final = 6
_TAX_CODE_LENGTH: Final = 16
_VAT_LENGTH: Final = 11
#: Often written before a partita IVA.
_COUNTRY: Final = "IT"
#: Where a codice fiscale of a person has digits, or the letters that stand for them.
_DIGIT_PLACES: Final = frozenset({6, 7, 9, 10, 12, 13, 14})
_TO_DIGITS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
#: No L here: among digits of a codice fiscale it is omocodia's nought.
_TO_DIGITS_OF_PERSONS: Final = str.maketrans({"O": "0", "I": "1"})
_TO_LETTERS: Final = str.maketrans({"0": "O", "1": "I"})
_SEPARATORS: Final = re.compile(r"[\s.\-_/:,;]+")
_CODE_LIKE: Final = re.compile(r"\d{2,24}|(?=.*\d)[0-9A-Z]{5,24}", re.ASCII)
#: No number of the database has more digits.
_LONGEST_ROW_NUMBER: Final = 17


def is_code_like(text: str) -> bool:
    """Whether the text is one run of letters and digits, as a code is and a sentence is not."""
    return _CODE_LIKE.fullmatch(_joined(text)) is not None


def row_number(argument: str) -> int | None:
    """The number of a row that a button says after its command; None where it is none."""
    is_number = argument.isascii() and argument.isdecimal() and len(argument) <= _LONGEST_ROW_NUMBER
    return int(argument) if is_number else None


def customer_code(text: str) -> str | None:
    """The customer code that was meant: ``02 868O`` means ``028680``; None where it is none, or several."""
    return _only(text, _customer_code)


def tax_code(text: str) -> str | None:
    """The codice fiscale or partita IVA that was meant, its check character right; None where it is none."""
    return _only(text, _tax_code)


def _only(text: str, read: Callable[[str], str | None]) -> str | None:
    """What the whole text means, or else its words one by one, if they mean one thing."""
    whole = read(_joined(text))
    if whole is not None:
        return whole
    found = {meant for word in text.split() if (meant := read(_joined(word))) is not None}
    return found.pop() if len(found) == 1 else None


def _customer_code(typed: str) -> str | None:
    digits = typed.translate(_TO_DIGITS)
    is_code = digits.isascii() and digits.isdigit() and len(digits) == CUSTOMER_CODE_LENGTH
    return digits if is_code else None


def _tax_code(typed: str) -> str | None:
    if len(typed) == _VAT_LENGTH + len(_COUNTRY):
        typed = typed.removeprefix(_COUNTRY)
    if len(typed) == _TAX_CODE_LENGTH:
        meant = "".join(_fitting(place, character) for place, character in enumerate(typed))
    else:
        meant = typed.translate(_TO_DIGITS)
    try:
        return str(codicefiscale.validate(meant)) if meant.isascii() else None
    except ValidationError:
        return None


def _fitting(place: int, character: str) -> str:
    table = _TO_DIGITS_OF_PERSONS if place in _DIGIT_PLACES else _TO_LETTERS
    return character.translate(table)


def _joined(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()
