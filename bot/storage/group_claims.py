"""Claims on the rows of a group: at its pace over all lanes and processes, first lines of new cases first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select

from bot.storage.claims import Broken, claim_where
from bot.storage.engine import lock_chat
from bot.storage.lines import is_first_of_line, is_open, is_queued
from bot.storage.outbox import LONGEST_WAIT, Carrier, Delivery, DeliveryId
from bot.storage.parcels import TopicOpening, kind_of
from bot.storage.tables import deliveries

#: Telegram counts what a bot does in a group over this time.
_WINDOW: Final = timedelta(seconds=60)
#: So far the clocks of two machines may be apart; what is settled further ahead was so under another clock.
_SKEW: Final = timedelta(seconds=5)
#: In the words of the partial index.
_OF_GROUPS: Final = deliveries.c.chat_id < literal_column("0")
_TOPIC: Final = kind_of(TopicOpening(""))
_ORDER: Final = (deliveries.c.rank, deliveries.c.lane)


@dataclass(frozen=True, slots=True)
class GroupPace:
    """How much may be done in one group: so many calls in any 60 seconds, and topics evenly among them."""

    per_minute: int

    @property
    def between_topics(self) -> timedelta:
        """The least time between two new topics: a dozen in seconds got bots banned."""
        return _WINDOW / self.per_minute


def waiting_groups(tx: Connection) -> list[int]:
    """Return the groups for which rows are queued."""
    found = select(deliveries.c.chat_id).where(_OF_GROUPS, is_queued()).distinct()
    return list(tx.execute(found.order_by(deliveries.c.chat_id)).scalars())


def claim(  # noqa: PLR0913 - what a queue knows
    tx: Connection,
    group_id: int,
    pace: GroupPace,
    now: datetime,
    lease_until: datetime,
    *,
    most: int,
    waiting: Collection[DeliveryId] = (),
    broken: Broken | None = None,
) -> list[Delivery]:
    """Claim what the pace of a group allows now, at most so many rows: by rank, then by lane and wait.

    What is claimed counts until it is settled, and for a minute from then on; a row that was settled in the
    future was settled under another clock. One row of each line: the next leaves when it is settled.
    """
    broken = broken or Broken()
    # Two processes that count at the same time would both find the same places free.
    lock_chat(tx, group_id)
    free = pace.per_minute - _calls(tx, group_id, now - _WINDOW, now)
    if free <= 0 or most <= 0:
        return []
    due = and_(
        deliveries.c.carrier == str(Carrier.TELEGRAM),
        deliveries.c.chat_id == group_id,
        _OF_GROUPS,
        is_queued(),
        # Unlike a reply, a row that was never tried waits too: the whole group may have been told to.
        or_(deliveries.c.due_at <= now, deliveries.c.due_at > now + LONGEST_WAIT),
        is_first_of_line(broken.stuck),
    )
    if passed_over := {*waiting, *broken.stuck}:
        due = and_(due, deliveries.c.delivery_id.not_in(passed_over))
    if _calls(tx, group_id, now - pace.between_topics, now, deliveries.c.kind == _TOPIC):
        due = and_(due, deliveries.c.kind != _TOPIC)
    chosen = _chosen(tx, due, free, most, pace)
    if not chosen:
        return []
    rows = and_(deliveries.c.delivery_id.in_(chosen), is_queued())
    return claim_where(tx, rows, None, lease_until, broken, before=_ORDER)


def _chosen(
    tx: Connection, due: ColumnElement[bool], free: int, most: int, pace: GroupPace
) -> list[DeliveryId]:
    """Return the rows that fit, in their order, with one new topic at most; nothing passes an album."""
    found = select(deliveries.c.delivery_id, deliveries.c.calls, deliveries.c.kind).where(due)
    chosen: list[DeliveryId] = []
    opens = False
    for number, calls, kind in tx.execute(
        found.order_by(*_ORDER, deliveries.c.due_at, deliveries.c.delivery_id)
    ):
        if kind == _TOPIC and opens:
            continue
        opens = opens or kind == _TOPIC
        # An album beyond the pace of a minute has a minute of its own.
        free -= min(calls, pace.per_minute)
        if free < 0 or len(chosen) == most:
            break
        chosen.append(DeliveryId(number))
    return chosen


def hold_back(tx: Connection, group_id: int, due_at: datetime) -> None:
    """Let nothing that waits for this group be due before a moment: Telegram asked for it."""
    waits = and_(deliveries.c.chat_id == group_id, _OF_GROUPS, is_queued(), deliveries.c.due_at < due_at)
    tx.execute(deliveries.update().where(waits).values(due_at=due_at))


def move(tx: Connection, from_chat_id: int, to_chat_id: int) -> int:
    """Readdress every open row of a group that has another number now; return how many.

    The caller holds the locks of both.
    """
    waits = and_(deliveries.c.chat_id == from_chat_id, is_open())
    return tx.execute(deliveries.update().where(waits).values(chat_id=to_chat_id)).rowcount


def behind(tx: Connection, group_id: int, pace: GroupPace) -> timedelta:
    """Return how long what waits for a group takes at its pace: nothing while it fits into a minute."""
    waits = and_(deliveries.c.chat_id == group_id, _OF_GROUPS, is_queued())
    calls: int = tx.execute(select(func.coalesce(func.sum(deliveries.c.calls), 0)).where(waits)).scalar_one()
    return _WINDOW * (calls // pace.per_minute)


def _calls(
    tx: Connection, group_id: int, after: datetime, now: datetime, only: ColumnElement[bool] | None = None
) -> int:
    """Count the calls to a group that are being made, or were settled after a moment."""
    of_group = [deliveries.c.chat_id == group_id, _OF_GROUPS, *([] if only is None else [only])]
    calls: Any = func.coalesce(func.sum(deliveries.c.calls), 0)
    under_way = select(calls).where(*of_group, is_open(), deliveries.c.state == "claimed")
    latest = now + _SKEW
    done = select(calls).where(*of_group, deliveries.c.settled_at > after, deliveries.c.settled_at <= latest)
    return int(tx.execute(under_way).scalar_one()) + int(tx.execute(done).scalar_one())
