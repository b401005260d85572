"""Databases that many tests share: none of them commits, so that each finds what was there at first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.storage.engine import Database
from tests.conftest import empty_database


@contextmanager
def _open(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Database]:
    with empty_database(request, kind, folder) as address:
        database = Database(address)
        yield database
        database.close()


@contextmanager
def _undone(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Our engine leaves it to the writer to begin.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.rollback()


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def database_of_each_kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database of each kind with our empty tables, made once."""
    with _open(request, request.param, tmp_path_factory.mktemp(request.param)) as database:
        yield database


@pytest.fixture(scope="package")
def paper_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A file of SQLite with our empty tables, made once."""
    with _open(request, "sqlite", tmp_path_factory.mktemp("paper")) as database:
        yield database


@pytest.fixture
def tx(database_of_each_kind: Database) -> Iterator[Connection]:
    """A transaction on each kind of database, which is undone in the end."""
    with _undone(database_of_each_kind) as connection:
        yield connection


@pytest.fixture
def paper_tx(paper_database: Database) -> Iterator[Connection]:
    """A transaction on SQLite, which is undone in the end: for what is about words alone."""
    with _undone(paper_database) as connection:
        yield connection
