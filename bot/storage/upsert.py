"""INSERT of a row that may be there already: one law, which SQLAlchemy builds for each database apart."""

from typing import TYPE_CHECKING, cast

from sqlalchemy import Table

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert


def upsert(dialect: str, table: Table) -> "Insert":
    """An INSERT that can be told what to do ``on_conflict_…``, for the dialect of that name."""
    # Only the dialect in use is loaded: the other would cost 2 MB for nothing.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - as said

        return cast("Insert", postgresql.insert(table))
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - as said

    return sqlite.insert(table)
