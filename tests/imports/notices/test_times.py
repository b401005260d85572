"""Intervals of notices: what ISO 8601 allows, Italy's clocks, and the longer reading in doubt."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.imports import notice_times
from bot.imports.notice_values import OUTAGE_STATUSES
from bot.imports.values import WrongValue
from bot.services.notices.notice import Span, Status
from tests.imports.notices.tables import span


def _spans(value: str) -> tuple[Span, ...]:
    return notice_times.spans(notice_times.intervals(value), "published")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-12-03T09:00/2026-12-03T13:30", ("2026-12-03T08:00", "2026-12-03T12:30")),
        ("2026-12-03T23:00/2026-12-04T07:00", ("2026-12-03T22:00", "2026-12-04T06:00")),
        ("2026-07-03T09:00/2026-07-03T13:30", ("2026-07-03T07:00", "2026-07-03T11:30")),
        ("2026-12-03T09:00/13:30", ("2026-12-03T08:00", "2026-12-03T12:30")),
        ("2026-12-03T09:00/T13:30", ("2026-12-03T08:00", "2026-12-03T12:30")),
        ("2026-12-03T23:00/04T07:00", ("2026-12-03T22:00", "2026-12-04T06:00")),
        ("2026-11-30T23:00/12-01T07:00", ("2026-11-30T22:00", "2026-12-01T06:00")),
        ("2026-12-03T22:00/2026-12-03T24:00", ("2026-12-03T21:00", "2026-12-03T23:00")),
        ("2026-12-31T22:00/24:00", ("2026-12-31T21:00", "2026-12-31T23:00")),
        ("2026-12-03T09:00/PT4H30M", ("2026-12-03T08:00", "2026-12-03T12:30")),
        ("2026-12-03T09:00/PT90M", ("2026-12-03T08:00", "2026-12-03T09:30")),
        ("PT1H/2026-12-03T09:00", ("2026-12-03T07:00", "2026-12-03T08:00")),
        ("2026-12-03T09:00Z/2026-12-03T13:30Z", ("2026-12-03T09:00", "2026-12-03T13:30")),
        ("2026-12-03T09:00Z/13:30", ("2026-12-03T09:00", "2026-12-03T13:30")),
        ("2026-12-03T09:00+01:00/2026-12-03T13:30+0200", ("2026-12-03T08:00", "2026-12-03T11:30")),
        ("2026-12-03T09:00:00.000Z/2026-12-03T10:00:00Z", ("2026-12-03T09:00", "2026-12-03T10:00")),
        ("20261203T0900/20261203T1330", ("2026-12-03T08:00", "2026-12-03T12:30")),
        ("2026-12-03t09:00z/2026-12-03t10:00z", ("2026-12-03T09:00", "2026-12-03T10:00")),
        # The hour from 2:00 to 3:00 comes twice: the earlier start, the later end.
        ("2026-10-25T02:30/2026-10-25T04:00", ("2026-10-25T00:30", "2026-10-25T03:00")),
        ("2026-10-25T01:00/2026-10-25T02:30", ("2026-10-24T23:00", "2026-10-25T01:30")),
        ("2026-10-25T02:30/2026-10-25T02:30", ("2026-10-25T00:30", "2026-10-25T01:30")),
        ("2026-10-25T02:30/PT1H", ("2026-10-25T00:30", "2026-10-25T02:30")),
        ("2026-10-25T02:30+01:00/2026-10-25T04:00", ("2026-10-25T01:30", "2026-10-25T03:00")),
        # And here it never does.
        ("2026-03-29T02:30/2026-03-29T04:00", ("2026-03-29T00:30", "2026-03-29T02:00")),
        ("2026-03-29T01:00/2026-03-29T02:30", ("2026-03-29T00:00", "2026-03-29T01:30")),
    ],
)
def test_an_interval_is_read(value: str, expected: tuple[str, str]) -> None:
    """Each form that ISO 8601 has for an interval, in the reading that makes it longest."""
    assert _spans(value) == (span(*expected),)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-12-03T13:30/2026-12-03T09:00", "end is not after its start"),
        ("2026-12-03T09:00/2026-12-03T09:00", "end is not after its start"),
        ("2026-12-03T23:00/07:00", "end is not after its start"),
        ("2026-12-03T09:00/PT0M", "end is not after its start"),
        ("2026-12-03T24:00/2026-12-04T07:00", "24:00 ends a day"),
        ("2026-12-03T09:00/2026-12-03T24:30", "no date and time that there is"),
        ("2026-02-29T09:00/2026-02-29T10:00", "no date and time that there is"),
        ("2026-12-03T25:00/2026-12-04T10:00", "no date and time that there is"),
        ("2026-12-03T09:00+25:00/2026-12-04T10:00", "no date and time that there is"),
        ("2026-12-03/2026-12-04", "no date and time"),
        ("09:00/13:30", "no date and time"),
        ("2026-12-03T09/2026-12-03T10", "no date and time"),
        ("2026-12-03T09:00", "no interval"),
        ("2026-12-03T09:00/10:00/11:00", "no interval"),
        ("2026-12-03T09:00-13:30", "no interval"),
        ("2026-12-03T09:00/P1D", "no duration"),
        ("PT1H/PT2H", "no date and time"),
        ("0026-12-03T09:00/10:00", "the year 0026"),
        ("2026-12-03T09:00/9999-12-31T24:00", "the year 9999"),
        ("domani", "no interval"),
        ("2026-12-03T09:00/13:30 2026-12-03T13:00/14:00", "overlaps"),
        ("2026-12-03T09:00/13:30 2026-12-03T09:00/13:30", "overlaps"),
        ("2026-12-04T09:00/13:30 2026-12-03T09:00/2026-12-05T09:00", "overlaps"),
        ("", "only a postponed or cancelled"),
    ],
)
def test_a_wrong_interval_is_refused(value: str, said: str) -> None:
    """Nothing is guessed where an interval is none, ends before it starts, or overlaps with another."""
    with pytest.raises(WrongValue, match=said):
        _spans(value)


def test_spans_are_sorted_and_may_touch() -> None:
    """Their order means nothing, and one may begin when another ends."""
    touching = "2026-12-03T13:30/15:00 2026-12-03T09:00/13:30"
    assert _spans(touching) == (
        span("2026-12-03T08:00", "2026-12-03T12:30"),
        span("2026-12-03T12:30", "2026-12-03T14:00"),
    )


def test_spans_that_touch_in_a_doubled_hour_are_cut() -> None:
    """Where only the longer readings overlap, nothing is lost of the time that both have together."""
    first, second = _spans("2026-10-25T01:00/02:30 2026-10-25T02:30/04:00")
    assert first == span("2026-10-24T23:00", "2026-10-25T00:30")
    assert second == span("2026-10-25T00:30", "2026-10-25T03:00")


@pytest.mark.parametrize("status", OUTAGE_STATUSES)
def test_only_postponed_and_cancelled_need_no_date(status: Status) -> None:
    """What goes on has a date."""
    try:
        found: tuple[Span, ...] | None = notice_times.spans((), status)
    except WrongValue:
        found = None
    assert (found == ()) == (status in {"postponed", "cancelled"})


@given(st.text(alphabet="0123456789-:TZ+/PHM. ", max_size=45) | st.text(max_size=20))
def test_whatever_is_written_is_read_or_refused(value: str) -> None:
    """No text is another fault than that of a value."""
    with suppress(WrongValue):
        assert all(each.span.starts_at < each.span.ends_at for each in notice_times.intervals(value))
    with suppress(WrongValue):
        notice_times.moment(value)
    with suppress(WrongValue):
        notice_times.clock(value)
