"""What is kept is readable for nobody else on the machine."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import private_files
from bot.gateways.readings.folder import CsvFolder
from bot.gateways.readings.port import Batch, HandedReading
from bot.storage import schema
from bot.storage.engine import Database

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
READING = HandedReading(
    1, "00880000000001", "028680", date(2026, 1, 15), NOW, 3017, None, (), has_photo=False
)


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    """The most careless of settings."""
    before = os.umask(0)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder.parent)): path.stat().st_mode & 0o7777
        for path in (folder, *folder.rglob("*"))
    }


async def _used(path: Path) -> Database:
    database = Database(f"sqlite:///{path}")
    database.take_alone()
    await schema.prepare(database)
    await database.read(lambda tx: tx.execute(text("SELECT 1")))
    return database


async def test_a_new_database_is_private_with_all_that_lies_beside_it(tmp_path: Path) -> None:
    """File, journals and lock, and the folders that were made for them."""
    database = await _used(tmp_path / "var" / "deep" / "a.db")
    modes = _modes(tmp_path / "var")
    database.close()
    assert modes.keys() >= {"var/deep/a.db", "var/deep/a.db-wal", "var/deep/a.db-shm", "var/deep/a.db.lock"}
    assert {mode for name, mode in modes.items() if "a.db" in name} == {0o600}
    assert {mode for name, mode in modes.items() if "a.db" not in name} == {0o700}


async def test_a_database_that_was_open_to_all_is_tightened(tmp_path: Path) -> None:
    """Also its lock; a folder that was there before may be anybody's, and is left as it is."""
    tmp_path.chmod(0o755)  # noqa: ASYNC240 - a test
    database = await _used(tmp_path / "a.db")
    database.close()
    for name in ("a.db", "a.db.lock"):
        (tmp_path / name).chmod(0o644)
    database = await _used(tmp_path / "a.db")
    modes = _modes(tmp_path)
    database.close()
    assert {mode for name, mode in modes.items() if "a.db" in name} == {0o600}
    assert modes[tmp_path.name] == 0o755


def test_the_readings_folder_is_private(tmp_path: Path) -> None:
    """New, and one that was open to all."""
    folder = tmp_path / "readings"
    for _ in range(2):
        CsvFolder(folder).place(Batch("key", NOW, (READING,)))
        modes = _modes(folder)
        assert len(modes) == 7
        assert all(mode == (0o700 if (tmp_path / name).is_dir() else 0o600) for name, mode in modes.items())
        folder.chmod(0o755)
        (folder / "replies").chmod(0o777)


def test_a_folder_that_is_shared_with_a_group_stays_so(tmp_path: Path) -> None:
    """The set-group-ID bit says that the operator means it; others may do nothing all the same."""
    folder = tmp_path / "readings"
    folder.mkdir()
    folder.chmod(0o2775)
    CsvFolder(folder).place(Batch("key", NOW, (READING,)))
    modes = _modes(folder)
    assert all(mode == (0o2770 if (tmp_path / name).is_dir() else 0o660) for name, mode in modes.items())


def test_what_is_no_file_is_left_alone() -> None:
    """An export may go to a device."""
    before = os.stat("/dev/null").st_mode  # noqa: PTH116
    with open("/dev/null", "w", encoding="ascii", opener=private_files.open_private):
        pass
    assert os.stat("/dev/null").st_mode == before  # noqa: PTH116
