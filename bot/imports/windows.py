"""The file of reading windows: a line a window, read and checked whole (docs/windows-csv.md)."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from bot.csv_file import CsvFile
from bot.errors import FileRefused
from bot.imports import values
from bot.imports.values import WrongValue
from bot.local_time import earliest_moment, latest_moment
from bot.services.readings.windows import Window

_T = TypeVar("_T")

COLUMNS: Final = ("vendor", "opens", "closes")
_ITALIAN: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})[ T](\d{1,2})[:.](\d{2})", re.ASCII)
#: Outside of them a year is a slip, and the first and the last that there are have no moment in UTC.
_YEARS: Final = range(1950, 2101)
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})(?::00)?", re.ASCII)


def read(path: Path) -> dict[str, list[Window]]:
    """The windows of a file by vendor, none overlapping another of the same.

    Raises:
        FileRefused: with a sentence for each fault, named by line. A fault of the file as such comes alone.
    """
    faults: list[str] = []
    found: dict[str, list[tuple[int, Window]]] = {}
    for line, row in CsvFile(path, COLUMNS, (), faults.append).rows():
        try:
            vendor, window = _checked(row, "vendor", values.vendor_name), _window(row)
        except WrongValue as wrong:
            faults.append(f"line {line}, {wrong}")
            continue
        of_vendor = found.setdefault(vendor, [])
        faults += [
            f"line {line}: it overlaps with the window on line {other_line}"
            for other_line, other in of_vendor
            if other.opens_at < window.closes_at and window.opens_at < other.closes_at
        ]
        of_vendor.append((line, window))
    if not faults and not found:
        faults.append("it has no rows")
    if faults:
        raise FileRefused(path, faults)
    return {vendor: [window for _, window in windows] for vendor, windows in found.items()}


def _window(row: dict[str, str]) -> Window:
    opens_at = earliest_moment(_checked(row, "opens", _local_time))
    closes_at = latest_moment(_checked(row, "closes", _local_time))
    if closes_at <= opens_at:
        raise WrongValue("closes: it is not after opens")
    return Window(opens_at, closes_at)


def _checked(row: dict[str, str], name: str, check: Callable[[str], _T]) -> _T:
    try:
        return check(row[name])
    except WrongValue as wrong:
        raise WrongValue(f"{name}: {wrong}") from wrong


def _local_time(value: str) -> datetime:
    """Date and time on the wall, as in ISO 8601 or as in Italy; the hour counts, so it must be there."""
    try:
        if (iso := _ISO.fullmatch(value)) is not None:
            year, month, day, hour, minute = map(int, iso.groups())
            return _in_our_years(datetime(year, month, day, hour, minute))  # noqa: DTZ001 - as on the wall
        if (italian := _ITALIAN.fullmatch(value)) is not None:
            day, month, year, hour, minute = map(int, italian.groups())
            return _in_our_years(datetime(year, month, day, hour, minute))  # noqa: DTZ001 - as on the wall
    except ValueError:
        pass
    raise WrongValue(f"“{value}” is no date and time; write 2026-01-25 08:00 or 25/01/2026 08:00")


def _in_our_years(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise WrongValue(f"the year {moment.year:04} is not from {_YEARS[0]} to {_YEARS[-1]}")
    return moment
