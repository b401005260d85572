"""The lines of the outbox: the rows of one leave one after the other, by rank and then by number.

A line is a chat and a lane, and in a group also a case, so that a stuck row holds up its case alone.
"""

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, FromClause, and_, literal_column, or_, select, tuple_

from bot.storage.tables import deliveries

# In the words of the partial indexes: SQLite does not see that a bound value would fit them.
_QUEUED: Final[ColumnElement[str]] = literal_column("'queued'")
_CLAIMED: Final[ColumnElement[str]] = literal_column("'claimed'")


def is_open(rows: FromClause = deliveries) -> ColumnElement[bool]:
    """Whether a row is to be sent, or being sent."""
    return rows.c.state.in_([_QUEUED, _CLAIMED])


def is_queued() -> ColumnElement[bool]:
    """Whether a row is to be sent."""
    return and_(is_open(), deliveries.c.state == _QUEUED)


def is_group(chat_id: int | None) -> bool:
    """Whether a chat is a group: their numbers are negative."""
    return chat_id is not None and chat_id < 0


def is_first_of_line(stuck: Collection[int]) -> ColumnElement[bool]:
    """Whether no other row of its line comes before a row, or is being sent; rows without a chat have none.

    ``stuck``: rows that hold up nothing.
    """
    other = deliveries.alias("other")
    place = tuple_(deliveries.c.rank, deliveries.c.delivery_id)
    before = or_(other.c.state == _CLAIMED, tuple_(other.c.rank, other.c.delivery_id) < place)
    in_the_way = and_(
        other.c.chat_id == deliveries.c.chat_id,
        other.c.lane == deliveries.c.lane,
        other.c.line == deliveries.c.line,
        other.c.delivery_id != deliveries.c.delivery_id,
        is_open(other),
        before,
    )
    if stuck:
        in_the_way = and_(in_the_way, other.c.delivery_id.not_in(stuck))
    return ~select(other.c.delivery_id).where(in_the_way).exists()
