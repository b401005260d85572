"""The ways out of an open dialog: cancel it, or go back a step."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.speech import N_, Say

#: What the buttons below every prompt say. As the dialog's own buttons they are void once it has moved on.
BACK: Final = "/indietro"
CANCEL: Final = "/annulla"
#: What people write instead, in an open dialog, as the whole message.
TYPED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("indietro", "torna indietro", "vai indietro", "back", "go back", "zuruck"), BACK),
    **dict.fromkeys(("annulla", "annullare", "basta", "stop", "cancel", "abbrechen", "esci"), CANCEL),
}


def cancel_nothing(_state: State | None, _argument: str) -> Turn:
    """Say that no dialog is open."""
    return Turn(None, Say(N_("There is nothing to cancel. Just write me your question.")))


def cancel(state: State, dialog: Dialog[Any]) -> Turn:
    """Close the open dialog, with its own word where it has one."""
    if dialog.cancelled is not None:
        return dialog.cancelled(state)
    cancelled = Say(N_("All right, cancelled. I am here when you need me."))
    return Turn(None, cancelled, outcome="cancelled")


def back(state: State | None, _argument: str) -> Turn:
    """Go back to the step before."""
    if state is None:
        return Turn(None, Say(N_("There is nothing to go back to. Just write me your question.")))
    return Turn(state, back=True)
