"""The operators' side of a case: what is written, pressed and changed in the support group."""

from typing import Final, assert_never

from handlers.contract.desk import (
    CaseFound,
    CaseState,
    CaseView,
    EntryView,
    FindCase,
    GroupEdit,
    GroupEvent,
    GroupMessage,
    GroupMoved,
    GroupPresence,
    GroupPress,
    Reacted,
    Side,
    TopicNoted,
)
from handlers.contract.desk_changes import KeepNote, MoveGroup, NotePresence, RelayOut, RelayReaction
from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, Say, Shortcut
from handlers.handoff import notes, operator_commands
from handlers.shared.plain import plain

_REOPEN_AND_SEND: Final = N_("This case is closed, and nothing was sent. Reopen it and send your message?")
_CLOSE_TOO: Final = N_("You have closed the topic. Close case no. {number} as well?")
_REOPEN_TOO: Final = N_("You have reopened the topic, but case no. {number} is closed. Reopen it as well?")


def in_group(event: GroupEvent | Reacted) -> Turn:
    """Find the case that something in the group is about; follow the group where it goes."""
    match event:
        case GroupMessage() | GroupEdit() | GroupPress() | Reacted() | TopicNoted():
            return Turn(None, ask=FindCase(event))
        case GroupMoved(to_chat_id):
            return Turn(None, do=(MoveGroup(to_chat_id),))
        case GroupPresence(is_member, lacks):
            return Turn(None, do=(NotePresence(is_member, lacks),))
        case _:
            assert_never(event)


def found(found: CaseFound) -> Turn:
    """Decide what becomes of something in the group, now that its case is known; of a stranger's, nothing."""
    if not found.is_operator:
        return Turn(None)
    match found.event:
        case GroupMessage() as message:
            return _written(found, message)
        case GroupPress() as press:
            return operator_commands.pressed(found, press)
        case GroupEdit() as edit:
            return notes.edited(found.case, found.entry, edit)
        case Reacted() as reaction:
            return _reacted(found.entry, reaction)
        case TopicNoted() as noted:
            return _topic_noted(found.case, noted)
        case _:
            assert_never(found.event)


def _written(found: CaseFound, message: GroupMessage) -> Turn:
    """Keep a note, obey a command, carry all else to the customer. A note comes first: "//prendo" is one."""
    case = found.case
    if notes.is_note(message):
        return Turn(None) if case is None else notes.keep(case, message)
    if message.command is not None:
        return operator_commands.typed(found, message, message.command)
    if case is None:
        return Turn(None)
    if any(plain(piece.html).lstrip().startswith("/") for piece in message.pieces):
        return operator_commands.unknown(plain(message.pieces[0].html))
    if notes.stays(found.entry, only_replies=found.only_replies):
        return notes.keep(case, message)
    if case.state is CaseState.CLOSED:
        return _ask_to_reopen(case, message)
    return Turn(None, do=(relay(case, message, found.entry),))


def relay(case: CaseView, message: GroupMessage, entry: EntryView | None) -> RelayOut:
    """Carry a message to the customer; as a reply where it answers what the customer has or wrote."""
    is_twin = entry is not None and (entry.side is Side.CUSTOMER or entry.is_across)
    reply_to = entry.entry_id if entry is not None and is_twin else None
    return RelayOut(case.case_id, message.pieces, message.author, reply_to)


def _ask_to_reopen(case: CaseView, message: GroupMessage) -> Turn:
    """Keep the message, so that a press can still send it."""
    row = (
        Shortcut(N_("📤 Reopen and send"), f"/invia {case.case_id} riapri {message.pieces[0].message_id}"),
        Shortcut(N_("No"), f"/lascia {case.case_id}"),
    )
    kept = KeepNote(case.case_id, message.pieces, message.author)
    return Turn(None, Say(_REOPEN_AND_SEND, rows=(row,)), do=(kept,))


def _reacted(entry: EntryView | None, reaction: Reacted) -> Turn:
    """Carry a reaction across that an operator sets on the customer's own message."""
    if entry is None or entry.side is not Side.CUSTOMER:
        return Turn(None)
    return Turn(None, do=(RelayReaction(entry.entry_id, reaction.emoji),))


def _topic_noted(case: CaseView | None, noted: TopicNoted) -> Turn:
    """Ask whether the case follows its topic, which somebody has closed or reopened by hand."""
    if case is None:
        return Turn(None)
    is_closed = case.state is CaseState.CLOSED
    leave = Shortcut(N_("No, leave it"), f"/lascia {case.case_id}")
    if noted.note == "closed" and not is_closed:
        close = Shortcut(N_("✅ Close the case"), f"/chiudi {case.case_id} ok")
        return Turn(None, Say(_CLOSE_TOO, rows=((close, leave),), number=case.case_id))
    if noted.note == "reopened" and is_closed:
        reopen = Shortcut(N_("🔓 Reopen the case"), f"/riapri {case.case_id}")
        return Turn(None, Say(_REOPEN_TOO, rows=((reopen, leave),), number=case.case_id))
    return Turn(None)
