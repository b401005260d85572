"""Draws a chart as a PNG that can be read on a phone, on light and on dark ground."""

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

#: In dots; Telegram shows a photo at about half as many points, so that every line stays sharp.
WIDTH: Final = 960
HEIGHT: Final = 540
_MARGIN: Final = 48
_TITLE_TOP: Final = 34
_UNIT_TOP: Final = 82
#: Between these two lines the bars stand.
_CEILING: Final = 168
_FLOOR: Final = 436
_WIDEST_BAR: Final = 88
_ROUND: Final = 10
#: A bar of nearly nothing is still one.
_LOWEST_BAR: Final = 6
_TITLE_SIZE: Final = 38
_WORDS_SIZE: Final = 28
_SMALLEST_SIZE: Final = 18

#: A card of its own, so that it does not matter on which ground the chat lies.
_PAPER: Final = (246, 250, 248)
_INK: Final = (24, 42, 38)
_SOFT: Final = (92, 112, 107)
_LINE: Final = (214, 225, 221)
_BAR: Final = (112, 184, 168)
_NEWEST: Final = (12, 125, 109)


def draw(chart: dict[str, Any]) -> bytes:
    """The picture of what `bot.i18n` made of a `Chart`: ``title``, ``unit``, and ``bars``, the oldest first.

    Each bar has the words ``day`` and ``value``, its ``year``, and a ``height`` or None. The newest bar is
    darker than the others; the year stands below the first bar of each.
    """
    # Only whoever sends a picture pays for the library.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    words, font = _line(chart["title"], "Bold", _TITLE_SIZE)
    pen.text((_MARGIN, _TITLE_TOP), words, _INK, font, "lt")
    words, font = _line(chart["unit"], "Regular", _WORDS_SIZE)
    pen.text((_MARGIN, _UNIT_TOP), words, _SOFT, font, "lt")
    pen.line((_MARGIN, _FLOOR, WIDTH - _MARGIN, _FLOOR), _LINE, 3)
    _bars(pen, chart["bars"])
    content = BytesIO()
    # So many shades are enough for flat bars and the edges of letters, at a third of the size.
    image.quantize(64, dither=Image.Dither.NONE).save(content, "PNG", optimize=True)
    return content.getvalue()


def _bars(pen: "ImageDraw", bars: Sequence[dict[str, Any]]) -> None:
    if not bars:
        return
    step = (WIDTH - 2 * _MARGIN) / len(bars)
    width = min(_WIDEST_BAR, step * 0.66)
    highest = max((bar["height"] or 0 for bar in bars), default=0) or 1
    words = [bar[name] for bar in bars for name in ("day", "value")]
    small = _fitting(words, "Regular", _WORDS_SIZE, step - 12)
    strong = _fitting(words, "Semibold", _WORDS_SIZE, step - 12)
    for place, bar in enumerate(bars):
        is_newest = place == len(bars) - 1
        middle = _MARGIN + step * (place + 0.5)
        top = _FLOOR
        if bar["height"] is not None:
            top = _FLOOR - max(_LOWEST_BAR, round((_FLOOR - _CEILING) * bar["height"] / highest))
            box = (middle - width / 2, top, middle + width / 2, _FLOOR - 2)
            pen.rounded_rectangle(
                box, _ROUND, _NEWEST if is_newest else _BAR, corners=(True, True, False, False)
            )
        pen.text((middle, top - 8), bar["value"], _INK, strong, "ms")
        pen.text((middle, _FLOOR + 36), bar["day"], _INK if is_newest else _SOFT, small, "ms")
        if place == 0 or bars[place - 1]["year"] != bar["year"]:
            pen.text((middle, _FLOOR + 70), str(bar["year"]), _SOFT, small, "ms")


def _line(words: str, weight: str, size: int) -> tuple[str, "FreeTypeFont"]:
    """Words that fit on one line, and their font: smaller where they are many, then cut."""
    most = WIDTH - 2 * _MARGIN
    known = _known(words, _font(weight, size))
    font = _fitting([known], weight, size, most)
    while font.getlength(known) > most:
        known = known[:-2].rstrip() + "…"
    return known, font


def _known(words: str, font: "FreeTypeFont") -> str:
    """The words without what the font has no letter for (an emoji in a name that somebody gave)."""
    missing = bytes(font.getmask("\uffff"))
    kept = (letter for letter in words if letter.isspace() or bytes(font.getmask(letter)) != missing)
    return " ".join("".join(kept).split())


def _fitting(words: Sequence[str], weight: str, size: int, most: float) -> "FreeTypeFont":
    """The font in the largest size, from `size` down, in which no word is wider than `most` dots."""
    font = _font(weight, size)
    while size > _SMALLEST_SIZE and max(font.getlength(each) for each in words) > most:
        size -= 1
        font = _font(weight, size)
    return font


def _font(weight: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - as above

    path = files("font_source_sans_pro") / "files" / f"SourceSansPro-{weight}.ttf"
    return ImageFont.truetype(str(path), size)
