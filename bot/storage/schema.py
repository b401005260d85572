"""The version of the database: brought up to ours, never past it."""

import sqlite3
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot import private_files
from bot.errors import DatabaseUnusable
from bot.storage.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config


@cache
def _known() -> tuple[str, ...]:
    """The revisions that this release knows, oldest first: a migration's file begins with its revision."""
    folder = files("bot.storage") / "migrations" / "versions"
    return tuple(sorted(name.name.split("_")[0] for name in folder.iterdir() if name.name.endswith(".py")))


def newest() -> str:
    """The revision that this release writes."""
    return _known()[-1]


def current(tx: Connection) -> str | None:
    """The revision of the database; None for an empty one."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    revision: str | None = tx.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


async def prepare(database: Database) -> bool:
    """Create or upgrade the tables; True where something had to be done. Several processes may call it.

    Raises:
        DatabaseUnusable: it cannot be opened or written, or a newer sportello has written it.
    """
    try:
        if database.path is not None and not database.path.parent.exists():
            private_files.make_folder(database.path.parent)
        return await database.write(_upgrade)
    except (SQLAlchemyError, OSError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        where = database.path or database.engine.url.render_as_string(hide_password=True)
        raise DatabaseUnusable(f"The database {where} cannot be used: {reason}.") from error


def _upgrade(tx: Connection) -> bool:
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('sportello schema', 0))"))
    found = current(tx)
    if found == newest():
        # An UPDATE of nothing asks for the right to write, which a later turn would miss.
        tx.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return False
    if found is not None and found not in _known():
        raise DatabaseUnusable(
            f"The database was written by a newer sportello (revision {found}, this one knows {newest()})."
        )
    upgrade_to(tx, "head")
    return True


def upgrade_to(tx: Connection, revision: str) -> None:
    """Run the migrations up to `revision` in the transaction `tx`."""
    from alembic import command  # noqa: PLC0415 - 0.2 s of imports, wanted only when there is work

    command.upgrade(_alembic(tx), revision)


def _alembic(tx: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = tx
    return config
