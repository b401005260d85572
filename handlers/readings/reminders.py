"""When no reading is taken: when the next window opens, and reminders of windows."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from faq.language.text import fold
from handlers.contract.chat import Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.readings import SetWindowReminders, WindowShut
from handlers.contract.speech import N_, At, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.shared import replies

#: How switches are set; else it is a yes or a no.
_ON: Final = frozenset({"on", "an"})
_OFF: Final = frozenset({"off", "aus"})
_REMIND: Final = Shortcut(N_("🔔 Yes, remind me"), "/promemoria si")
_DO_NOT: Final = Shortcut(N_("🔕 No, do not remind me"), "/promemoria no")


@dataclass(frozen=True, slots=True)
class AwaitReminders(State):
    """The person is asked whether to be reminded, and may type the answer; nobody waits for it."""


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
    return Turn(state or AwaitReminders(), words)


def is_choice(argument: str) -> bool:
    """Whether the argument says on or off."""
    return fold(argument) in _ON | _OFF or replies.understood(argument, replies.PROPOSAL) is not None


def remind(state: State | None, argument: str) -> Turn:
    """Turn reminders of reading windows on or off: ``/promemoria si``, ``/promemoria no``; else ask."""
    word = fold(argument)
    wish = replies.understood(argument, replies.PROPOSAL)
    rest = None if isinstance(state, AwaitReminders) else state
    if word in _ON or wish == "yes":
        said = N_(
            "All right: when a reading can be sent for a supply that you have connected, I write to you, and "
            "once more before the window closes if one is still missing."
        )
        return Turn(rest, Say(said), do=(SetWindowReminders(wanted=True),))
    if word in _OFF or wish == "no":
        said = N_("All right, no more reminders of reading windows. Should you want them again: /promemoria")
        return Turn(rest, Say(said), do=(SetWindowReminders(wanted=False),))
    ask = Say(
        N_("Shall I write to you when the gas reading can be sent, and once more before the window closes?"),
        rows=((_REMIND,), (_DO_NOT,)),
    )
    return Turn(state or AwaitReminders(), ask)


def _step(state: AwaitReminders, event: Event) -> Turn | None:
    match event:
        case Text(text) if (reply := replies.understood(text, replies.PROPOSAL)) is not None:
            return remind(state, "si" if reply == "yes" else "no")
        case _:
            return None


DIALOG: Final[Dialog[AwaitReminders]] = Dialog(
    "reading-reminders", (AwaitReminders,), _step, patience=timedelta(hours=1)
)
