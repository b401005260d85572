"""What typed words look like: a password, a PIN, a one-time code, a PEC address.

Guesses from the outside, erring on the side of a secret: a message deleted in vain can be written again.
"""

import re
from typing import Final, Literal

from handlers.shared import codes

_MAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]+@([\w-]+(?:\.[\w-]+)+)")
_ADDRESS: Final = re.compile(r"https?://|www\.|/\w")
#: Five to eight digits that stand by themselves, written together or in groups ("123 456"), as portals and
#: banks send one-time codes (seed 000: five digits for a telephone).
_CODE: Final = re.compile(r"(?<![\w.,/+-])(?<!\d[ :])\d(?:[ -]?\d){4,7}(?![ -]?\d|[\w/:]|[.,]\d)")
_PIN: Final = re.compile(r"\b(?:pin|puk|otp|codice segreto|geheimzahl)\b\D{0,12}\d{4,}", re.IGNORECASE)
#: After these words and a colon any word is meant to be the password.
_TOLD: Final = re.compile(
    r"\b(?:password|passwort|kennwort|parola d.ordine|psw|pwd)\b[^:=\n]{0,20}[:=]\s*(\S{4,})", re.IGNORECASE
)
_NAMED: Final = (
    r"(?:password|passwort|kennwort|parola d.ordine|psw|pwd|pw|pass|pin|puk|otp|sms|codice segreto"
    r"|geheimzahl)"
)
#: A number that is called a password, a PIN or the like, and not the customer's code in the same breath.
_CALLED_SECRET: Final = re.compile(
    rf"\b{_NAMED}\b(?:(?!\bcod\b|codice|client|kunde|customer)[^\d\n]){{0,20}}\d{{4,}}"
    rf"|\d{{4,}}(?:(?!client|kunde|customer)[^\d\n]){{0,30}}\b{_NAMED}\b"
    # … or beside a customer code, unless it is said to be lost: "ho perso la password, il codice è …".
    r"|^(?!.*\b(?:pers|dimentic|smarrit|scord|ricord|recuper|lost|forg|vergess|verlor))"
    rf".*\b{_NAMED}\b",
    re.IGNORECASE | re.DOTALL,
)
#: How a code is spoken of that a portal or a bank has sent, and not printed on a bill.
_SENT_CODE: Final = re.compile(
    r"\b(?:verifica|temporane\w*|monouso|di sicurezza|di conferma|(?:mi|ci) (?:hanno|ha|è|e'|sono)\b.{0,20}"
    r"|ricevut\w|tuo codice|vostro codice|your \w*\s?code|(?:ihr|dein) \w*code|verification"
    r"|bestätigungs\w*)\b",
    re.IGNORECASE,
)
_PUBLIC_NUMBERS: Final = re.compile(codes.PUBLIC_NUMBER)
_SPECIAL: Final = frozenset("!@#$%^&+*=_?~|\\§£€")
_AROUND: Final = "\"'“”«»()[]{}<>.,;:?…"
_SHORTEST_PASSWORD: Final = 6
_LONGEST_PASSWORD: Final = 128
#: Words with digits that are no passwords: programs and devices, the codes of the trade.
_HARMLESS: Final = re.compile(
    r"(?:windows|win|iphone|ipad|ios|android|chrome|firefox|safari|edge|galaxy|samsung|office|macos|mac|h)\d{1,4}"
    rf"|IT\d{{3}}E\d{{8}}\w?|{codes.TAX_CODE}",
    re.IGNORECASE,
)
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


def looks_like_code(text: str) -> bool:
    """Whether a one-time code or a PIN stands in the text."""
    text = _MAIL.sub(" ", _PUBLIC_NUMBERS.sub(" ", text))
    return _CODE.search(text) is not None or _PIN.search(text) is not None


def is_told(text: str) -> bool:
    """Whether the text itself says that what it holds is a password, a PIN or the like."""
    told = (_TOLD, _PIN, _CALLED_SECRET, _SENT_CODE)
    return any(pattern.search(text) is not None for pattern in told)


def looks_like_password(text: str) -> bool:
    """Whether a word of the text is like a password, or is said to be one."""
    told = _TOLD.search(text)
    if told is not None and told[1].strip(_AROUND):
        return True
    words = [word.strip(_AROUND) for word in text.split()]
    return any(_is_mixed(word, is_alone=len(words) == 1) for word in words)


def _is_mixed(word: str, *, is_alone: bool) -> bool:
    """Letters and digits with a capital or a sign among them; alone in a message, letters and digits."""
    if not _SHORTEST_PASSWORD <= len(word) <= _LONGEST_PASSWORD:
        return False
    if _MAIL.fullmatch(word) or _ADDRESS.match(word) or _HARMLESS.fullmatch(word):
        return False
    has_digit = any(character.isdigit() for character in word)
    has_lower = any(character.islower() for character in word)
    has_upper = any(character.isupper() for character in word)
    has_sign = any(character in _SPECIAL for character in word)
    if not has_digit or not (has_lower or has_upper):
        return False
    return has_sign or is_alone or (has_lower and has_upper)


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
