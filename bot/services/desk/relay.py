"""From the operators to the customer: messages, edits, reactions, withdrawals; and notes, which stay."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from bot.services.context import TurnContext
from bot.services.desk import case_rows, cases, crossing, entries, waiting
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.crossing import Way
from bot.services.desk.entries import EntryRow
from bot.services.desk.parts import DeskParts
from bot.storage import outbox
from bot.storage.outbox import DeliveryId, Lane, Parcel
from bot.storage.parcels import AlbumPart, Content, JoinedTexts, Reaction, TwinDeletion, TwinEdit
from handlers.contract.desk import Piece, Side
from handlers.contract.desk_changes import KeepNote, RelayOut, RelayText
from handlers.contract.desk_news import AnsweredBy, MessageWithdrawn
from handlers.contract.vocabulary import News

#: Where nothing is left to change on the customer's side.
_OVER: Final = frozenset({entries.WITHDRAWN, entries.FAILED, entries.KEPT})


def relay_out(parts: DeskParts, tx: Connection, relay: RelayOut, context: TurnContext) -> None:
    """Carry an operator's message to the customer. What was sent already stays so; a kept note is sent."""
    case = case_rows.lock(tx, relay.case_id)
    if case is None or case.person_id is None:
        return
    now = context.now
    found = [
        (piece, entries.by_group_message(tx, context.chat_id, piece.message_id)) for piece in relay.pieces
    ]
    pieces = [(piece, entry) for piece, entry in found if entry is None or entry.side == Side.NOTE]
    if not pieces:
        return
    case = _answered(parts, tx, case, now)
    written = [(_sent_entry(tx, relay, piece, entry, now), piece) for piece, entry in pieces]
    way = Way(case.case_id, context.chat_id, case.person_id, Lane.REPLY)
    crossing.carry(tx, way, written, relay.reply_to, now)


def _sent_entry(tx: Connection, relay: RelayOut, piece: Piece, note: EntryRow | None, now: datetime) -> int:
    """Add the entry of a message that is sent; a note becomes one."""
    if note is not None:
        entries.change(
            tx,
            [note.entry_id],
            side=str(Side.OPERATOR),
            state=entries.WAITING,
            html=piece.html,
            reply_to=relay.reply_to,
            written_at=now,
        )
        return int(note.entry_id)
    return entries.add(
        tx,
        relay.case_id,
        Side.OPERATOR,
        piece,
        now,
        state=entries.WAITING,
        group_message_id=piece.message_id,
        reply_to=relay.reply_to,
        author=relay.author,
    )


def relay_text(parts: DeskParts, tx: Connection, relay: RelayText, context: TurnContext) -> None:
    """Send the customer a text that no operator typed; the message that stands for it sends it once."""
    case = case_rows.lock(tx, relay.case_id)
    if case is None or case.person_id is None:
        return
    number, now = relay.message_id, context.now
    shown = None if number is None else entries.by_group_message(tx, context.chat_id, number)
    if shown is not None and shown.side == Side.OPERATOR:
        return
    case = _answered(parts, tx, case, now)
    piece = Piece(number or 0, "text", relay.html)
    entry = entries.add(
        tx,
        case.case_id,
        Side.OPERATOR,
        piece,
        now,
        state=entries.WAITING,
        group_message_id=number,
        author=relay.author,
    )
    delivery = _to_customer(tx, case, JoinedTexts((entry,), relay.html), now)
    entries.change(tx, [entry], delivery_id=delivery)


def relay_edit(tx: Connection, entry_id: int, piece: Piece, now: datetime) -> None:
    """Change the customer's copy as the operator has changed the message; the record keeps both."""
    entry = entries.by_id(tx, entry_id)
    if entry is None or not entries.is_changed(entry, piece):
        return
    case = case_rows.held(tx, entry.case_id)
    entries.edit(tx, entry, piece, now)
    if case.person_id is None or entry.state in _OVER or waiting.edit(tx, entry, piece):
        return
    is_swapped = piece.file_id is not None and entry.file_key != piece.file_key
    part = AlbumPart(entry_id, piece.kind, piece.file_id or "", piece.html) if is_swapped else None
    _to_customer(tx, case, TwinEdit(entry_id, piece.kind, piece.html, part), now)


def relay_reaction(tx: Connection, entry_id: int, emoji: str | None, now: datetime) -> None:
    """Set an operator's reaction on the customer's message, or take it back."""
    entry = entries.by_id(tx, entry_id)
    if entry is None or not entries.react(tx, entry, Side.OPERATOR, emoji):
        return
    case = case_rows.find(tx, entry.case_id)
    if case is not None and case.person_id is not None:
        _to_customer(tx, case, Reaction(emoji, entry=entry_id), now)


def keep_note(tx: Connection, note: KeepNote, context: TurnContext) -> None:
    """Keep what stays among operators; it stops no clock."""
    for piece in note.pieces:
        if entries.by_group_message(tx, context.chat_id, piece.message_id) is None:
            entries.add(
                tx,
                note.case_id,
                Side.NOTE,
                piece,
                context.now,
                state=entries.KEPT,
                group_message_id=piece.message_id,
                reply_to=_note_answered(tx, context.chat_id, piece),
                author=note.author,
            )


def withdraw(parts: DeskParts, tx: Connection, entry_id: int, now: datetime) -> None:
    """Take a message back, with its album; what has not left yet never leaves. The record keeps the words."""
    entry = entries.by_id(tx, entry_id)
    if entry is None or entry.side != Side.OPERATOR or entry.state in _OVER:
        return
    case = case_rows.held(tx, entry.case_id)
    album = [each for each in entries.with_its_album(tx, entry) if each.state not in _OVER]
    entries.change(tx, (each.entry_id for each in album), state=entries.WITHDRAWN, withdrawn_at=now)
    if entry.delivery_id is not None and waiting.take_back(tx, DeliveryId(entry.delivery_id)):
        return
    if case.person_id is None:
        return
    words = parts.post.news_in(MessageWithdrawn(), case.language, now)
    for each in album:
        _to_customer(tx, case, TwinDeletion(each.entry_id, each.kind, words), now)


def _answered(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> CaseRow:
    """Note that an operator answers; the customer hears once, before the first answer, who takes part."""
    values: dict[str, Any] = {"last_written_at": now, "waiting_since": None, **cases.NO_STEPS}
    if case.first_answered_at is None:
        values["first_answered_at"] = now
        parts.tell(tx, News(case.person_id, AnsweredBy(parts.rules.operator_name)), now)
    return cases.resume(tx, case_rows.change(tx, case.case_id, **values))


def _to_customer(tx: Connection, case: CaseRow, content: Content, now: datetime) -> DeliveryId:
    return outbox.enqueue(tx, [Parcel(content, case.person_id, Lane.REPLY, case.case_id)], now)[0]


def _note_answered(tx: Connection, group_id: int, piece: Piece) -> int | None:
    entry = None if piece.reply_to is None else entries.by_group_message(tx, group_id, piece.reply_to)
    return None if entry is None else int(entry.entry_id)
