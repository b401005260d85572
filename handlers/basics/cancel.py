"""The ways out of an open dialog: cancel it, or go back a step."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.contract.chat import Command
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.speech import N_, Say
from handlers.shared import replies
from handlers.shared.buttons import MENU
from handlers.shared.replies import WayOut

#: What the buttons below every prompt say. As the dialog's own buttons they are void once it has moved on.
BACK: Final = "/indietro"
CANCEL: Final = "/annulla"
_TYPED: Final[Mapping[WayOut, str]] = {"back": BACK, "cancel": CANCEL, "menu": CANCEL}


def typed_way_out(state: State | None, text: str) -> Command | None:
    """The command that a message stands for which only wants out, or to the menu where nothing is open."""
    way = replies.way_out(text)
    if way is None or (state is None and way != "menu"):
        return None
    command = MENU.command if state is None else _TYPED[way]
    return Command(command.removeprefix("/"))


def cancel_nothing(_state: State | None, _argument: str) -> Turn:
    """Say that no dialog is open."""
    return Turn(None, Say(N_("There is nothing to cancel. Just write me your question.")))


def cancel(state: State, dialog: Dialog[Any]) -> Turn:
    """Close the open dialog, with its own word where it has one."""
    if dialog.cancelled is not None:
        return dialog.cancelled(state)
    has_keyboard = dialog.prompt is not None and dialog.prompt(state).contact is not None
    # What takes the keyboard away cannot have buttons of its own.
    rows = () if has_keyboard else ((MENU,),)
    cancelled = Say(N_("All right, cancelled. I am here when you need me."), rows=rows)
    return Turn(None, cancelled, outcome="cancelled")


def back(state: State | None, _argument: str) -> Turn:
    """Go back to the step before."""
    if state is None:
        return Turn(None, Say(N_("There is nothing to go back to. Just write me your question.")))
    return Turn(state, back=True)
