"""A sentence as the matcher sees it: folded to plain lower-case words, without accents, marks or elisions."""

import html
import re
from typing import Final

from faq.language.fold import joined, plain

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINK: Final = re.compile(r"https?://\S+|www\.\S+")
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_WORD: Final = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Plain words, one space apart: no markup, stretched letters shortened ("ciaoooo" -> "ciao").

    Links and mail addresses are dropped: they name nobody's question. Never raises; reads all of the text, in
    time linear in its length.
    """
    return _words(_marked(text))


def words(text: str) -> list[str]:
    """The folded words of a text in their order; elided articles ("l'area") stand as words of their own."""
    return fold(text).split()


def readings(text: str) -> tuple[str, ...]:
    """The folded text, and where words are spelled in it ("g.a.s.", "g a s") also with these joined."""
    marked = _marked(text)
    return tuple(dict.fromkeys((_words(marked), _words(joined(marked)))))


def _marked(text: str) -> str:
    """The plain text with its marks, but without markup, links and addresses."""
    # Each look before a substitution saves most of its time when ten thousand entries are read.
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", text))
    marked = plain(text)
    if "@" in marked or "://" in marked or "www." in marked:
        marked = _MAIL.sub(" ", _LINK.sub(" ", marked))
    return marked


def _words(marked: str) -> str:
    return " ".join(_WORD.findall(_STRETCHED.sub(r"\1", marked)))
