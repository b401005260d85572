"""What a number on a gas meter means, and what speaks against it (DOMAIN, self-reading checks)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from bot.config.readings import Plausibility
from bot.local_time import day_begins, local_date
from handlers.contract.readings import Counter, Finding, Weighed

#: What is refused even where the person confirms it.
NEVER_TAKEN: Final[frozenset[Finding]] = frozenset({"too_long", "lower", "above_most"})
_HOUR: Final = timedelta(hours=1)
_YEAR: Final = timedelta(days=365)
_YEARS_BACK: Final = 3
#: Longer spans say nothing of a season.
_SEASON_DAYS: Final = 120
#: A season is looked for in at least this many days of a year ago.
_LEAST_WINDOW_DAYS: Final = 28
#: Fewer days than these say nothing of a habit.
_LEAST_HISTORY_DAYS: Final = 20


@dataclass(frozen=True, slots=True)
class Point:
    """A value that the counter showed on a day; ``across_zero``: it had begun again since the one before."""

    on: date
    value: int
    across_zero: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """The cubic metres used between two days."""

    since: date
    until: date
    m3: int

    @property
    def days(self) -> int:
        """The number of days, at least one."""
        return (self.until - self.since).days


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is to be expected, and between which bounds nothing is asked. ``m3`` None: nothing is known."""

    m3: float | None
    least: float
    most: float


def uses(points: Sequence[Point], digits: int) -> Iterator[Use]:
    """What went through between values in the order of their days; where it fell, nobody can say."""
    for before, after in pairwise(points):
        m3 = after.value - before.value
        if m3 < 0 and after.across_zero:
            m3 += 10**digits
        if m3 >= 0 and after.on > before.on:
            yield Use(before.on, after.on, m3)


def weigh(  # noqa: PLR0913 - the facts of a reading
    counter: Counter,
    value: int,
    now: datetime,
    *,
    history: Sequence[Use],
    most_m3h: float | None,
    plausibility: Plausibility,
) -> Weighed:
    """What `value` means on its counter at the moment `now`.

    ``history`` is of the same counter; ``most_m3h`` is its Qmax, None where that is not known.
    """
    weighed = Weighed(counter, value, None, None)
    if len(str(value)) > counter.digits:
        return replace(weighed, finding="too_long", bound=counter.digits)
    if counter.last is None or counter.last_on is None:
        return weighed
    today = local_date(now)
    days = max(0, (today - counter.last_on).days)
    weighed = replace(weighed, days=days)
    most = _most(counter.last_on, now, most_m3h)
    usual = _usual(history, counter.last_on, today, most, plausibility)
    used = value - counter.last
    if used < 0:
        across = used + 10**counter.digits
        if across > usual.most or (most is not None and across > most):
            return replace(weighed, finding="lower", bound=counter.last)
        return replace(weighed, used_m3=across, finding="rolled_over")
    weighed = replace(weighed, used_m3=used)
    if most is not None and used > most:
        return replace(weighed, finding="above_most", bound=most)
    if not usual.least <= used <= usual.most:
        expected = None if usual.m3 is None else round(usual.m3)
        return replace(weighed, finding="unusual", bound=expected)
    return weighed


def _most(since: date, now: datetime, most_m3h: float | None) -> int | None:
    """The most that can have gone through: from the first moment of the day of the last reading.

    One more for what both readings drop after the comma.
    """
    if most_m3h is None:
        return None
    hours = max(timedelta(0), now - day_begins(since)) / _HOUR
    return int(most_m3h * hours) + 1


def _usual(
    history: Sequence[Use], since: date, until: date, most: int | None, plausibility: Plausibility
) -> _Usual:
    """What this supply uses between two days, judged by the same season, else by any, else by its meter."""
    days = max(1, (until - since).days)
    slack = plausibility.slack_m3
    for m3_a_day, factor in (
        (_in_season(history, since, until), plausibility.same_season_factor),
        (_in_any_season(history), plausibility.any_season_factor),
    ):
        if m3_a_day is not None:
            m3 = m3_a_day * days
            return _Usual(m3, m3 / factor - slack, m3 * factor + slack)
    if most is None:
        return _Usual(None, 0, float("inf"))
    return _Usual(None, 0, most * plausibility.share_without_history + slack)


def _in_season(history: Sequence[Use], since: date, until: date) -> float | None:
    """Cubic metres a day around these days of earlier years; None where less than half of them is known."""
    missing = max(0, _LEAST_WINDOW_DAYS - (until - since).days)
    since -= timedelta(days=missing // 2)
    until += timedelta(days=missing - missing // 2)
    short = [use for use in history if use.days <= _SEASON_DAYS]
    m3, known = 0.0, 0
    for years in range(1, _YEARS_BACK + 1):
        for use in short:
            days = (min(use.until, until - years * _YEAR) - max(use.since, since - years * _YEAR)).days
            if days > 0:
                known += days
                m3 += use.m3 * days / use.days
    return m3 / known if known * 2 >= (until - since).days else None


def _in_any_season(history: Sequence[Use]) -> float | None:
    """Cubic metres a day over all that is known; None where that is too little."""
    days = sum(use.days for use in history)
    return sum(use.m3 for use in history) / days if days >= _LEAST_HISTORY_DAYS else None
