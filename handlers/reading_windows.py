"""When no reading is taken: when the next window opens, and reminders of windows."""

from typing import Final

from handlers.contract import State, Turn
from handlers.contract_readings import SetWindowReminders, WindowShut
from handlers.words import N_, At, Say, Shortcut

_ON: Final = frozenset({"si", "sì", "on", "yes", "ja", "an"})
_OFF: Final = frozenset({"no", "off", "nein", "aus"})
_REMIND: Final = Shortcut(N_("🔔 Yes, remind me"), "/promemoria si")
_DO_NOT: Final = Shortcut(N_("🔕 No, do not remind me"), "/promemoria no")


def shut(state: State | None, event: WindowShut) -> Turn:
    """Say when a reading can be sent again, and offer to write then."""
    if event.opens_at is None:
        words = Say(
            N_(
                "No readings are taken for {supply} right now, and I do not know the next dates yet. Shall I "
                "write to you as soon as the window opens?"
            ),
            rows=((_REMIND,),),
            supply=event.supply.label,
        )
    else:
        words = Say(
            N_(
                "No readings are taken for {supply} right now: the next window opens {moment}. Shall I write "
                "to you then?"
            ),
            rows=((_REMIND,),),
            supply=event.supply.label,
            moment=At(event.opens_at),
        )
    return Turn(state, words)


def remind(state: State | None, argument: str) -> Turn:
    """Turn reminders of reading windows on or off: ``/promemoria si``, ``/promemoria no``; else ask."""
    word = argument.strip().lower()
    if word in _ON:
        said = N_(
            "All right: I write to you when a reading window opens, and once more before it closes if your "
            "reading is still missing."
        )
        return Turn(state, Say(said), do=(SetWindowReminders(wanted=True),))
    if word in _OFF:
        said = N_("All right, no more reminders of reading windows. Should you want them again: /promemoria")
        return Turn(state, Say(said), do=(SetWindowReminders(wanted=False),))
    ask = Say(
        N_("Shall I write to you when the gas reading can be sent, and once more before the window closes?"),
        rows=((_REMIND,), (_DO_NOT,)),
    )
    return Turn(state, ask)
