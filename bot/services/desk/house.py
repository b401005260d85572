"""The support group as a house: what keeps it from working is said once, and cases follow where it goes."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from bot.services.desk import case_rows, group, topics
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.parts import DeskParts
from bot.storage.engine import lock_chat
from bot.storage.outbox import OPEN_STATES
from bot.storage.tables import cases, deliveries
from handlers.contract.desk import CaseState
from handlers.contract.desk_changes import NotePresence
from handlers.contract.desk_news import GroupFault
from handlers.contract.vocabulary import GroupNews

#: What is done to a topic itself, or to messages that stood in it; all else goes into the new one.
_OF_TOPIC: Final = ("topic", "topic-edit", "topic-delete", "pin", "edit", "reaction")
#: What can still be said in the group.
_SAID: Final = frozenset({group.NO_TOPICS, group.NO_RIGHTS})

_ELSEWHERE: Final = (
    select(cases.c.case_id, cases.c.person_id)
    .where(
        cases.c.state != str(CaseState.CLOSED),
        cases.c.topic_state != topics.NONE,
        cases.c.group_id != bindparam("group_id"),
    )
    # In the order in which the queue locks chats.
    .order_by(cases.c.person_id, cases.c.case_id)
)


def note_presence(parts: DeskParts, tx: Connection, change: NotePresence, now: datetime) -> None:
    """Note that the bot was put out, came back, or lacks rights."""
    word = group.REMOVED if not change.is_member else group.NO_RIGHTS if change.lacks else None
    note_obstacle(parts, tx, word, now)


def note_obstacle(parts: DeskParts, tx: Connection, word: str | None, now: datetime) -> None:
    """Note what keeps the group from working (None: nothing does), and say it there once, where it can be."""
    if parts.group.note_obstacle(tx, word, now) and word in _SAID:
        parts.tell(tx, GroupNews(None, GroupFault(word)), now)


def move_in(parts: DeskParts, tx: Connection, now: datetime) -> int:
    """Bring open cases into the group that is configured now, each with a new topic; return their number.

    Call it when the bot starts. What waits to be shown goes along; a second call finds nothing.
    """
    group_id = parts.group.chat_id(tx)
    if group_id is None:
        return 0
    found = tx.execute(_ELSEWHERE, {"group_id": group_id}).all()
    for case_id, person_id in found:
        if person_id is not None:
            lock_chat(tx, person_id)
        case = case_rows.held(tx, case_id)
        if case.state != CaseState.CLOSED and case.group_id != group_id:
            renew_topic(parts, tx, case, group_id, now)
    return len(found)


def renew_topic(parts: DeskParts, tx: Connection, case: CaseRow, group_id: int, now: datetime) -> CaseRow:
    """Make a new topic for a case whose old one is no more, with all that waits for it."""
    if case.group_id is not None:
        drop_rows(tx, case, _OF_TOPIC)
        waits = and_(
            deliveries.c.case_id == case.case_id,
            deliveries.c.chat_id == case.group_id,
            deliveries.c.state.in_(OPEN_STATES),
        )
        tx.execute(update(deliveries).where(waits).values(chat_id=group_id))
    return topics.open_anew(parts, tx, case, group_id, now, is_replacing=True)


def drop_rows(tx: Connection, case: CaseRow, kinds: Collection[str] | None = None) -> None:
    """Delete what waits for the topic of a case; with ``kinds`` only these."""
    waits = and_(
        deliveries.c.case_id == case.case_id,
        deliveries.c.chat_id == case.group_id,
        deliveries.c.state == "queued",
    )
    if kinds is not None:
        waits = and_(waits, deliveries.c.kind.in_(kinds))
    tx.execute(delete(deliveries).where(waits))
