"""From when to when a notice is for: ISO 8601 intervals, by Italy's clocks unless they say an offset.

A local time that comes twice or never is read so that the span is longer: a customer who is told of an hour
too much is better served than one who is told of an hour too little.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from bot.imports.values import WrongValue, quoted
from bot.local_time import earliest_moment, latest_moment
from bot.services.notices.notice import Span, Status

#: Outside of them a year is a slip.
_YEARS: Final = range(1950, 2101)
_HOURS_OF_A_DAY: Final = 24
_LAST_MINUTE: Final = 59
_LONGEST: Final = 40
_EXAMPLE: Final = "2026-12-03T09:00/2026-12-03T13:30"
#: A date and time; of an end, what is the same as at the start may be left out (ISO 8601-1, 5.5.2.4).
_POINT: Final = re.compile(
    r"(?:(?:(?:(?:(?P<year>\d{4})-?)?(?P<month>\d{2})-?)?(?P<day>\d{2}))?T)?"
    r"(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?P<offset>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_DURATION: Final = re.compile(
    r"PT(?=\d)(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?", re.ASCII | re.IGNORECASE
)
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]00)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Interval:
    """A span in its longest reading, and the moments between which every reading has it."""

    span: Span
    #: The latest start and the earliest end that the clocks allow.
    surely_from: datetime
    surely_to: datetime


@dataclass(frozen=True, slots=True)
class _Written:
    """A point in time as written: on the wall, and the offset from UTC where one is said."""

    wall: datetime
    offset: timezone | None

    @property
    def earliest(self) -> datetime:
        if self.offset is None:
            return earliest_moment(self.wall)
        return self.wall.replace(tzinfo=self.offset).astimezone(UTC)

    @property
    def latest(self) -> datetime:
        if self.offset is None:
            return latest_moment(self.wall)
        return self.wall.replace(tzinfo=self.offset).astimezone(UTC)


def intervals(value: str) -> tuple[Interval, ...]:
    """Intervals with blanks between; none: not decided yet."""
    return tuple(interval(*_halves(part)) for part in value.split())


def interval(start: str, end: str) -> Interval:
    """An interval by its start and its end, one of which may be a duration in hours and minutes.

    The end may leave out what is the same as at the start, and may say 24:00; an offset of the start holds
    for an end that says none.
    """
    for half in (start, end):
        if len(half) > _LONGEST:
            raise WrongValue(f"{quoted(half)} is no date and time; an interval is written {_EXAMPLE}")
    if (length := _duration(start)) is not None:
        ends = _point(end, None)
        return _checked(ends.earliest - length, ends.latest, ends.latest - length, ends.earliest)
    starts = _point(start, None)
    if (length := _duration(end)) is not None:
        return _checked(starts.earliest, starts.latest + length, starts.latest, starts.earliest + length)
    ends = _point(end, starts)
    return _checked(starts.earliest, ends.latest, starts.latest, ends.earliest)


def on_a_day(day: date | None, start: timedelta | None, end: timedelta | None) -> tuple[Interval, ...]:
    """The interval between two times of a day by Italy's clocks; none where nothing is decided yet.

    Raises:
        WrongValue: only some of it is said, or the end is not after the start.
    """
    if day is None and start is None and end is None:
        return ()
    if day is None or start is None or end is None:
        raise WrongValue("date, from and to belong together; leave all three empty or none")
    starts, ends = datetime.combine(day, time()) + start, datetime.combine(day, time()) + end
    longest = earliest_moment(starts), latest_moment(ends)
    return (_checked(*longest, latest_moment(starts), earliest_moment(ends)),)


def clock(value: str) -> timedelta | None:
    """A time of day as the time since midnight, up to 24:00. Empty: not said."""
    if not value:
        return None
    found = _CLOCK.fullmatch(value)
    if found is not None and int(found[2]) <= _LAST_MINUTE:
        since = timedelta(hours=int(found[1]), minutes=int(found[2]))
        if since <= timedelta(days=1):
            return since
    raise WrongValue(f"{quoted(value)} is no time; write 08:30")


def moment(value: str) -> datetime:
    """A point in time, by Italy's clocks unless it says an offset."""
    if len(value) > _LONGEST:
        raise WrongValue(f"{quoted(value)} is no date and time")
    return _point(value, None).earliest


def spans(found: Sequence[Interval], status: Status) -> tuple[Span, ...]:
    """The spans in the order of time; two that only touch by a doubtful reading are cut where they meet.

    Raises:
        WrongValue: two overlap however they are read, or there is none and the status needs one.
    """
    if not found and status not in {"postponed", "cancelled"}:
        raise WrongValue(
            f"it is empty, and only a postponed or cancelled notice may have no date, not a {status} one"
        )
    ordered = sorted(found, key=lambda each: (each.surely_from, each.surely_to))
    kept: list[Span] = []
    for this, following in zip(ordered, (*ordered[1:], None), strict=False):
        starts_at = this.span.starts_at if not kept else max(this.span.starts_at, kept[-1].ends_at)
        ends_at = this.span.ends_at
        if following is not None:
            if this.surely_to > following.surely_from:
                raise WrongValue(f"{_said(this)} overlaps with {_said(following)}")
            ends_at = max(min(ends_at, following.span.starts_at), this.surely_to)
        kept.append(Span(starts_at, ends_at))
    return tuple(kept)


def _halves(value: str) -> tuple[str, str]:
    halves = value.split("/")
    match halves:
        case [start, end]:
            return start, end
        case _:
            raise WrongValue(f"{quoted(value)} is no interval; write {_EXAMPLE}")


def _duration(value: str) -> timedelta | None:
    """Hours and minutes as ISO 8601 writes them. Days are refused: how long one is, depends on the clocks."""
    if value[:1].upper() != "P":
        return None
    found = _DURATION.fullmatch(value)
    if found is None:
        raise WrongValue(f"{quoted(value)} is no duration in hours and minutes such as PT4H30M")
    return timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))


def _point(value: str, start: _Written | None) -> _Written:
    """A point in time; after a start what it leaves out is the start's."""
    found = _POINT.fullmatch(value)
    if found is None or (start is None and found["year"] is None):
        raise WrongValue(f"{quoted(value)} is no date and time; an interval is written {_EXAMPLE}")
    year, month, day = found["year"], found["month"], found["day"]
    if start is not None:
        year, month, day = year or start.wall.year, month or start.wall.month, day or start.wall.day
    try:
        return _Written(
            _on_the_wall(date(int(year), int(month), int(day)), found, is_end=start is not None),
            _offset(found["offset"]) if found["offset"] else start.offset if start is not None else None,
        )
    except (ValueError, OverflowError) as error:
        raise WrongValue(f"{quoted(value)} is no date and time that there is") from error


def _on_the_wall(day: date, found: re.Match[str], *, is_end: bool) -> datetime:
    if day.year not in _YEARS:
        raise WrongValue(f"the year {day.year:04} is not from {_YEARS[0]} to {_YEARS[-1]}")
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    microsecond = int((found["fraction"] or "")[:6].ljust(6, "0"))
    if hour == _HOURS_OF_A_DAY and not (minute or second or microsecond):
        if not is_end:
            raise WrongValue("24:00 ends a day and does not begin one; write 00:00 of the next")
        return datetime.combine(day, time()) + timedelta(days=1)
    return datetime.combine(day, time(hour, minute, second, microsecond))


def _offset(value: str) -> timezone:
    if value.upper() == "Z":
        return UTC
    digits = value[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > _LAST_MINUTE:
        raise ValueError(value)
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if value[0] == "-" else offset)


def _checked(
    starts_at: datetime, ends_at: datetime, latest_start: datetime, earliest_end: datetime
) -> Interval:
    if ends_at <= starts_at:
        raise WrongValue("its end is not after its start")
    if latest_start >= earliest_end:
        # Only one pair of readings makes a span at all.
        return Interval(Span(starts_at, ends_at), starts_at, ends_at)
    return Interval(Span(starts_at, ends_at), latest_start, earliest_end)


def _said(interval: Interval) -> str:
    return f"{interval.span.starts_at:%Y-%m-%dT%H:%MZ}/{interval.span.ends_at:%Y-%m-%dT%H:%MZ}"
