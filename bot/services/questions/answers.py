"""Answers that staff have edited: every version is kept, the newest counts, and none is ever overwritten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from bot.services import audit
from bot.storage.tables import entry_versions
from bot.storage.upsert import upsert

#: The version of answers that nobody has edited.
NEVER: Final = 0
#: The number of an entry's state in the book, before its first version.
AS_IN_THE_BOOK: Final = 0
LONGEST_REASON: Final = 500

_NEWEST: Final = (
    select(entry_versions.c.entry_id, func.max(entry_versions.c.number).label("number"))
    .group_by(entry_versions.c.entry_id)
    .subquery()
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of an answer that somebody wants. ``seen``: the version that they had before their eyes."""

    entry_id: str
    #: Telegram HTML with places for numbers; None: as the book says.
    answer: str | None
    seen: int
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an entry's answer; ``answer`` None: as the book says."""

    number: int
    answer: str | None
    who: str
    saved_at: datetime
    reason: str


def version(tx: Connection) -> int:
    """Return a number that grows with every edited answer; a cheap query."""
    newest_id = tx.execute(select(func.max(entry_versions.c.version_id))).scalar()
    return NEVER if newest_id is None else int(newest_id)


def newest(tx: Connection) -> dict[str, str]:
    """Return the newest answer of each entry that has one of its own, as it was written."""
    rows = tx.execute(
        select(entry_versions.c.entry_id, entry_versions.c.answer)
        .join(
            _NEWEST,
            (entry_versions.c.entry_id == _NEWEST.c.entry_id) & (entry_versions.c.number == _NEWEST.c.number),
        )
        .where(entry_versions.c.answer.is_not(None))
        .order_by(entry_versions.c.entry_id)
    )
    return {entry_id: answer for entry_id, answer in rows}  # noqa: C416 - rows are no pairs to a type checker


def history(tx: Connection, entry_id: str) -> tuple[Version, ...]:
    """Return the versions of an entry's answer, the newest first."""
    columns = entry_versions.c
    rows = tx.execute(
        select(columns.number, columns.answer, columns.who, columns.saved_at, columns.reason)
        .where(columns.entry_id == entry_id)
        .order_by(columns.number.desc())
    )
    return tuple(Version(*row) for row in rows)


def save(tx: Connection, edit: Edit, who: str, now: datetime) -> int | None:
    """Keep an edit as the newest version, and return its number; None where a newer one has been saved.

    Two people who save at once cannot both win: the number of a version is unique within its entry. In the
    audit, null is the answer that the book says.
    """
    last = tx.execute(
        select(entry_versions.c.number, entry_versions.c.answer)
        .where(entry_versions.c.entry_id == edit.entry_id)
        .order_by(entry_versions.c.number.desc())
        .limit(1)
    ).first()
    number, before = (AS_IN_THE_BOOK, None) if last is None else (last.number, last.answer)
    if number != edit.seen:
        return None
    values = {"entry_id": edit.entry_id, "number": number + 1, "answer": edit.answer}
    statement = (
        upsert(tx.dialect.name, entry_versions)
        .values(**values, who=who, saved_at=now, reason=edit.reason)
        .on_conflict_do_nothing(index_elements=[entry_versions.c.entry_id, entry_versions.c.number])
        .returning(entry_versions.c.version_id)
    )
    if tx.execute(statement).first() is None:
        return None
    detail = {"version": number + 1, "before": before, "after": edit.answer, "reason": edit.reason}
    audit.note(tx, now, who, "answer-edited", subject(edit.entry_id), detail)
    return int(number) + 1


def subject(entry_id: str) -> str:
    """An entry as what a line of the audit is about."""
    return f"entry:{entry_id}"
