"""How planned works are put into words: when, where, why this door, what stops. All of it is bounded.

What a notice says comes from outside: each piece is cut, so that a message stays below Telegram's 4,096
characters however many streets, doors and spans there are.
"""

from typing import Final

from handlers.contract.notices import Door, TimeSpan, Works
from handlers.contract.speech import N_, Say, Shortcut, Spans
from handlers.shared import names

_MOST_STREETS: Final = 5
_MOST_DOORS: Final = 4
#: A street with its list of numbers; a label; a matched piece.
_STREET_LENGTH: Final = 80
_LABEL_LENGTH: Final = 60
_LINE_LENGTH: Final = 50
_REASON_LENGTH: Final = 100
#: More than this is not even looked at.
_RAW_LENGTH: Final = 1000
_BLANK_LINE: Final = Say("")


def paragraphs(*parts: tuple[Say, ...], rows: tuple[tuple[Shortcut, ...], ...] = ()) -> Say:
    """Set paragraphs one below the other with a blank line between; empty ones are left out."""
    lines: list[Say] = []
    for part in parts:
        if part:
            lines += [_BLANK_LINE, *part] if lines else part
    return Say("{lines}", rows=rows, lines=tuple(lines))


def bounded(text: str, most: int) -> str:
    """What others wrote, without invisible characters, at most so many characters."""
    words = names.tidied(text[:_RAW_LENGTH])
    return names.shown(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def spans_of(spans: tuple[TimeSpan, ...]) -> Spans:
    """The spans as they are said."""
    return Spans(tuple((span.starts_at, span.ends_at) for span in spans))


def when(works: Works) -> tuple[Say, ...]:
    """From when to when; without a date, that none is known."""
    if not works.spans:
        return (Say(N_("🗓 There is no new date yet.")),)
    return (Say("🗓 <b>{spans}</b>", spans=spans_of(works.spans)),)


def changed_times(before: tuple[TimeSpan, ...], works: Works) -> tuple[Say, ...]:
    """The old times struck through and the new ones in bold; only the new where they are the same."""
    if not before or before == works.spans:
        return when(works)
    old = Say("🗓 <s>{spans}</s>", spans=spans_of(before))
    if not works.spans:
        return old, Say(N_("There is no new date yet."))
    return old, Say("👉 <b>{spans}</b>", spans=spans_of(works.spans))


def struck_times(spans: tuple[TimeSpan, ...]) -> tuple[Say, ...]:
    """The times that no longer hold."""
    return (Say("🗓 <s>{spans}</s>", spans=spans_of(spans)),) if spans else ()


def doors(works: Works) -> tuple[Say, ...]:
    """Each door of the person and why it is touched; of many the first."""
    said = tuple(_door(door, works) for door in works.doors[:_MOST_DOORS])
    more = len(works.doors) - _MOST_DOORS
    if more == 1:
        return (*said, Say(N_("… and one more of yours")))
    return (*said, Say(N_("… and {count} more of yours"), count=more)) if more > 1 else said


def labels(works: Works) -> tuple[Say, ...]:
    """Each door by its name alone, where there is no longer a why."""
    return tuple(
        Say("🏠 <b>{label}</b>", label=bounded(door.label, _LABEL_LENGTH))
        for door in works.doors[:_MOST_DOORS]
    )


def where(works: Works) -> tuple[Say, ...]:
    """The comune, and the streets as they are printed; of many the first and how many follow."""
    area = Say("📍 {comune}", comune=bounded(works.comune, _LABEL_LENGTH)) if works.comune else None
    if works.comune and works.place:
        area = Say(
            "📍 {comune}, {place}",
            comune=bounded(works.comune, _LABEL_LENGTH),
            place=bounded(works.place, _LABEL_LENGTH),
        )
    lines = [] if area is None else [area]
    lines += [Say("• {street}", street=bounded(street, _STREET_LENGTH)) for street in _first(works)]
    more = len(works.streets) - _MOST_STREETS
    if more == 1:
        lines.append(Say(N_("… and one more street")))
    elif more > 1:
        lines.append(Say(N_("… and {count} more streets"), count=more))
    return tuple(lines)


def _first(works: Works) -> tuple[str, ...]:
    return tuple(street for street in works.streets[:_MOST_STREETS] if names.tidied(street))


def reason(works: Works) -> tuple[Say, ...]:
    """Why, in the words of the notice."""
    words = bounded(works.reason, _REASON_LENGTH)
    return (Say(N_("Reason: {reason}"), reason=words),) if words else ()


def what_stops(works: Works) -> tuple[Say, ...]:
    """What does not work meanwhile, and what to mind."""
    gas = N_("🔥 There is no gas during that time: the flames of cooker, boiler and water heater go out.")
    power = N_(
        "🔌 During that time these stop too: the lift, an electric gate, a well pump, the boiler and the "
        "modem."
    )
    return Say(gas if works.utility == "gas" else power), *mind(works)


def mind(works: Works) -> tuple[Say, ...]:
    """What to mind while it lasts."""
    if works.utility == "gas":
        return (Say(N_("If you smell gas: /emergenza")),)
    return (
        Say(
            N_(
                "⚠️ The power can come back at any moment: treat wires and sockets as live, and do not use "
                "the lift."
            )
        ),
    )


def _door(door: Door, works: Works) -> Say:
    label = bounded(door.label, _LABEL_LENGTH)
    return Say("🏠 <b>{label}</b>: {why}", label=label, why=_why(door, works))


def _why(door: Door, works: Works) -> Say:
    line, number = bounded(door.line, _LINE_LENGTH), bounded(door.number, _LINE_LENGTH)
    street = bounded(door.street, _LABEL_LENGTH)
    if not door.certain:
        return _perhaps(street, line, number)
    match door.rule:
        case "pod":
            return Say(N_("the notice names this very supply."))
        case "place" if works.place:
            place = bounded(works.place, _LABEL_LENGTH)
            return Say(N_("it concerns all of {place}."), place=place)
        case "place" | "comune":
            return Say(N_("it concerns the whole comune."))
        case "street":
            pass
    if not line:
        return Say(N_("{street}, all house numbers."), street=street)
    if line == number:
        return Say(N_("{street}, number {number} is on the list."), street=street, number=number)
    return Say(
        N_("{street}, number {number}: included in “{line}”."), street=street, number=number, line=line
    )


def _perhaps(street: str, line: str, number: str) -> Say:
    if not number:
        return Say(
            N_("{street}: it may concern you too, I do not know your house number."), street=street or "–"
        )
    if not line:
        return Say(N_("{street}: it may concern your number {number} too."), street=street, number=number)
    return Say(
        N_("{street}: it may concern your number {number} too (the notice says “{line}”)."),
        street=street,
        number=number,
        line=line,
    )
