"""Migrations and tables agree, versions are kept apart, and every column says whether it is personal."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text

from bot.errors import DatabaseUnusable
from bot.storage import schema
from bot.storage.engine import Database
from bot.storage.tables import metadata

REVISIONS = sorted(path.name[:4] for path in Path(schema.__file__).parent.glob("migrations/versions/0*.py"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    template: str = request.getfixturevalue("postgresql")
    address = template.replace("/template_sportello?", "/postgres?")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE DATABASE test_empty TEMPLATE template0"))
    yield template.replace("/template_sportello?", "/test_empty?")
    with server.connect() as connection:
        connection.execute(text("DROP DATABASE test_empty WITH (FORCE)"))
    server.dispose()


def _differences(tx: Connection) -> list[object]:
    """What autogenerate would change, and the indexes whose conditions it does not look at."""
    context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
    found: list[object] = list(compare_metadata(context, metadata))
    written = {
        (table.name, str(index.name), bool(index.dialect_options["sqlite"].get("where") is not None))
        for table in metadata.tables.values()
        for index in table.indexes
    }
    there = {
        (name, str(index["name"]), f"{tx.dialect.name}_where" in index.get("dialect_options", {}))
        for name in metadata.tables
        for index in inspect(tx).get_indexes(name)
        if "duplicates_constraint" not in index
    }
    return found + sorted(written ^ there)


@pytest.mark.parametrize("earlier", [None, *REVISIONS])
async def test_every_way_ends_at_the_tables_of_the_code(empty_url: str, earlier: str | None) -> None:
    """From nothing, and from each earlier version, the migrations give exactly the tables of the code."""
    database = Database(empty_url)
    try:
        if earlier is not None:
            await database.write(lambda tx: schema.upgrade_to(tx, earlier))
        changed = await schema.prepare(database)
        assert changed == (earlier != REVISIONS[-1])
        assert await database.read(_differences) == []
        assert await database.read(schema.current) == schema.newest() == REVISIONS[-1]
    finally:
        database.close()


async def test_a_second_start_changes_nothing(database: Database) -> None:
    """A database that is up to date is left alone."""
    assert await schema.prepare(database) is False


async def test_a_newer_database_is_not_touched(database: Database) -> None:
    """What a newer release has written is refused with a sentence, not guessed at."""
    await database.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(DatabaseUnusable, match=r"newer sportello \(revision 9999, this one knows \d{4}\)"):
        await schema.prepare(database)
    assert await database.read(schema.current) == "9999"


async def test_a_failed_migration_leaves_what_was_there(empty_url: str) -> None:
    """The migrations run in one transaction: after a fault the database is as before."""
    database = Database(empty_url)
    try:
        await database.write(lambda tx: tx.execute(text("CREATE TABLE updates (strange INTEGER)")))
        with pytest.raises(DatabaseUnusable, match="cannot be used: "):
            await schema.prepare(database)
        assert await database.read(lambda tx: inspect(tx).get_table_names()) == ["updates"]
    finally:
        database.close()


@pytest.mark.parametrize("content", [b"this is no database, only some words that somebody put here" * 20])
async def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    """A foreign file is neither overwritten nor a traceback."""
    path = tmp_path / "letter.db"
    path.write_bytes(content)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnusable, match="file is not a database"):
        await schema.prepare(database)
    database.close()
    assert path.read_bytes() == content


def test_every_column_says_whether_it_is_personal() -> None:
    """Export, erasure and redaction read these marks; a column without one would slip through."""
    silent = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if not isinstance(column.info.get("personal"), bool)
    ]
    assert silent == []


def test_the_text_of_a_fault_is_personal() -> None:
    """It may quote what somebody wrote."""
    faults = [table.c.fault for table in metadata.tables.values() if "fault" in table.c]
    assert len(faults) == 4
    assert all(column.info["personal"] for column in faults)


def test_revisions_follow_one_another() -> None:
    """A migration's file begins with its revision, and each names the one before it."""
    assert [int(revision) for revision in REVISIONS] == list(range(1, len(REVISIONS) + 1))


async def test_names_and_doubts_from_before_the_console_are_found_in_it(empty_url: str) -> None:
    """The migration folds the names that are there, and flags the readings that something spoke against."""
    reading = (
        "INSERT INTO readings (reading_id, supply_id, customer_id, person_id, taken_on, sent_at, state,"
        " doubts) VALUES (:number, 1, 1, 7, :day, '2026-01-01 12:00:00', 'acquired', :doubts)"
    )
    statements = (
        (
            "INSERT INTO customers (customer_id, code, name, tax_code, language)"
            " VALUES (1, '001001', 'Niccolò D''Angelo', 'x', 'it')"
        ),
        (
            "INSERT INTO supplies (supply_id, customer_id, point, comune, street, street_number,"
            " has_corrector, electromedical) VALUES (1, 1, '00000000100101', 'x', 'x', '1', FALSE, FALSE)"
        ),
    )

    def fill(tx: Connection) -> None:
        for each in statements:
            tx.execute(text(each))
        for number, doubts in ((1, "[]"), (2, '["unusual"]')):
            values = {"number": number, "day": f"2026-01-0{number}", "doubts": doubts}
            tx.execute(text(reading), values)

    database = Database(empty_url)
    try:
        await database.write(lambda tx: schema.upgrade_to(tx, "0010"))
        await database.write(fill)
        await schema.prepare(database)
        folded = await database.read(
            lambda tx: tx.execute(text("SELECT folded_name FROM customers")).scalars().all()
        )
        flagged = await database.read(
            lambda tx: tx.execute(text("SELECT reading_id FROM readings WHERE is_flagged")).scalars().all()
        )
        assert (folded, flagged) == (["niccolo dangelo"], [2])
    finally:
        database.close()
