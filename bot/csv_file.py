"""A CSV file of the company: its form, its columns, and its rows by line; not what the values must be."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from bot.errors import FileRefused


class CsvFile:
    """A file that is read once: `columns` are known as soon as the first row has been asked for.

    ``report`` is told each fault of a row, which is then left out.
    """

    def __init__(
        self,
        path: Path,
        required: Sequence[str],
        optional: Sequence[str],
        report: Callable[[str], None],
    ) -> None:
        self._path = path
        self._required = required
        self._optional = optional
        self._report = report
        self._line = 1
        self.columns: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row that is not empty with the line that it begins on, values without blanks around them.

        Raises:
            FileRefused: it cannot be read, is not UTF-8, or its columns are not those that it should have.
        """
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as lines:
                yield from self._read(lines)
        except OSError as error:
            raise FileRefused(self._path, [f"it cannot be read ({error.strerror})"]) from error
        except UnicodeDecodeError as error:
            raise FileRefused(self._path, ["it is not UTF-8: save it as “CSV UTF-8”"]) from error

    def _read(self, lines: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
        rows = self._cells(lines)
        try:
            header = [name.lower() for name in next(rows, [])]
            self._check(header)
            self.columns = tuple(header)
            for cells in rows:
                if not any(cells):
                    continue
                if len(cells) == len(header):
                    yield self._line, dict(zip(header, cells, strict=True))
                else:
                    self._report(
                        f"line {self._line}: it has {len(cells)} values, and there are {len(header)} columns"
                    )
        except csv.Error as error:
            self._report(f"line {self._line}: it is not CSV ({error})")

    def _cells(self, lines: TextIO) -> Iterator[list[str]]:
        """Rows; meanwhile `_line` is the one that each begins on, for a quoted cell may hold a line break."""
        first = lines.readline()
        lines.seek(0)
        reader = csv.reader(lines, delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
        for cells in reader:
            yield [cell.strip() for cell in cells]
            self._line = reader.line_num + 1

    def _check(self, header: list[str]) -> None:
        known = (*self._required, *self._optional)
        unknown = [name or "(empty)" for name in header if name not in known]
        missing = [name for name in self._required if name not in header]
        twice = sorted({name for name in header if header.count(name) > 1} & set(known))
        faults = [
            f"line 1: {what}: {', '.join(names)}"
            for what, names in (
                ("unknown columns", unknown),
                ("missing columns", missing),
                ("columns twice", twice),
            )
            if names
        ]
        if faults:
            raise FileRefused(self._path, faults)
