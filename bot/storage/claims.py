"""Claims on rows of the outbox: taken when they are due, and taken anew from a process that has died.

Nothing here trusts the clock further than the longest wait, so that a clock that is set back or forward
neither holds a row up nor lets it be sent by two. A row that cannot be claimed is set aside.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.exc import DBAPIError

from bot.storage.engine import is_about_rows
from bot.storage.lines import is_first_of_line, is_open, is_queued
from bot.storage.outbox import (
    LONGEST_WAIT,
    Carrier,
    Delivery,
    DeliveryId,
    Lane,
    claim_rows,
    is_due,
)
from bot.storage.tables import deliveries

_IS_IN_NO_GROUP: Final = or_(deliveries.c.chat_id.is_(None), deliveries.c.chat_id >= 0)


def _unreported(_number: DeliveryId, _error: Exception) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Broken:
    """Rows that cannot be claimed: each is given to `report` with its cause, and settled as failed.

    ``stuck``: those that cannot even be settled. They stay where they are and hold up nothing.
    """

    report: Callable[[DeliveryId, Exception], None] = _unreported
    stuck: set[DeliveryId] = field(default_factory=set)


def claim(  # noqa: PLR0913 - what a queue knows
    tx: Connection,
    lanes: Mapping[Lane, int],
    now: datetime,
    lease_until: datetime,
    carrier: Carrier = Carrier.TELEGRAM,
    *,
    waiting: Collection[DeliveryId] = (),
    broken: Broken | None = None,
) -> list[Delivery]:
    """Claim the rows that are due, up to the limit of each lane: the longest due first, one of each line.

    Rows to groups are claimed by `group_claims.claim`.
    ``waiting``: rows that are not due, whatever the clock says. ``broken``: what is known of broken rows.
    """
    broken = broken or Broken()
    claimed: list[Delivery] = []
    passed_over = [*waiting, *broken.stuck]
    for lane, most in lanes.items():
        if most > 0:
            due = and_(
                deliveries.c.carrier == str(carrier),
                deliveries.c.lane == int(lane),
                is_queued(),
                _IS_IN_NO_GROUP,
                is_due(now, now + LONGEST_WAIT),
                is_first_of_line(broken.stuck),
            )
            if passed_over:
                due = and_(due, deliveries.c.delivery_id.not_in(passed_over))
            claimed += claim_where(tx, due, most, lease_until, broken)
    return claimed


def held(tx: Connection, carrier: Carrier) -> dict[DeliveryId, str]:
    """Return the fencing token of each claimed row."""
    ours = and_(deliveries.c.carrier == str(carrier), is_open(), deliveries.c.state == "claimed")
    rows = tx.execute(select(deliveries.c.delivery_id, deliveries.c.claim_token).where(ours))
    return {DeliveryId(number): token for number, token in rows}


def reclaim(
    tx: Connection,
    tokens: Collection[str],
    lease_until: datetime,
    carrier: Carrier = Carrier.TELEGRAM,
    *,
    broken: Broken | None = None,
) -> list[Delivery]:
    """Claim anew, under new fencing tokens, the rows that are still claimed under these.

    The process that held them has died or hangs, so the outcome of the send is unknown.
    """
    still_held = and_(
        deliveries.c.carrier == str(carrier),
        is_open(),
        deliveries.c.state == "claimed",
        deliveries.c.claim_token.in_(tokens),
    )
    return claim_where(tx, still_held, None, lease_until, broken or Broken())


def claim_where(  # noqa: PLR0913 - a claim and its order
    tx: Connection,
    condition: ColumnElement[bool],
    most: int | None,
    lease_until: datetime,
    broken: Broken,
    *,
    before: Sequence[ColumnElement[Any]] = (),
) -> list[Delivery]:
    """Claim the rows of a condition, skipping those that another process is about to claim.

    ``before``: what orders them before how long they are due. A row that cannot be read is settled as failed,
    with its cause, and the others are claimed.
    """
    order = (*before, deliveries.c.due_at, deliveries.c.delivery_id)
    found = select(deliveries).where(condition).order_by(*order)
    try:
        with tx.begin_nested():
            rows = tx.execute(found.limit(most).with_for_update(skip_locked=True)).mappings().all()
            return claim_rows(tx, rows, lease_until)
    except Exception as error:
        if not is_about_rows(error):
            raise
    numbers = select(deliveries.c.delivery_id).where(condition).order_by(*order).limit(most)
    claimed: list[Delivery] = []
    for number in tx.execute(numbers.with_for_update(skip_locked=True)).scalars().all():
        claimed += _claim_alone(tx, DeliveryId(number), lease_until, broken)
    return claimed


def _claim_alone(tx: Connection, number: DeliveryId, lease_until: datetime, broken: Broken) -> list[Delivery]:
    """Claim one row, or set it aside where it cannot be read; one that bears neither is passed over."""
    own = select(deliveries).where(deliveries.c.delivery_id == number)
    try:
        with tx.begin_nested():
            return claim_rows(tx, tx.execute(own).mappings().all(), lease_until)
    except Exception as error:
        if not is_about_rows(error):
            raise
        broken.report(number, error)
        values = {"state": "failed", "fault": type(error).__name__, "settled_at": func.current_timestamp()}
    try:
        with tx.begin_nested():
            tx.execute(deliveries.update().where(deliveries.c.delivery_id == number).values(values))
    except DBAPIError as error:
        if not is_about_rows(error):
            raise
        broken.stuck.add(number)
    return []
