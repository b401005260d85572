"""How Telegram reads text: its HTML into text and entities, and the links and commands it finds by itself.

Source of the rules: core.telegram.org/bots/api#formatting-options. Offsets in errors count bytes, in entities
UTF-16 units.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.demo.telegram.model import Entity, Formatted
from bot.demo.telegram.refusal import ApiError, bad_request

#: Tag to entity; `a`, `span`, `pre`, `code` and `blockquote` have rules of their own besides.
_KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)))?""")
_LAST_LETTER = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_PLAIN = re.compile(r"[^<&]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
#: What Telegram marks by itself, most particular first.
_FOUND = (
    ("url", re.compile(r"(?:https?://|www\.)[^\s<>«»\"]*[^\s<>«»\".,;:!?)]", re.IGNORECASE)),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z]\w{3,31}")),
)
#: Entities in which Telegram looks for nothing more.
_OPAQUE = {"code", "pre", "text_link"}


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> Formatted:
    """Text without markup: cleaned, trimmed, with the links and commands that Telegram finds."""
    return _finished(_cleaned(text), ())


def with_entities(text: str, entities: tuple[Entity, ...]) -> Formatted:
    """Text whose formatting the sender gave beside it."""
    return _finished(_cleaned(text), entities)


def from_html(source: str) -> Formatted:
    """Telegram's HTML as text and entities.

    Raises:
        ApiError: "can't parse entities: …" with Telegram's reason and byte offset.

    """
    reader = _Reader(_cleaned(source))
    reader.read()
    return _finished("".join(reader.out), tuple(reader.entities))


def to_html(formatted: Formatted) -> str:
    """The markup that would give this text, for people who read a test's output."""
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for entity in formatted.entities:
        tag, attributes = _tag(entity)
        if tag:
            opening.setdefault(entity.offset, []).append(f"<{tag}{attributes}>")
            closing.setdefault(entity.offset + entity.length, []).insert(0, f"</{tag}>")
    out: list[str] = []
    position = 0
    for letter in formatted.text:
        out += closing.get(position, ())
        out += opening.get(position, ())
        out.append(_escaped(letter))
        position += units(letter)
    return "".join([*out, *closing.get(position, ())])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _tag(entity: Entity) -> tuple[str, str]:
    """A tag's name and attributes; an empty name for what Telegram found by itself."""
    if entity.kind == "text_link":
        return "a", f' href="{_escaped(entity.url)}"'
    if entity.kind == "expandable_blockquote":
        return "blockquote", " expandable"
    if entity.kind == "custom_emoji":
        return "tg-emoji", f' emoji-id="{entity.custom_emoji}"'
    names = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler"}
    name = names.get(entity.kind, entity.kind if entity.kind in {"code", "pre", "blockquote"} else "")
    return name, ""


def _cleaned(text: str) -> str:
    """Without carriage returns; other control characters become spaces."""
    return _CONTROL.sub(" ", text.replace("\r", ""))


def _finished(text: str, entities: tuple[Entity, ...]) -> Formatted:
    """Trimmed at both ends, entities cut to the text and joined by what Telegram finds itself."""
    first = min((entity.offset for entity in entities), default=units(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    body = text[lead:].rstrip()
    length = units(body)
    kept = []
    for entity in entities:
        start = max(entity.offset - lead, 0)
        end = min(entity.offset - lead + entity.length, length)
        if start < end:
            kept.append(replace(entity, offset=start, length=end - start))
    kept += _found(body, kept)
    kept.sort(key=lambda entity: (entity.offset, -entity.length))
    return Formatted(body, tuple(kept))


def _found(text: str, given: list[Entity]) -> Iterator[Entity]:
    taken = [(entity.offset, entity.offset + entity.length) for entity in given if entity.kind in _OPAQUE]
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = units(text[: match.start()])
            end = start + units(match.group())
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
                yield Entity(kind, start, end - start)


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end tag."""

    tag: str
    #: Where its entity begins, in UTF-16 units of the text without markup.
    start: int
    #: Where its text begins, as an index of the pieces put out.
    piece: int
    attributes: dict[str, str]


class _Reader:
    """One pass over the markup; afterwards `out` and `entities` hold the outcome."""

    def __init__(self, source: str) -> None:
        self.out: list[str] = []
        self.entities: list[Entity] = []
        self._source = source
        self._at = 0
        self._length = 0
        self._open: list[_Open] = []

    def read(self) -> None:
        source = self._source
        while self._at < len(source):
            letter = source[self._at]
            if letter == "&":
                self._reference()
            elif run := _PLAIN.match(source, self._at):
                self._put(run.group(), len(run.group()))
            elif source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            tag = self._open[-1].tag
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\""
            )

    def _put(self, text: str, consumed: int) -> None:
        self.out.append(text)
        self._length += units(text)
        self._at += consumed

    def _fault(self, reason: str, at: int, more: str = "") -> ApiError:
        offset = len(self._source[:at].encode("utf-8", "surrogatepass"))
        return bad_request(f"can't parse entities: {reason} at byte offset {offset}{more}")

    def _reference(self) -> None:
        found = _REFERENCE.match(self._source, self._at)
        letter = _letter(found) if found else ""
        if found and letter:
            self._put(letter, len(found.group()))
        else:
            self._put("&", 1)

    def _start_tag(self) -> None:
        begin = self._at
        found = re.compile(r"<([^\s>]*)").match(self._source, begin)
        if found is None or found.end() == len(self._source):
            raise self._fault("Unclosed start tag", begin)
        tag = found.group(1).lower()
        if tag not in _KINDS:
            raise self._fault(f'Unsupported start tag "{tag}"', begin)
        attributes = self._attributes(tag, begin, found.end())
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._fault('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(_Open(tag, self._length, len(self.out), attributes))

    def _attributes(self, tag: str, begin: int, at: int) -> dict[str, str]:
        """Reads on to behind the `>`."""
        attributes: dict[str, str] = {}
        while True:
            rest = self._source[at:].lstrip()
            at = len(self._source) - len(rest)
            if not rest:
                raise self._fault("Unclosed start tag", begin)
            if rest.startswith(">"):
                self._at = at + 1
                return attributes
            found = _ATTRIBUTE.match(self._source, at)
            if found is None:
                raise self._fault(f'Empty attribute name in the tag "{tag}"', begin)
            value = found.group(2) or found.group(3) or found.group(4) or ""
            attributes[found.group(1).lower()] = _REFERENCE.sub(
                lambda ref: _letter(ref) or ref.group(), value
            )
            at = found.end()

    def _end_tag(self) -> None:
        begin = self._at
        if not self._open:
            raise self._fault("Unexpected end tag", begin)
        found = re.compile(r"</([^\s>]*)\s*>").match(self._source, begin)
        if found is None:
            raise self._fault("Unclosed end tag", begin)
        opened = self._open.pop()
        tag = found.group(1).lower()
        if tag not in ("", opened.tag):
            more = f', expected "</{opened.tag}>", found "</{tag}>"'
            raise self._fault("Unmatched end tag", begin, more)
        self._at = found.end()
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._length - opened.start
        entity = Entity(_KINDS[opened.tag], opened.start, length)
        inner = self.entities[-1] if self.entities else None
        same_stretch = inner is not None and (inner.offset, inner.length) == (opened.start, length)
        match opened.tag:
            case "a":
                url = opened.attributes.get("href") or "".join(self.out[opened.piece :])
                if not re.match(r"(?:https?|tg|mailto|tel):|[\w-]+\.\w", url, re.IGNORECASE):
                    return
                entity = replace(entity, url=url)
            case "tg-emoji":
                entity = replace(entity, custom_emoji=opened.attributes.get("emoji-id", ""))
            case "code":
                entity = replace(
                    entity, language=opened.attributes.get("class", "").removeprefix("language-")
                )
            case "pre" if inner is not None and same_stretch and inner.kind == "code":
                self.entities.pop()
                entity = replace(entity, language=inner.language)
            case "blockquote" if "expandable" in opened.attributes:
                entity = replace(entity, kind="expandable_blockquote")
            case _:
                pass
        if length:
            self.entities.append(entity)


def _letter(reference: re.Match[str]) -> str:
    """The letter of `&lt;` or `&#…;`; empty where there is none."""
    hexadecimal, decimal, name = reference.groups()
    if name:
        return _NAMED[name.lower()]
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if 0 < number < _LAST_LETTER and number not in _SURROGATES else ""
