"""The words of a calendar file: what stands in the calendar for each span of planned works."""

from collections.abc import Iterator
from typing import Final

from handlers.contract.notices import CalendarEntry, CalendarFile, TimeSpan, Works
from handlers.contract.speech import N_, CalendarSay, EntrySay, Say
from handlers.notices import phrases

_SUMMARIES: Final = {
    ("outage", "electricity"): N_("Planned power cut"),
    ("outage", "gas"): N_("Planned interruption of the gas"),
    ("replacement", "electricity"): N_("Electricity meter replaced"),
    ("replacement", "gas"): N_("Gas meter replaced"),
}
_CAPTION: Final = N_(
    "📅 Open the file to put it into your calendar. If something changes, I tell you: a new file then "
    "replaces this one."
)
_CAPTION_OFF: Final = N_("📅 Open the file to take it out of your calendar.")


def enter(file: CalendarFile) -> CalendarSay:
    """Say a calendar file: an entry for each span, those that no longer hold as cancelled."""
    entries = tuple(entry for each in file.entries for entry in _entries(each))
    is_off = all(entry.is_cancelled for entry in entries)
    return CalendarSay("sportello", entries, Say(_CAPTION_OFF if is_off else _CAPTION))


def _entries(entry: CalendarEntry) -> Iterator[EntrySay]:
    works = entry.works
    for place, span in enumerate(works.spans):
        yield _entry(works, place, span, is_cancelled=entry.is_off)
    for place in range(len(works.spans), len(entry.told)):
        yield _entry(works, place, entry.told[place], is_cancelled=True)


def _entry(works: Works, place: int, span: TimeSpan, *, is_cancelled: bool) -> EntrySay:
    doors = phrases.labels(works) if works.kind == "replacement" else phrases.doors(works)
    first = works.doors[0].label if works.doors else works.comune
    return EntrySay(
        # By the span's place, so that one that moves is moved in the calendar, too.
        uid=f"{works.notice_id}-{place}@sportello",
        sequence=works.version,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        is_cancelled=is_cancelled,
        summary=Say(_SUMMARIES[works.kind, works.utility]),
        description=phrases.paragraphs(doors, phrases.mind(works) if works.kind == "outage" else ()),
        place=phrases.bounded(first, 100),
    )
