"""What is planned for a person's supplies and followed addresses, and how fresh that is."""

from datetime import datetime
from typing import Final

from handlers.contract.dialog import State, Turn
from handlers.contract.notices import PlannedRead, ReadPlanned, SendCalendar, Works
from handlers.contract.speech import N_, At, Say, Shortcut
from handlers.notices import buttons, phrases
from handlers.shared import buttons as shared_buttons

#: Blocks that fit into one message with all their doors.
_MOST_WORKS: Final = 3
_CALENDAR: Final = Shortcut(N_("📅 Into my calendar"), f"/interruzioni {buttons.CALENDAR}")
_HEADINGS: Final = {
    ("outage", "electricity"): N_("⚡ <b>Planned power cut</b>"),
    ("outage", "gas"): N_("🔥 <b>Planned interruption of the gas</b>"),
    ("replacement", "electricity"): N_("🔧 <b>Replacement of the electricity meter</b>"),
    ("replacement", "gas"): N_("🔧 <b>Replacement of the gas meter</b>"),
}


def show(state: State | None, argument: str) -> Turn:
    """Show what is planned: ``/interruzioni``; or send it for a calendar: ``/interruzioni calendario``."""
    return Turn(state, ask=ReadPlanned(for_calendar=argument.strip().lower() == buttons.CALENDAR))


def planned_read(state: State | None, event: PlannedRead) -> Turn:
    """Say what is planned and when data was last received; never "nothing" where that is long ago."""
    if not event.has_doors:
        words = N_(
            "I do not know yet where to look. Connect your supplies, or follow an address without a "
            "contract, for example your parents’ home."
        )
        return Turn(state, Say(words, rows=((buttons.FOLLOW,), (shared_buttons.connect("interruzioni"),))))
    if not event.works:
        return Turn(state, _nothing(event))
    if event.for_calendar:
        return Turn(state, do=(SendCalendar(None),))
    blocks = [_block(works) for works in event.works[:_MOST_WORKS]]
    more = len(event.works) - _MOST_WORKS
    rest = (Say(N_("… and {count} more later on"), count=more),) if more > 0 else ()
    rows = ((_CALENDAR,), (buttons.SETTINGS,))
    return Turn(state, phrases.paragraphs(*blocks, rest, _freshness(event), rows=rows))


def _nothing(event: PlannedRead) -> Say:
    rows = ((buttons.FOLLOW,), (buttons.SETTINGS,))
    if event.is_stale:
        return phrases.paragraphs(_freshness(event), rows=rows)
    none = Say(N_("👍 At the moment nothing is planned for your supplies and the addresses you follow."))
    return phrases.paragraphs((none,), _freshness(event), rows=rows)


def _freshness(event: PlannedRead) -> tuple[Say, ...]:
    """Say when data was last received."""
    if event.heard_at is None:
        return (
            Say(
                N_(
                    "⚠️ I have not received any data about planned works yet, so I cannot tell whether "
                    "something is planned."
                )
            ),
        )
    if event.is_stale:
        return (_stale(event.heard_at),)
    return (Say(N_("<i>Data received: {moment}.</i>"), moment=At(event.heard_at)),)


def _stale(heard_at: datetime) -> Say:
    return Say(
        N_(
            "⚠️ I last received data {moment}. It may be out of date, so I cannot tell whether something "
            "else is planned."
        ),
        moment=At(heard_at),
    )


def _block(works: Works) -> tuple[Say, ...]:
    return (
        Say(_HEADINGS[works.kind, works.utility]),
        *phrases.when(works),
        *(phrases.labels(works) if works.kind == "replacement" else phrases.doors(works)),
    )
