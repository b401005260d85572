"""Statistics by which PostgreSQL plans its queries, brought up to date after many rows at once."""

from typing import Final

from sqlalchemy import Connection, Table, text

#: Fewer rows than this leave the plans as they are.
MANY: Final = 1000


def refresh(tx: Connection, *tables: Table, rows: int) -> None:
    """Run ANALYZE on these tables where many rows were written; SQLite plans without.

    PostgreSQL does so by itself only a while later, if at all: counting an audience took 43 s until then.
    """
    if tx.dialect.name == "postgresql" and rows >= MANY:
        for table in tables:
            tx.execute(text(f'ANALYZE "{table.name}"'))
