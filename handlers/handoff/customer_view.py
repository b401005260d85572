"""What operators are shown of a customer: /cliente. Codes are masked, lists are cut."""

from typing import Final

from handlers.contract.desk import CaseState
from handlers.contract.desk_operators import CaseLine, CustomerRead, OpenReading
from handlers.contract.notices import Works
from handlers.contract.readings import ReadingState
from handlers.contract.speech import N_, Amount, Day, Say, Spans
from handlers.handoff.case_commands import LANGUAGES
from handlers.handoff.phrases_group import joined, name_reason, number_link, supply_line
from handlers.shared.plain import cut

_MOST_LINES: Final = 5
_LONGEST: Final = 60
_BLANK: Final = Say("")
_STATES: Final[dict[ReadingState, str]] = {
    "pending": N_("⏳ Waiting to be passed on"),
    "leaving": N_("📤 It has left, and is not yet passed on"),
    "acquired": N_("✅ Passed on"),
    "refused": N_("❌ Refused"),
    "deleted": N_("🗑 Deleted"),
}
_CASE_STATES: Final = {
    CaseState.OPEN: N_("open"),
    CaseState.PAUSED: N_("paused"),
    CaseState.CLOSED: N_("closed"),
}


def show(read: CustomerRead) -> Say:
    """Say who the customer is, and what is going on with them."""
    language = LANGUAGES.get(read.case.language, read.case.language)
    lines = [
        Say("👤 <b>{name}</b> · {language}", name=cut(read.case.first_name, _LONGEST), language=language)
    ]
    if read.customers:
        lines += [
            Say(
                N_("Connected: {name}, customer code {code}"),
                name=cut(customer.name, _LONGEST),
                code=customer.masked_code,
            )
            for customer in read.customers[:_MOST_LINES]
        ]
    else:
        lines.append(Say(N_("Not connected to any contract: we do not know for sure who this is.")))
    for heading, found in (
        (N_("<b>Supplies</b>"), [supply_line(supply) for supply in read.supplies]),
        (N_("<b>Readings not passed on</b>"), [_reading(reading) for reading in read.readings]),
        (N_("<b>Planned works</b>"), [_works(works) for works in read.works]),
        (N_("<b>Cases before</b>"), [_case(line) for line in read.earlier]),
    ):
        lines += _listed(heading, found)
    return Say("{lines}", lines=tuple(lines))


def _listed(heading: str, found: list[Say]) -> list[Say]:
    if not found:
        return []
    more = len(found) - _MOST_LINES
    rest = [Say(N_("… and {count} more."), count=more)] if more > 0 else []
    return [_BLANK, Say(heading), *found[:_MOST_LINES], *rest]


def _reading(reading: OpenReading) -> Say:
    shown = joined([Say("{value}", value=Amount(value)) for value in reading.values], " / ")
    return Say(
        "{point} · {day} · {values} m³ · {state}",
        point=reading.point,
        day=Day(reading.taken_on),
        values=shown,
        state=Say(_STATES[reading.state]),
    )


def _works(works: Works) -> Say:
    what = N_("planned outage") if works.kind == "outage" else N_("meter replacement")
    spans = Spans(tuple((span.starts_at, span.ends_at) for span in works.spans[:1]))
    place = cut(works.place or works.comune, _LONGEST)
    return Say("{what} · {place} · {spans}", what=Say(what), place=place, spans=spans)


def _case(line: CaseLine) -> Say:
    case = line.case
    parts = [Say("{number}", number=number_link(case.case_id, line.link))]
    if line.opened_at is not None:
        parts.append(Say("{day}", day=Day(line.opened_at.date())))
    return joined([*parts, name_reason(case.reason), Say(_CASE_STATES[case.state])])
