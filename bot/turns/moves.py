"""The support group on its way to another number: its new chat must not be taken for a foreign one."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.errors import UpdateUnreadable
from bot.storage import inbox
from bot.turns.incoming import Incoming
from handlers.contract.desk import GroupMoved


def is_coming_here(
    tx: Connection,
    read: Callable[[inbox.Payload, int | None], Incoming],
    chat_id: int,
    group_id: int | None,
) -> bool:
    """Tell whether a line that still waits, in the old chat or the new one, says that this is the group now.

    Telegram tells in no fixed order of the move and of the bot's place in the new chat, and a foreign group
    is left.
    """
    if group_id is None:
        return False
    waiting = [*inbox.waiting_of(tx, chat_id), *inbox.waiting_of(tx, group_id)]
    return any(_is_move(read, arrival.payload, chat_id, group_id) for arrival in waiting)


def _is_move(
    read: Callable[[inbox.Payload, int | None], Incoming],
    payload: inbox.Payload,
    chat_id: int,
    group_id: int,
) -> bool:
    try:
        return read(payload, group_id).event == GroupMoved(chat_id)
    except UpdateUnreadable:
        return False
