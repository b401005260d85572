"""What the record of cases knows of a message in a private chat."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.storage.tables import case_entries, cases
from handlers.contract.desk import Side

# Built once: building a statement costs more than running it.
_WRITTEN_IN_CASE: Final = (
    select(case_entries.c.entry_id)
    .join(cases, cases.c.case_id == case_entries.c.case_id)
    .where(
        case_entries.c.customer_message_id == bindparam("message_id"),
        case_entries.c.side == str(Side.CUSTOMER),
        cases.c.person_id == bindparam("person_id"),
    )
    .limit(1)
)


def is_of_customer(tx: Connection, person_id: int, message_id: int) -> bool:
    """Tell whether a message of a person's private chat was written in a case of theirs, open or closed."""
    found = tx.execute(_WRITTEN_IN_CASE, {"person_id": person_id, "message_id": message_id})
    return found.first() is not None
