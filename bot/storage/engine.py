"""One database behind one door: SQLite with a single writer thread, or PostgreSQL with a small pool.

Work is given as a plain function of a connection and runs as one whole transaction in a thread.
"""

import asyncio
import math
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot import private_files
from bot.errors import DatabaseUnusable
from bot.storage import readiness
from bot.storage.process_lock import ProcessLock
from bot.storage.readiness import DatabaseFile

_T = TypeVar("_T")

_READERS: Final = 2
_POSTGRESQL_CONNECTIONS: Final = 8
#: Another process (a command beside the running bot) may hold SQLite's lock for this long.
_BUSY_TIMEOUT_S: Final = 10.0
_IN_MEMORY: Final = ":memory:"
#: So long an answer is waited for when the database is asked whether it can be written to …
_FAULT_PATIENCE_S: Final = 2.0
#: … and so long a write is proof enough.
_PROOF_LASTS_S: Final = 5.0
#: What SQLite says about itself: interrupted by others, no memory, a file or disk that fails it.
_SQLITE_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
#: The low byte of SQLite's code is the kind of error, the rest its particulars.
_SQLITE_KIND: Final = 0xFF
#: Classes of SQLSTATE in which PostgreSQL speaks about itself: connection, authorization, catalogue, rollback
#: (a deadlock), resources, operator, system, configuration, internal error.
_POSTGRESQL_AWAY_CLASSES: Final = frozenset({"08", "28", "3D", "40", "53", "57", "58", "F0", "XX"})
#: The same of other classes: a server that only reads (after a failover), and a lock that was not to be had.
_POSTGRESQL_AWAY: Final = frozenset({"25006", "55P03"})
#: The class in which PostgreSQL refuses a statement: syntax, rights, columns and tables that are not there.
_POSTGRESQL_STATEMENT_CLASS: Final = "42"
#: What SQLite writes beside the file, and we (the lock).
_JOURNALS: Final = ("-wal", "-shm", "-journal", ".lock")
#: First key of our advisory locks on PostgreSQL, so that they meet no other program's.
_LOCK_SPACE: Final = 0x5B07


class Database:
    """Runs transactions. Built closed to nobody: connections are made when first needed."""

    def __init__(self, address: str) -> None:
        url = make_url(address)
        self._file: DatabaseFile | None = None
        self._process_lock: ProcessLock | None = None
        self._written_at = -math.inf
        self._asking: asyncio.Future[str | None] | None = None
        self.is_sqlite: Final = url.get_backend_name() == "sqlite"
        #: The process before may have ended with words in the journal that it still had to empty.
        self._is_journal_owed = self.is_sqlite
        if self.is_sqlite:
            self.path: Path | None = Path(url.database) if url.database else None
            if self.path is not None and url.database != _IN_MEMORY:
                self._file = DatabaseFile(self.path)
                self._process_lock = ProcessLock(self.path)
            self.engine = _sqlite_engine(url, self._file, connections=1)
            self._reading_engine = _sqlite_engine(url, self._file, connections=_READERS)
            self._writers = ThreadPoolExecutor(1, "database-writer")
            self._readers = ThreadPoolExecutor(_READERS, "database-reader")
        else:
            self.path = None
            self.engine = create_engine(
                url.set(drivername="postgresql+psycopg"),
                pool_size=_POSTGRESQL_CONNECTIONS,
                max_overflow=0,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"connect_timeout": 10},
            )
            self._reading_engine = self.engine
            self._writers = self._readers = ThreadPoolExecutor(_POSTGRESQL_CONNECTIONS, "database")

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one transaction and commit; any exception rolls it back and is raised here.

        Once begun the transaction is carried to its end even when the caller is cancelled. Nothing is written
        into an SQLite file that has been deleted or replaced: that is an error of the kind `is_away`.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._written, work)

    async def read(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work`, which changes nothing, without waiting for writers."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._readers, _whole, self._reading_engine, "BEGIN" if self.is_sqlite else None, work
        )

    async def fault(self) -> str | None:
        """Return in one word why nothing can be written, within a few seconds; None where it can.

        What was just written needs no further proof. A question that is still open is not asked twice.
        """
        if self._asking is None:
            loop = asyncio.get_running_loop()
            self._asking = loop.run_in_executor(self._writers, self._find_fault)
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=_FAULT_PATIENCE_S)
        if not done:
            return "locked" if self.is_sqlite else "away"
        if self._asking is asking:
            self._asking = None
        return asking.result()

    def _written(self, work: Callable[[Connection], _T]) -> _T:
        if self._file is not None:
            self._file.require_present()
        result = _whole(self.engine, "BEGIN IMMEDIATE" if self.is_sqlite else None, work)
        self._written_at = monotonic()
        return result

    def _find_fault(self) -> str | None:
        if not self.is_sqlite:
            return readiness.postgresql_fault(self.engine)
        if self._file is None:
            return None
        if monotonic() < self._written_at + _PROOF_LASTS_S:
            return self._file.fault()
        fault = readiness.sqlite_fault(self.engine, self._file)
        if fault is None:
            self._written_at = monotonic()
        return fault

    async def scrub(self) -> None:
        """Leave no trace, also in SQLite's journal, of what committed transactions have emptied.

        PostgreSQL keeps no such file of ours; its own vacuum clears the rows. A reader at work holds the
        journal as it is: then `scrub_again` has something left to do.
        """
        if self.is_sqlite:
            self._is_journal_owed = True
            await self.scrub_again()

    async def scrub_again(self) -> None:
        """Empty the journal if a scrub of before could not; cheap where nothing is owed."""
        if self._is_journal_owed:
            loop = asyncio.get_running_loop()
            self._is_journal_owed = not await loop.run_in_executor(self._writers, _empty_journal, self.engine)

    def take_alone(self) -> None:
        """Make sure that no second bot runs on this SQLite file; held until `close` or the process's end.

        Raises:
            DatabaseUnusable: another process holds it, or nothing can be written where it should lie.
        """
        if self.path is None or self._process_lock is None:
            return
        try:
            if not self.path.parent.exists():
                private_files.make_folder(self.path.parent)
            self._process_lock.take()
        except BlockingIOError as error:
            raise DatabaseUnusable(
                f"Another sportello is running on {self.path}; for several processes use PostgreSQL."
            ) from error
        except OSError as error:
            raise DatabaseUnusable(f"The database {self.path} cannot be used: {error.strerror}.") from error

    def close(self) -> None:
        """Finish what runs, then close every connection and thread."""
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()
        self._reading_engine.dispose()
        if self._process_lock is not None:
            self._process_lock.release()


def is_away(error: DBAPIError) -> bool:
    """Whether the server speaks about itself, so that the same work may succeed later.

    All else (a constraint, a statement, a value, a missing column) is a fault of ours; time does not mend it.
    """
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        code = getattr(error.orig, "sqlite_errorcode", None)
        return code is not None and code & _SQLITE_KIND in _SQLITE_AWAY
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # Without a word of the server: the connection could not be made, or broke.
        return isinstance(error, OperationalError | InterfaceError)
    return state[:2] in _POSTGRESQL_AWAY_CLASSES or state in _POSTGRESQL_AWAY


def is_about_rows(error: Exception) -> bool:
    """Whether the work failed on what stands in a row, so that the same work on other rows may succeed.

    Not so while the database is away, and not where a statement does not fit the tables (a missing column):
    then every row would fail, and none is to blame.
    """
    if not isinstance(error, DBAPIError):
        return True
    if is_away(error):
        return False
    if isinstance(error.orig, sqlite3.Error):
        # Constraints and triggers have codes of their own.
        return getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    return not (getattr(error.orig, "sqlstate", None) or "").startswith(_POSTGRESQL_STATEMENT_CLASS)


def lock_chat(tx: Connection, chat_id: int) -> None:
    """Let this transaction be the only one about `chat_id`. SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(_LOCK_CHAT, {"space": _LOCK_SPACE, "chat": chat_id})


_LOCK_CHAT: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:chat ::text, :space))")


def _whole(engine: Engine, begin: str | None, work: Callable[[Connection], _T]) -> _T:
    with engine.begin() as tx:
        if begin is not None:
            # Not by a listener: with one, the engine calls its hooks around every statement.
            tx.exec_driver_sql(begin)
        return work(tx)


def _empty_journal(engine: Engine) -> bool:
    """Move the journal into the file and cut it to nothing; return whether no reader was in the way."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        # Readers are not waited for: the one writer must not stand still.
        cursor.execute("PRAGMA busy_timeout = 0")
        is_busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {int(_BUSY_TIMEOUT_S * 1000)}")
        cursor.close()
        connection.close()
    return not is_busy


def _sqlite_engine(url: URL, file: DatabaseFile | None, *, connections: int) -> Engine:
    engine = create_engine(
        url,
        # An error's text goes to logs; what people wrote does not.
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"isolation_level": None, "timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "do_connect")
    def keep_private(*_: object) -> None:
        if url.database and file is not None:
            # SQLite gives its journals the rights of the file.
            private_files.create_file(Path(url.database))
            for ending in _JOURNALS:
                private_files.tighten(Path(f"{url.database}{ending}"))

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # FULL: a commit that was acknowledged survives a power cut, not only a crash of the process.
        # secure_delete: words that are dropped from the inbox leave no bytes in the file.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        if file is not None:
            file.note_opened()

    return engine
