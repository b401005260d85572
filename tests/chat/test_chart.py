"""The drawn picture: its size, its bars, and words of every kind."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.chat.chart import HEIGHT, WIDTH, draw

#: Darker green than anything else in the picture: the newest bar.
_NEWEST = (12, 125, 109)
_OTHERS = (112, 184, 168)


def _bar(height: float | None, above: str = "1", year: int = 2015) -> dict[str, Any]:
    return {"below": ["15", "feb", str(year)], "height": height, "above": above}


def _chart(*bars: dict[str, Any], title: str = "Casa", unit: str = "m³ al giorno") -> dict[str, Any]:
    return {"title": title, "unit": unit, "bars": list(bars)}


def _drawn(chart: dict[str, Any]) -> Image.Image:
    return Image.open(BytesIO(draw(chart))).convert("RGB")


def _count(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    found = picture.getcolors(WIDTH * HEIGHT)
    assert found is not None
    return sum(count for count, other in found if other == colour)


def test_it_is_a_small_png() -> None:
    """Twelve bars weigh less than a page of text with a logo."""
    content = draw(_chart(*(_bar(1.5 * place) for place in range(12))))
    with Image.open(BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(content) < 30_000


def test_bars_are_as_high_as_their_values() -> None:
    """Half the value is half the bar, and the newest is told apart by its colour."""
    picture = _drawn(_chart(_bar(5), _bar(10)))
    assert _count(picture, _OTHERS) / _count(picture, _NEWEST) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("height", [None, 0.0])
def test_nothing_known_and_nothing_used_are_two_things(height: float | None) -> None:
    """What is not known has no bar, what is nothing a line."""
    picture = _drawn(_chart(_bar(3), _bar(height)))
    assert (_count(picture, _NEWEST) > 0) is (height is not None)


def test_without_anything_to_show_there_is_still_a_picture() -> None:
    """No bar at all, and bars of which nothing is known."""
    for chart in (_chart(), _chart(_bar(None))):
        assert _count(_drawn(chart), _NEWEST) == 0


def test_letters_that_the_font_lacks_are_left_out() -> None:
    """No empty boxes stand in a name with an emoji; what is written stays."""
    assert draw(_chart(title="Casa 🏠 mia")) == draw(_chart(title="Casa mia"))
    assert draw(_chart(title="Più su")) != draw(_chart(title="Pi su"))


def test_a_long_title_ends_before_the_edge() -> None:
    """It is made smaller, then cut."""
    picture = _drawn(_chart(title="Casa al mare di nonna Pina " * 9))
    right = picture.crop((WIDTH - 40, 0, WIDTH, 160))
    assert right.getcolors() == [(40 * 160, picture.getpixel((0, 0)))]


@settings(max_examples=25, deadline=None)
@given(
    title=st.text(max_size=60),
    heights=st.lists(st.none() | st.floats(min_value=0, max_value=1e9), max_size=12),
    above=st.sampled_from(["–", "0,04", "9,8", "1.234.567"]),
)
def test_any_chart_can_be_drawn(title: str, heights: list[float | None], above: str) -> None:
    """No words and no values break the pen."""
    bars = [_bar(height, above, 2015 + place // 3) for place, height in enumerate(heights)]
    assert _drawn(_chart(*bars, title=title)).size == (WIDTH, HEIGHT)
