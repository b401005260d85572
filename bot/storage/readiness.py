"""Whether a database can be written to, and in one word why not."""

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

#: How long SQLite waits for another's lock while it is asked.
_PATIENCE_MS: Final = 500
_CAUSES: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_IOERR: "disk",
    sqlite3.SQLITE_CANTOPEN: "unopenable",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
}
#: The low byte of SQLite's code is the kind of error, the rest its particulars.
_KIND: Final = 0xFF
#: PostgreSQL's SQLSTATE for a full disk.
_FULL: Final = "53100"


class DatabaseFile:
    """The file that SQLite has open, to be told from another one that lies at its path by now.

    SQLite itself goes on writing into a file that has been deleted or replaced, where nobody will find it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: os.stat_result | None = None

    def note_opened(self) -> None:
        """Remember the file; the first that was opened is the one that counts."""
        if self._opened is None:
            self._opened = self._path.stat()

    def fault(self) -> str | None:
        """Return "deleted", "replaced" or "read-only"; None where the file is there and ours to write."""
        try:
            found = self._path.stat()
        except OSError:
            return None if self._opened is None else "deleted"
        if self._opened is not None and not os.path.samestat(found, self._opened):
            return "replaced"
        return None if os.access(self._path, os.W_OK) else "read-only"

    def journal_fault(self) -> str | None:
        """Return "deleted" where the journal of an open database has gone."""
        return None if Path(f"{self._path}-wal").exists() else "deleted"

    def require_present(self) -> None:
        """Make sure that what is written now will be found again.

        Raises:
            OperationalError: the file was deleted or replaced; SQLite's own code for it.
        """
        if self.fault() in {"deleted", "replaced"}:
            error = sqlite3.OperationalError("the database file was deleted or replaced")
            error.sqlite_errorcode = sqlite3.SQLITE_READONLY_DBMOVED
            raise OperationalError("BEGIN", None, error)


def sqlite_fault(engine: Engine, file: DatabaseFile) -> str | None:
    """Write as little as a write can be, on the writer's own connection; return why that is impossible.

    A page is wanted and given back, and the number that SQLite keeps for its users is set to what it is:
    nothing changes, and yet the disk has to take it.
    """
    if (fault := file.fault()) is not None:
        return fault
    try:
        _write_nothing(engine)
    except sqlite3.Error as error:
        return _CAUSES.get(getattr(error, "sqlite_errorcode", 0) & _KIND, "faulty")
    except DBAPIError as error:
        # The connection could not even be made.
        return _CAUSES.get(getattr(error.orig, "sqlite_errorcode", 0) & _KIND, "faulty")
    return file.journal_fault()


def postgresql_fault(engine: Engine) -> str | None:
    """Ask whether the server answers and takes what is written; return why not."""
    try:
        with engine.connect() as connection:
            only_reads = connection.execute(text("SHOW transaction_read_only")).scalar_one() == "on"
    except DBAPIError as error:
        return "full" if getattr(error.orig, "sqlstate", None) == _FULL else "away"
    except PoolTimeout:
        return "busy"
    return "read-only" if only_reads else None


def _write_nothing(engine: Engine) -> None:
    connection = engine.raw_connection()
    cursor = connection.cursor()
    try:
        (patience_ms,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("SAVEPOINT wanted")
            cursor.execute("CREATE TABLE sportello_readiness (page)")
            cursor.execute("ROLLBACK TO wanted")
            (number,) = cursor.execute("PRAGMA user_version").fetchone()
            cursor.execute(f"PRAGMA user_version = {number}")
            connection.commit()
        finally:
            connection.rollback()
            cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")
    finally:
        cursor.close()
        connection.close()
