"""A sentence as the matcher sees it: folded to plain lower-case words, without accents, marks or elisions."""

import html
import re
import unicodedata
from typing import Final

#: Characters of a message that are read. Telegram allows 4096; what a long message asks stands in far fewer.
LONGEST_QUESTION: Final = 1200

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+")
_MAIL: Final = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
#: What is left of an accent when a letter is taken apart (NFKD).
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]+")
_WORD: Final = re.compile(r"[a-z0-9]+")
#: What taking letters apart leaves as it is: other apostrophes, and the German sharp s.
_PLAINER: Final = str.maketrans({**dict.fromkeys("’‘`´ʼ′", "'"), "ß": "ss"})


def fold(text: str, *, whole: bool = False) -> str:
    """Lower case, no accents, no markup, stretched letters shortened ("ciaoooo" -> "ciao"), one space apart.

    Links and mail addresses are dropped: they name nobody's question. Never raises; reads at most
    LONGEST_QUESTION characters, unless the `whole` text is wanted (an answer of the book).
    """
    plain = text if whole else text[:LONGEST_QUESTION]
    # Each look before a substitution saves most of its time when ten thousand entries are read.
    if "<" in plain or "&" in plain:
        plain = html.unescape(_TAG.sub(" ", plain))
    if "@" in plain or "://" in plain or "www." in plain:
        plain = _MAIL.sub(" ", _LINK.sub(" ", plain))
    plain = plain.lower()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain.translate(_PLAINER)))
    plain = _STRETCHED.sub(r"\1", plain)
    return " ".join(_WORD.findall(plain))


def words(text: str, *, whole: bool = False) -> list[str]:
    """The folded words of a text in their order; elided articles ("l'area") stand as words of their own."""
    return fold(text, whole=whole).split()
