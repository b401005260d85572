"""Small charts: stacked bars, each with the table that says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

_WIDTH: Final = 560
_HEIGHT: Final = 120
_FOOT: Final = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar of a chart, in its units."""

    x: float
    y: float
    width: float
    height: float
    style: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars by day, with the table that says the same."""

    title: str
    days: tuple[date, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    bars: tuple[Bar, ...]
    highest: int
    width: int = _WIDTH
    height: int = _HEIGHT

    def middle(self, place: int) -> float:
        """Return where the label of a day stands."""
        return (place + 0.5) * self.width / len(self.days)


def stacked(title: str, days: Sequence[date], counts: Mapping[str, Sequence[int]]) -> Chart:
    """Draw the counts of each day as a bar of several parts; ``title`` and the names are msgids."""
    totals = [sum(row[day] for row in counts.values()) for day in range(len(days))]
    highest = max(1, *totals)
    width = _WIDTH / len(days)
    bars: list[Bar] = []
    for day in range(len(days)):
        below = 0.0
        for place, row in enumerate(counts.values()):
            height = row[day] / highest * (_HEIGHT - _FOOT)
            top = _HEIGHT - _FOOT - below - height
            if height:
                style = "bar" if place == 0 else f"bar-{place + 1}"
                bars.append(Bar(day * width + 3, top, width - 6, height, style))
            below += height
    rows = tuple((name, tuple(row)) for name, row in counts.items())
    return Chart(title, tuple(days), rows, tuple(bars), highest)
