"""Triggers of the database that refuse changes of single rows, as a real broken row does."""

from sqlalchemy import Connection, text

_SQLITE = (
    "CREATE TRIGGER refuses BEFORE {act} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'no'); END"
)
_FUNCTION = (
    "CREATE FUNCTION refuses() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no'; END $$ LANGUAGE plpgsql"
)
_POSTGRESQL = (
    "CREATE TRIGGER refuses BEFORE {act} ON {table} "
    "FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refuses()"
)


def refuse(tx: Connection, act: str, table: str, condition: str) -> None:
    """Let a trigger refuse each ``INSERT``, ``UPDATE`` or ``DELETE`` of a row that meets the condition."""
    is_postgresql = tx.dialect.name == "postgresql"
    if is_postgresql:
        tx.execute(text(_FUNCTION))
    trigger = _POSTGRESQL if is_postgresql else _SQLITE
    tx.execute(text(trigger.format(act=act, table=table, condition=condition)))


def relent(tx: Connection, table: str) -> None:
    """Take the trigger away."""
    of_table = f" ON {table}" if tx.dialect.name == "postgresql" else ""
    tx.execute(text(f"DROP TRIGGER refuses{of_table}"))
