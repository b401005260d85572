"""Entries of the book by words of their question, their phrases or their answer."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from faq.book import Book, Entry
from faq.language.text import fold


def find(book: Book, learned: Mapping[str, Sequence[str]], wanted: str) -> tuple[Entry, ...]:
    """Return the entries in which all words occur, whole or in part; those with them in the question first.

    Without words, all of them, in the order of the book.
    """
    words = fold(wanted).split()

    def holds(*texts: str) -> bool:
        said = " ".join(map(_folded, texts))
        return all(word in said for word in words)

    found = [
        entry for entry in book if holds(entry.id, *entry.wordings, *learned.get(entry.id, ()), entry.answer)
    ]
    return tuple(sorted(found, key=lambda entry: not holds(entry.question)))


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return fold(text)
