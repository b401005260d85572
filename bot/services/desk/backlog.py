"""Whether the group is behind: messages of cases that wait for Telegram's pace of a group."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, exists, func, select, update

from bot.storage.outbox import OPEN_STATES, Lane
from bot.storage.tables import deliveries, desk_group
from bot.storage.upsert import upsert
from handlers.contract.desk_news import GroupBehind
from handlers.contract.vocabulary import GroupNews

#: It is said when something waits for so long, and that it is over when nothing waits for half of that: what
#: swings about the limit is not said twice.
_BEHIND: Final = timedelta(minutes=2)
_OVER: Final = _BEHIND / 2


def changes(tx: Connection, configured_id: int, group_id: int, now: datetime) -> Sequence[GroupNews]:
    """Return what the general topic is told: once that the group is behind, and once that it is no longer.

    ``configured_id``: as the settings say, ``group_id``: as it is now. Nothing is said while the group cannot
    be worked in, which is told otherwise.
    """
    row = tx.execute(select(desk_group).where(desk_group.c.configured_id == configured_id)).first()
    if row is not None and row.obstacle is not None:
        return ()
    oldest = _oldest(tx, group_id)
    waited = timedelta() if oldest is None else now - oldest
    was_said = row is not None and row.behind_said_at is not None
    if not was_said and waited > _BEHIND:
        minutes = int(waited / timedelta(minutes=1))
        if _note(tx, configured_id, group_id, now, minutes):
            return (GroupNews(None, GroupBehind(minutes)),)
    elif was_said and waited < _OVER and _forget(tx, configured_id):
        return (GroupNews(None, GroupBehind(None)),)
    return ()


def _oldest(tx: Connection, group_id: int) -> datetime | None:
    """Return since when the oldest row waits for its turn.

    A case whose next row was tried already waits for something else than the pace, and is left out.
    """
    open_ = (deliveries.c.chat_id == group_id, deliveries.c.lane == int(Lane.DESK))
    tried = deliveries.alias("tried")
    is_stuck = exists().where(
        tried.c.chat_id == group_id,
        tried.c.lane == int(Lane.DESK),
        tried.c.case_id == deliveries.c.case_id,
        tried.c.state.in_(OPEN_STATES),
        tried.c.attempts > 0,
    )
    waiting = deliveries.c.state.in_(OPEN_STATES) & deliveries.c.case_id.is_not(None)
    oldest: datetime | None = tx.execute(
        select(func.min(deliveries.c.created_at)).where(*open_, waiting, ~is_stuck)
    ).scalar()
    return oldest


def _note(tx: Connection, configured_id: int, group_id: int, now: datetime, minutes: int) -> bool:
    """Write down that it is said; return whether nobody else has said it."""
    adding = upsert(tx.dialect.name, desk_group).on_conflict_do_nothing()
    tx.execute(adding, {"configured_id": configured_id, "chat_id": group_id})
    of_group = (desk_group.c.configured_id == configured_id, desk_group.c.behind_said_at.is_(None))
    values = {"behind_said_at": now, "behind_minutes": minutes}
    return tx.execute(update(desk_group).where(*of_group).values(values)).rowcount == 1


def _forget(tx: Connection, configured_id: int) -> bool:
    of_group = (desk_group.c.configured_id == configured_id, desk_group.c.behind_said_at.is_not(None))
    values = {"behind_said_at": None, "behind_minutes": None}
    return tx.execute(update(desk_group).where(*of_group).values(values)).rowcount == 1
