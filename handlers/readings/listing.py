"""The readings of a person's gas supplies: listed with a picture of the use, deleted while they may be."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from handlers.contract.chat import Chosen, Text
from handlers.contract.desk import Reason
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.readings import (
    DeleteReading,
    GasSupply,
    Reading,
    ReadingRead,
    ReadingsRead,
    ReadReading,
    ReadReadings,
)
from handlers.contract.speech import N_, Chart, Choice, Day, Say, Shortcut, Verbatim
from handlers.contract.vocabulary import Event
from handlers.readings.phrases import (
    delete_button,
    label,
    of_state,
    of_supply,
    of_use,
    of_values,
    wrong_rows,
)
from handlers.shared import buttons, codes, replies, supplies

#: A message each; more would fill the chat.
_AT_ONCE: Final = 4
#: Telegram takes no more below one message.
_MOST_BUTTONS: Final = 100
#: In words; more would be pages on a phone.
_LISTED: Final = 6
#: In the picture, a year of months.
_DRAWN: Final = 12
#: A single bar compares with nothing.
_FEWEST_BARS: Final = 2


@dataclass(frozen=True, slots=True)
class AwaitDelete(State):
    """The person is asked once more whether to delete a reading."""

    reading_id: int
    taken_on: date


def show(state: State | None, argument: str) -> Turn:
    """List the readings of every gas supply, or of one: ``/letture 12``."""
    return Turn(state, ask=ReadReadings(codes.row_number(argument)))


def show_all(state: State | None, _words: Text) -> Turn:
    """List the readings of every supply: a number that a person types is no number of a supply of ours."""
    return show(state, "")


def delete(state: State | None, argument: str) -> Turn:
    """Ask whether to delete a reading: ``/cancella 12``."""
    reading_id = codes.row_number(argument)
    return Turn(state, ask=ReadReadings() if reading_id is None else ReadReading(reading_id))


def readings_read(state: State | None, event: ReadingsRead) -> Turn:
    """Show them, a message for each supply; of many supplies one is chosen first."""
    if len(event.supplies) > _AT_ONCE:
        rows = tuple(
            (Shortcut(label(supply), f"/letture {supply.supply_id}"),)
            for supply, _ in event.supplies[:_MOST_BUTTONS]
        )
        return Turn(state, Say(N_("Which supply shall I show you the readings of?"), rows=rows))
    if event.supplies:
        return Turn(state, *(_listed(supply, readings) for supply, readings in event.supplies))
    if event.is_linked:
        return Turn(state, Say(supplies.NO_GAS, rows=((buttons.connect("letture"),),)))
    first = N_("Here your gas readings will be listed, once you have connected your supplies.")
    return Turn(state, Say(first, rows=((buttons.connect("letture"),),)))


def reading_read(state: State | None, event: ReadingRead) -> Turn:
    """Ask whether to delete it, or say what has become of it."""
    reading = event.reading
    if reading is None:
        rest = None if isinstance(state, AwaitDelete) else state
        return Turn(rest, Say(N_("I do not find this reading among yours. /letture shows those that are.")))
    was_asked = isinstance(state, AwaitDelete) and state.reading_id == reading.reading_id
    rest = None if was_asked else state
    if reading.state == "pending":
        return Turn(AwaitDelete(reading.reading_id, reading.taken_on), repeat=True)
    if reading.state == "deleted":
        deleted = N_("Done, the reading of {day} is deleted. You can send another one whenever you like.")
        again = buttons.send_reading(reading.supply.supply_id)
        return Turn(rest, Say(deleted, rows=((again,),), day=Day(reading.taken_on)))
    return Turn(rest, _passed_on(reading))


def _passed_on(reading: Reading) -> Say:
    """Why it stays, and what is left to do about a wrong one."""
    if reading.state == "refused":
        refused = N_("The reading of {day} has not been taken, so there is nothing to delete.\n{state}")
        again = buttons.send_reading(reading.supply.supply_id)
        return Say(refused, rows=((again,),), day=Day(reading.taken_on), state=of_state(reading))
    return Say(
        N_(
            "The reading of {day} can no longer be deleted: it has left already.\n{state}\n\n"
            "Is it wrong? Then tell Energia Corrente: write to info@energiacorrente.it, with your customer "
            "code, the day of the reading and the right number."
        ),
        rows=((buttons.person(Reason.READING_WRONG, reading.reading_id),),),
        day=Day(reading.taken_on),
        state=of_state(reading),
    )


def _listed(supply: GasSupply, readings: tuple[Reading, ...]) -> Say:
    """A supply with its newest readings, a picture of its use, and a button for each that can be deleted."""
    send = buttons.send_reading(supply.supply_id)
    if not readings:
        return Say(N_("{supply}\n\nNo readings sent yet."), rows=((send,),), supply=of_supply(supply))
    pending = [reading for reading in readings[:_LISTED] if reading.state == "pending"]
    lines = tuple(_line(reading) for reading in readings[:_LISTED])
    if len(readings) > _LISTED:
        lines += (Say(N_("… and earlier ones: {count}"), count=len(readings) - _LISTED),)
    return Say(
        N_("{supply}\n\n{readings}"),
        rows=tuple((_delete(reading, among=len(pending)),) for reading in pending)
        or ((send,), *wrong_rows(readings[0])),
        picture=_chart(supply, readings),
        supply=of_supply(supply),
        readings=lines,
    )


def _delete(reading: Reading, *, among: int) -> Shortcut:
    button = delete_button(reading.reading_id)
    if among == 1:
        return button
    return Shortcut(Verbatim(f"🗑 {reading.taken_on:%d/%m/%Y}"), button.command)


def _line(reading: Reading) -> Say:
    if reading.used_m3 is None or reading.used_days is None:
        return Say(
            N_("<b>{values}</b> · {day} · {state}"),
            day=Day(reading.taken_on),
            values=of_values(reading),
            state=of_state(reading),
        )
    return Say(
        N_("<b>{values}</b> · {day} · {state}\n{use}"),
        day=Day(reading.taken_on),
        values=of_values(reading),
        use=of_use(reading.used_m3, reading.used_days),
        state=of_state(reading),
    )


def _chart(supply: GasSupply, readings: tuple[Reading, ...]) -> Chart | None:
    """Cubic metres a day, reading by reading; None where there is nothing to compare."""
    bars = tuple(
        (reading.taken_on, _a_day(reading))
        for reading in reversed(readings[:_DRAWN])
        if reading.state != "refused"
    )
    if sum(height is not None for _, height in bars) < _FEWEST_BARS:
        return None
    return Chart(Say(N_("Gas used: {supply}"), supply=supply.label), bars)


def _a_day(reading: Reading) -> Decimal | None:
    if reading.used_m3 is None or not reading.used_days:
        return None
    return Decimal(reading.used_m3) / reading.used_days


_IS_TO_DELETE: Final = replies.Question(frozenset({"deletes"}), is_of_right=False)


def _step(state: AwaitDelete, event: Event) -> Turn | None:
    match event:
        case Chosen("yes"):
            return _deleted(state)
        case Chosen("no"):
            return _kept()
        case Text(text) if (reply := replies.understood(text, _IS_TO_DELETE)) is not None:
            return _deleted(state) if reply == "yes" else _kept()
        case _:
            return None


def _deleted(state: AwaitDelete) -> Turn:
    # Who was faster, the person or the company, is told by the reading itself.
    return Turn(state, do=(DeleteReading(state.reading_id),), ask=ReadReading(state.reading_id))


def _kept() -> Turn:
    return Turn(None, Say(N_("All right, the reading stays.")), outcome="cancelled")


def _prompt(state: AwaitDelete) -> Say:
    return Say(
        N_("Do you confirm the deletion of the reading of {day} ?"),
        rows=((Choice(N_("Yes"), "yes"), Choice(N_("No"), "no")),),
        day=Day(state.taken_on),
    )


DIALOG: Final[Dialog[AwaitDelete]] = Dialog(
    "readings", (AwaitDelete,), _step, patience=timedelta(hours=1), prompt=_prompt
)
