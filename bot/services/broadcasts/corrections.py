"""What is written about a broadcast that has gone out: each a draft of its own, to be approved."""

from sqlalchemy import Connection

from bot.services.broadcasts import store
from bot.services.broadcasts.broadcast import Audience, Draft


def deletion(tx: Connection, parent: int) -> Draft:
    """Return the deletion of all copies of a broadcast.

    Raises:
        BroadcastUnknown: there is none.
    """
    name = f"{store.read(tx, parent).draft.name} (deleted)"
    return Draft(name, "service", {}, Audience(), kind="delete", parent_id=parent)


def again(tx: Connection, parent: int, *, failed: bool = False) -> Draft:
    """Return the same for those of whom nobody knows whether they got it; or those where it ``failed``.

    Raises:
        BroadcastUnknown: there is none.
    """
    ended = Audience(ended=("failed",) if failed else ("unconfirmed",))
    name = f"{store.read(tx, parent).draft.name} (again)"
    return Draft(name, "service", {}, ended, kind="resend", parent_id=parent)
