"""A dialog as small as one can be that still uses everything the turn gives to dialogs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from handlers.contract.chat import (
    Chosen,
    Command,
    DeleteMessage,
    Due,
    Expired,
    Reckon,
    Reckoned,
    RemindAt,
    Text,
)
from handlers.contract.dialog import Dialog, State, Timed, Turn
from handlers.contract.speech import At, Chart, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.routes import BACK, CANCEL

CODE_LASTS: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class AwaitName(State):
    """The question who it is."""


@dataclass(frozen=True, slots=True)
class AwaitColour(State):
    """The question which colour."""

    name: str


@dataclass(frozen=True, slots=True)
class AwaitCode(Timed):
    """The question whether the code has come."""

    name: str


def decide(state: State | None, event: Event) -> Turn:
    """Route to the toy alone."""
    match event:
        case Command("begin"):
            return Turn(AwaitName())
        case Command("picture", words):
            return Turn(state, Say(words, instead=True, picture=Chart(Say("colours"), ())))
        case Command("annulla") | Chosen(value="/annulla"):
            return Turn(None, outcome="cancelled")
        case Command("indietro") | Chosen(value="/indietro"):
            return Turn(state, back=True)
        case _:
            turn = None if state is None else _step(state, event)
            return turn or Turn(state, Say("eh?"))


def _step(state: State, event: Event) -> Turn | None:
    match state, event:
        case AwaitName(), Text(name):
            return Turn(AwaitColour(name))
        case AwaitColour(), Text("secret"):
            return Turn(state, Say("hidden"), do=(DeleteMessage(),))
        case AwaitColour(), Chosen("again"):
            return Turn(AwaitName())
        case AwaitColour(), Chosen("red"):
            return Turn(state, ask=Reckon(CODE_LASTS))
        case AwaitColour(name), Reckoned(until):
            return Turn(AwaitCode(until, name))
        case AwaitCode(until), Text("remind me"):
            return Turn(
                None, do=(RemindAt("toy", until, Say("now {at}", at=At(until))),), outcome="postponed"
            )
        case AwaitCode(), Text("done"):
            return Turn(None, Say("well done"))
        case AwaitCode(until), Due():
            return Turn(state, Say("too late since {until}", until=At(until)))
        case _, Expired():
            return Turn(None, Say("goodbye"))
        case _:
            return None


def _prompt(state: State) -> Say:
    match state:
        case AwaitColour(name):
            buttons = (Choice("Red", "red"), Choice("Ask me again", "again"))
            return Say("Which colour, {name}?", name=name, rows=(buttons,))
        case AwaitCode(until):
            return Say("Code? It expires {until}.", until=At(until))
        case _:
            return Say("Your name?")


DIALOG: Final = Dialog(
    "toy", (AwaitName, AwaitColour, AwaitCode), _step, patience=timedelta(hours=24), prompt=_prompt
)
__all__ = ["BACK", "CANCEL", "CODE_LASTS", "DIALOG", "AwaitCode", "AwaitColour", "AwaitName", "decide"]
