"""The hours of the desk, and how long people usually wait there."""

from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.config.desk import DeskHours
from bot.services import hours
from bot.storage.tables import cases

#: The usual wait is that of the last weeks, and said only where so many cases tell it.
_LOOK_BACK: Final = timedelta(weeks=4)
_ENOUGH: Final = 20
#: The newest of them are enough for a median.
_MOST: Final = 500

_ANSWERED: Final = (
    select(cases.c.opened_at, cases.c.first_answered_at)
    .where(cases.c.opened_at > bindparam("since"), cases.c.first_answered_at.is_not(None))
    .order_by(cases.c.opened_at.desc())
    .limit(_MOST)
)


def is_open(week: DeskHours, now: datetime) -> bool:
    """Whether operators are there now."""
    return hours.closes_at(week, now) is not None


def opens_at(week: DeskHours, now: datetime) -> datetime | None:
    """Return when the desk opens again; None while it is open, and where it never opens."""
    return None if is_open(week, now) else hours.opens_at(week, now)


def clock_begins(week: DeskHours, handed_at: datetime) -> datetime:
    """Return from when a wait counts: from the hand-off, or from the next opening."""
    return opens_at(week, handed_at) or handed_at


def open_time(week: DeskHours, since: datetime, until: datetime) -> timedelta:
    """Return how much of the desk's own hours lies between two moments."""
    return hours.open_time(week, since, until)


def usual_wait(tx: Connection, week: DeskHours, now: datetime) -> timedelta | None:
    """Return the median wait for the first answer in the last four weeks; None from too few cases."""
    rows = tx.execute(_ANSWERED, {"since": now - _LOOK_BACK}).all()
    if len(rows) < _ENOUGH:
        return None
    # Somebody may answer before the desk opens.
    waits = (row.first_answered_at - clock_begins(week, row.opened_at) for row in rows)
    usual: timedelta = median(max(timedelta(), wait) for wait in waits)
    return usual
