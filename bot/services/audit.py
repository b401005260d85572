"""A line for every change that somebody may have to answer for: who, when, what, to which thing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete

from bot.storage.tables import audit

COMPANY: Final = "company"
OURSELVES: Final = "sportello"
#: Of the column `who`.
_LONGEST_WHO: Final = 40
_INSERT: Final = audit.insert()


def person(person_id: int) -> str:
    """A person as the one who did it."""
    return f"person:{person_id}"


def staff(name: str) -> str:
    """A member of staff as the one who did it; what a job does is ours."""
    return name if name == OURSELVES else f"staff:{name}"[:_LONGEST_WHO]


def note(  # noqa: PLR0913, PLR0917 - a line
    tx: Connection, at: datetime, who: str, what: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Write a line, in the transaction of the change itself. ``detail`` is JSON."""
    line = {"at": at, "who": who, "what": what, "subject": subject, "detail": dict(detail)}
    tx.execute(_INSERT, line)


def note_all(tx: Connection, at: datetime, who: str, what: str, subjects: Iterable[str]) -> int:
    """Write a line for each of these things; return their number."""
    lines = [{"at": at, "who": who, "what": what, "subject": subject, "detail": {}} for subject in subjects]
    if lines:
        tx.execute(_INSERT, lines)
    return len(lines)


def forget(tx: Connection, before: datetime) -> int:
    """Delete the lines from before `before`; return their number."""
    return tx.execute(delete(audit).where(audit.c.at < before)).rowcount
