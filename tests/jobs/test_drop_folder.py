"""The watched folder of notices: what lies still is taken once, faults lie beside what is set aside."""

from datetime import UTC, datetime
from pathlib import Path
from shutil import copy
from typing import Final

import pytest
from sqlalchemy import Connection

from bot.imports import notice_files
from bot.jobs.drop_folder import DropFolder
from bot.metrics import Metrics
from bot.services.notices.received import Received
from bot.services.notices.store import NoticeConflict
from bot.storage.engine import Database

_EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
_NOW: Final = datetime(2026, 11, 28, 8, 15, tzinfo=UTC)
_STAMP: Final = "20261128T081500Z"


class _Store:
    """Remembers what it was given to keep."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.conflicts: tuple[str, ...] = ()

    def take(self, _tx: Connection, received: Received, _now: datetime) -> None:
        """Keep notices, or find a conflict."""
        if self.conflicts:
            raise NoticeConflict(self.conflicts)
        self.kept += [notice.notice_id for notice in received.notices]


@pytest.fixture
def store() -> _Store:
    """Where notices are kept."""
    return _Store()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The watched folder."""
    folder = tmp_path / "notices"
    folder.mkdir()
    return folder


@pytest.fixture
def watch(folder: Path, database: Database, store: _Store) -> DropFolder:
    """A process that watches it."""
    return DropFolder(folder, database, Metrics(), lambda: _NOW, read=notice_files.read, take=store.take)


def _files(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != ".lock"
    )


def _remove(folder: Path) -> None:
    folder.rmdir()


async def test_every_form_is_taken_once(folder: Path, watch: DropFolder, store: _Store) -> None:
    """Tables of both kinds, by their columns, and JSON; what is no such file stays."""
    names = ["outages.csv", "REPLACEMENTS.CSV", "notices.json", "notes.txt", ".hidden.csv"]
    for name in names:
        source = name.lower() if name in names[:3] else "outages.csv"
        copy(_EXAMPLES / source, folder / name)
    for _ in range(4):
        await watch.look()
    assert _files(folder) == [
        ".hidden.csv",
        "notes.txt",
        f"taken/{_STAMP}-REPLACEMENTS.CSV",
        f"taken/{_STAMP}-notices.json",
        f"taken/{_STAMP}-outages.csv",
    ]
    assert sorted(store.kept) == sorted(
        ["BZ/2026/88", "CESENA-2026-0147", "SOST-2026-3012"] * 2 + ["SOST-2026-3013"]
    )


async def test_a_file_that_grows_is_left(folder: Path, watch: DropFolder, store: _Store) -> None:
    """Only what lies as it did at the last look is whole."""
    whole = (_EXAMPLES / "outages.csv").read_bytes()
    for end in (100, 500, len(whole)):
        (folder / "outages.csv").write_bytes(whole[:end])
        await watch.look()
        assert store.kept == []
    await watch.look()
    assert len(store.kept) == 2


async def test_a_faulty_file_is_set_aside_with_its_faults(
    folder: Path, watch: DropFolder, store: _Store
) -> None:
    """Nothing of it is taken; the faults lie beside it, and the others go on."""
    text = (_EXAMPLES / "outages.csv").read_text(encoding="utf-8")
    (folder / "a.csv").write_text(text.replace("040007", "40007"), encoding="utf-8")
    copy(_EXAMPLES / "replacements.csv", folder / "b.csv")
    await watch.look()
    await watch.look()
    assert _files(folder) == [
        f"taken/{_STAMP}-b.csv",
        f"unreadable/{_STAMP}-a.csv",
        f"unreadable/{_STAMP}-a.csv.faults.txt",
    ]
    faults = (folder / f"unreadable/{_STAMP}-a.csv.faults.txt").read_text(encoding="utf-8").splitlines()
    assert [fault.split(":")[0] for fault in faults] == [f"line {line}, istat" for line in (2, 3, 5)]
    assert store.kept == ["SOST-2026-3012", "SOST-2026-3013"]


async def test_a_conflict_is_set_aside(folder: Path, watch: DropFolder, store: _Store) -> None:
    """The same version with other content names the notices."""
    store.conflicts = ("C-1",)
    copy(_EXAMPLES / "outages.csv", folder)
    await watch.look()
    await watch.look()
    said = (folder / f"unreadable/{_STAMP}-outages.csv.faults.txt").read_text(encoding="utf-8")
    assert said.endswith("C-1. A change needs a higher version.\n")


async def test_a_name_comes_again(folder: Path, watch: DropFolder) -> None:
    """A sender who uses one name every day overwrites no earlier file."""
    for _ in range(2):
        copy(_EXAMPLES / "outages.csv", folder)
        await watch.look()
        await watch.look()
    assert _files(folder) == [f"taken/2-{_STAMP}-outages.csv", f"taken/{_STAMP}-outages.csv"]


async def test_two_processes_watch_one_folder(
    folder: Path, watch: DropFolder, database: Database, store: _Store
) -> None:
    """A file that the other one has moved is no fault."""
    other = DropFolder(folder, database, Metrics(), lambda: _NOW, read=notice_files.read, take=store.take)
    copy(_EXAMPLES / "outages.csv", folder)
    await watch.look()
    await other.look()
    await watch.look()
    await other.look()
    assert _files(folder) == [f"taken/{_STAMP}-outages.csv"]


async def test_a_folder_that_is_not_there_is_empty(folder: Path, watch: DropFolder) -> None:
    """Nobody drops files, or its disk is not mounted yet."""
    _remove(folder)
    await watch.look()
    assert _files(folder) == []


async def test_what_is_moved_is_private(folder: Path, watch: DropFolder) -> None:
    """The folders are for the user of the desk only."""
    copy(_EXAMPLES / "outages.csv", folder)
    await watch.look()
    await watch.look()
    assert [oct(path.stat().st_mode & 0o777) for path in (folder, folder / "taken")] == ["0o700", "0o700"]
