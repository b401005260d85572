"""The clock on the wall of the people we speak with: Europe/Rome, with its hours that come twice or never."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ROME: Final = ZoneInfo("Europe/Rome")


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
