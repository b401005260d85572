"""Telegram HTML as a page shows it: the tags that Telegram knows and no others, whoever wrote the words."""

from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

from bot.services.broadcasts.words import Reader, Words
from bot.storage.parcels import Message, PostEdit, PostPhoto

#: What each tag of Telegram is shown as.
_TAGS: Final = {
    "b": "b",
    "strong": "b",
    "i": "i",
    "em": "i",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "a",
}
_SCHEMES: Final = frozenset({"http", "https", "tg", "mailto", "tel"})


class _Writer(HTMLParser):
    """Writes a text anew, with nothing of it but words, our tags and addresses of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shown = _TAGS.get(tag)
        if shown is None:
            return
        self._open.append(shown)
        if shown != "a":
            self.written.append(f"<{shown}>")
            return
        address = next((value or "" for name, value in attrs if name == "href"), "")
        self.written.append(f'<a href="{escape(_harmless(address))}" rel="noopener noreferrer nofollow">')

    def handle_endtag(self, tag: str) -> None:
        shown = _TAGS.get(tag)
        if shown not in self._open:
            return
        while (last := self._open.pop()) != shown:
            self.written.append(f"</{last}>")
        self.written.append(f"</{last}>")

    def handle_data(self, data: str) -> None:
        self.written.append(escape(data))

    def whole(self) -> Markup:
        """Return what was written, with everything closed."""
        self.close()
        ends = "".join(f"</{tag}>" for tag in reversed(self._open))
        return Markup("".join(self.written) + ends)  # noqa: S704 - all of it was escaped above


def safe(html: str) -> Markup:
    """Return Telegram HTML as a page may hold it; what is no tag of Telegram's is left out."""
    writer = _Writer()
    writer.feed(html)
    return writer.whole()


def _harmless(address: str) -> str:
    try:
        scheme = urlsplit(address.strip()).scheme.lower()
    except ValueError:
        return "#"
    return address if scheme in _SCHEMES else "#"


def preview(words: Words, reader: Reader) -> dict[str, object]:
    """Return what a person would see: the words, the picture and the rows of buttons."""
    content = words.content(reader)
    draft = words.draft
    if not isinstance(content, Message | PostPhoto | PostEdit):
        return {"language": reader.language, "html": "", "picture": None, "rows": ()}
    return {
        "language": reader.language,
        "html": safe(content.text),
        "picture": draft.picture,
        "rows": [[(button.label, getattr(button, "url", "")) for button in row] for row in content.rows],
    }
