"""PostgreSQL plans by statistics, which are right after many rows were written and not a while later."""

import pytest
from sqlalchemy import Connection, text

from bot.services.broadcasts import sending
from bot.services.linking import customers
from bot.services.linking.rows import CustomerFile, CustomerRow
from bot.storage import statistics
from bot.storage.engine import Database
from tests.support.broadcastroom import BroadcastRoom

_ROWS = text("SELECT reltuples FROM pg_class WHERE relname = :name AND relkind = 'r'")


@pytest.fixture(autouse=True)
def _three_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MANY", 3)


def _planned(tx: Connection, name: str) -> int | None:
    """Return by how many rows PostgreSQL plans."""
    return None if tx.dialect.name == "sqlite" else int(tx.execute(_ROWS, {"name": name}).scalar_one())


async def test_an_import_of_many_customers_brings_statistics(database: Database) -> None:
    """The import itself sees to them; SQLite has none."""
    rows = tuple(CustomerRow(f"C{number}", "Ada", "X", None, None, "it") for number in range(7))
    file = CustomerFile(rows, (), frozenset())
    await database.write(lambda tx: customers.take(tx, file, lambda _: None))
    assert await database.read(lambda tx: _planned(tx, "customers")) == (None if database.is_sqlite else 7)


async def test_a_snapshot_of_many_recipients_brings_statistics(database: Database) -> None:
    """The portions that follow are planned by them."""
    room = BroadcastRoom(database)
    await room.people(*range(1, 6))
    number = await room.released()
    await database.write(lambda tx: sending.start(tx, number, room.rules, room.now))
    expected = None if database.is_sqlite else 5
    assert await database.read(lambda tx: _planned(tx, "broadcast_recipients")) == expected
