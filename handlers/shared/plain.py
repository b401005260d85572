"""Words of either side as they are read: without markup, and cut so that a message stays below its limit."""

import re
from html import unescape
from typing import Final

#: Telegram's limit of a message, in UTF-16 units of what is read.
LONGEST_MESSAGE: Final = 4096
_TAG: Final = re.compile(r"<[^>]*>")


def plain(html: str) -> str:
    """Return Telegram HTML as it is read."""
    return unescape(_TAG.sub("", html))


def units(text: str) -> int:
    """Count the UTF-16 units of a text, as Telegram counts its length."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Cut a text to at most so many UTF-16 units, with "…" where something is left out."""
    if units(text) <= most:
        return text
    kept = text[: most - 1]
    while units(kept) > most - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def excerpt(html: str, most: int) -> str:
    """Return the beginning of what is read of Telegram HTML, of at most so many UTF-16 units."""
    return cut(plain(html).strip(), most)
