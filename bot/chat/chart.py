"""Draws a chart as a PNG that can be read on a phone, on light and on dark ground."""

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

#: In dots; a phone shows a photo at about a third as many points, so letters are large.
WIDTH: Final = 1080
HEIGHT: Final = 720
_MARGIN: Final = 48
_TITLE_TOP: Final = 42
_UNIT_TOP: Final = 104
#: Between these two lines the bars stand.
_CEILING: Final = 218
_FLOOR: Final = 542
#: The lines of words below a bar stand this far below the floor.
_BELOW: Final = (50, 94, 144)
_WIDEST_BAR: Final = 108
_ROUND: Final = 12
#: A bar of nearly nothing is still one.
_LOWEST_BAR: Final = 8
_TITLE_SIZE: Final = 48
_WORDS_SIZE: Final = 40
_SMALLEST_SIZE: Final = 24

#: A card of its own, so that it does not matter on which ground the chat lies.
_PAPER: Final = (246, 250, 248)
_INK: Final = (24, 42, 38)
_SOFT: Final = (92, 112, 107)
_LINE: Final = (214, 225, 221)
_BAR: Final = (112, 184, 168)
_NEWEST: Final = (12, 125, 109)


def draw(chart: dict[str, Any]) -> bytes:
    """The picture of what `bot.i18n` made of a `Chart`: ``title``, ``unit``, and ``bars``, the oldest first.

    Each bar has a ``height`` or None, the words ``above`` it, and ``below`` it day, month and year, the
    last only where it is another than before. The newest bar is darker than the others.
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
    half = min(_WIDEST_BAR, step * 0.66) / 2
    highest = max(bar["height"] or 0 for bar in bars) or 1
    strong = _fitting([bar["above"] for bar in bars], "Semibold", _WORDS_SIZE, step - 8)
    small = _fitting([words for bar in bars for words in bar["below"]], "Regular", _WORDS_SIZE, step - 8)
    year_before = ""
    for place, bar in enumerate(bars):
        is_newest = place == len(bars) - 1
        middle = _MARGIN + step * (place + 0.5)
        top = _FLOOR
        if bar["height"] is not None:
            top -= max(_LOWEST_BAR, round((_FLOOR - _CEILING) * bar["height"] / highest))
            box = (middle - half, top, middle + half, _FLOOR - 2)
            colour = _NEWEST if is_newest else _BAR
            pen.rounded_rectangle(box, _ROUND, colour, corners=(True, True, False, False))
        pen.text((middle, top - 12), bar["above"], _INK, strong, "ms")
        day, month, year = bar["below"]
        for words, below in zip((day, month, "" if year == year_before else year), _BELOW, strict=True):
            pen.text((middle, _FLOOR + below), words, _INK if is_newest else _SOFT, small, "ms")
        year_before = year


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
