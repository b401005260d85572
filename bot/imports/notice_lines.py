"""Reads a CSV file of notices, whose lines may lie apart and must agree; every fault is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from bot.csv_file import CsvFile
from bot.errors import FileRefused
from bot.imports.row_checks import RowChecks
from bot.services.notices.notice import Kind, Notice, StreetRow
from bot.services.notices.received import Received


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of notice as a table."""

    kind: Kind
    columns: Sequence[str]
    optional_columns: Sequence[str]
    #: The fields that every line of a notice repeats, and the column of each. Streets and points add up.
    repeated: Mapping[str, str]
    #: Makes the notice of one row, which has the streets and points of this row only.
    notice: Callable[[RowChecks], Notice]

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column that there may be."""
        return (*self.columns, *self.optional_columns)


@dataclass(slots=True)
class _Joined:
    line: int
    first: Notice
    streets: set[StreetRow] = field(default_factory=set)
    points: set[str] = field(default_factory=set)

    def add(self, notice: Notice) -> None:
        self.streets.update(notice.streets)
        self.points.update(notice.points)

    def whole(self) -> Notice:
        return replace(self.first, streets=in_order(self.streets), points=tuple(sorted(self.points)))


def read(path: Path, form: Form) -> Received:
    """The notices of a file; a file of columns without rows says that nothing is planned.

    Raises:
        FileRefused: with a sentence for each fault, named by line. A fault of the file as such comes alone.
    """
    faults: list[str] = []

    def report(line: int, column: str, words: str) -> None:
        faults.append(f"line {line}, {column}: {words}")

    # The lines of a notice say most things again.
    checked: dict[tuple[str, str], object] = {}
    versions: dict[tuple[str, int], _Joined] = {}
    for line, row in CsvFile(path, form.columns, form.optional_columns, faults.append).rows():
        check = RowChecks(row, partial(report, line), checked)
        notice = form.notice(check)
        if check.faults:
            continue
        joined = versions.setdefault((notice.notice_id, notice.version), _Joined(line, notice))
        joined.add(notice)
        for name, column in form.repeated.items():
            if getattr(notice, name) != getattr(joined.first, name):
                differs = "is of another utility" if column == "point" else "has another one"
                what = f"version {notice.version} of {notice.notice_id} {differs}"
                report(line, column, f"{what} on line {joined.line}")
    if faults:
        raise FileRefused(path, faults)
    notices = tuple(versions[key].whole() for key in sorted(versions))
    return Received(notices, frozenset({form.kind}))


def in_order(streets: set[StreetRow]) -> tuple[StreetRow, ...]:
    """The rows of a notice, sorted."""
    return tuple(sorted(streets, key=lambda row: (row.street, row.numbers, row.ranges)))
