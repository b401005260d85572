"""The clock on the wall of the people we speak with: Europe/Rome, with its hours that come twice or never."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ROME: Final = ZoneInfo("Europe/Rome")
#: No earlier day has to do with us: no meter of today was read before. The year 1 cannot even be told in
#: another time zone.
EARLIEST_DAY: Final = date(1950, 1, 1)


def latest(clock: time, now: datetime) -> datetime:
    """The latest moment up to `now` at which clocks showed this time: today's, or else yesterday's.

    A time that the change to summer time leaves out is the moment after the gap; of one that comes twice
    in autumn it is the first.
    """
    today = now.astimezone(ROME).date()
    moment = datetime.combine(today, clock, ROME).astimezone(UTC)
    if moment > now:
        moment = datetime.combine(today - timedelta(days=1), clock, ROME).astimezone(UTC)
    return moment


def local_date(moment: datetime) -> date:
    """The date on the wall."""
    return moment.astimezone(ROME).date()


def earliest_moment(local: datetime) -> datetime:
    """The moment of a local time without a zone; the earliest one of a time that comes twice or never."""
    return min(_meanings(local))


def latest_moment(local: datetime) -> datetime:
    """The moment of a local time without a zone; the latest one of a time that comes twice or never."""
    return max(_meanings(local))


def day_begins(day: date) -> datetime:
    """The moment at which a local date begins."""
    return earliest_moment(datetime.combine(day, time()))


def _meanings(local: datetime) -> tuple[datetime, datetime]:
    aware = local.replace(tzinfo=ROME)
    return aware.replace(fold=0).astimezone(UTC), aware.replace(fold=1).astimezone(UTC)
