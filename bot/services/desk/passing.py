"""From the customer to the operators: messages, edits and reactions of a private chat go into the topic."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from bot.services.context import TurnContext
from bot.services.desk import case_rows, cases, crossing, entries, topics, waiting
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.crossing import Way
from bot.services.desk.parts import DeskParts
from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel, Rank
from bot.storage.parcels import Copy, Reaction
from bot.storage.tables import case_entries
from handlers.contract.desk import CaseState, Piece, Reason, Side
from handlers.contract.desk_changes import OpenCase
from handlers.contract.desk_news import AllArrives, Cause, EditShown, NotPassedOn
from handlers.contract.vocabulary import GroupNews, News
from handlers.shared import secrets
from handlers.shared.plain import plain

#: The sign on an operator's message that it has reached the customer.
DELIVERED: Final = "👍"
#: From so many unanswered messages in so short a time the customer hears, once, that all of them arrive.
_FLOOD: Final = 30
_FLOOD_IN: Final = timedelta(minutes=10)
_FLOOD_SAID_AT: Final = "flood_said_at"
#: A place that is followed live changes every few seconds.
_PLACE_EVERY: Final = timedelta(minutes=1)

_WRITTEN_SINCE: Final = select(func.count()).where(
    case_entries.c.case_id == bindparam("case_id"),
    case_entries.c.side == str(Side.CUSTOMER),
    case_entries.c.written_at > bindparam("since"),
)


def pass_on(parts: DeskParts, tx: Connection, context: TurnContext, *, wants_answer: bool = True) -> None:
    """Carry the message of this turn into the topic of the person's case. What is there already stays so."""
    case = _case_for(parts, tx, context)
    if case is None or (case.group_id is None and parts.group.chat_id(tx) is None):
        return
    now = context.now
    fresh = [piece for piece in context.pieces if not _is_known(tx, context.person_id, piece)]
    pieces = [piece for piece in fresh if not _is_withheld(parts, tx, piece, context)]
    if not pieces:
        return
    reply_to = _answered(tx, context.person_id, case, pieces[0])
    written = [
        (
            entries.add(
                tx,
                case.case_id,
                Side.CUSTOMER,
                piece,
                now,
                state=entries.WAITING,
                customer_message_id=piece.message_id,
                reply_to=reply_to,
            ),
            piece,
        )
        for piece in pieces
    ]
    is_first = case.topic_state in {topics.NONE, topics.DELETED}
    case = topics.want(parts, tx, _noted(tx, case, now, wants_answer=wants_answer), now)
    way = Way(
        case.case_id,
        context.chat_id,
        case.group_id,
        Lane.DESK,
        Rank.FIRST if is_first else Rank.USUAL,
    )
    crossing.carry(tx, way, written, reply_to, now)
    _calm(parts, tx, case, now)


def pass_on_edit(parts: DeskParts, tx: Connection, piece: Piece, context: TurnContext) -> None:
    """Show operators what the customer has changed; what has not left yet leaves as it is now."""
    entry = entries.by_customer_message(tx, context.person_id, piece.message_id)
    if entry is None or entry.side != Side.CUSTOMER or not entries.is_changed(entry, piece):
        return
    if _is_withheld(parts, tx, piece, context):
        return
    case = case_rows.held(tx, entry.case_id)
    now = context.now
    since = entry.edited_at or entry.written_at
    if piece.kind in {"location", "venue"} and now - since < _PLACE_EVERY:
        return
    entries.edit(tx, entry, piece, now)
    if waiting.edit(tx, entry, piece):
        return
    if case.topic_state not in {topics.WANTED, topics.THERE}:
        return
    parts.tell(tx, GroupNews(case.case_id, EditShown(piece.html), reply_to=entry.entry_id), now)
    if entry.file_key != piece.file_key:
        # Words alone do not show a picture that took another's place.
        again = Copy(
            entry.entry_id,
            context.chat_id,
            piece.message_id,
            piece.kind,
            piece.html,
            entry.entry_id,
            piece.file_id,
        )
        outbox.enqueue(tx, [Parcel(again, case.group_id, Lane.DESK, case.case_id)], now)


def pass_on_reaction(tx: Connection, message_id: int, emoji: str | None, context: TurnContext) -> None:
    """Set the customer's reaction on the twin of a message; taken back, an operator's keeps its sign."""
    entry = entries.by_customer_message(tx, context.person_id, message_id)
    if entry is None or not entries.react(tx, entry, Side.CUSTOMER, emoji):
        return
    case = case_rows.find(tx, entry.case_id)
    if case is None or case.topic_state not in {topics.WANTED, topics.THERE}:
        return
    shown = emoji or (DELIVERED if entry.side == Side.OPERATOR else None)
    parcel = Parcel(Reaction(shown, entry=entry.entry_id), case.group_id, Lane.DESK, case.case_id)
    outbox.enqueue(tx, [parcel], context.now)


def _case_for(parts: DeskParts, tx: Connection, context: TurnContext) -> CaseRow | None:
    """Return the person's open case; without one, that of the last day opened again, or a new one.

    What is written to people is never lost.
    """
    person_id, now = context.person_id, context.now
    case = case_rows.open_of(tx, person_id)
    if case is not None:
        return case_rows.held(tx, case.case_id)
    newest = case_rows.newest_of(tx, person_id)
    if newest is not None and now - (newest.closed_at or now) < cases.PATIENCE_AFTERWARDS:
        return cases.reopen_by_customer(parts, tx, person_id, now)
    return cases.open_case(parts, tx, OpenCase(Reason.OTHER), context)


def _is_withheld(parts: DeskParts, tx: Connection, piece: Piece, context: TurnContext) -> bool:
    """Keep from operators what looks like a secret, and tell its owner; return whether it does.

    The words of a message are judged before; here stands what no turn reads: the caption of another part of
    an album, a task of a checklist, whatever Telegram may yet invent.
    """
    if not secrets.holds_secret(plain(piece.html)):
        return False
    parts.tell(tx, News(context.person_id, NotPassedOn(piece.kind, Cause.WITHHELD)), context.now)
    return True


def _is_known(tx: Connection, person_id: int, piece: Piece) -> bool:
    entry = entries.by_customer_message(tx, person_id, piece.message_id)
    return entry is not None and entry.side == Side.CUSTOMER


def _answered(tx: Connection, person_id: int, case: CaseRow, piece: Piece) -> int | None:
    """Return the entry of the same case that a message answers."""
    if piece.reply_to is None:
        return None
    entry = entries.by_customer_message(tx, person_id, piece.reply_to)
    return entry.entry_id if entry is not None and entry.case_id == case.case_id else None


def _noted(tx: Connection, case: CaseRow, now: datetime, *, wants_answer: bool) -> CaseRow:
    """Note that the customer has written; who wants an answer waits from now on, or waits already."""
    values: dict[str, Any] = {"last_written_at": now, "warned_of_closing_at": None}
    if case.state == CaseState.PAUSED:
        values["state"] = str(CaseState.OPEN)
    if case.waiting_since is None and wants_answer:
        values["waiting_since"] = now
    return case_rows.change(tx, case.case_id, **values)


def _calm(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> None:
    """Say once that all arrives to who writes very much before anybody answers."""
    if case.waiting_since is None:
        return
    facts: dict[str, Any] = case.facts or {}
    since = max(case.waiting_since - timedelta(microseconds=1), now - _FLOOD_IN)
    written = tx.execute(_WRITTEN_SINCE, {"case_id": case.case_id, "since": since}).scalar_one()
    said_at = facts.get(_FLOOD_SAID_AT)
    is_said = said_at is not None and datetime.fromisoformat(said_at) >= case.waiting_since
    if written < _FLOOD or is_said or case.person_id is None:
        return
    case_rows.change(tx, case.case_id, facts=facts | {_FLOOD_SAID_AT: now.isoformat()})
    parts.tell(tx, News(case.person_id, AllArrives()), now)
