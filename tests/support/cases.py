"""Rows of cases and entries as the desk leaves them, for what works on the rows alone."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from bot.local_time import ROME
from bot.storage.tables import case_entries, cases

GROUP: Final = -1001234567890


def rome(moment: str) -> datetime:
    """The moment of a local time: ``2026-01-15 10:00``."""
    return datetime.fromisoformat(moment).replace(tzinfo=ROME).astimezone(UTC)


def add_case(tx: Connection, opened_at: datetime, **values: Any) -> int:  # noqa: ANN401 - any column
    """Add a case whose customer waits since it was opened, with a topic; return its number."""
    row = {
        "person_id": 5,
        "reason": "wish",
        "state": "open",
        "language": "it",
        "opened_at": opened_at,
        "waiting_since": opened_at,
        "last_written_at": opened_at,
        "topic_state": "there",
        "group_id": GROUP,
        "topic_id": 77,
        **values,
    }
    key = tx.execute(cases.insert().values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_entry(tx: Connection, case_id: int, side: str, written_at: datetime, **values: Any) -> int:  # noqa: ANN401 - as above
    """Add an entry that has arrived; return its number."""
    row = {
        "case_id": case_id,
        "side": side,
        "kind": "text",
        "html": "",
        "state": "across",
        "written_at": written_at,
        **values,
    }
    key = tx.execute(case_entries.insert().values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def case(tx: Connection, case_id: int) -> Row[Any]:
    """The row of a case."""
    return tx.execute(select(cases).where(cases.c.case_id == case_id)).one()
