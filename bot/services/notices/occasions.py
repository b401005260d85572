"""When people are told: waking hours, and the moments of each reminder. Pure; clocks are Italy's.

Each reminder has a key by the local date of what it is about, so that neither a change of clock nor an hour
that is moved doubles it, and a day that is moved brings a new one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.local_time import ROME, earliest_moment, local_date
from bot.services.notices.notice import AHEAD, Notice, Span
from handlers.contract.notices import Occasion

#: Outside of them nobody is written to but of what is urgent.
DAY_BEGINS: Final = time(8)
DAY_ENDS: Final = time(21)
#: The evening before; and the latest moment for what would come in the night.
EVENING: Final = time(18)
_LAST_CALL: Final = time(20)
#: When a replacement in five days is spoken of.
_MORNING: Final = time(10)
#: When who lives by a device is asked to confirm.
_CONFIRM: Final = (_MORNING, time(17))
#: How long after its moment a reminder still says something.
_EVENING_LASTS: Final = timedelta(hours=3)
_OVER_LASTS: Final = timedelta(hours=12)
_HOUR: Final = timedelta(hours=1)
#: So long what is due may wait in the outbox (posting keeps it that short).
_UNDER_WAY: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder of a notice and the moments between which it is said.

    ``only_electromedical``: for those alone who live by a device.
    """

    occasion: Occasion
    key: str
    from_: datetime
    until: datetime
    only_electromedical: bool = False


def is_waking(moment: datetime) -> bool:
    """Whether people may be written to at this moment."""
    return DAY_BEGINS <= moment.astimezone(ROME).time() < DAY_ENDS


def next_waking(moment: datetime) -> datetime:
    """Return the moment itself in waking hours, else the next at which they begin."""
    if is_waking(moment):
        return moment
    day = local_date(moment)
    if moment.astimezone(ROME).time() >= DAY_ENDS:
        day += _DAY
    return at(day, DAY_BEGINS)


def next_leaving(moment: datetime) -> datetime:
    """Return when what is handed to the outbox now arrives in waking hours: now, or when they begin.

    What waits there for its turn under the pace of bulk must be gone before they end.
    """
    leaves = next_waking(moment)
    return leaves if is_waking(leaves + _UNDER_WAY) else next_waking(leaves + _UNDER_WAY)


def last_waking(moment: datetime) -> datetime:
    """Return the moment itself in waking hours, else eight o'clock of the evening before."""
    if is_waking(moment):
        return moment
    day = local_date(moment)
    if moment.astimezone(ROME).time() < DAY_BEGINS:
        day -= _DAY
    return at(day, _LAST_CALL)


def at(day: date, clock: time) -> datetime:
    """Return the moment at which the clocks of a day show a time."""
    return earliest_moment(datetime.combine(day, clock))


def reminders(notice: Notice, now: datetime) -> Iterator[Due]:
    """Yield the reminders that a notice has, for every span; none where it is off, over or a test.

    Who lives by a device and has not confirmed is asked to twice a day until the works begin.
    """
    if notice.status not in AHEAD or notice.is_test:
        return
    if notice.kind == "replacement":
        for span in notice.spans:
            yield from _of_replacement(span)
        return
    if notice.starts_at is not None:
        today = local_date(now)
        for number, clock in enumerate(_CONFIRM, start=1):
            until = min(notice.starts_at, at(today, clock) + _EVENING_LASTS)
            key = f"{today.isoformat()}.{number}"
            yield Due("confirm", key, at(today, clock), until, only_electromedical=True)
    days: dict[date, int] = {}
    for span in notice.spans:
        day = local_date(span.starts_at)
        days[day] = days.get(day, 0) + 1
        yield from _of_outage(span, day, days[day])


def _of_replacement(span: Span) -> Iterator[Due]:
    day = local_date(span.starts_at)
    five = at(day - timedelta(days=5), _MORNING)
    yield Due("five_days", day.isoformat(), five, five + _OVER_LASTS - _HOUR)
    one = at(day - _DAY, EVENING)
    yield Due("one_day", day.isoformat(), one, one + _EVENING_LASTS)


def _of_outage(span: Span, day: date, number: int) -> Iterator[Due]:
    evening = at(day - _DAY, EVENING)
    if number == 1:
        yield Due("evening", day.isoformat(), evening, evening + _EVENING_LASTS)
        before = last_waking(span.starts_at - _DAY)
        yield Due("day", day.isoformat(), before, span.starts_at, only_electromedical=True)
    key = f"{day.isoformat()}.{number}"
    soon = last_waking(span.starts_at - _HOUR)
    if local_date(soon) != local_date(evening):
        # In the evening before it has been said already.
        yield Due("hour", key, soon, span.starts_at)
    over = next_waking(span.ends_at)
    yield Due("over", key, over, over + _OVER_LASTS)
