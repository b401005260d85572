"""The service of cases, as a turn uses it: each ask and change goes to the part that knows it."""

from collections.abc import Sequence
from typing import assert_never

from sqlalchemy import Connection

from bot.services.context import TurnContext
from bot.services.desk import case_rows, cases, house, outlook, passing, relay
from bot.services.desk.parts import DeskParts
from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Reaction
from handlers.contract.desk import DeskAnswered, DeskAsk, FindCase, LookAtCase, LookAtDesk
from handlers.contract.desk_changes import (
    AssignCase,
    CloseCase,
    CommentCase,
    CustomerChange,
    DeskChange,
    KeepNote,
    MoveGroup,
    NotePresence,
    OpenCase,
    OperatorChange,
    PassOn,
    PassOnEdit,
    PassOnReaction,
    PauseCase,
    RateCase,
    ReactToMessage,
    RelayEdit,
    RelayOut,
    RelayReaction,
    RelayText,
    ReopenCase,
    ReopenTopic,
    SetCase,
    TellOperators,
    Withdraw,
)
from handlers.contract.desk_news import CaseNote
from handlers.contract.vocabulary import Outgoing


class Desk:
    """Cases between customers and the support group. Whatever is to be sent is queued here, in order."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def answer(self, tx: Connection, ask: DeskAsk, context: TurnContext) -> DeskAnswered:
        """Answer what a dialog asks about cases."""
        match ask:
            case FindCase():
                return outlook.find_case(self._parts, tx, ask, context)
            case LookAtDesk():
                return outlook.look_at_desk(self._parts, tx, ask, context)
            case LookAtCase():
                return outlook.look_at_case(tx, context)
            case _:
                assert_never(ask)

    def carry_out(
        self,
        tx: Connection,
        change: DeskChange,
        context: TurnContext,
    ) -> Sequence[Outgoing]:
        """Change a case, and queue what crosses between its two sides."""
        if isinstance(change, CustomerChange):
            self._for_customer(tx, change, context)
        elif isinstance(change, OperatorChange):
            self._for_operator(tx, change, context)
        else:
            assert_never(change)
        return ()

    def _for_customer(  # noqa: C901, PLR0912 - a change a line
        self, tx: Connection, change: CustomerChange, context: TurnContext
    ) -> None:
        parts, person_id, now = self._parts, context.person_id, context.now
        match change:
            case OpenCase():
                cases.open_case(parts, tx, change, context)
            case PassOn(wants_answer):
                passing.pass_on(parts, tx, context, wants_answer=wants_answer)
            case PassOnEdit(piece):
                passing.pass_on_edit(parts, tx, piece, context)
            case PassOnReaction(message_id, emoji):
                passing.pass_on_reaction(tx, message_id, emoji, context)
            case TellOperators(msgid, values):
                case = case_rows.open_of(tx, person_id)
                if case is not None:
                    cases.tell_operators(parts, tx, case, CaseNote(msgid, values), now)
            case PauseCase():
                cases.pause(parts, tx, person_id, now)
            case ReopenCase():
                cases.reopen_by_customer(parts, tx, person_id, now)
            case CloseCase():
                self._close(tx, change, context)
            case RateCase():
                cases.rate(parts, tx, change, context)
            case CommentCase():
                cases.comment(parts, tx, change, context)
            case ReactToMessage(emoji):
                _react(tx, emoji, context)
            case _:
                assert_never(change)

    def _for_operator(  # noqa: C901 - a change a line
        self, tx: Connection, change: OperatorChange, context: TurnContext
    ) -> None:
        parts, now = self._parts, context.now
        match change:
            case RelayOut():
                relay.relay_out(parts, tx, change, context)
            case RelayText():
                relay.relay_text(parts, tx, change, context)
            case RelayEdit(entry_id, piece):
                relay.relay_edit(tx, entry_id, piece, now)
            case RelayReaction(entry_id, emoji):
                relay.relay_reaction(tx, entry_id, emoji, now)
            case KeepNote():
                relay.keep_note(tx, change, context)
            case Withdraw(entry_id):
                relay.withdraw(parts, tx, entry_id, now)
            case AssignCase(case_id, to):
                cases.assign(parts, tx, case_rows.held(tx, case_id), to, now)
            case SetCase(case_id):
                _set(tx, case_id, change)
            case ReopenTopic(case_id):
                cases.reopen_by_operator(parts, tx, case_rows.held(tx, case_id), now)
            case MoveGroup(to_chat_id):
                parts.group.move(tx, to_chat_id)
            case NotePresence():
                house.note_presence(parts, tx, change, now)
            case _:
                assert_never(change)

    def _close(self, tx: Connection, change: CloseCase, context: TurnContext) -> None:
        """Close the case that is named, or the person's own; a customer closes no other."""
        own = case_rows.open_of(tx, context.person_id)
        number = change.case_id or (None if own is None else own.case_id)
        case = None if number is None else case_rows.lock(tx, number)
        if case is None:
            return
        by_customer = context.chat_id == case.person_id
        if by_customer or context.chat_id == self._parts.group.chat_id(tx):
            cases.close(self._parts, tx, case, change, context.now, by_customer=by_customer)


def _set(tx: Connection, case_id: int, change: SetCase) -> None:
    values = {"language": change.language, "is_silenced": change.is_silenced}
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        case_rows.change(tx, case_id, **values)


def _react(tx: Connection, emoji: str, context: TurnContext) -> None:
    if context.message_id is None:
        return
    lane = Lane.REPLY if context.chat_id == context.person_id else Lane.DESK
    reaction = Reaction(emoji, message_id=context.message_id)
    outbox.enqueue(tx, [Parcel(reaction, context.chat_id, lane, context.case_id)], context.now)
