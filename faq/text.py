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
_WORD: Final = re.compile(r"[a-z0-9]+")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))


def fold(text: str, *, whole: bool = False) -> str:
    """Lower case, accents and markup gone, stretched letters shortened ("ciaoooo" -> "ciao"), one space apart.

    Links and mail addresses are dropped: they name nobody's question. Never raises; reads at most
    LONGEST_QUESTION characters, unless the `whole` text is wanted (an answer of the book).
    """
    plain = html.unescape(_TAG.sub(" ", text if whole else text[:LONGEST_QUESTION]))
    plain = _MAIL.sub(" ", _LINK.sub(" ", plain))
    plain = unicodedata.normalize("NFKD", plain.lower().translate(_APOSTROPHES))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _STRETCHED.sub(r"\1", plain)
    return " ".join(_WORD.findall(plain))


def words(text: str, *, whole: bool = False) -> list[str]:
    """The folded words of a text in their order; elided articles ("l'area") stand as words of their own."""
    return fold(text, whole=whole).split()
