"""What dialogs ask about cases: which one something in the group is about, and how the desk stands."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.services.context import TurnContext
from bot.services.desk import case_rows, entries, figures
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.entries import EntryRow
from bot.services.desk.hours import WorkingTime, usual_wait
from bot.services.desk.parts import DeskParts
from bot.storage.engine import lock_chat
from bot.storage.tables import desk_members
from handlers.contract.desk import (
    Author,
    CaseFound,
    CaseStands,
    DeskOutlook,
    FindCase,
    GroupEdit,
    GroupMessage,
    GroupPress,
    LookAtDesk,
    Reacted,
    Reason,
    TopicNoted,
)

_IS_MEMBER: Final = select(desk_members.c.is_member).where(desk_members.c.person_id == bindparam("person_id"))


def find_case(parts: DeskParts, tx: Connection, ask: FindCase, context: TurnContext) -> CaseFound:
    """Find the case of something in the group, and lock its customer's chat: both sides meet in it."""
    event, group_id = ask.event, context.chat_id
    number = _message_of(event)
    entry = None if number is None else entries.by_group_message(tx, group_id, number)
    case = _case_of(tx, group_id, event, entry)
    if case is not None and case.person_id is not None:
        lock_chat(tx, case.person_id)
        case = case_rows.held(tx, case.case_id)
        entry = None if entry is None else entries.by_id(tx, entry.entry_id)
    if entry is not None and (case is None or entry.case_id != case.case_id):
        entry = None
    return CaseFound(
        event=event,
        case=None if case is None else case_rows.view(tx, case),
        entry=None if entry is None else entries.view(entry),
        is_operator=event.author is not None and is_operator(tx, event.author),
        only_replies=parts.rules.only_replies,
    )


def _message_of(event: GroupMessage | GroupEdit | GroupPress | Reacted | TopicNoted) -> int | None:
    """Return the message that an event answers, changes, reacts to, or whose button was pressed."""
    match event:
        case GroupMessage(pieces):
            return pieces[0].reply_to if pieces else None
        case GroupEdit(piece):
            return piece.message_id
        case GroupPress() | Reacted():
            return event.message_id
        case TopicNoted():
            return None


def _case_of(
    tx: Connection,
    group_id: int,
    event: GroupMessage | GroupEdit | GroupPress | Reacted | TopicNoted,
    entry: EntryRow | None,
) -> CaseRow | None:
    """Return the case of the event's topic. A reaction names none, so its message tells."""
    if isinstance(event, Reacted):
        return None if entry is None else case_rows.find(tx, entry.case_id)
    return None if event.thread_id is None else case_rows.of_topic(tx, group_id, event.thread_id)


def is_operator(tx: Connection, author: Author) -> bool:
    """Whether somebody is a member of the support group; anonymous admins are."""
    if author.person_id is None:
        return True
    return bool(tx.execute(_IS_MEMBER, {"person_id": author.person_id}).scalar())


def look_at_desk(parts: DeskParts, tx: Connection, ask: LookAtDesk, context: TurnContext) -> DeskOutlook:
    """Return how the desk stands for the person now, and their case that is not closed."""
    if parts.group.chat_id(tx) is None:
        if ask.reason is Reason.WISH:
            figures.note_wish(tx, context.now)
        return DeskOutlook(
            ask.reason,
            ask.about,
            ask.is_content,
            is_there=False,
            tried=ask.tried,
            otherwise=ask.otherwise,
        )
    clock, now = WorkingTime(parts.rules.hours), context.now
    case = case_rows.open_of(tx, context.person_id)
    return DeskOutlook(
        reason=ask.reason,
        about=ask.about,
        is_content=ask.is_content,
        is_there=True,
        is_open=clock.is_open(now),
        opens_at=clock.opens_at(now),
        usual_wait=usual_wait(tx, clock, now),
        case=None if case is None else case_rows.view(tx, case),
        tried=ask.tried,
        otherwise=ask.otherwise,
    )


def look_at_case(tx: Connection, context: TurnContext) -> CaseStands:
    """Return the person's newest case."""
    case = case_rows.newest_of(tx, context.person_id)
    if case is None:
        return CaseStands(None)
    return CaseStands(case_rows.view(tx, case), case.closed_at)
