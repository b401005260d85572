"""A message in Telegram's HTML as a customer sees it, made safe for a page of ours."""

from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup

#: What a page calls each tag of Telegram's HTML mode; whatever else is written is shown as text.
_TAGS: Final = {
    **{
        tag: tag
        for tag in ("b", "strong", "i", "em", "u", "ins", "s", "del", "code", "pre", "blockquote", "a")
    },
    "strike": "s",
    "span": "span",
    "tg-spoiler": "span",
    "tg-emoji": "span",
}
_SCHEMES: Final = frozenset({"http", "https", "tel", "mailto", "tg"})


def bubble(html: str) -> Markup:
    """Return what a browser shows for a message, with nothing in it that could run or be loaded."""
    reader = _Bubble()
    reader.feed(html)
    reader.close()
    return Markup(reader.html())  # noqa: S704 - every text is escaped, every tag is of the table above


class _Bubble(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open: list[str] = []

    def html(self) -> str:
        """The page's own HTML; what was left open is closed."""
        return "".join(self._parts) + "".join(f"</{_TAGS[tag]}>" for tag in reversed(self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.handle_data(self.get_starttag_text() or "")
            return
        self._open.append(tag)
        self._parts.append(f"<{_TAGS[tag]}{_link(dict(attrs).get('href')) if tag == 'a' else ''}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs
        self.handle_data(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
            self._parts.append(f"</{_TAGS[tag]}>")
        else:
            self.handle_data(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._parts.append(escape(data))

    def handle_comment(self, data: str) -> None:
        self.handle_data(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.handle_data(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.handle_data(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.handle_data(f"<![{data}]>")


def _link(target: str | None) -> str:
    """Return the attributes of a link; none where it leads nowhere that a browser should go by itself."""
    try:
        scheme = urlsplit(target or "").scheme
    except ValueError:
        return ""
    return f' href="{escape(target or "")}" rel="noreferrer" target="_blank"' if scheme in _SCHEMES else ""
