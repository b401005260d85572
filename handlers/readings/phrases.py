"""How readings are put into words: supplies, values, use, states, what is asked, and the receipt."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, assert_never

from handlers.contract.dialog import State, Turn
from handlers.contract.readings import Counter, GasSupply, Reading, ReadingState, Register
from handlers.contract.speech import N_, Amount, Clock, Day, Say, Shortcut, Value, Verbatim, fitting
from handlers.shared import supplies
from handlers.shared.buttons import READINGS

#: Use of less than this a day is told with a digit after the comma; of less than the other not by the day.
_FEW_A_DAY: Final = 10
_TENTH: Final = Decimal("0.1")
#: What becomes of a reading, as customers and staff read it.
STATES: Final[Mapping[ReadingState, str]] = {
    "pending": N_("⏳ Waiting to be passed on"),
    "leaving": N_("📤 It has left, and is not yet passed on"),
    "acquired": N_("✅ Passed on"),
    "refused": N_("❌ Refused"),
    "deleted": N_("🗑 Deleted"),
}


def of_supply(supply: GasSupply) -> Say:
    """A supply in full, so that it cannot be taken for another: name, address, last digits of its PDR."""
    nickname = None if supply.label == supply.address else supply.label
    return supplies.in_full("🔥", supply.address, supply.masked_point, nickname)


def label(supply: GasSupply) -> Verbatim:
    """A supply on a button, by name and address."""
    name = supply.label if supply.label == supply.address else f"{supply.label} · {supply.address}"
    return fitting(f"🔥 {name}")


def of_use(used_m3: int, days: int) -> Say:
    """What has gone through in so many days, and what that is a day."""
    if days == 0:
        return Say(N_("{used} m³"), used=Amount(used_m3))
    if days == 1:
        return Say(N_("{used} m³ in one day"), used=Amount(used_m3))
    average = Decimal(used_m3) / days
    average = average.quantize(_TENTH if average < _FEW_A_DAY else Decimal(1))
    if average < _TENTH:
        return Say(N_("{used} m³ in {days} days"), used=Amount(used_m3), days=Amount(days))
    return Say(
        N_("{used} m³ in {days} days, about {average} a day"),
        used=Amount(used_m3),
        days=Amount(days),
        average=Amount(average),
    )


def of_values(reading: Reading) -> Value:
    """The number that was read, or both."""
    if reading.corrector is None:
        return Amount(reading.meter or 0)
    if reading.meter is None:
        return Amount(reading.corrector)
    return Say(
        N_("meter {meter}, corrector {corrector}"),
        meter=Amount(reading.meter),
        corrector=Amount(reading.corrector),
    )


def of_state(reading: Reading) -> Say:
    """What has become of a reading, with the company's reason where it was refused."""
    if reading.state == "refused" and reading.reason:
        return Say(N_("❌ Refused: {reason}"), reason=reading.reason)
    return Say(STATES[reading.state])


def already_sent(state: State | None, reading: Reading) -> Turn:
    """There is one of today: say which, and how to take it back while that is possible."""
    says = {
        True: N_(
            "I already have today's reading from you, and one a day is taken:\n\n"
            "<b>{values}</b>, at {clock}\n{supply}\n{state}"
        ),
        False: N_(
            "Somebody else of your contract has already sent today's reading, and one a day is taken:\n\n"
            "<b>{values}</b>, at {clock}\n{supply}\n{state}"
        ),
    }
    rows: tuple[tuple[Shortcut, ...], ...] = ((READINGS,), *wrong_rows(reading))
    if reading.state == "pending":
        rows = ((delete_button(reading.reading_id),), *rows)
    say = Say(
        says[reading.is_own],
        rows=rows,
        values=of_values(reading),
        clock=Clock(reading.sent_at),
        supply=of_supply(reading.supply),
        state=of_state(reading),
    )
    return Turn(state, say)


def delete_button(reading_id: int) -> Shortcut:
    """The button that asks whether to delete a reading."""
    return Shortcut(N_("🗑 Delete it"), f"/cancella {reading_id}")


def wrong_rows(reading: Reading) -> tuple[tuple[Shortcut, ...], ...]:
    """The button for who finds that a reading is wrong which has left already; no row for others."""
    if reading.state not in {"leaving", "acquired"}:
        return ()
    # What cannot be deleted any more is answered with what else can be done.
    return ((Shortcut(N_("✋ It is wrong"), f"/cancella {reading.reading_id}"),),)


def receipt(reading: Reading, *, has_photo: bool) -> Say:
    """Number, value, time, supply and state of a reading that was just kept, and what comes next."""
    if has_photo:
        photo = Say(N_("Your photo is kept with it."))
    else:
        photo = Say(N_("If you like, send me a photo of the counter too: it is kept with the reading."))
    noted = Say(N_("I have noted that it is unusual, and that you have confirmed it."))
    lines = (noted, photo) if reading.is_doubtful else (photo,)
    return Say(
        N_(
            "✅ Done! Your reading is safe: it is no. {number}.\n\n"
            "<b>{values}</b>\n{supply}\n{day}, {clock}\n{state}\n\n"
            "As long as it waits to be passed on, you can delete it.\n{lines}"
        ),
        rows=((delete_button(reading.reading_id), READINGS),),
        number=reading.reading_id,
        values=of_values(reading),
        supply=of_supply(reading.supply),
        day=Day(reading.taken_on),
        clock=Clock(reading.sent_at),
        state=of_state(reading),
        lines=lines,
    )


def last_known(counter: Counter) -> Say | None:
    """The last value of a counter with its date, where one is known."""
    if counter.last is None or counter.last_on is None:
        return None
    return Say(
        N_("Last reading: <b>{last}</b>, on {day}"), last=Amount(counter.last), day=Day(counter.last_on)
    )


def question(register: Register, *, alone: bool) -> str:
    """What is asked of a counter; ``alone``: no other is asked for."""
    match register:
        case "meter" if alone:
            return N_(
                "Which <b>{digits} digits</b> does the counter show now, before the comma? If one is between "
                "two, take the lower."
            )
        case "meter":
            return N_(
                "First the <b>meter</b>: which <b>{digits} digits</b> does it show now, before the comma? If "
                "one is between two, take the lower."
            )
        case "corrector" if alone:
            return N_(
                "Here only the <b>corrector</b> counts: which number does it show now, before the comma? It "
                "has up to {digits} digits."
            )
        case "corrector":
            return N_(
                "And the <b>corrector</b>: which number does it show now, before the comma? It has up to "
                "{digits} digits."
            )
        case _:
            assert_never(register)
