"""Whether the database can be written to: each cause in one word, in bounded time."""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import monotonic
from typing import Final, TypeAlias

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.storage.engine import Database, is_away

#: A second for the machine beside the two that a question may take.
_BOUND_S: Final = 3.0


Spoil: TypeAlias = Callable[[Path], AbstractContextManager[None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the SQLite file lies."""
    return tmp_path / "x.db"


@pytest.fixture
async def sqlite(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """An open SQLite database that takes no earlier write for a proof."""
    monkeypatch.setattr("bot.storage.engine._PROOF_LASTS_S", 0.0)
    database = Database(f"sqlite:///{path}")
    await database.write(_make_table)
    assert await database.fault() is None
    yield database
    database.close()


def _journal_size(path: Path) -> int:
    return Path(f"{path}-wal").stat().st_size


def _make_table(tx: Connection) -> None:
    tx.execute(text("CREATE TABLE t (x)"))


def _fill(tx: Connection) -> None:
    tx.execute(text("INSERT INTO t VALUES (zeroblob(100000))"))


@contextmanager
def _deleted(path: Path) -> Iterator[None]:
    aside = path.with_suffix(".aside")
    path.rename(aside)
    yield
    aside.rename(path)


@contextmanager
def _replaced(path: Path) -> Iterator[None]:
    with _deleted(path):
        path.write_bytes(b"")
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """By another process: within one, SQLite's locks of two libraries would not meet."""
    program = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "other.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        yield
        other.communicate()


@contextmanager
def _without_rights(path: Path) -> Iterator[None]:
    """What ``access`` says of a file that was made read-only; a test as root may write to any."""
    real = os.access
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "access", lambda name, mode: Path(name) != path and real(name, mode))
        yield


@contextmanager
def _without_journal(path: Path) -> Iterator[None]:
    with _deleted(Path(f"{path}-wal")):
        yield


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (_deleted, "deleted"),
        (_replaced, "replaced"),
        (_locked, "locked"),
        (_without_rights, "read-only"),
        (_without_journal, "deleted"),
    ],
)
async def test_a_cause_is_a_word_and_passes(
    sqlite: Database,
    path: Path,
    spoil: Spoil,
    word: str,
) -> None:
    """While it lasts each question is answered soon and with the same word; afterwards all is well."""
    with spoil(path):
        for _ in range(2):
            begun = monotonic()
            assert await sqlite.fault() == word
            assert monotonic() - begun < _BOUND_S
    assert await sqlite.fault() is None
    await sqlite.write(_fill)


@pytest.mark.parametrize("spoil", [_deleted, _replaced])
async def test_nothing_is_written_where_nobody_finds_it(
    sqlite: Database,
    path: Path,
    spoil: Spoil,
) -> None:
    """An update that went into a deleted or replaced file would be acknowledged and lost: it is refused."""
    with spoil(path):
        with pytest.raises(DBAPIError) as caught:
            await sqlite.write(_fill)
        assert is_away(caught.value)
    await sqlite.write(_fill)


async def test_a_full_database_is_not_ready(sqlite: Database) -> None:
    """No page is to be had: full, until there is."""

    def most_pages(number: int) -> Callable[[Connection], int]:
        return lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count = {number}").scalar_one()

    await sqlite.write(most_pages(1))
    with pytest.raises(DBAPIError, match="full"):
        await sqlite.write(_fill)
    assert await sqlite.fault() == "full"
    await sqlite.write(most_pages(10**6))
    assert await sqlite.fault() is None


async def test_a_disk_that_takes_no_more_is_not_ready(sqlite: Database, path: Path) -> None:
    """Files may not grow: the write is really tried, and the process goes on."""
    size = _journal_size(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        found = await sqlite.fault()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert found in {"disk", "full"}
    assert await sqlite.fault() is None


async def test_asking_changes_nothing(sqlite: Database, path: Path) -> None:
    """A hundred questions leave the tables as they were, and the journal no larger than its usual size."""
    before = await sqlite.read(lambda tx: tx.execute(text("SELECT name, sql FROM sqlite_master")).all())
    for _ in range(100):
        assert await sqlite.fault() is None
    after = await sqlite.read(lambda tx: tx.execute(text("SELECT name, sql FROM sqlite_master")).all())
    assert after == before
    assert _journal_size(path) < 5 * 2**20


async def test_a_write_is_proof_enough(path: Path) -> None:
    """Who has just written is not made to write again by a probe."""
    database = Database(f"sqlite:///{path}")
    await database.write(_make_table)
    size = _journal_size(path)
    assert await database.fault() is None
    assert _journal_size(path) == size
    database.close()


async def test_either_database_answers(database: Database) -> None:
    """A database as it should be has no fault."""
    assert await database.fault() is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_only_reads_is_not_ready(database: Database, database_url: str) -> None:
    """As after a failover; and one that takes no connections is away."""
    server = create_engine(database_url, isolation_level="AUTOCOMMIT")
    name = server.url.database
    database.engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    assert await database.fault() == "read-only"
    database.engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
    assert await database.fault() is None
    server.dispose()


async def test_a_server_that_cannot_be_reached_is_away() -> None:
    """Nobody listens there."""
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert await database.fault() == "away"
    database.close()


_HOLD: Final = """
import sys
from bot.storage.engine import Database
from bot.errors import DatabaseUnusable
try:
    Database("sqlite:///" + sys.argv[1]).take_alone()
except DatabaseUnusable as error:
    print(error)
else:
    print("taken")
"""


@pytest.mark.parametrize("is_deleted", [False, True])
async def test_a_deleted_lock_file_lets_nobody_in(tmp_path: Path, path: Path, *, is_deleted: bool) -> None:
    """Another is refused with its sentence until the first ends, whatever became of the lock file."""

    def second() -> str:
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _HOLD, str(path)], capture_output=True, text=True, check=True
        )
        return ended.stdout.strip()

    first = Database(f"sqlite:///{path}")
    first.take_alone()
    await first.write(_make_table)
    if is_deleted:
        (tmp_path / "x.db.lock").unlink()
    assert "Another sportello is running on" in second()
    # SQLite's own locks are others: commands beside the bot go on.
    beside = sqlite3.connect(path, timeout=1.0)
    beside.execute("INSERT INTO t VALUES (1)")
    beside.commit()
    beside.close()
    assert "Another sportello is running on" in second()
    first.close()
    assert second() == "taken"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_later_connection_puts_no_empty_file_in_the_place_of_a_deleted_one(
    database: Database,
) -> None:
    """Readers connect when they are first needed; refused without the file."""
    assert database.path is not None
    await database.write(lambda tx: tx.execute(text("SELECT 1")))
    database.path.unlink()
    with pytest.raises(OperationalError):
        await database.read(lambda tx: tx.execute(text("SELECT 1")))
    assert not database.path.exists()
    assert await database.fault() == "deleted"
