"""When somebody answers the telephone: opening hours with Saturdays and Italy's holidays."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from bot.config import HelpLine
from bot.local_time import ROME
from handlers.contract.speech import Say
from handlers.shared import help_lines

if TYPE_CHECKING:
    from holidays import HolidayBase

_SATURDAY: Final = 5
_SUNDAY: Final = 6
#: No line is closed for longer; one without any hours is never open.
_LONGEST_PAUSE_DAYS: Final = 60


class Hours:
    """The help lines of the configuration, by name."""

    def __init__(self, lines: Mapping[str, HelpLine]) -> None:
        self._lines = lines

    def say(self, name: str, now: datetime) -> Say:
        """Put the line's number and whether it answers now into words.

        Raises:
            KeyError: there is no such line.
        """
        closes_at = self.closes_at(name, now)
        opens_at = None if closes_at is not None else self.opens_at(name, now)
        return help_lines.say(self._lines[name].number, closes_at, opens_at)

    def closes_at(self, name: str, now: datetime) -> datetime | None:
        """Return when the line that is open now closes; None while it is closed."""
        span = self._span(self._lines[name], now.astimezone(ROME).date())
        return span[1] if span is not None and span[0] <= now < span[1] else None

    def opens_at(self, name: str, now: datetime) -> datetime | None:
        """Return the next opening after `now`; None where there is none."""
        today = now.astimezone(ROME).date()
        for distance in range(_LONGEST_PAUSE_DAYS):
            span = self._span(self._lines[name], today + timedelta(days=distance))
            if span is not None and span[0] > now:
                return span[0]
        return None

    def _span(self, line: HelpLine, day: date) -> tuple[datetime, datetime] | None:
        """Return from when to when the line is open on a day."""
        if day in _holidays():
            return None
        by_weekday = {_SATURDAY: line.saturday, _SUNDAY: line.sunday}
        opening = by_weekday.get(day.weekday(), line.weekdays)
        return None if opening is None else (_moment(day, opening.opens), _moment(day, opening.closes))


@cache
def _holidays() -> "HolidayBase":
    # 3 MB that most conversations never need.
    import holidays  # noqa: PLC0415 - as said

    return holidays.country_holidays("IT")


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ROME).astimezone(UTC)
