"""Says from when to when something lasts as people say it, in each language, on the clocks of Europe/Rome."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final, TypeAlias

from babel.dates import format_date

from bot.local_time import ROME, local_date
from handlers.contract.speech import N_

#: From an English msgid to the sentence of the reader's language.
Translate: TypeAlias = Callable[[str], str]
#: A start and an end.
Span: TypeAlias = tuple[datetime, datetime]

#: A span is said as a night where it begins in the evening, or in the small hours, and ends in the morning.
_EVENING: Final = time(18)
_SMALL_HOURS_END: Final = time(5)
_MORNING_ENDS: Final = time(10)
_DAY: Final = timedelta(days=1)
#: More lines than this nobody reads on a phone.
_MOST_LINES: Final = 6
#: Babel's patterns: a whole day, and one whose month is said with the day that follows.
_WITH_MONTH: Final = {"de": "EEEE, d. MMMM"}
_WITHOUT_MONTH: Final = {"de": "EEEE, d."}
_ONE_DAY: Final = "{day}, {times}"
_WHOLE_DAY: Final = N_("{day}, all day")
_FROM_TO: Final = N_("from {start} to {end}")
_TWO: Final = N_("{first} and {second}")
_NIGHT: Final = N_("in the night between {first} and {second}, {times}")
_OVER_DAYS: Final = N_("from {first} at {start} to {second} at {end}")
_MORE: Final = N_("… and {count} more times")
_SUMMER: Final = N_("{clock} (summer time)")
_WINTER: Final = N_("{clock} (winter time)")


def say(spans: Sequence[Span], language: str, translate: Translate) -> str:
    """Say each day or night in a line of its own, in the order of time."""
    lines = [_line(list(group), language, translate) for _, group in groupby(sorted(spans), key=_line_key)]
    if len(lines) > _MOST_LINES:
        more = translate(_MORE).format(count=len(lines) - _MOST_LINES + 1)
        lines = [*lines[: _MOST_LINES - 1], more]
    return "\n".join(lines)


def smooth(words: str, language: str) -> str:
    """Say hours as Italian does: "all’1:00", "dall’1:00", "da mezzanotte", "a mezzanotte"."""
    if language != "it":
        return words
    for hour in ("0:00", "24:00"):
        words = words.replace(f"dalle {hour}", "da mezzanotte").replace(f"alle {hour}", "a mezzanotte")
    # Only this hour is singular: "alle 2:00", but "all'1:00".
    return words.replace("alle 1:", "all’1:")


def _line_key(span: Span) -> object:
    """What spans have in common that stand in one line: the day; of all others the span itself."""
    return local_date(span[0]) if _is_of_one_day(span) and not _is_small_hours(span) else span


def _line(spans: Sequence[Span], language: str, translate: Translate) -> str:
    span = spans[0]
    first, last = local_date(span[0]), _last_day(span)
    if _is_night(span):
        first = first if _clock_time(span[0]) >= _EVENING else first - _DAY
        return _night(span, first, language, translate)
    if first != last:
        words = translate(_OVER_DAYS).format(
            first=_day(first, language),
            start=_clock(span[0], translate),
            second=_day(last, language),
            end=_end_clock(span, translate),
        )
        return smooth(words, language)
    if _clock_time(span[0]) == time() and _ends_at_midnight(span):
        return translate(_WHOLE_DAY).format(day=_day(first, language))
    times = _joined((_times(each, translate) for each in spans), translate)
    return smooth(_ONE_DAY.format(day=_day(first, language), times=times), language)


def _night(span: Span, evening: date, language: str, translate: Translate) -> str:
    morning = evening + _DAY
    words = translate(_NIGHT).format(
        first=_day(evening, language, with_month=evening.month != morning.month),
        second=_day(morning, language),
        times=_times(span, translate),
    )
    return smooth(words, language)


def _times(span: Span, translate: Translate) -> str:
    return translate(_FROM_TO).format(start=_clock(span[0], translate), end=_end_clock(span, translate))


def _joined(parts: Iterable[str], translate: Translate) -> str:
    """Join words by commas, the last by "and"."""
    *first, last = parts
    return translate(_TWO).format(first=", ".join(first), second=last) if first else last


def _day(day: date, language: str, *, with_month: bool = True) -> str:
    if with_month:
        return format_date(day, _WITH_MONTH.get(language, "EEEE d MMMM"), locale=language)
    return format_date(day, _WITHOUT_MONTH.get(language, "EEEE d"), locale=language)


def _is_night(span: Span) -> bool:
    crosses = (
        _last_day(span) == local_date(span[0]) + _DAY
        and _clock_time(span[0]) >= _EVENING
        and _clock_time(span[1]) <= _MORNING_ENDS
    )
    return crosses or _is_small_hours(span)


def _is_small_hours(span: Span) -> bool:
    """Whether it lies between midnight and morning: "Friday from 0:00" would be taken for the night after."""
    return (
        _is_of_one_day(span)
        and not _ends_at_midnight(span)
        and _clock_time(span[0]) < _SMALL_HOURS_END
        and _clock_time(span[1]) <= _MORNING_ENDS
    )


def _is_of_one_day(span: Span) -> bool:
    return local_date(span[0]) == _last_day(span)


def _last_day(span: Span) -> date:
    """The date on which it ends; an end at midnight belongs to the day that is over."""
    last = local_date(span[1])
    return last - _DAY if _ends_at_midnight(span) else last


def _ends_at_midnight(span: Span) -> bool:
    return _clock_time(span[1]) == time() and local_date(span[1]) > local_date(span[0])


def _clock_time(moment: datetime) -> time:
    return moment.astimezone(ROME).time()


def _end_clock(span: Span, translate: Translate) -> str:
    return "24:00" if _ends_at_midnight(span) else _clock(span[1], translate)


def _clock(moment: datetime, translate: Translate) -> str:
    """A time of day; in the hour that comes twice in autumn, which of the two."""
    local = moment.astimezone(ROME)
    words = f"{local.hour}:{local.minute:02}"
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return words
    return translate(_WINTER if local.fold else _SUMMER).format(clock=words)
