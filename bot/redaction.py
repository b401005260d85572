"""What must never be read in a log or a statistic: secrets, and what could name somebody.

Patterns are matched against a copy in which all that the eye does not tell apart is folded (`fold.seen`);
what they find is then replaced in the text itself. What people type is judged before by the recogniser of
`handlers.shared.secrets`, which knows more; here stands what is sure without a dictionary. Every pattern
takes time linear in the text: no run of characters is scanned again from each of its characters.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from faq.language import fold
from handlers.shared import secrets
from handlers.shared.codes import TAX_CODE

#: Longer texts are cut before they are logged: no line that somebody reads is longer.
_LONGEST: Final = 32_768
_CUT: Final = " [cut]"
#: Stands in the place of a secret.
_SECRET: Final = "[secret]"  # noqa: S105 - no secret, its place
#: What is taken out may bare what hung together with it; after this many passes nothing is left of a run.
_PASSES: Final = 8
#: A text is cut at a blank, where one is this near, so that no half of a secret stays.
_NEAR: Final = 256
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


def _named(found: re.Match[str]) -> str:
    """Replace what follows the word password, PIN or code, where it looks like a secret."""
    return f"{found[1]}{found[2]}{_SECRET}" if _SECRET_SIGN.search(found[3]) else found[0]


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
    (re.compile(r"(?<=://)([^/\s:@]+):[^/\s]+@"), r"\1:[password]@"),
    # A PIN needs no sign before it.
    (re.compile(r"\b(pin|puk|otp|tan|cvv|cvc)([ .:=-]{1,3})\d{3,8}\b", re.IGNORECASE), rf"\1\2{_SECRET}"),
    # Addresses as people spell them to hide them from programs.
    (
        re.compile(
            r"(?<![\w.+%-])[\w.+%-]+ ?[(\[](?:at|chiocciola)[)\]] ?[\w-]+"
            r"(?:(?:\.| ?[(\[](?:dot|punto|punkt)[)\]] ?)[\w-]+)+",
            re.IGNORECASE,
        ),
        "[e-mail]",
    ),
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
            rf"\b({'|'.join(sorted(secrets.NAMES, key=len, reverse=True))})\b"
            r"(\s{0,9}(?::|=|\bè\b|\be'|\bis\b|\bist\b)\s{0,9})(\S+)",
            re.IGNORECASE,
        ),
        _named,
    ),
)


def redacted(text: str) -> str:
    """Return the text without tokens, passwords, addresses, codes and numbers that could name somebody."""
    for _ in range(_PASSES):
        before, text = text, _pass(text)
        if text == before:
            break
    return text


def without_secrets(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON without the texts in which a person has written a secret; all else stays."""
    match value:
        case str():
            return _SECRET if secrets.holds_secret(value) else value
        case dict():
            return {key: without_secrets(inner) for key, inner in value.items()}
        case list():
            return [without_secrets(inner) for inner in value]
        case _:
            return value


def _pass(text: str) -> str:
    folded = fold.seen_in_place(text)
    for pattern, replacement in _SECRETS:
        parts: list[str] = []
        done = 0
        for found in pattern.finditer(folded.text):
            instead = found.expand(replacement) if isinstance(replacement, str) else replacement(found)
            start, end = folded.span(found.start(), found.end())
            if instead != found[0] and start >= done:
                parts += (text[done:start], instead)
                done = end
        if parts:
            text = "".join((*parts, text[done:]))
            folded = fold.seen_in_place(text)
    return text


def shortened(text: str) -> str:
    """Return the text cut to a length that is worth logging."""
    if len(text) <= _LONGEST:
        return text
    blank = text.rfind(" ", _LONGEST - _NEAR, _LONGEST)
    return text[: _LONGEST if blank < 0 else blank] + _CUT
