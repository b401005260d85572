"""When things happen in the demo's year: by day in office hours, on weekdays more than on weekends."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.local_time import ROME, local_date

DAYS: Final = 365
_SATURDAY: Final = 5
#: Of the load of a weekday, on a Saturday or Sunday.
_WEEKEND_SHARE: Final = 0.35
#: How much is asked in each hour of a day, from midnight on.
_HOURS: Final = (1, 0, 0, 0, 0, 0, 2, 5, 9, 12, 12, 10, 8, 8, 9, 10, 10, 9, 9, 8, 7, 5, 3, 2)


def days(now: datetime) -> Iterator[date]:
    """Yield the local days of the year up to today, the oldest first."""
    today = local_date(now)
    return (today - timedelta(days=back) for back in range(DAYS, -1, -1))


def moments(chance: random.Random, day: date, on_a_weekday: float, until: datetime) -> list[datetime]:
    """Return about so many moments of a day in order, none later than `until`."""
    share = _WEEKEND_SHARE if day.weekday() >= _SATURDAY else 1.0
    count = round(on_a_weekday * share * chance.uniform(0.75, 1.25))
    midnight = datetime.combine(day, time(0), ROME)
    hours = chance.choices(range(24), _HOURS, k=count)
    found = (midnight + timedelta(hours=hour, seconds=chance.randrange(3600)) for hour in hours)
    return sorted(moment for moment in found if moment <= until)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a local time of a day."""
    return datetime.combine(day, time(hour, minute), ROME)
