"""The ways out of an open dialog: cancel it, or go back a step."""

from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say


def cancel(state: State | None, _argument: str) -> Turn:
    """Close whatever is open."""
    if state is None:
        return Turn(None, Say(N_("There is nothing to cancel. Just write me your question.")))
    cancelled = Say(N_("All right, cancelled. I am here when you need me."))
    return Turn(None, cancelled, outcome="cancelled")


def back(state: State | None, _argument: str) -> Turn:
    """Go back to the step before."""
    if state is None:
        return Turn(None, Say(N_("There is nothing to go back to. Just write me your question.")))
    return Turn(state, back=True)
