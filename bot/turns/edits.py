"""Telegram tells of a change also where nothing was changed: what it means hangs on what is on record."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.storage import case_entries, inbox
from bot.turns.incoming import Incoming
from handlers.contract.chat import Command, Text
from handlers.contract.desk import CustomerEdited

#: A live location changes every few seconds.
_LOCATION_EVERY: Final = timedelta(minutes=1)


def meant(tx: Connection, incoming: Incoming, chat_id: int, now: datetime) -> Incoming | None:
    """Return what a change of a message means; None: nothing new. What is no change is returned as it is.

    What was written in a case belongs to the case, whatever is open now; whether anything that can be seen
    has changed is for who has its record to say. Elsewhere changed words are read like new ones.
    """
    trace = incoming.trace
    if not incoming.is_edit or trace is None:
        return incoming
    is_private = not incoming.is_of_group
    if is_private and not case_entries.is_of_customer(tx, chat_id, trace.message_id):
        return None if inbox.has_taken(tx, chat_id, trace) else incoming
    if not incoming.pieces:
        return None
    piece = incoming.pieces[0]
    if piece.kind == "location" and inbox.has_taken_since(
        tx, chat_id, trace.message_id, now - _LOCATION_EVERY
    ):
        return None
    if not is_private:
        return incoming
    words = "" if inbox.has_taken(tx, chat_id, trace) else _words(incoming)
    return replace(incoming, event=CustomerEdited(piece, words))


def _words(incoming: Incoming) -> str:
    match incoming.event:
        case Text(text):
            return text
        case Command(typed=typed):
            return typed
        case _:
            return ""
