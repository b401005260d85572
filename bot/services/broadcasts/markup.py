"""What Telegram takes as HTML: checked when a text is written, not when it has failed ten thousand times.

The tags and limits are those of the Bot API ("HTML style", sendMessage, sendPhoto).
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from bot.services.broadcasts.sentence import Sentence
from handlers.contract.speech import N_

_TAGS: Final = frozenset(
    """
    b strong i em u ins s strike del span tg-spoiler a tg-emoji code pre blockquote
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_ENTITIES: Final = frozenset({"lt", "gt", "amp", "quot"})
_LONGEST_TEXT: Final = 4096
_LONGEST_CAPTION: Final = 1024


class _Reader(HTMLParser):
    """Reads a text, collecting its faults, and what of it people will see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[Sentence] = []
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self._blame(N_("Telegram knows no {piece}"), f"<{tag}>")
        if tag == "a" and not any(name == "href" and value for name, value in attrs):
            self._blame(N_("{piece} has no address"), "<a>")
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._blame(N_("{piece} is not Telegram's HTML: a line break is just a line break"), f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self._blame(N_("{piece} closes nothing that was opened last"), f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            bare = N_("a bare {less} or {ampersand} is written {first} or {second}")
            values = {"less": "<", "ampersand": "&", "first": "&lt;", "second": "&amp;"}
            self.faults.append(Sentence.of(bare, **values))
        self.seen.append(data)

    def handle_entityref(self, name: str) -> None:
        if name not in _ENTITIES:
            self._blame(N_("Telegram knows no {piece}"), f"&{name};")
        self.seen.append("x")

    def handle_charref(self, name: str) -> None:
        del name
        self.seen.append("x")

    def handle_comment(self, data: str) -> None:
        del data
        self._blame(N_("a comment is not Telegram's HTML"))

    def _blame(self, msgid: str, piece: str = "") -> None:
        self.faults.append(Sentence.of(msgid, piece=piece))


def faults(text: str, *, is_caption: bool) -> Iterator[Sentence]:
    """Yield what Telegram would refuse in a text, or below a picture; nothing where it would take it."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    yield from dict.fromkeys(reader.faults)
    if reader.open:
        yield Sentence.of(N_("{piece} is not closed"), piece=f"<{reader.open[-1]}>")
    seen = "".join(reader.seen)
    if not seen.strip():
        yield Sentence.of(N_("it says nothing"))
    most = _LONGEST_CAPTION if is_caption else _LONGEST_TEXT
    # Telegram counts as JavaScript does.
    length = len(seen.encode("utf-16-le")) // 2
    if length > most:
        below = N_("it has {length} characters; below a picture {most} fit")
        alone = N_("it has {length} characters; in a message {most} fit")
        yield Sentence.of(below if is_caption else alone, length=length, most=most)
