"""The codes that people copy from a bill: read as they are typed, slips of the eye forgiven, checked.

A customer code is read here and nowhere else, so that no step that asks for one is harder to please.

Customer codes have six digits and their leading zeros count (seed 002). A codice fiscale has 16 characters
with a check character, where letters may stand for digits (omocodia), or 11 digits; a partita IVA has 11
digits (Luhn).
"""

import re
from typing import Final

from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale

from faq.language.fold import seen

#: A number of six digits that everybody may know: the help line, written in both ways (seed 000).
PUBLIC_NUMBER: Final = r"\b803[ .]?500\b"
_PUBLIC_ALONE: Final = re.compile(PUBLIC_NUMBER)
#: What a person's codice fiscale looks like, with the letters that stand for digits in case of omocodia.
TAX_CODE: Final = r"[A-Z]{6}[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]"
#: The same with slips of the eye and gaps, anywhere in a text; the check character decides.
_GAPPED_TAX_CODE: Final = re.compile(
    r"(?<![^\W_])(?=(" + r"[\s.\-_/]{0,2}".join(
        [*["[A-Z01]"] * 6, *["[0-9ILMNO-V]"] * 2, "[A-Z]", *["[0-9ILMNO-V]"] * 2, "[A-Z01]",
         *["[0-9ILMNO-V]"] * 3, "[A-Z01]"]
    ) + r")(?![^\W_]))",
    re.IGNORECASE | re.ASCII,
)  # fmt: skip
_BETWEEN_WORDS: Final = re.compile(r"[\s:=]+")
_CUSTOMER_CODE_LENGTH: Final = 6
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
#: What may stand around a code and is no part of it.
_AROUND: Final = " \t\n\"'“”«»‘’()[]{}<>*.,;:?!…"
_INTRODUCTION: Final = re.compile(
    r"^(?:(?:ecco|eccolo|il mio|il|mein|meine|my)\b[\s:,]*)*"
    r"(?:codice(?:\s+cliente)?|kundennummer|kundencode|customer code|cod)?"
    r"\s*(?:è|e'|is|ist|:)?\s*",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"(?:[\s.,;:!…-]+(?:ok|okay|va bene|grazie(?:\s+mille)?|thanks|thank you|danke(?:\s+schön)?))*"
    r"[\s.,;:?!…]*$",
    re.IGNORECASE,
)
#: Between digits these make a time or a sum.
_INNER_POINTS: Final = re.compile(r"\d[:,;]\d")
#: Fewer are an answer to something else.
_FEWEST_DIGITS: Final = 2
#: A longer text says something else as well.
_LONGEST_ALONE: Final = 200
#: A number in a sentence, whole or in groups; O, I and L only where they stand among digits.
_GROUP: Final = r"(?=[OIL]*\d)[\dOIL]++(?![0-9A-Za-z@])"
_NUMBER: Final = re.compile(
    rf"(?<![0-9A-Za-z@+]){_GROUP}(?:(?: {{0,2}}[.\-_/] {{0,2}}| {{1,3}}){_GROUP})*+", re.ASCII | re.IGNORECASE
)
#: A sentence holds a code only where it speaks of one, greets, or thanks: "il codice è …", "… oppure …".
_SPEAKS_OF_CODE: Final = frozenset(
    {
        "codice",
        "cod",
        "cliente",
        "numero",
        "nr",
        "num",
        "n",
        "mio",
        "mia",
        "ecco",
        "eccolo",
        "bolletta",
        "fattura",
        "scritto",
        "oppure",
        "o",
        "ok",
        "okay",
        "grazie",
        "si",
        "sì",
        "trovato",
        "trovata",
        "credo",
        "dovrebbe",
        "spero",
        "questo",
        "buongiorno",
        "buonasera",
        "ciao",
        "salve",
        "code",
        "customer",
        "my",
        "or",
        "thanks",
        "hello",
        "yes",
        "ja",
        "bitte",
        "hier",
        "kundennr",
        "kundennummer",
        "kundencode",
        "mein",
        "meine",
        "oder",
        "danke",
        "hallo",
    }
)
_WORD: Final = re.compile(r"[^\W\d_]+")
#: With one of these and no word a number is an amount.
_AMOUNT_SIGNS: Final = frozenset("€$£%+")
#: Numbers of a sentence that may have six digits and are no code: the help line, dates, times, sums, meters'
#: units.
_OTHER_NUMBER: Final = re.compile(
    rf"{PUBLIC_NUMBER}|\b\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?|\b\d{{1,2}}:\d\d(?::\d\d)?\b"
    r"|\b\d{1,2}/\d{4}\b"
    rf"|\b\d{{1,2}}([./-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})\b|\b\d[\d.]{{0,15}},\d{{1,2}}\b"
    r"|(?:€|\beuro) ?\d[\d.]{0,15}|\b\d[\d.]{0,15}\s?(?:€|(?:euro|eur|kwh|mc|smc|m3|m³)\b)",
    re.IGNORECASE,
)
_CODE_LIKE: Final = re.compile(r"\d{2,24}|(?=.*\d)[0-9A-Z]{5,24}", re.ASCII)
#: A number with more digits may be too large for the database.
_LONGEST_ROW_NUMBER: Final = 18
#: DOMAIN, codes: the 15th character is optional.
_POD: Final = re.compile(r"IT\d{3}E\d{8}[0-9A-Z]?", re.ASCII)
_PDR: Final = re.compile(r"\d{14}", re.ASCII)


def is_code_like(text: str) -> bool:
    """Whether the text is one run of letters and digits, as a code is and a sentence is not."""
    return _CODE_LIKE.fullmatch(_joined(seen(text).strip(_AROUND))) is not None


def row_number(argument: str) -> int | None:
    """The number of a row that a button or a file names; None where it is none."""
    is_number = argument.isascii() and argument.isdecimal() and len(argument) <= _LONGEST_ROW_NUMBER
    return int(argument) if is_number else None


def supply_point(text: str) -> str | None:
    """A POD or a PDR as we keep it (DOMAIN, codes); None: it is neither."""
    compact = text.replace(" ", "").upper()
    return compact if _POD.fullmatch(compact) or _PDR.fullmatch(compact) else None


def is_public_number(text: str) -> bool:
    """Whether the whole text is the number of the help line, written in whatever groups."""
    digits = _digits(seen(text))
    return digits is not None and _PUBLIC_ALONE.fullmatch(digits) is not None


def customer_code(text: str) -> str | None:
    """The customer code that was meant: ``02 868O`` means ``028680``; None where it is none, or several.

    The bare number of the help line is none; where it is called a code it is one.
    """
    if is_public_number(text):
        return None
    digits = customer_digits(text)
    return digits if digits is not None and len(digits) == _CUSTOMER_CODE_LENGTH else None


def customer_digits(text: str) -> str | None:
    """The digits that were typed for a customer code, be they six or not; None where there are none.

    In a sentence only six are taken for one; where there are several such numbers, none is.
    """
    found, _ = _customer_codes(text)
    return found.pop() if len(found) == 1 else None


def without_customer_codes(text: str) -> str:
    """What else the text says, all that may be a customer code taken out of it."""
    return _customer_codes(text)[1]


def tax_code(text: str) -> str | None:
    """The codice fiscale or partita IVA that was meant, its check character right; None where it is none."""
    text = seen(text)
    whole = _tax_code(_joined(text))
    if whole is not None:
        return whole
    words = (word.strip(_AROUND) for word in _BETWEEN_WORDS.split(text))
    typed = (*words, *(found[1] for found in _GAPPED_TAX_CODE.finditer(text)))
    found = {meant for each in typed if (meant := _tax_code(_joined(each))) is not None}
    return found.pop() if len(found) == 1 else None


def _customer_codes(text: str) -> tuple[set[str], str]:
    """All that may be a customer code, or is one with a digit too few or too many; and what is left."""
    text = seen(text)
    alone = _alone(text)
    found, rest = _in_sentence(text)
    # Two numbers side by side ("028680 00000010017") are digits only, and still two.
    if alone is not None and (len(alone) == _CUSTOMER_CODE_LENGTH or not found):
        return {alone}, ""
    return (found, rest) if _speaks_of_code(rest) else (set(), text)


def _speaks_of_code(rest: str) -> bool:
    """Whether the words around a number are about a customer code, or there are none but a tax code."""
    words = {word.lower() for word in _WORD.findall(rest)}
    is_silent = not any(map(str.isalnum, rest)) and not _AMOUNT_SIGNS.intersection(rest)
    return bool(words & _SPEAKS_OF_CODE) or is_silent or tax_code(rest) is not None


def _alone(text: str) -> str | None:
    """The digits of a text that says nothing else, or only that they are the code, and thanks."""
    if len(text) > _LONGEST_ALONE or _INNER_POINTS.search(text):
        return None
    whole = _digits(text)
    if whole is not None and len(whole) < _FEWEST_DIGITS:
        return None
    return whole if whole is not None else _digits(_THANKS.sub("", _INTRODUCTION.sub("", text.strip())))


def _in_sentence(text: str) -> tuple[set[str], str]:
    """The numbers of six digits that a sentence holds, and the sentence without them."""
    found_codes: set[str] = set()

    def taken_out(number: re.Match[str]) -> str:
        # A number in groups ("02 86 80"), or else one that stands beside another ("028680 00000010017").
        if (code := _six(number[0])) is not None:
            found_codes.add(code)
            return " "
        words = number[0].split(" ")
        found_codes.update(code for word in words if (code := _six(word)) is not None)
        return " ".join(word for word in words if _six(word) is None)

    rest, since = "", 0
    for other in _OTHER_NUMBER.finditer(text):
        rest += _NUMBER.sub(taken_out, text[since : other.start()]) + other[0]
        since = other.end()
    return found_codes, rest + _NUMBER.sub(taken_out, text[since:])


def _six(typed: str) -> str | None:
    digits = _digits(typed)
    return digits if digits is not None and len(digits) == _CUSTOMER_CODE_LENGTH else None


def _digits(typed: str) -> str | None:
    """The digits of a text that has no more than them, half of them at least typed as digits."""
    joined = _joined(typed.strip(_AROUND))
    digits = joined.translate(_TO_DIGITS)
    if not (digits.isascii() and digits.isdigit()):
        return None
    return digits if 2 * sum(character.isdigit() for character in joined) >= len(digits) else None


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
