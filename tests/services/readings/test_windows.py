"""Reading windows: joined where they touch, open to the minute, read from settings and files."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.config.readings import ReadingWindow
from bot.errors import FileRefused
from bot.imports import windows as windows_csv
from bot.services.readings import windows as reading_windows
from bot.services.readings.windows import Window
from bot.storage.engine import Database

NOON: Final = datetime(2026, 1, 15, 11, 0, tzinfo=UTC)


def _at(day: int, hour: int = 0, month: int = 1) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _file(folder: Path, *rows: str, header: str = "vendor,opens,closes") -> Path:
    path = folder / "windows.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def test_windows_that_touch_or_overlap_are_one() -> None:
    """In whatever order they come; one within another adds nothing."""
    windows = [
        Window(_at(20), _at(25)),
        Window(_at(1), _at(5)),
        Window(_at(4), _at(8)),
        Window(_at(8), _at(9)),
        Window(_at(2), _at(3)),
    ]
    assert reading_windows.joined(windows) == [Window(_at(1), _at(9)), Window(_at(20), _at(25))]


@pytest.mark.parametrize(
    ("moment", "is_open", "next_opens"),
    [
        (_at(4, 23), False, _at(5)),
        (_at(5), True, _at(20)),
        (_at(9, 23), True, _at(20)),
        (_at(10), False, _at(20)),
        (_at(25), False, None),
    ],
)
def test_hours_matter(moment: datetime, is_open: bool, next_opens: datetime | None) -> None:  # noqa: FBT001 - a table
    """A window is open from its first moment, and no longer at its last."""
    windows = [Window(_at(5), _at(10)), Window(_at(20), _at(25))]
    coming = reading_windows.next_after(windows, moment)
    assert (reading_windows.open_at(windows, moment) is not None) == is_open
    assert (None if coming is None else coming.opens_at) == next_opens


@pytest.mark.parametrize(
    ("opens", "closes", "opens_at", "closes_at"),
    [
        ("2026-01-25T08:00:00", "2026-02-02T22:00:00", _at(25, 7), _at(2, 21, month=2)),
        ("2026-07-01T08:00:00", "2026-07-02T22:00:00", _at(1, 6, month=7), _at(2, 20, month=7)),
        # 02:30 does not exist in March and comes twice in October: in favour of whoever sends.
        (
            "2026-03-29T02:30:00",
            "2026-10-25T02:30:00",
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ),
    ],
)
def test_local_time_is_summer_time_in_summer(
    opens: str, closes: str, opens_at: datetime, closes_at: datetime
) -> None:
    """What settings and files say is the clock on the wall."""
    window = ReadingWindow.model_validate({"vendor": "a", "opens": opens, "closes": closes})
    assert (window.opens, window.closes) == (opens_at, closes_at)


def test_a_file_is_read_in_both_spellings(tmp_path: Path) -> None:
    """As in ISO 8601 and as in Italy; windows are by vendor."""
    file = _file(
        tmp_path,
        "gas-sud;25/01/2026 08:00;02/02/2026 22.00",
        "gas-nord;2026-01-25 08:00;2026-02-02T22:00:00",
        header="vendor;opens;closes",
    )
    window = Window(_at(25, 7), _at(2, 21, month=2))
    assert windows_csv.read(file) == {"gas-sud": [window], "gas-nord": [window]}


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    """By line and column; nothing of the file is taken."""
    file = _file(
        tmp_path,
        "a,2026-01-25 08:00,2026-01-24 08:00",
        "b,2026-01-25,2026-02-02 08:00",
        "c,2026-01-25 08:00,2026-02-30 08:00",
        "d,2026-01-01 08:00,2026-01-05 08:00",
        "d,2026-01-05 07:59,2026-01-06 08:00",
        "d,2026-01-07 08:00,2026-01-08 08:00",
        "?,2026-01-07 08:00,2026-01-08 08:00",
    )
    with pytest.raises(FileRefused) as refused:
        windows_csv.read(file)
    assert refused.value.faults == (
        "line 2, closes: it is not after opens",
        "line 3, opens: “2026-01-25” is no date and time; write 2026-01-25 08:00 or 25/01/2026 08:00",
        "line 4, closes: “2026-02-30 08:00” is no date and time; write 2026-01-25 08:00 or 25/01/2026 08:00",
        "line 6: it overlaps with the window on line 5",
        "line 8, vendor: “?” is no name like energia-corrente: letters, digits, - and . only",
    )


@pytest.mark.parametrize("year", ["0001", "0026", "1949", "2101", "9999"])
def test_a_year_that_is_a_slip_is_refused(tmp_path: Path, year: str) -> None:
    """By line, in both spellings: the first year and the last have moments that no other zone can tell."""
    file = _file(tmp_path, f"a,{year}-01-01 00:00,2026-01-02 08:00", f"a,2026-01-01 08:00,31/12/{year} 23:59")
    with pytest.raises(FileRefused) as refused:
        windows_csv.read(file)
    fault = f"the year {year} is not from 1950 to 2100"
    assert refused.value.faults == (f"line 2, opens: {fault}", f"line 3, closes: {fault}")


async def test_a_file_takes_the_place_of_the_earlier_one(database: Database) -> None:
    """For the vendors that it names; the same again changes nothing, and settings count beside it."""
    first, second = Window(_at(1), _at(5)), Window(_at(10), _at(12))
    longer = Window(_at(10), _at(14))

    async def take(windows: dict[str, list[Window]]) -> tuple[int, int]:
        return await database.write(lambda tx: reading_windows.take(tx, windows, NOON))

    assert await take({"a": [first, second], "b": [first]}) == (3, 0)
    assert await take({"a": [first, second]}) == (0, 0)
    assert await take({"a": [longer]}) == (1, 1)
    configured = ReadingWindow.model_validate({"vendor": "a", "opens": _at(20), "closes": _at(21)})

    async def of(vendor: str) -> list[Window]:
        return list(await database.read(lambda tx: reading_windows.of_vendor(tx, [configured], vendor)))

    assert await of("a") == [longer, Window(_at(20), _at(21))]
    assert await of("b") == [first]
