"""What an answer may be: Telegram's HTML within its length, with places for configured numbers."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Final

#: Telegram's limit for the text of one message.
LONGEST: Final = 4096

_PLACEHOLDER: Final = re.compile(r"\{number\.([^{}]*)\}")
#: A "<" that begins no tag and an "&" that begins no entity: plain text, as books of others hold it.
_BARE: Final = re.compile(r"<(?![A-Za-z/!?])|&(?!#?\w+;)")

#: Tags that Telegram's HTML mode knows, with the attributes each may carry (Bot API, "HTML style").
_TAGS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("b", "strong", "i", "em", "u", "ins", "s", "strike", "del"), frozenset[str]()),
        "a": frozenset({"href"}),
        "code": frozenset({"class"}),
        "pre": frozenset[str](),
        "blockquote": frozenset({"expandable"}),
        "span": frozenset({"class"}),
        "tg-spoiler": frozenset[str](),
        "tg-emoji": frozenset({"emoji-id"}),
    }
)


class Flaw(StrEnum):
    """A kind of fault; the value is its sentence, with a place for what it is about."""

    EMPTY = "the answer is empty"
    NUMBER = "unknown number {what} in the answer"
    LENGTH = f"the answer has {{what}} characters, Telegram takes {LONGEST}"
    TAG = "Telegram refuses the tag {what} in the answer"
    ATTRIBUTE = "Telegram refuses the attribute {what} in the answer"
    NO_HREF = "a link <a> without href in the answer"
    OPEN = "the answer leaves {what} open"
    CLOSES_NOTHING = "{what} closes nothing in the answer"
    NEVER_ENDS = 'a "<" in the answer begins a tag that never ends'
    COMMENT = "Telegram refuses a comment in the answer"
    DECLARATION = "Telegram refuses {what} in the answer"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer is refused, and what in it is meant."""

    flaw: Flaw
    what: str = ""

    def __str__(self) -> str:
        """Say it in a sentence."""
        return self.flaw.value.replace("{what}", self.what)


def faults(answer: str, numbers: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return why an answer, as somebody wrote it, cannot be sent; empty: it can."""
    if not answer.strip():
        return (Fault(Flaw.EMPTY),)
    names = dict.fromkeys(_PLACEHOLDER.findall(answer))
    unknown = tuple(Fault(Flaw.NUMBER, f"{{number.{name}}}") for name in names if name not in numbers)
    if unknown:
        return unknown
    filled = fill(answer, numbers)
    check = _TelegramHtml()
    check.feed(filled)
    check.close()
    if len(filled) > LONGEST:
        return (Fault(Flaw.LENGTH, str(len(filled))), *check.faults())
    return check.faults()


def fill(answer: str, numbers: Mapping[str, str]) -> str:
    """Return an answer as it is sent: numbers in their places, bare signs of plain text escaped."""
    plain = _BARE.sub(lambda match: html.escape(match[0]), answer)
    return _PLACEHOLDER.sub(lambda match: html.escape(numbers[match[1]], quote=False), plain)


class _TelegramHtml(HTMLParser):
    """Reads an answer as Telegram's HTML mode does and remembers what it would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._found: list[Fault] = []

    def faults(self) -> tuple[Fault, ...]:
        """What is refused or not balanced; empty if Telegram takes the text."""
        return (*self._found, *(Fault(Flaw.OPEN, f"<{tag}>") for tag in self._open))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = _TAGS.get(tag)
        if allowed is None:
            self._add(Flaw.TAG, f"<{tag}>")
            return
        extra = [name for name, _ in attrs if name not in allowed]
        if extra:
            self._add(Flaw.ATTRIBUTE, f'"{extra[0]}" of <{tag}>')
        if tag == "a" and not dict(attrs).get("href"):
            self._add(Flaw.NO_HREF)
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._add(Flaw.TAG, f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self._add(Flaw.CLOSES_NOTHING, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            self._add(Flaw.NEVER_ENDS)

    def handle_comment(self, data: str) -> None:
        del data
        self._add(Flaw.COMMENT)

    def handle_decl(self, decl: str) -> None:
        self._add(Flaw.DECLARATION, f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._add(Flaw.DECLARATION, f"<?{data}>")

    def _add(self, flaw: Flaw, what: str = "") -> None:
        self._found.append(Fault(flaw, what))
