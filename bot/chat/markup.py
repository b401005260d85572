"""Writes a text and its entities as the Telegram HTML that sendMessage takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final

from telegram import MessageEntity

#: Kinds of entities and their tags. Links that Telegram finds by itself need none, and what means something
#: only to its writer loses its mark: a custom emoji is its plain one, a mention of a person their name.
_TAGS: Final = {
    MessageEntity.BOLD: ("<b>", "</b>"),
    MessageEntity.ITALIC: ("<i>", "</i>"),
    MessageEntity.UNDERLINE: ("<u>", "</u>"),
    MessageEntity.STRIKETHROUGH: ("<s>", "</s>"),
    MessageEntity.SPOILER: ("<tg-spoiler>", "</tg-spoiler>"),
    MessageEntity.BLOCKQUOTE: ("<blockquote>", "</blockquote>"),
    MessageEntity.EXPANDABLE_BLOCKQUOTE: ("<blockquote expandable>", "</blockquote>"),
    MessageEntity.CODE: ("<code>", "</code>"),
}


@dataclass(frozen=True, slots=True)
class _Span:
    """A marked stretch of a text, in UTF-16 units, and its tags."""

    start: int
    end: int
    opening: str
    closing: str


def html_of(text: str, entities: Sequence[MessageEntity]) -> str:
    """Return the text as HTML, whatever the entities: those that overlap are cut, odd ones left out.

    Half a character, which neither a database nor Telegram takes, becomes the sign for one.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    length = len(units) // 2
    spans = [span for entity in entities if (span := _span(entity, length)) is not None]
    spans.sort(key=lambda span: (span.start, -span.end))
    cuts = sorted({0, length, *(span.start for span in spans), *(span.end for span in spans)})
    pieces: list[str] = []
    still_open: list[_Span] = []
    for start, end in pairwise(cuts):
        still_open = _turn_over(still_open, spans, start, pieces.append)
        pieces.append(escape(units[2 * start : 2 * end].decode("utf-16-le", "replace"), quote=False))
    pieces += [span.closing for span in reversed(still_open)]
    return "".join(pieces)


def _turn_over(
    still_open: list[_Span], spans: Sequence[_Span], at: int, write: Callable[[str], None]
) -> list[_Span]:
    """Close what ends here, with what lies within; open that again, and what begins here."""
    first = next((place for place, span in enumerate(still_open) if span.end <= at), len(still_open))
    for span in reversed(still_open[first:]):
        write(span.closing)
    opened = [span for span in still_open[first:] if span.end > at]
    opened += [span for span in spans if span.start == at]
    for span in opened:
        write(span.opening)
    return still_open[:first] + opened


def _span(entity: MessageEntity, length: int) -> _Span | None:
    start, end = max(0, entity.offset), min(length, entity.offset + entity.length)
    tags = _tags(entity)
    return None if tags is None or start >= end else _Span(start, end, *tags)


def _tags(entity: MessageEntity) -> tuple[str, str] | None:
    if entity.type == MessageEntity.TEXT_LINK and entity.url:
        return f'<a href="{escape(entity.url)}">', "</a>"
    if entity.type == MessageEntity.PRE:
        if not entity.language:
            return "<pre>", "</pre>"
        return f'<pre><code class="language-{escape(entity.language)}">', "</code></pre>"
    return _TAGS.get(entity.type)
