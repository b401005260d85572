"""A database of the tests is empty when it is lent, whatever the test before did to it."""

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.pool import NullPool

from bot.storage.tables import audit
from tests.support.clock import Clock
from tests.support.postgresql import Databases


def _do(address: str, *statements: str) -> None:
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as tx:
        for statement in statements:
            tx.execute(text(statement))


@pytest.mark.parametrize(
    "statements",
    [
        ["ALTER TABLE updates RENAME TO away", "ALTER TABLE away RENAME TO updates"],
        ["CREATE TABLE strange (x INTEGER)"],
        ["UPDATE alembic_version SET version_num = '9999'"],
        ["CREATE FUNCTION strange() RETURNS integer AS 'SELECT 1' LANGUAGE sql"],
    ],
    ids=["renamed and back", "a table", "a version", "a function"],
)
def test_what_is_changed_beyond_rows_is_not_lent_again(
    postgresql_databases: Databases, statements: list[str]
) -> None:
    """A test that changes tables, versions or functions leaves nothing of it to the next."""
    with postgresql_databases.lend() as first:
        _do(first, *statements)
    with postgresql_databases.lend() as second:
        assert second != first


def test_rows_are_gone_and_numbers_begin_anew(postgresql_databases: Databases) -> None:
    """The same database comes back empty, although somebody has left a transaction open."""
    row = {"at": Clock()(), "who": "company", "what": "a test", "subject": "reading:1", "detail": {}}
    open_still = []
    seen = []
    for _ in range(2):
        with postgresql_databases.lend() as address:
            engine = create_engine(address, poolclass=NullPool)
            with engine.begin() as tx:
                number = tx.execute(insert(audit).values(row)).inserted_primary_key
                seen.append(
                    (address, number, tx.execute(select(func.count()).select_from(audit)).scalar_one())
                )
            _do(address, "UPDATE alembic_version SET version_num = version_num")  # as every start does
            open_still.append(engine.connect())
            open_still[-1].execute(insert(audit).values(row))
    for connection in open_still:
        connection.invalidate()
    assert seen[0] == seen[1]
    assert seen[0][1:] == ((1,), 1)
