"""What must never be read in a log or a statistic: secrets, and what could name somebody.

Patterns are matched against a copy in which invisible characters are dropped and every dash and every blank
is one; what they find is then replaced in the text itself. Every pattern takes time linear in the text: no
run of characters is scanned again from each of its characters.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Final
from unicodedata import category, normalize

from handlers.shared.codes import TAX_CODE

#: Longer texts are cut before they are logged: no line that somebody reads is longer.
_LONGEST: Final = 32_768
_CUT: Final = " [cut]"
#: What is taken out may bare what hung together with it; after this many passes nothing is left of a run.
_PASSES: Final = 8
#: A text is cut at a blank, where one is this near, so that no half of a secret stays.
_NEAR: Final = 256
#: Invisible marks that are not of category Cf: joiners, variation selectors, the frame of a keycap.
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u20e3\u3164\uffa0").union(
    map(chr, range(0xFE00, 0xFE10))
)
#: Dashes that are not of category Pd: minus, hyphen bullet, soft line drawings.
_DASHES: Final = frozenset("\u2212\u2043\u02d7\u2500")

#: What may stand between the characters of a code.
_GAP: Final = r"[\s./_-]{0,2}"
_BEGIN: Final = r"(?<![^\W_])"
_END: Final = r"(?![^\W_])"
#: A digit of a codice fiscale, a letter that stands for it, or one that is mistaken for it.
_TAX_DIGIT: Final = "[0-9ILMNO-V]"


def _gapped(*characters: str) -> str:
    return _GAP.join(characters)


_GAPPED_TAX_CODE: Final = _gapped(
    *["[A-Z]"] * 6, r"\d", _TAX_DIGIT, "[A-Z]", *[_TAX_DIGIT] * 2, "[A-Z]", *[_TAX_DIGIT] * 3, "[A-Z]"
)
_POD: Final = _gapped("I", "T", *[r"[\dO]"] * 3, "E", *[r"[\dO]"] * 8) + rf"(?:{_GAP}\d){{0,4}}[^\W_]*"
_ITALIAN_IBAN: Final = _gapped("I", "T", *[r"\d"] * 2, "[A-Z]", *[r"\d"] * 10, *["[A-Z0-9]"] * 12)
_SECRET_SIGN: Final = re.compile(r"[\d!@#$%^&+]")


def _secret(found: re.Match[str]) -> str:
    """Replace what follows the word password, PIN or code, where it looks like a secret."""
    return f"{found[1]}{found[2]}[secret]" if _SECRET_SIGN.search(found[3]) else found[0]


#: Each kind of secret, and what stands in its place.
_SECRETS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    # PostgreSQL says after an error which row it was about, value by value.
    (
        re.compile(
            r"^(DETAIL|CONTEXT): .*?(?=\n(?:HINT|DETAIL|CONTEXT|QUERY): |\n\n|\n[\[(]|\Z)",
            re.DOTALL | re.MULTILINE,
        ),
        r"\1: [values]",
    ),
    (re.compile(r"(?<!\d)\d{5,12}:[A-Za-z0-9_-]{20,}"), "[token]"),
    # A program's key for the API (bot/services/keys.py).
    (re.compile(r"sportello_[A-Za-z0-9_-]{43}"), "[key]"),
    (re.compile(r"(?<=://)([^/\s:@]+):[^/\s@]+@"), r"\1:[password]@"),
    # It begins where a run of its characters does, and takes addresses that hang together as one.
    (
        re.compile(r"(?<![\w.+%-])[\w.+%-]+ ?@ ?[\w-]+(?:\.[\w-]+)+(?:[+%@][\w.+%@-]*\w)?"),
        "[e-mail]",
    ),
    (re.compile(rf"{_BEGIN}(?:{TAX_CODE}|{_GAPPED_TAX_CODE}){_END}", re.IGNORECASE), "[tax code]"),
    (re.compile(rf"{_BEGIN}{_ITALIAN_IBAN}{_END}", re.IGNORECASE), "[IBAN]"),
    (re.compile(rf"{_BEGIN}{_POD}", re.IGNORECASE), "[POD]"),
    (
        re.compile(
            r"\b[A-Z]{2}\d{2}(?:[ ./-]?[A-Z0-9]{4}){3,7}(?:[ ./-]?[A-Z0-9]{1,4})?\b",
            re.IGNORECASE,
        ),
        "[IBAN]",
    ),
    # Telephones, cards, PDR, customer codes, one-time codes: any run of five digits or more.
    (re.compile(r"\+?(?<!\d)\d(?:[ ./()_-]{0,3}\d){4,}"), "[number]"),
    (
        re.compile(
            r"\b(password|psw|pwd|pin|codice|code|otp|passwort)"
            r"(\s{0,9}(?::|=|\bè\b|\be'|\bis\b|\bist\b)\s{0,9})(\S+)",
            re.IGNORECASE,
        ),
        _secret,
    ),
)


def redacted(text: str) -> str:
    """Return the text without tokens, passwords, addresses, codes and numbers that could name somebody."""
    for _ in range(_PASSES):
        before, text = text, _pass(text)
        if text == before:
            break
    return text


def _pass(text: str) -> str:
    folded, places = _folded(text)
    for pattern, replacement in _SECRETS:
        parts: list[str] = []
        done = 0
        for found in pattern.finditer(folded):
            instead = found.expand(replacement) if isinstance(replacement, str) else replacement(found)
            if instead != found[0]:
                parts += (text[done : places[found.start()]], instead)
                done = places[found.end() - 1] + 1
        if parts:
            text = "".join((*parts, text[done:]))
            folded, places = _folded(text)
    return text


def shortened(text: str) -> str:
    """Return the text cut to a length that is worth logging."""
    if len(text) <= _LONGEST:
        return text
    blank = text.rfind(" ", _LONGEST - _NEAR, _LONGEST)
    return text[: _LONGEST if blank < 0 else blank] + _CUT


def _folded(text: str) -> tuple[str, list[int] | range]:
    """Return what patterns are matched against, and for each of its characters the place in the text."""
    if text.isascii():
        return text, range(len(text))
    seen = [(place, folded) for place, character in enumerate(text) if (folded := _fold(character))]
    return "".join(folded for _, folded in seen), [place for place, _ in seen]


@cache
def _fold(character: str) -> str:
    """Return what one character is read as: one character, or nothing."""
    if character.isascii():
        return character
    kind = category(character)
    if kind == "Cf" or character in _UNSEEN:
        return ""
    if kind == "Pd" or character in _DASHES:
        return "-"
    if kind == "Zs":
        return " "
    plain = normalize("NFKC", character)
    return plain if len(plain) == 1 else character
