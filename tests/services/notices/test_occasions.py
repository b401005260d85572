"""When each reminder is said, and under which key: clocks are Italy's, through both changes of clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.local_time import ROME
from bot.services.notices import occasions
from bot.services.notices.notice import Notice, Span
from tests.support.noticeroom import outage, replacement

#: Notices are looked at from here, long before any of their moments.
_BEFORE = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _at(written: str, *, second: bool = False) -> datetime:
    """Return the moment at which Rome's clocks show this; ``second``: for the second time that night."""
    return datetime.fromisoformat(written).replace(tzinfo=ROME, fold=int(second)).astimezone(UTC)


def _span(start: str, end: str) -> Span:
    return Span(_at(start), _at(end))


def _said(notice: Notice, now: datetime = _BEFORE) -> list[tuple[str, ...]]:
    """Return occasion, key, and the clocks at its first and last moment, but for the question to confirm."""
    return [
        (due.occasion, due.key, *(f"{each.astimezone(ROME):%d %H:%M}" for each in (due.from_, due.until)))
        for due in occasions.reminders(notice, now)
        if due.occasion != "confirm"
    ]


def _moment(notice: Notice, occasion: str) -> list[tuple[str, str]]:
    return [(key, start) for name, key, start, _ in _said(notice) if name == occasion]


@pytest.mark.parametrize(
    ("start", "end", "evening", "hour", "over"),
    [
        # By day; the hour is an hour, the end the end.
        ("2026-12-03T09:00", "2026-12-03T13:30", "02 18:00", "03 08:00", "03 13:30"),
        ("2026-12-03T09:30", "2026-12-03T20:59", "02 18:00", "03 08:30", "03 20:59"),
        # An hour before would be at night: said the evening before, once.
        ("2026-12-03T08:59", "2026-12-03T12:00", "02 18:00", None, "03 12:00"),
        ("2026-12-03T06:00", "2026-12-03T07:00", "02 18:00", None, "03 08:00"),
        ("2026-12-03T00:00", "2026-12-03T05:00", "02 18:00", None, "03 08:00"),
        # Late in the evening: the last waking hour.
        ("2026-12-03T21:30", "2026-12-03T23:00", "02 18:00", "03 20:30", "04 08:00"),
        ("2026-12-03T22:00", "2026-12-03T23:00", "02 18:00", "03 20:00", "04 08:00"),
        # Over midnight, to 24:00, over several nights.
        ("2026-12-03T23:00", "2026-12-04T07:00", "02 18:00", "03 20:00", "04 08:00"),
        ("2026-12-03T14:00", "2026-12-04T00:00", "02 18:00", "03 13:00", "04 08:00"),
        ("2026-12-03T20:00", "2026-12-06T06:00", "02 18:00", "03 19:00", "06 08:00"),
        ("2026-12-31T22:00", "2027-01-01T02:00", "30 18:00", "31 20:00", "01 08:00"),
        # The night the clocks go forward (29 March, 2:00 is 3:00), and the day after.
        ("2026-03-28T23:00", "2026-03-29T05:00", "27 18:00", "28 20:00", "29 08:00"),
        ("2026-03-29T01:00", "2026-03-29T04:00", "28 18:00", None, "29 08:00"),
        ("2026-03-29T09:00", "2026-03-29T13:00", "28 18:00", "29 08:00", "29 13:00"),
        ("2026-03-30T09:00", "2026-03-30T13:00", "29 18:00", "30 08:00", "30 13:00"),
        # The night they go back (25 October, 3:00 is 2:00).
        ("2026-10-24T23:00", "2026-10-25T05:00", "23 18:00", "24 20:00", "25 08:00"),
        ("2026-10-25T02:30", "2026-10-25T04:00", "24 18:00", None, "25 08:00"),
        ("2026-10-25T09:00", "2026-10-25T13:00", "24 18:00", "25 08:00", "25 13:00"),
        ("2026-10-26T09:00", "2026-10-26T13:00", "25 18:00", "26 08:00", "26 13:00"),
    ],
)
def test_an_outage_is_reminded_at_six_the_evening_before_an_hour_before_and_at_its_end(
    start: str, end: str, evening: str, hour: str | None, over: str
) -> None:
    """In waking hours, by the clocks on the wall, keyed by the day on which it starts."""
    notice, day = outage(spans=(_span(start, end),)), start[:10]
    assert _moment(notice, "evening") == [(day, evening)]
    assert _moment(notice, "hour") == ([] if hour is None else [(f"{day}.1", hour)])
    assert _moment(notice, "over") == [(f"{day}.1", over)]


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-12-03T09:00", "02 09:00"),
        ("2026-12-03T23:00", "02 20:00"),
        ("2026-12-03T06:00", "01 20:00"),
        # 24 hours, not a day of the calendar: this one has 23, that one 25.
        ("2026-03-29T11:00", "28 10:00"),
        ("2026-10-25T11:00", "24 12:00"),
        # 24 hours before 9:00 of the shorter day is 8:00; of the next the clocks agree.
        ("2026-03-29T09:00", "28 08:00"),
        ("2026-03-30T09:00", "29 09:00"),
    ],
)
def test_who_lives_by_a_device_is_reminded_24_hours_before(start: str, day: str) -> None:
    """Or in the last waking hour before that; for nobody else."""
    starts_at = _at(start)
    notice = outage(spans=(Span(starts_at, starts_at + timedelta(hours=2)),))
    assert _moment(notice, "day") == [(start[:10], day)]
    (due,) = [each for each in occasions.reminders(notice, _BEFORE) if each.occasion == "day"]
    assert (due.only_electromedical, due.until) == (True, starts_at)


def test_each_span_has_its_reminders_and_each_day_one_evening() -> None:
    """Two spans of a day are numbered; one that reaches over midnight is of the day it starts on."""
    spans = (
        _span("2026-12-03T09:00", "2026-12-03T10:00"),
        _span("2026-12-03T14:00", "2026-12-03T15:00"),
        _span("2026-12-04T23:00", "2026-12-05T06:00"),
        _span("2026-12-05T23:00", "2026-12-06T06:00"),
    )
    assert [each for each in _said(outage(spans=spans)) if each[0] != "day"] == [
        ("evening", "2026-12-03", "02 18:00", "02 21:00"),
        ("hour", "2026-12-03.1", "03 08:00", "03 09:00"),
        ("over", "2026-12-03.1", "03 10:00", "03 22:00"),
        ("hour", "2026-12-03.2", "03 13:00", "03 14:00"),
        ("over", "2026-12-03.2", "03 15:00", "04 03:00"),
        ("evening", "2026-12-04", "03 18:00", "03 21:00"),
        ("hour", "2026-12-04.1", "04 20:00", "04 23:00"),
        ("over", "2026-12-04.1", "05 08:00", "05 20:00"),
        ("evening", "2026-12-05", "04 18:00", "04 21:00"),
        ("hour", "2026-12-05.1", "05 20:00", "05 23:00"),
        ("over", "2026-12-05.1", "06 08:00", "06 20:00"),
    ]


def test_a_span_within_the_hour_that_comes_twice_has_both_moments() -> None:
    """From the first 2:15 to the second: an hour of one local time."""
    twice = Span(_at("2026-10-25T02:15"), _at("2026-10-25T02:15", second=True))
    notice = outage(spans=(twice,))
    assert twice.ends_at - twice.starts_at == timedelta(hours=1)
    assert _moment(notice, "over") == [("2026-10-25.1", "25 08:00")]


@pytest.mark.parametrize(
    ("moved", "is_new"),
    [
        (_span("2026-12-03T14:00", "2026-12-03T16:00"), False),
        (_span("2026-12-03T23:00", "2026-12-04T06:00"), False),
        (_span("2026-12-04T09:00", "2026-12-04T13:00"), True),
        (_span("2026-12-02T09:00", "2026-12-02T13:00"), True),
    ],
)
def test_an_hour_that_is_moved_keeps_its_keys_and_a_day_that_is_moved_brings_new_ones(
    moved: Span,
    is_new: bool,  # noqa: FBT001 - a case
) -> None:
    """So that nobody is reminded twice of one day, and everybody of a new one."""
    keys = [
        {(due.occasion, due.key) for due in occasions.reminders(outage(spans=(each,)), _BEFORE)}
        for each in (_span("2026-12-03T09:00", "2026-12-03T13:00"), moved)
    ]
    named = [{key for key in each if key[0] in ("evening", "over")} for each in keys]
    assert named[0].isdisjoint(named[1]) == is_new


@pytest.mark.parametrize(
    ("now", "starts", "moments"),
    [
        ("2026-12-02T09:00", "2026-12-10T09:00", ["02 10:00-02 13:00", "02 17:00-02 20:00"]),
        # On the last day only until it begins.
        ("2026-12-10T06:00", "2026-12-10T11:00", ["10 10:00-10 11:00", "10 17:00-10 11:00"]),
        ("2026-03-29T06:00", "2026-04-10T11:00", ["29 10:00-29 13:00", "29 17:00-29 20:00"]),
        ("2026-10-25T06:00", "2026-11-10T11:00", ["25 10:00-25 13:00", "25 17:00-25 20:00"]),
    ],
)
def test_who_lives_by_a_device_is_asked_to_confirm_twice_a_day(
    now: str, starts: str, moments: list[str]
) -> None:
    """Keyed by today, whatever the day of the works; nobody else is asked."""
    starts_at = _at(starts)
    notice = outage(spans=(Span(starts_at, starts_at + timedelta(hours=2)),))
    found = [due for due in occasions.reminders(notice, _at(now)) if due.occasion == "confirm"]
    assert [
        "-".join(f"{each.astimezone(ROME):%d %H:%M}" for each in (due.from_, due.until)) for due in found
    ] == moments
    assert [due.key for due in found] == [f"{now[:10]}.1", f"{now[:10]}.2"]
    assert all(due.only_electromedical for due in found)


@pytest.mark.parametrize(
    ("start", "five", "one"),
    [
        ("2026-12-10T09:00", "05 10:00", "09 18:00"),
        ("2026-12-10T00:30", "05 10:00", "09 18:00"),
        ("2027-01-02T09:00", "28 10:00", "01 18:00"),
        # Five days by the calendar, also where one of them has 23 or 25 hours.
        ("2026-03-31T09:00", "26 10:00", "30 18:00"),
        ("2026-10-27T09:00", "22 10:00", "26 18:00"),
    ],
)
def test_a_replacement_is_reminded_five_days_and_one_day_before(start: str, five: str, one: str) -> None:
    """At ten and at six, keyed by its day."""
    starts_at = _at(start)
    notice = replacement(spans=(Span(starts_at, starts_at + timedelta(hours=3)),))
    day = start[:10]
    assert [each[:3] for each in _said(notice)] == [("five_days", day, five), ("one_day", day, one)]


@pytest.mark.parametrize(
    ("notice", "has_reminders"),
    [
        (outage(status="published"), True),
        (outage(status="changed"), True),
        (outage(status="postponed"), True),
        (outage(status="started"), True),
        (outage(is_urgent=True), True),
        (outage(status="postponed", spans=()), False),
        (outage(status="cancelled"), False),
        (outage(status="restored"), False),
        (outage(is_test=True), False),
        (replacement(), True),
        (replacement(status="done"), False),
        (replacement(status="cancelled"), False),
        (replacement(status="postponed", spans=()), False),
    ],
)
def test_only_works_ahead_or_under_way_have_reminders(notice: Notice, has_reminders: bool) -> None:  # noqa: FBT001 - a case
    """Not what is off, over, without a date or a test."""
    assert bool(list(occasions.reminders(notice, _BEFORE))) == has_reminders


def test_an_urgent_outage_is_reminded_of_as_any_other() -> None:
    """Its news comes at once; its reminders keep the night."""
    spans = (_span("2026-12-03T02:00", "2026-12-03T05:00"),)
    assert _said(outage(spans=spans, is_urgent=True)) == _said(outage(spans=spans))


@pytest.mark.parametrize(
    ("moment", "waking", "leaving"),
    [
        ("2026-12-03T07:59:59", "03 08:00", "03 08:00"),
        ("2026-12-03T08:00:00", "03 08:00", "03 08:00"),
        ("2026-12-03T20:58:59", "03 20:58", "03 20:58"),
        # Still waking, but what waits for its turn would leave after nine.
        ("2026-12-03T20:59:00", "03 20:59", "04 08:00"),
        ("2026-12-03T20:59:59", "03 20:59", "04 08:00"),
        ("2026-12-03T21:00:00", "04 08:00", "04 08:00"),
        ("2026-12-04T00:00:00", "04 08:00", "04 08:00"),
        ("2026-03-28T21:00:00", "29 08:00", "29 08:00"),
        ("2026-03-29T03:00:00", "29 08:00", "29 08:00"),
        ("2026-10-24T23:00:00", "25 08:00", "25 08:00"),
    ],
)
def test_waking_hours_are_from_eight_to_nine_in_the_evening(moment: str, waking: str, leaving: str) -> None:
    """By the clocks on the wall; the minute before nine is no time to leave any more."""
    found = [each(_at(moment)) for each in (occasions.next_waking, occasions.next_leaving)]
    assert [f"{each.astimezone(ROME):%d %H:%M}" for each in found] == [waking, leaving]


def test_no_reminder_of_any_outage_of_a_year_begins_at_night() -> None:
    """Every half hour of the year as a start, of one to thirty hours; each ends after it begins."""
    start = _at("2026-01-01T00:00")
    for step in range(365 * 48):
        begins = start + timedelta(minutes=30 * step)
        notice = outage(spans=(Span(begins, begins + timedelta(hours=1 + step % 30)),))
        for due in occasions.reminders(notice, begins - timedelta(days=1)):
            assert occasions.is_waking(due.from_)
            assert due.from_ < due.until or due.occasion == "confirm"
            if due.occasion in ("evening", "hour", "day"):
                assert due.from_ < begins


def test_the_clocks_of_a_day_that_skips_an_hour_have_every_waking_hour() -> None:
    """`at` gives one moment for each, and the right one on either side of the change."""
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25), date(2026, 10, 26)):
        for hour in range(8, 21):
            moment = occasions.at(day, time(hour))
            assert moment.astimezone(ROME).replace(tzinfo=None) == datetime.combine(day, time(hour))
