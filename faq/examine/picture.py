"""A picture of a report: reliability curve and histogram of confidence, as SVG."""

from collections import Counter
from typing import Final

from faq.examine.evaluate import BINS, Report, reliability

_SIDE: Final = 300
_LEFT: Final = 50
_TOP: Final = 40
_GAP: Final = 80
_INK: Final = "#1f2937"
_PALE: Final = "#9ca3af"
_RIGHT: Final = "#15803d"
_WRONG: Final = "#b91c1c"


def plot(report: Report) -> str:
    """An SVG document: to the left how often a confidence is right, to the right how often it occurs."""
    width, height = 2 * (_LEFT + _SIDE) + _GAP, _TOP + _SIDE + 60
    second = _LEFT + _SIDE + _GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
            'font-family="sans-serif" font-size="12">',
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *_frame(_LEFT, "Reliability", "share right", "1"),
            *_curve(report),
            *_histogram(report, second),
            "</svg>",
        ]
    )


def _frame(left: int, title: str, upwards: str, highest: str) -> list[str]:
    bottom, middle = _TOP + _SIDE, _TOP + _SIDE / 2
    turned = f' transform="rotate(-90 {left - 25} {middle})"'
    return [
        _label(left, _TOP - 15, title, "start"),
        f'<rect x="{left}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="{_PALE}"/>',
        _label(left, bottom + 18, "0"),
        _label(left + _SIDE, bottom + 18, "1"),
        _label(left + _SIDE / 2, bottom + 36, "confidence"),
        _label(left - 8, bottom, "0", "end"),
        _label(left - 8, _TOP + 10, highest, "end"),
        _label(left - 25, middle, upwards, extra=turned),
    ]


def _label(x: float, y: float, text: str, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{_INK}"{extra}>{text}</text>'


def _curve(report: Report) -> list[str]:
    bottom = _TOP + _SIDE
    points = [
        (_LEFT + confidence * _SIDE, bottom - right * _SIDE, rows)
        for confidence, right, rows in reliability(report.judged)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    return [
        f'<line x1="{_LEFT}" y1="{bottom}" x2="{_LEFT + _SIDE}" y2="{_TOP}" stroke="{_PALE}"/>',
        f'<polyline points="{path}" fill="none" stroke="{_INK}" stroke-width="2"/>',
        *(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_INK}"><title>{rows} rows</title></circle>'
            for x, y, rows in points
        ),
    ]


def _histogram(report: Report, left: int) -> list[str]:
    right: Counter[int] = Counter()
    wrong: Counter[int] = Counter()
    for one in report.judged:
        (right if one.first else wrong)[min(BINS - 1, int(one.confidence * BINS))] += 1
    highest = max((right[place] + wrong[place] for place in range(BINS)), default=0) or 1
    bars = []
    wide = f'width="{_SIDE / BINS - 4:.1f}"'
    for place in range(BINS):
        x, foot = left + place * _SIDE / BINS + 2, float(_TOP + _SIDE)
        for count, colour in ((right[place], _RIGHT), (wrong[place], _WRONG)):
            tall = count / highest * _SIDE
            foot -= tall
            bars.append(f'<rect x="{x:.1f}" y="{foot:.1f}" {wide} height="{tall:.1f}" fill="{colour}"/>')
    title = "Confidence: first candidate right (green), not right (red)"
    return [*_frame(left, title, "questions", str(highest)), *bars]
