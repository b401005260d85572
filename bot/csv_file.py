"""CSV files: those of the company, by form, columns and lines; and cells of ours that do no harm."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from bot.errors import FileRefused

#: What separates values: the first counts where a line has none of them.
_DELIMITERS: Final = (",", ";", "\t")
#: The line by which Excel is told the delimiter; it is none of the table.
_DELIMITER_LINE: Final = re.compile(r'"?sep=([,;\t])"?[,;\t]*\s*', re.IGNORECASE)
#: In characters; a row of the widest file of ours has a thousandth of it.
_LONGEST_LINE: Final = 2**20


#: What a formula begins with in a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe marks it as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


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
            raise FileRefused(self._path, [f"it cannot be read ({error.strerror or error})"]) from error
        except UnicodeDecodeError as error:
            raise FileRefused(self._path, ["it is not UTF-8: save it as “CSV UTF-8”"]) from error

    def _read(self, lines: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
        rows = self._cells(lines)
        try:
            header = [name.lower() for name in next(rows, [])]
            # A spreadsheet writes columns to the right of the table that were emptied.
            while header and not header[-1]:
                header.pop()
            self._check(header)
            self.columns = tuple(header)
            for cells in rows:
                if not any(cells):
                    continue
                while len(cells) > len(header) and not cells[-1]:
                    cells.pop()
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
        # Nothing goes back to the beginning: a pipe has none.
        all_lines = self._bounded(lines)
        first = next(all_lines, "")
        told = _DELIMITER_LINE.fullmatch(first)
        if told is not None:
            delimiter, before = told[1], 1
        else:
            delimiter, before = max(_DELIMITERS, key=first.count), 0
            all_lines = chain((first,), all_lines)
        self._line = before + 1
        reader = csv.reader(all_lines, delimiter=delimiter, strict=True)
        for cells in reader:
            yield [_tidied(cell) for cell in cells]
            self._line = before + reader.line_num + 1

    def _bounded(self, lines: TextIO) -> Iterator[str]:
        """Give each line; one without end would fill the memory before the first cell is known."""
        while line := lines.readline(_LONGEST_LINE):
            if len(line) == _LONGEST_LINE and not line.endswith("\n"):
                raise FileRefused(self._path, [f"it has a line of more than {_LONGEST_LINE - 1} characters"])
            yield line

    def _check(self, header: list[str]) -> None:
        known = (*self._required, *self._optional)
        unknown = [name or "(empty)" for name in header if name not in known]
        missing = [name for name in self._required if name not in header]
        twice = sorted({name for name in header if header.count(name) > 1} & set(known))
        faults = [
            f"line {self._line}: {what}: {', '.join(names)}"
            for what, names in (
                ("unknown columns", unknown),
                ("missing columns", missing),
                ("columns twice", twice),
            )
            if names
        ]
        if faults:
            raise FileRefused(self._path, faults)


def _tidied(cell: str) -> str:
    """The value with plain blanks, and with no blank or invisible character at its ends."""
    if cell.isascii():
        return cell.strip()
    plain = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in cell)
    start, end = 0, len(plain)
    while start < end and _is_unseen(plain[start]):
        start += 1
    while end > start and _is_unseen(plain[end - 1]):
        end -= 1
    return plain[start:end]


def _is_unseen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) == "Cf"
