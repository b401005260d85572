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


class WorkingTime:
    """The desk's own clock: it runs while the desk is open, and stands still at night and on holidays."""

    def __init__(self, week: DeskHours) -> None:
        self._week = week

    def is_open(self, now: datetime) -> bool:
        """Whether operators are there."""
        return hours.closes_at(self._week, now) is not None

    def opens_at(self, now: datetime) -> datetime | None:
        """Return when the desk opens again; None while it is open, and where it never opens."""
        return None if self.is_open(now) else hours.opens_at(self._week, now)

    def begins(self, handed_at: datetime) -> datetime:
        """Return from when a wait counts: from the hand-off, or from the next opening."""
        return self.opens_at(handed_at) or handed_at

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the desk was open between two moments; zero where the second is the earlier."""
        return hours.open_time(self._week, start, end)


def usual_wait(tx: Connection, clock: WorkingTime, now: datetime) -> timedelta | None:
    """Return the median wait for the first answer in the last four weeks; None from too few cases."""
    rows = tx.execute(_ANSWERED, {"since": now - _LOOK_BACK}).all()
    if len(rows) < _ENOUGH:
        return None
    # Somebody may answer before the desk opens.
    waits = (row.first_answered_at - clock.begins(row.opened_at) for row in rows)
    usual: timedelta = median(max(timedelta(), wait) for wait in waits)
    return usual
