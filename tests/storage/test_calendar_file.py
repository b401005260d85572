"""Calendar files: what a program reads from them, and how a second one replaces the first."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from icalendar import Calendar

from bot.i18n import Texts
from bot.storage import calendar_file
from bot.storage.calendar_file import Entry
from handlers import news
from handlers.contract.notices import CalendarEntry, CalendarFile, TimeSpan
from tests.support.notices import OUTAGE, TUESDAY

NOW: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ENTRY: Final = Entry(
    uid="N-1-0@sportello",
    sequence=3,
    starts_at=TUESDAY.starts_at,
    ends_at=TUESDAY.ends_at,
    is_cancelled=False,
    summary="Strom; ab, weg",
    description="Zeile\nzwei",
    place="Via 1",
)
WEDNESDAY: Final = TimeSpan(datetime(2026, 1, 21, 8, 0, tzinfo=UTC), datetime(2026, 1, 21, 12, 0, tzinfo=UTC))
TEXTS: Final = Texts.load()


def _states(*entries: CalendarEntry) -> list[tuple[str, int, bool]]:
    said = news.enter(CalendarFile(1, entries)).entries
    return [(entry.uid, entry.sequence, entry.is_cancelled) for entry in said]


def test_a_program_reads_what_was_written() -> None:
    """Name, version, local hours with their zone, words with signs and breaks."""
    text = calendar_file.write([ENTRY], NOW)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("N-1-0@sportello", 3, "CONFIRMED")
    assert (event["SUMMARY"], event["DESCRIPTION"], event["LOCATION"]) == (
        "Strom; ab, weg",
        "Zeile\nzwei",
        "Via 1",
    )
    assert "DTSTART;TZID=Europe/Rome:20260120T090000" in text
    assert "DTEND;TZID=Europe/Rome:20260120T133000" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "METHOD:PUBLISH" in text


def test_a_file_of_cancelled_entries_cancels() -> None:
    """Only where nothing else is in it, for a file has one method."""
    off = replace(ENTRY, is_cancelled=True)
    assert "METHOD:CANCEL" in calendar_file.write([off], NOW)
    assert "STATUS:CANCELLED" in calendar_file.write([off], NOW)
    assert "METHOD:PUBLISH" in calendar_file.write([ENTRY, replace(off, uid="N-1-1@sportello")], NOW)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_kept_over_a_change_of_clock(starts_at: datetime, ends_at: datetime) -> None:
    """Also within the hour that comes twice."""
    text = calendar_file.write([replace(ENTRY, starts_at=starts_at, ends_at=ends_at)], NOW)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert tuple(event.decoded(name).astimezone(UTC) for name in ("DTSTART", "DTEND")) == (starts_at, ends_at)


def test_a_second_file_replaces_the_first() -> None:
    """The same name under a higher version; a span that is no more is taken out; works called off, too."""
    two = replace(OUTAGE, spans=(TUESDAY, WEDNESDAY))
    assert _states(CalendarEntry(two)) == [("N-1-0@sportello", 1, False), ("N-1-1@sportello", 1, False)]
    moved = replace(OUTAGE, version=2, spans=(WEDNESDAY,))
    assert _states(CalendarEntry(moved, told=two.spans)) == [
        ("N-1-0@sportello", 2, False),
        ("N-1-1@sportello", 2, True),
    ]
    off = replace(OUTAGE, version=3, spans=())
    assert _states(CalendarEntry(off, told=two.spans, is_off=True)) == [
        ("N-1-0@sportello", 3, True),
        ("N-1-1@sportello", 3, True),
    ]
