"""``sportello export readings`` and ``sportello import windows`` as processes."""

import csv
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from bot.storage.engine import Database
from tests.support.readingroom import ADAS_METER, BRUNO, BRUNOS_METER, Room

_EXAMPLE: Final = Path(__file__).parents[2] / "docs" / "examples" / "windows.csv"


def _run(database_url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "bot", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SPORTELLO_DATABASE__URL": database_url},
    )


@pytest.fixture
async def readings(database: Database, tmp_path: Path) -> None:
    """Ada's is acquired and another of hers deleted; Bruno's is pending, a day later."""
    room = await Room.open(database, tmp_path)
    await room.deletes(await room.sends(45311))
    await room.sends(45312)
    room.clock.turn(minutes=30)
    (claimed,) = await room.claims()
    await room.acquires(claimed)
    room.clock.turn(days=1)
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)


@pytest.mark.usefixtures("readings")
@pytest.mark.parametrize(
    ("options", "meters"),
    [
        ("", ["45312", "7"]),
        ("--state deleted", ["45311"]),
        ("--state pending --state deleted", ["45311", "7"]),
        ("--from 2026-01-16", ["7"]),
        ("--from 2026-01-15 --to 2026-01-15", ["45312"]),
        ("--to 2026-01-01", []),
    ],
)
def test_readings_are_given_out(database_url: str, options: str, meters: list[str]) -> None:
    """Those that are asked for, in the order in which they were sent."""
    given = _run(database_url, "export", "readings", *options.split())
    assert (given.returncode, given.stderr) == (0, "")
    assert [row["meter"] for row in csv.DictReader(given.stdout.splitlines())] == meters


@pytest.mark.usefixtures("readings")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_into_a_file(database_url: str, tmp_path: Path) -> None:
    """With the columns of the company's files and three more."""
    path = tmp_path / "out.csv"
    given = _run(database_url, "export", "readings", "--output", str(path))
    assert (given.returncode, given.stdout) == (0, "")
    with path.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert first == {
        "reading_id": "2",
        "point": ADAS_METER,
        "customer_code": "001001",
        "reading_date": "2026-01-15",
        "sent_at": "2026-01-15T12:00:00+00:00",
        "meter": "45312",
        "corrector": "",
        "doubts": "",
        "photo": "no",
        "state": "acquired",
        "acquired_at": "2026-01-15T12:30:00+00:00",
        "reason": "",
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_given_out_is_said(database_url: str, tmp_path: Path) -> None:
    """Exit code 2 and one sentence."""
    nowhere = tmp_path / "nowhere" / "out.csv"
    given = _run(database_url, "export", "readings", "--output", str(nowhere))
    assert (given.returncode, given.stdout) == (2, "")
    assert given.stderr == f"{nowhere} cannot be written: No such file or directory.\n"


@pytest.mark.usefixtures("readings")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_said(database_url: str) -> None:
    """It shows only while writing, or at the end: exit code 2 and one sentence all the same."""
    given = _run(database_url, "export", "readings", "--output", "/dev/full")
    assert given.returncode == 2
    assert given.stderr == "/dev/full cannot be written: No space left on device.\n"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_windows_are_taken(database_url: str, tmp_path: Path) -> None:
    """The example; again nothing is new, a bad file is refused by line, and a shorter one takes its place."""
    said = [_run(database_url, "import", "windows", str(_EXAMPLE)).stdout for _ in range(2)]
    assert said == [
        "3 windows of 2 vendors (3 new or changed, 0 gone).\n",
        "3 windows of 2 vendors (0 new or changed, 0 gone).\n",
    ]
    file = tmp_path / "windows.csv"
    file.write_text("vendor,opens,closes\nenergia-corrente,today,tomorrow\n", encoding="utf-8")
    refused = _run(database_url, "import", "windows", str(file))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "line 2, opens: “today” is no date and time" in refused.stderr
    file.write_text(
        "vendor,opens,closes\nenergia-corrente,2026-01-25 08:00,2026-02-03 22:00\n", encoding="utf-8"
    )
    shorter = _run(database_url, "import", "windows", str(file))
    assert shorter.stdout == "1 windows of 1 vendors (1 new or changed, 1 gone).\n"
