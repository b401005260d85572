"""Figures of a matcher over a labelled file: right, suggested, wrong, silent, c@1, calibration, latency."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from faq.book import Book
from faq.matcher import DECISION_WORDS, Matcher

#: What a row without a third column belongs to.
_NO_CATEGORY: Final = "question"
_COLUMNS: Final = (2, 3)
BINS: Final = 10


class LabelError(Exception):
    """A labelled file has faults: `faults` holds a sentence each, naming file and line. Nothing was taken."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled question; `accepted` is empty where no entry answers it."""

    query: str
    accepted: frozenset[str]
    category: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the matcher made of one row."""

    row: Row
    decision: str
    #: The best candidate is an accepted one; an accepted one is among the candidates.
    first: bool
    among: bool
    confidence: float
    latency_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of some rows: shares between 0 and 1, of the rows that have an entry."""

    rows: int
    first: float
    among: float
    right: float
    suggested: float
    wrong: float
    silent: float
    #: (right + unanswered * right / n) / n over rows with an entry: a wrong answer costs, silence does not.
    c_at_1: float
    #: Rows without an entry, and the share of them that was answered all the same.
    without: int
    false_answers: float


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by category and of all rows; `judged` holds each row with its decision."""

    judged: tuple[Judged, ...]
    categories: tuple[tuple[str, Line], ...]
    total: Line
    #: Mean gap between confidence and share right over ten bins, weighted by rows; mean squared error.
    calibration_error: float
    brier: float
    latency_p50_s: float
    latency_p99_s: float


def read_rows(path: Path, book: Book) -> list[Row]:
    """Read `query TAB ids [TAB category]`, ids joined by "|" or ",", or "-" where no entry answers.

    An id that the book does not hold may be the part behind the last "-" of one that it does ("337" for
    "aqp-337"). Empty lines and lines that begin with "#" are passed over.

    Raises:
        LabelError: naming each line that is not of that form or names an unknown entry.

    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError([f"{path}: cannot be read: {error}"]) from error
    endings: dict[str, str] = {}
    for entry in book:
        ending = entry.id.rpartition("-")[2]
        # An ending that two ids share names neither.
        endings[ending] = entry.id if ending not in endings else ending
    faults, rows = [], []
    for number, line in enumerate(lines, start=1):
        cells = line.split("\t")
        if not line.strip() or line.startswith("#"):
            continue
        if len(cells) not in _COLUMNS or not cells[0].strip() or not cells[1].strip():
            faults.append(f"{path}, line {number}: needs query, ids and category with a tab between them")
            continue
        named = [] if cells[1].strip() == "-" else cells[1].replace(",", "|").split("|")
        ids = [name if name in book else endings.get(name, name) for name in map(str.strip, named)]
        faults += [
            f'{path}, line {number}: the book has no entry "{name}"' for name in ids if name not in book
        ]
        category = "".join(cells[2:]).strip() or _NO_CATEGORY
        rows.append(Row(cells[0].strip(), frozenset(ids), category))
    if not rows and not faults:
        faults.append(f"{path}: holds no row")
    if faults:
        raise LabelError(faults)
    return rows


def evaluate(matcher: Matcher, rows: Sequence[Row]) -> Report:
    """Decide every row and count. Each question is asked once, as a customer would."""
    judged = tuple(_judge(matcher, row) for row in rows)
    by_category: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_category[one.row.category].append(one)
    times = sorted(one.latency_s for one in judged)
    return Report(
        judged=judged,
        categories=tuple((name, _line(some)) for name, some in by_category.items()),
        total=_line(judged),
        calibration_error=sum(abs(c - r) * n for c, r, n in reliability(judged)) / max(1, len(judged)),
        brier=_mean([(one.confidence - one.first) ** 2 for one in judged]),
        latency_p50_s=_percentile(times, 0.50),
        latency_p99_s=_percentile(times, 0.99),
    )


def _judge(matcher: Matcher, row: Row) -> Judged:
    begun = time.perf_counter()
    decision = matcher.decide(row.query)
    took = time.perf_counter() - begun
    ids = [candidate.id for candidate in decision.candidates]
    return Judged(
        row=row,
        decision=DECISION_WORDS[type(decision)],
        first=bool(ids) and ids[0] in row.accepted,
        among=not row.accepted.isdisjoint(ids),
        confidence=decision.confidence,
        latency_s=took,
    )


def _line(judged: Sequence[Judged]) -> Line:
    meant = [one for one in judged if one.row.accepted]
    other = [one for one in judged if not one.row.accepted]
    right = _mean([one.decision == "answer" and one.first for one in meant])
    wrong = _mean([one.decision == "answer" and not one.first for one in meant])
    return Line(
        rows=len(judged),
        first=_mean([one.first for one in meant]),
        among=_mean([one.among for one in meant]),
        right=right,
        suggested=_mean([one.decision == "suggest" and one.among for one in meant]),
        wrong=wrong,
        silent=_mean(
            [one.decision != "answer" and not (one.decision == "suggest" and one.among) for one in meant]
        ),
        c_at_1=right + (1 - right - wrong) * right,
        without=len(other),
        false_answers=_mean([one.decision == "answer" for one in other]),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _percentile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def reliability(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """(mean confidence, share whose first is right, rows) of each tenth of confidence that has rows."""

    def tenth(one: Judged) -> int:
        return min(BINS - 1, int(one.confidence * BINS))

    groups = [list(group) for _, group in groupby(sorted(judged, key=tenth), key=tenth)]
    return [
        (_mean([one.confidence for one in group]), _mean([one.first for one in group]), len(group))
        for group in groups
    ]


_HEAD: Final = ("category", "rows", "first", "top 3", "right", "suggested", "wrong", "silent", "c@1", "false")


def table(report: Report) -> str:
    """The figures as lines of text: a line a category, then all, then calibration and latency."""
    lines = [_columns(_HEAD)]
    for name, line in (*report.categories, ("all", report.total)):
        meant = line.rows - line.without
        shares = (line.first, line.among, line.right, line.suggested, line.wrong, line.silent)
        cells = [_percent(share) if meant else "" for share in shares]
        cells.append(f"{line.c_at_1:.3f}" if meant else "")
        cells.append(_percent(line.false_answers) if line.without else "")
        lines.append(_columns((name, str(line.rows), *cells)))
    return "\n".join(
        [
            *lines,
            "",
            f"calibration: error {report.calibration_error:.3f}, Brier {report.brier:.3f}",
            f"latency: p50 {report.latency_p50_s * 1000:.2f} ms, p99 {report.latency_p99_s * 1000:.2f} ms",
        ]
    )


def _columns(cells: Sequence[str]) -> str:
    first, *rest = cells
    return (f"{first:<12}" + "".join(f"{cell:>10}" for cell in rest)).rstrip()


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
