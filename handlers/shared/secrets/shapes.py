"""What a password or a code looks like when nothing is said about it."""

import re
from typing import Final

from faq.language import fold
from faq.language.vocabulary import is_italian
from handlers.shared import codes
from handlers.shared.secrets import words
from handlers.shared.secrets.tokens import Token, tokens

_SHORTEST: Final = 6
_SHORTEST_NAMED: Final = 4
_LONGEST: Final = 128
_SIGNS: Final = frozenset("!@#$%^&+*=_?~|\\§£€")
_MAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LINK: Final = re.compile(r"https?://\S*|www\.\S+|\S+\.(?:it|com|org|net|eu|de)(?:/\S*)?", re.IGNORECASE)
_FILE: Final = re.compile(r"\S+\.(?:pdf|jpe?g|png|heic|csv|xlsx?|docx?|odt|txt|zip|p7m|eml)", re.IGNORECASE)
_HANDLE: Final = re.compile(r"[@#][a-z0-9_]+(?:[.-][a-z0-9_]+)*")
#: Codes of the trade, mistyped or not: tax code, POD, IBAN; a postcode glued to its town; laws.
_TRADE: Final = re.compile(
    rf"{codes.TAX_CODE}|[a-z]{{4,7}}\d{{1,3}}[a-z]{{1,2}}\d{{1,3}}[a-z]{{1,2}}\d{{1,4}}[a-z]?"
    r"|IT[\s_-]?\d{3}[\s_-]?E[\s_-]?\d{6,9}\w{0,2}|[a-z]{2}\d{2}[a-z]?\d{10,}\w*"
    r"|\d{5}[a-z]{3,}|(?:d\.?(?:lgs|l|m|p\.?r)\.?)\d.*",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_WORD_NUMBER: Final = re.compile(r"([^\W\d_]+)(\d+)")
_NUMBER_WORD: Final = re.compile(r"(\d+)([^\W\d_]+)")
_NAMED_NUMBER: Final = re.compile(r"(?:pin|puk|otp|tan)\d{3,8}")
#: So many letters in a row are a word, where a code has fewer.
_RUN: Final = 5
#: "negozio2" is a name.
_LONGEST_NAME: Final = 8
_FEWEST_LETTERS: Final = 4
_FEWEST_LETTERS_WITH_SIGN: Final = 3
_FEWEST_DIGITS_BETWEEN: Final = 2
#: Five to eight digits by themselves, together or in groups ("123 456"), as portals and banks send one-time
#: codes (seed 000: five digits for a telephone).
_CODE: Final = re.compile(r"(?<![\w.,/+-])(?<!\d[ :])\d(?:[ -]?\d){4,7}(?![ -]?\d|[\w/:]|[.,]\d)")
_PUBLIC: Final = re.compile(codes.PUBLIC_NUMBER)


def looks_like_code(text: str) -> bool:
    """Whether a one-time code stands in the text, by the look of it: five to eight digits by themselves."""
    return _CODE.search(_MAIL.sub(" ", _PUBLIC.sub(" ", fold.seen(text)))) is not None


def looks_like_password(text: str) -> bool:
    """Whether a word of the text looks like a password; alone in a message, any letters with digits do."""
    found = tokens(fold.seen(text))
    if len(found) == 1 and is_alnum(found[0].shown):
        return True
    return any(is_password(token.shown) for token in found)


def is_alnum(shown: str) -> bool:
    """Whether it is one word of letters and digits that is nothing we know."""
    has_both = _LETTERS.search(shown) is not None and any(map(str.isdigit, shown))
    return has_both and _SHORTEST <= len(shown) <= _LONGEST and not _is_known(shown)


def is_password(shown: str, *, is_printed: bool = False, is_username: bool = False) -> bool:
    """Whether a word has the shape of a password: letters with digits and perhaps signs.

    Where a printed code or a username is spoken of, a word without signs may be that.
    """
    if not is_alnum(shown):
        return False
    letters = "".join(_LETTERS.findall(shown))
    signs = _SIGNS.intersection(shown)
    if signs and not (is_username and signs == {"_"}):
        return len(letters) >= _FEWEST_LETTERS_WITH_SIGN
    if is_username or (is_printed and max(map(len, re.findall("[a-z]+", shown)), default=0) < _RUN):
        return False
    if any(map(str.islower, letters)) and any(map(str.isupper, letters)):
        return _NUMBER_WORD.fullmatch(shown) is None or not _is_ordinary(letters)
    return _is_word_with_digits(shown.replace("-", ""), letters)


def is_mixed(shown: str) -> bool:
    """Whether a word that is called a password is one by its shape: two of letters, digits, inner signs."""
    has_letter, has_digit = _LETTERS.search(shown) is not None, any(map(str.isdigit, shown))
    has_sign = not _SIGNS.isdisjoint(shown.rstrip("!?"))
    is_mixed_word = has_letter and (has_digit or has_sign)
    return (
        _SHORTEST_NAMED <= len(shown) <= _LONGEST
        and (is_mixed_word or (has_digit and has_sign))
        and (not is_address(shown))
    )


def is_address(shown: str) -> bool:
    """Whether it is an address, a file or a code of the trade."""
    bare = shown.rstrip("!?")
    return any(kind.fullmatch(bare) for kind in (_MAIL, _LINK, _FILE, _HANDLE, _TRADE))


def _is_word_with_digits(shown: str, letters: str) -> bool:
    """Judge a word in one case, with digits before, behind or within."""
    if letters.isupper():
        found = _WORD_NUMBER.fullmatch(shown)
        return found is not None and len(found[1]) >= _RUN
    if (found := _WORD_NUMBER.fullmatch(shown)) is not None:
        return len(found[1]) >= _FEWEST_LETTERS and not (
            len(found[2]) == 1 and len(found[1]) <= _LONGEST_NAME and _is_ordinary(found[1])
        )
    if (found := _NUMBER_WORD.fullmatch(shown)) is not None:
        return (
            len(found[1]) >= _FEWEST_DIGITS_BETWEEN
            and len(found[2]) >= _SHORTEST
            and not _is_ordinary(found[2])
        )
    digits = sum(map(str.isdigit, shown))
    return shown[0].isalpha() and "." not in shown and len(letters) > _FEWEST_LETTERS and (
        digits >= _FEWEST_DIGITS_BETWEEN
    )  # fmt: skip


def _is_ordinary(letters: str) -> bool:
    word = fold.plain(letters)
    return word in words.UNITS or word in words.STATES or is_italian(word)


def _is_known(shown: str) -> bool:
    """Whether it is an address, a file, a code of the trade, or a word that numbers are written behind."""
    bare = shown.rstrip("!?")
    if is_address(shown):
        return True
    parts = [fold.plain(part) for part in _LETTERS.findall(bare)]
    rest = set(_LETTERS.sub("", bare))
    signs = rest & _SIGNS
    return not (signs - set("_€")) and any(part in words.WITH_NUMBER for part in parts)


def is_bare(found: list[Token], place: int) -> bool:
    """Whether the token at this place has the shape of a password, in the light of the words before it."""
    if _NAMED_NUMBER.fullmatch(found[place].word):
        return True
    before = {token.word for token in found[max(0, place - 3) : place]}
    return is_password(
        found[place].shown,
        is_printed=not words.PRINTED_CODES.isdisjoint(before),
        is_username=not words.USERNAMES.isdisjoint(before),
    )
