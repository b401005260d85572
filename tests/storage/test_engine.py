"""Whole transactions, one writer, moments with a zone, one bot a file."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError, StatementError

from bot.errors import DatabaseUnusable
from bot.services import people
from bot.services.people import Sender
from bot.storage.engine import Database, is_away, lock_chat
from bot.storage.tables import persons
from tests.support.watching import until_stored

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def _names(tx: Connection) -> list[str]:
    return list(tx.execute(select(persons.c.first_name)).scalars())


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    """All of a turn or none of it."""

    def half(tx: Connection) -> None:
        people.meet(tx, Sender(1, "Ada", "it"), NOON)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(half)
    assert await database.read(_names) == []


async def test_a_transaction_whose_caller_is_gone_is_carried_to_its_end(database: Database) -> None:
    """A cancelled task cannot leave half a transaction, nor undo a whole one."""
    begun, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(tx: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(timeout=5)
        people.meet(tx, Sender(1, "Ada", "it"), NOON)

    caller = asyncio.create_task(database.write(slow))
    await begun.wait()
    caller.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await until_stored(database, _names, ["Ada"])


async def test_turns_of_one_chat_exclude_each_other(database: Database) -> None:
    """Twenty transactions that read and then write the same chat lose none of each other's work."""
    await database.write(lambda tx: people.meet(tx, Sender(1, "", "it"), NOON))

    def lengthen(tx: Connection) -> None:
        lock_chat(tx, 1)
        name = tx.execute(select(persons.c.first_name)).scalar_one()
        tx.execute(persons.update().values(first_name=name + "x"))

    await asyncio.gather(*(database.write(lengthen) for _ in range(20)))
    assert await database.read(_names) == ["x" * 20]


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2))])
async def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database, zone: timezone) -> None:
    """Whatever zone it was written in, and on either database."""
    moment = NOON.astimezone(zone).replace(microsecond=123456)
    await database.write(lambda tx: people.meet(tx, Sender(1, "Ada", "it"), moment))
    read = await database.read(lambda tx: tx.execute(select(persons.c.first_seen_at)).scalar_one())
    assert (read, read.tzinfo) == (moment, UTC)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    """It would be read as another moment elsewhere."""
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="a moment without a zone"):
        await database.write(lambda tx: people.meet(tx, Sender(1, "Ada", "it"), naive))


async def test_sqlite_survives_a_power_cut(tmp_path: Path) -> None:
    """What was acknowledged stands on the disk: write-ahead log, synchronous FULL."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")

    def pragmas_of(tx: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [tx.execute(text(f"PRAGMA {name}")).scalar() for name in names]

    pragmas = await database.write(pragmas_of)
    database.close()
    assert pragmas == ["wal", 2, 1]


def test_a_second_bot_on_one_file_is_refused(tmp_path: Path) -> None:
    """Two bots on one SQLite file would fight; the second is told so, until the first has gone."""
    address = f"sqlite:///{tmp_path / 'a.db'}"
    first, second = Database(address), Database(address)
    first.take_alone()
    with pytest.raises(DatabaseUnusable, match="Another sportello is running on"):
        second.take_alone()
    first.close()
    second.take_alone()
    second.close()


def test_the_file_may_lie_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    """A fresh machine has no var/."""
    database = Database(f"sqlite:///{tmp_path / 'var' / 'deep' / 'a.db'}")
    database.take_alone()
    database.close()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """The parent is a file: nothing can be written there, and the path is named."""
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite:///{tmp_path / 'file' / 'a.db'}")
    with pytest.raises(DatabaseUnusable, match=r"The database .*file/a\.db cannot be used: "):
        database.take_alone()
    database.close()


def _sqlite(code: int) -> OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return OperationalError("SELECT", None, error)


def _postgresql(kind: type[DBAPIError], state: str | None) -> DBAPIError:
    error = Exception("x")
    error.sqlstate = state  # type: ignore[attr-defined]
    return kind("SELECT", None, error)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (_sqlite(sqlite3.SQLITE_BUSY), True),
        (_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (_sqlite(sqlite3.SQLITE_LOCKED), True),
        (_sqlite(sqlite3.SQLITE_FULL), True),
        (_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), True),
        (_sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (_sqlite(sqlite3.SQLITE_CANTOPEN), True),
        (_sqlite(sqlite3.SQLITE_ERROR), False),
        (_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE), False),
        (_sqlite(sqlite3.SQLITE_MISMATCH), False),
        (ProgrammingError("SELECT", None, sqlite3.ProgrammingError("Incorrect number of bindings")), False),
        *[
            (_postgresql(OperationalError, state), True)
            for state in (
                None,
                "08006",
                "25006",
                "40001",
                "40P01",
                "53100",
                "53300",
                "55P03",
                "57P01",
                "58030",
            )
        ],
        *[
            (_postgresql(ProgrammingError, state), False)
            for state in (
                None,
                "22003",
                "22P02",
                "23502",
                "23505",
                "25P02",
                "42601",
                "42703",
                "42P01",
                "0A000",
            )
        ],
        (IntegrityError("SELECT", None, Exception("x"), connection_invalidated=True), True),
    ],
)
def test_only_what_the_server_says_about_itself_is_away(error: DBAPIError, *, away: bool) -> None:
    """The same work may succeed later; a fault of ours never does."""
    assert is_away(error) is away


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT no_such_column FROM persons",
        "SELECT 1 FROM no_such_table",
        "no statement",
        "INSERT INTO persons (person_id) VALUES (NULL)",
        "INSERT INTO updates (update_id) VALUES (1)",
    ],
)
async def test_faults_of_ours_are_not_away(database: Database, statement: str) -> None:
    """As each database really says them."""
    with pytest.raises(DBAPIError) as caught:
        await database.write(lambda tx: tx.execute(text(statement)))
    assert not is_away(caught.value)


async def test_a_locked_file_is_away(tmp_path: Path) -> None:
    """Another program holds SQLite's lock: later it will not."""
    path = tmp_path / "x.db"
    database = Database(f"sqlite:///{path}")
    await database.write(lambda tx: tx.execute(text("CREATE TABLE t (x)")))
    await database.write(lambda tx: tx.execute(text("INSERT INTO t VALUES (1)")))
    with database.engine.connect() as tx:
        tx.exec_driver_sql("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DBAPIError) as caught:
        await database.write(lambda tx: tx.execute(text("DELETE FROM t")))
    assert is_away(caught.value)
    other.close()
    database.close()


def test_a_symbolic_link_is_no_way_around_the_lock(tmp_path: Path) -> None:
    """By whatever name, it is one file and has one bot."""
    path, link = tmp_path / "x.db", tmp_path / "link.db"
    link.symlink_to(path)
    first, second = Database(f"sqlite:///{path}"), Database(f"sqlite:///{link}")
    first.take_alone()
    with pytest.raises(DatabaseUnusable, match="Another sportello"):
        second.take_alone()
    first.close()
    second.take_alone()
    second.close()


async def test_the_journal_is_scrubbed_after_a_reader_has_gone(tmp_path: Path) -> None:
    """A reader's snapshot keeps deleted words in the journal; the try after it leaves none."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")

    def words_in_files() -> list[str]:
        return [file.name for file in tmp_path.iterdir() if b"Zanzara-77" in file.read_bytes()]

    await database.write(lambda tx: tx.execute(text("CREATE TABLE kept (words TEXT)")))
    await database.write(lambda tx: tx.execute(text("INSERT INTO kept VALUES ('Zanzara-77')")))
    reader = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM kept").fetchall()
    await database.write(lambda tx: tx.execute(text("DELETE FROM kept")))
    await database.scrub()
    assert words_in_files() == ["a.db-wal"]
    await database.scrub_again()
    assert words_in_files() == ["a.db-wal"]
    reader.execute("COMMIT")
    await database.scrub_again()
    assert words_in_files() == []
    reader.close()
    database.close()
