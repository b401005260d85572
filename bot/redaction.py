"""What must never be read in a log or a statistic: secrets, and what could name somebody."""

import re
from typing import Final

from handlers.shared.codes import TAX_CODE

#: Each kind of secret, and what stands in its place.
_SECRETS: Final = (
    # PostgreSQL says after an error which row it was about, value by value.
    (
        re.compile(
            r"^(DETAIL|CONTEXT): .*?(?=\n(?:HINT|DETAIL|CONTEXT|QUERY): |\n\n|\n[\[(]|\Z)",
            re.DOTALL | re.MULTILINE,
        ),
        r"\1: [values]",
    ),
    (re.compile(r"(?<!\d)\d{5,12}:[A-Za-z0-9_-]{20,}"), "[token]"),
    (re.compile(r"(?<=://)([^/\s:@]+):[^/\s@]+@"), r"\1:[password]@"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(rf"\b{TAX_CODE}\b", re.IGNORECASE), "[tax code]"),
    (re.compile(r"\bIT\d{3}E\d{8}[0-9A-Z]?\b", re.IGNORECASE), "[POD]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b", re.IGNORECASE), "[IBAN]"),
    # Telephones, cards, PDR, customer codes, one-time codes: any run of five digits or more.
    (re.compile(r"(?<![\w.])\+?\d(?:[ ./-]?\d){4,}"), "[number]"),
    # What follows the word password, PIN or code and looks like one.
    (
        re.compile(
            r"\b(password|psw|pwd|pin|codice|code|otp|passwort)(\s*(?::|=|\bè\b|\be'|\bis\b|\bist\b)\s*)"
            r"(?=\S*[\d!@#$%^&+])\S+",
            re.IGNORECASE,
        ),
        r"\1\2[secret]",
    ),
)


def redacted(text: str) -> str:
    """The text without tokens, passwords, addresses, codes and numbers that could name somebody."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text
