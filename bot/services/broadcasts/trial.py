"""A broadcast before anybody gets it: as somebody would see it, and as a test in front of colleagues."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from bot.services import audit
from bot.services.broadcasts.broadcast import MAIN_LANGUAGE, Broadcast
from bot.services.broadcasts.sending import Rules
from bot.services.broadcasts.states import NotPossible
from bot.services.broadcasts.words import Reader
from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel
from bot.storage.tables import persons
from handlers.contract.speech import N_

#: Of chats at once: colleagues, not customers.
_MOST: Final = 20


def reader(tx: Connection, chat: int, group: int | None) -> Reader:
    """Return who would read it: a person on record, or the ``group`` of colleagues.

    Raises:
        NotPossible: neither.
    """
    row = tx.execute(select(persons).where(persons.c.person_id == chat)).first()
    if row is not None:
        return Reader(row.language, row.first_name)
    if chat == group:
        return Reader(MAIN_LANGUAGE, "")
    raise NotPossible(N_("{chat} is nobody on record: a colleague has to write to the bot first."), chat=chat)


def send(  # noqa: PLR0913, PLR0917 - what, by whose word, to whom, when
    tx: Connection,
    broadcast: Broadcast,
    rules: Rules,
    chats: Sequence[int],
    group: int | None,
    who: str,
    now: datetime,
) -> None:
    """Send a broadcast to colleagues as it would look to them; a line of the audit says to how many.

    Raises:
        NotPossible: in training, of a correction, to too many, or to somebody who is not on record.
    """
    if rules.training:
        raise NotPossible(N_("In training (broadcasts.training) nobody is written to, not even for a test."))
    if len(chats) > _MOST:
        raise NotPossible(N_("A test goes to {most} chats at most."), most=_MOST)
    words = rules.words(broadcast)
    parcels = []
    for chat in dict.fromkeys(chats):
        content = words.content(reader(tx, chat, group))
        if content is None:
            raise NotPossible(
                N_("A correction cannot be tested: it changes messages that are already there.")
            )
        parcels.append(Parcel(content, chat, Lane.BROADCAST))
    outbox.enqueue(tx, parcels, now)
    subject, detail = f"broadcast:{broadcast.broadcast_id}", {"chats": len(parcels)}
    audit.note(tx, now, audit.staff(who), "broadcast-tested", subject, detail)
