"""Writes calendar files (iCalendar, RFC 5545) that a second file replaces, and that cancel entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.local_time import ROME, local_date

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT: Final = "-//Sportello//IT"
#: So much around the entries the file knows of the changes of the clock.
_AROUND: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: a higher ``sequence`` under the same ``uid`` replaces the one that stands in a calendar."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    summary: str
    description: str
    place: str


def write(entries: Sequence[Entry], now: datetime) -> str:
    """Write the entries with local times of Europe/Rome. The file cancels where all of them are cancelled."""
    from icalendar import Calendar  # noqa: PLC0415 - costs a quarter of a second, and few ask for a file

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    # RFC 5546, 3.2.5: a calendar program takes out what a file of this method names.
    calendar.add("method", "CANCEL" if all(entry.is_cancelled for entry in entries) else "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, now))
    first, last = (min(entry.starts_at for entry in entries), max(entry.ends_at for entry in entries))
    calendar.add_missing_timezones(local_date(first) - _AROUND, local_date(last) + _AROUND)
    written: bytes = calendar.to_ical()
    return written.decode()


def _event(entry: Entry, now: datetime) -> "Event":
    from icalendar import Event  # noqa: PLC0415 - as said

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    starts_at, ends_at = entry.starts_at.astimezone(ROME), entry.ends_at.astimezone(ROME)
    if starts_at.fold or ends_at.fold:
        # A local time that comes twice means the first one (RFC 5545, 3.3.5).
        starts_at, ends_at = starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    if entry.place:
        event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
