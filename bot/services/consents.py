"""What people agreed to hear, by purpose: two choices of their own, each with its date and its words.

Service messages are wanted until somebody refuses them; promotional ones are not until somebody asks for
them (art. 130 Codice privacy).
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, select

from bot.services import audit
from bot.storage.tables import consents, persons
from bot.storage.upsert import upsert
from handlers.contract.notices import Purpose

#: The words of `/avvisi` that people decide on now; other words are another version.
TEXT_VERSION: Final = "2026-11-28"


def allows(purpose: Purpose) -> ColumnElement[bool]:
    """Whether the person of a query over `persons` agrees to be written to for this purpose."""
    decided = exists().where(consents.c.person_id == persons.c.person_id, consents.c.purpose == purpose)
    if purpose == "promotional":
        return decided.where(consents.c.given)
    return ~decided.where(~consents.c.given)


def given(tx: Connection, person_id: int) -> dict[Purpose, bool]:
    """Return what the person wants of each purpose."""
    rows = tx.execute(select(consents.c.purpose, consents.c.given).where(consents.c.person_id == person_id))
    decided = {row.purpose: row.given for row in rows}
    return {"service": decided.get("service", True), "promotional": decided.get("promotional", False)}


def decide(tx: Connection, person_id: int, purpose: Purpose, *, wanted: bool, now: datetime) -> None:
    """Keep what the person decided, with its moment and the version of the words; the audit has them all."""
    values = {"given": wanted, "text_version": TEXT_VERSION, "decided_at": now}
    tx.execute(
        upsert(tx.dialect.name, consents)
        .values(person_id=person_id, purpose=purpose, **values)
        .on_conflict_do_update(index_elements=[consents.c.person_id, consents.c.purpose], set_=values)
    )
    detail = {"purpose": purpose, "given": wanted, "text": TEXT_VERSION}
    audit.note(tx, now, audit.person(person_id), "consent", f"person:{person_id}", detail)
