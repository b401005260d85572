"""The operators' side of a case: what is written, pressed and changed in the support group."""

from typing import assert_never

from handlers.contract.desk import (
    CaseFound,
    FindCase,
    GroupEdit,
    GroupEvent,
    GroupMessage,
    GroupMoved,
    GroupPresence,
    GroupPress,
    TopicNoted,
)
from handlers.contract.desk_changes import MoveGroup, NotePresence
from handlers.contract.dialog import Turn


def in_group(event: GroupEvent) -> Turn:
    """Find the case that something in the group is about; follow the group where it goes."""
    match event:
        case GroupMessage() | GroupEdit() | GroupPress() | TopicNoted():
            return Turn(None, ask=FindCase(event))
        case GroupMoved(to_chat_id):
            return Turn(None, do=(MoveGroup(to_chat_id),))
        case GroupPresence(is_member, lacks):
            return Turn(None, do=(NotePresence(is_member, lacks),))
        case _:
            assert_never(event)


def found(_event: CaseFound) -> Turn:
    """Decide what becomes of something in the group, now that its case is known."""
    return Turn(None)
