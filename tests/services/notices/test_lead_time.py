"""The legal clock: working days between notice and start, counted as the law does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import holidays
import pytest

from bot.services.notices import lead_time
from bot.services.notices.lead_time import ShortNotice, short_notice
from bot.services.notices.notice import Notice, Span, Status, StreetRow

_CESENA: Final = "040007"
_MILAN: Final = "015146"
_BOLZANO: Final = "021008"


def _notice(noticed: str, starts: str, istat: str | None = None, *, is_urgent: bool = False) -> Notice:
    """An outage by the day of its notice and its start, a local time with its offset."""
    starts_at = datetime.fromisoformat(starts).astimezone(UTC)
    return Notice(
        notice_id="C-1",
        kind="outage",
        version=1,
        status="published",
        utility="electricity",
        istat=istat,
        comune="Cesena",
        place="",
        streets=(StreetRow("*", "", "side"),),
        points=(),
        spans=(Span(starts_at, starts_at + timedelta(hours=4)),),
        reason="",
        notice_date=date.fromisoformat(noticed),
        is_urgent=is_urgent,
    )


@pytest.mark.parametrize(
    ("noticed", "starts", "istat", "days"),
    [
        ("2026-11-23", "2026-11-26T09:00+01:00", None, None),  # Monday to Thursday
        ("2026-11-24", "2026-11-26T09:00+01:00", None, 2),
        ("2026-11-26", "2026-11-26T09:00+01:00", None, 0),
        ("2026-11-27", "2026-11-26T09:00+01:00", None, 0),  # told afterwards
        ("2026-11-20", "2026-11-25T09:00+01:00", None, None),  # Friday to Wednesday
        ("2026-11-21", "2026-11-25T09:00+01:00", None, 2),  # Saturday does not count
        ("2026-11-20", "2026-11-23T09:00+01:00", None, 1),
        # Christmas, Saint Stephen's on a Saturday; New Year's Day and Epiphany.
        ("2026-12-23", "2026-12-29T09:00+01:00", None, None),
        ("2026-12-24", "2026-12-29T09:00+01:00", None, 2),
        ("2026-12-31", "2027-01-07T09:00+01:00", None, None),
        ("2027-01-01", "2027-01-07T09:00+01:00", None, 2),
        # Easter Monday is 6 April.
        ("2026-04-02", "2026-04-08T09:00+02:00", None, None),
        ("2026-04-03", "2026-04-08T09:00+02:00", None, 2),
        # 4 October is no working day from 2026 on: a Sunday then, a Monday in 2027.
        ("2027-09-30", "2027-10-06T09:00+02:00", None, None),
        ("2027-10-01", "2027-10-06T09:00+02:00", None, 2),
        ("2021-10-01", "2021-10-06T09:00+02:00", None, None),
        # Saint John's Day of Cesena is Wednesday, 24 June 2026.
        ("2026-06-22", "2026-06-26T09:00+02:00", _CESENA, None),
        ("2026-06-23", "2026-06-26T09:00+02:00", _CESENA, 2),
        ("2026-06-23", "2026-06-26T09:00+02:00", None, None),
        ("2026-06-23", "2026-06-26T09:00+02:00", _MILAN, None),
        # Saint Ambrose's of Milan is Monday, 7 December; the Immaculate Conception follows.
        ("2026-12-04", "2026-12-11T09:00+01:00", _MILAN, None),
        ("2026-12-04", "2026-12-10T09:00+01:00", _MILAN, 2),
        ("2026-12-04", "2026-12-10T09:00+01:00", None, None),
        # Whit Monday, in South Tyrol only.
        ("2026-05-22", "2026-05-27T09:00+02:00", _BOLZANO, 2),
        ("2026-05-22", "2026-05-27T09:00+02:00", _MILAN, None),
        # By the local date: midnight in Italy is still the day before in UTC.
        ("2026-11-23", "2026-11-26T00:00+01:00", None, None),
        ("2026-11-24", "2026-11-27T00:00+01:00", None, None),
        ("2026-11-24", "2026-11-26T23:59+01:00", None, 2),
        # Over the changes of clock.
        ("2026-10-23", "2026-10-28T00:30+01:00", None, None),
        ("2026-10-23", "2026-10-27T23:30+01:00", None, 2),
        ("2026-03-27", "2026-04-01T00:30+02:00", None, None),
        # A province that is not known has Italy's holidays.
        ("2026-11-23", "2026-11-26T09:00+01:00", "999001", None),
    ],
)
def test_three_working_days_are_needed(
    noticed: str, starts: str, istat: str | None, days: int | None
) -> None:
    """The outage's own day does not count, nor do weekends, holidays and the patron saint's day."""
    expected = None if days is None else ShortNotice("C-1", days)
    assert short_notice(_notice(noticed, starts, istat)) == expected


@pytest.mark.parametrize(
    ("noticed", "starts", "is_short"),
    [
        ("2026-11-25", "2026-11-25T23:00+01:00", True),
        ("2026-11-25", "2026-11-26T00:00+01:00", False),
        ("2026-11-28", "2026-11-29T09:00+01:00", False),  # hours go on over a weekend
        # The day of the change to summer time has 23 hours, that of the change back 25.
        ("2026-03-29", "2026-03-30T00:30+02:00", True),
        ("2026-03-29", "2026-03-30T01:00+02:00", False),
        ("2026-10-25", "2026-10-25T23:00+01:00", False),
        ("2026-10-25", "2026-10-25T22:30+01:00", True),
    ],
)
def test_24_hours_are_enough_after_a_fault(noticed: str, starts: str, is_short: bool) -> None:  # noqa: FBT001 - a table
    """Counted from the beginning of the day of the notice, whose hour is not said."""
    found = short_notice(_notice(noticed, starts, is_urgent=True))
    assert found == (ShortNotice("C-1", None) if is_short else None)


@pytest.mark.parametrize("status", ["cancelled", "started", "restored"])
def test_only_outages_to_come_are_warned_of(status: Status) -> None:
    """What goes on, is over or is called off was warned of before; so is what has no date, or is a visit."""
    late = _notice("2026-11-26", "2026-11-26T09:00+01:00")
    assert short_notice(replace(late, status=status)) is None
    assert short_notice(replace(late, spans=(), status="postponed")) is None
    assert short_notice(replace(late, kind="replacement")) is None


def test_a_warning_is_a_sentence() -> None:
    """Staff read which notice it is and what is missing."""
    assert (
        str(ShortNotice("C-1", 2)) == "C-1: 2 working days from the notice to the start, and 3 are the least"
    )
    assert str(ShortNotice("C-1", None)) == "C-1: less than 24 hours from the notice to the start"


def test_the_table_of_provinces() -> None:
    """Every province of the table has its patron saint in the library, and every one is there once."""
    signs = [lead_time.province(f"{number:03}001") for number in range(1, 112)]
    known = [sign for sign in signs if sign is not None]
    assert len(known) == len(set(known)) == 107
    assert set(known) <= set(holidays.country_holidays("IT").subdivisions)
    places = {"058091": "RM", "063049": "NA", "021008": "BZ", "040007": "FC", "103072": "VB", "111009": "SU"}
    assert {istat: lead_time.province(istat) for istat in places} == places
