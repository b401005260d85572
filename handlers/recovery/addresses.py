"""Addresses that are typed in the recovery: a mailbox or a PEC, a tax code, a VAT number."""

import re
from typing import Final, Literal

from handlers.shared import codes

_MAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]+@([\w-]+(?:\.[\w-]+)+)")
#: Domains of certified mail, known or by the custom of naming them so.
_PEC_DOMAIN: Final = re.compile(
    r"(?:^|[.-])"
    r"(?:pec|\w{2,}pec|pec(?:imprese|aziende|avvocati|commercialisti)|legalmail|postecert|postacert\w*"
    r"|sicurezzapostale|cert|legal|actaliscertymail)"
    r"(?:[.-]|$)"
)
_PEC_WORD: Final = re.compile(r"\bpec\b|posta (?:elettronica )?certificata", re.IGNORECASE)
_DENIED: Final = re.compile(r"\b(?:non|no|not|nicht|kein\w*)\b", re.IGNORECASE)
_PERSONAL: Final = re.compile(rf"{_MAIL.pattern}|\b{codes.TAX_CODE}\b|(?<!\d)\d{{11}}(?!\d)", re.IGNORECASE)
_FEW_WORDS: Final = 4


def mail_domain(text: str) -> str | None:
    """The domain of the e-mail address in the text, in lower case; None where there is none."""
    found = _MAIL.search(text)
    return None if found is None else found[1].lower()


def is_pec(domain: str) -> bool:
    """Whether mail to this domain is certified mail (PEC), as far as its name tells."""
    return _PEC_DOMAIN.search(domain) is not None


def is_personal(text: str) -> bool:
    """Whether the message is an e-mail address, a tax code or a VAT number, with hardly a word around it."""
    rest, count = _PERSONAL.subn(" ", text)
    return count > 0 and len(rest.split()) <= _FEW_WORDS


def says_pec(text: str) -> Literal["yes", "no"] | None:
    """Whether the words say that an address is a PEC, or is none; None where they do not speak of it."""
    if _PEC_WORD.search(text) is None:
        return None
    return "no" if _DENIED.search(text) is not None else "yes"
