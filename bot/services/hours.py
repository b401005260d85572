"""When people are there: opening hours of a telephone or a desk, with Saturdays and Italy's holidays."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from bot.config import HelpLine, OpeningHours
from bot.local_time import ROME
from handlers.contract.speech import Say
from handlers.shared import help_lines

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY: Final = 5
_SUNDAY: Final = 6
#: No line is closed for longer; one without any hours is never open.
_LONGEST_PAUSE_DAYS: Final = 60


class Week(Protocol):
    """The hours of each kind of day; None: closed. On holidays everything is."""

    @property
    def weekdays(self) -> OpeningHours | None:
        """From Monday to Friday."""

    @property
    def saturday(self) -> OpeningHours | None:
        """On Saturdays."""

    @property
    def sunday(self) -> OpeningHours | None:
        """On Sundays."""


def closes_at(week: Week, now: datetime) -> datetime | None:
    """Return when what is open now closes; None while it is closed."""
    span = _span(week, now.astimezone(ROME).date())
    return span[1] if span is not None and span[0] <= now < span[1] else None


def opens_at(week: Week, now: datetime) -> datetime | None:
    """Return the next opening after `now`; None where there is none."""
    today = now.astimezone(ROME).date()
    for distance in range(_LONGEST_PAUSE_DAYS):
        span = _span(week, today + timedelta(days=distance))
        if span is not None and span[0] > now:
            return span[0]
    return None


def open_time(week: Week, since: datetime, until: datetime) -> timedelta:
    """Return how much of the time between two moments is within the hours."""
    total = timedelta()
    day, last = since.astimezone(ROME).date(), until.astimezone(ROME).date()
    while day <= last:
        span = _span(week, day)
        if span is not None:
            total += max(timedelta(), min(span[1], until) - max(span[0], since))
        day += timedelta(days=1)
    return total


def _span(week: Week, day: date) -> tuple[datetime, datetime] | None:
    """Return from when to when it is open on a day."""
    if day in _holidays():
        return None
    by_weekday = {_SATURDAY: week.saturday, _SUNDAY: week.sunday}
    opening = by_weekday.get(day.weekday(), week.weekdays)
    return None if opening is None else (_moment(day, opening.opens), _moment(day, opening.closes))


class Hours:
    """The help lines of the configuration, by name."""

    def __init__(self, lines: Mapping[str, HelpLine]) -> None:
        self._lines = lines

    def say(self, name: str, now: datetime) -> Say:
        """Put the line's number and whether it answers now into words.

        Raises:
            KeyError: there is no such line.
        """
        until = self.closes_at(name, now)
        next_at = None if until is not None else self.opens_at(name, now)
        return help_lines.say(self._lines[name].number, until, next_at)

    def closes_at(self, name: str, now: datetime) -> datetime | None:
        """Return when the line that is open now closes; None while it is closed."""
        return closes_at(self._lines[name], now)

    def opens_at(self, name: str, now: datetime) -> datetime | None:
        """Return the next opening of the line after `now`; None where there is none."""
        return opens_at(self._lines[name], now)


@cache
def _holidays() -> "HolidayBase":
    # 3 MB that most conversations never need.
    import holidays  # noqa: PLC0415 - as said

    return holidays.country_holidays("IT")


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ROME).astimezone(UTC)
