"""The customer's side of a case: opening it, writing in it, leaving it, and what comes after."""

from handlers.contract.desk import CaseStands, CustomerEdited, DeskOutlook, Reacted
from handlers.contract.desk_changes import PassOnEdit, PassOnReaction
from handlers.contract.dialog import State, Turn


def in_case(state: State | None, event: CustomerEdited | Reacted) -> Turn:
    """Pass an edit or a reaction on, whatever is open: it belongs to what was written earlier."""
    if isinstance(event, CustomerEdited):
        return Turn(state, do=(PassOnEdit(event.piece),))
    return Turn(state, do=(PassOnReaction(event.message_id, event.emoji),))


def outlook(state: State | None, _event: DeskOutlook) -> Turn:
    """Say what happens next to somebody who wishes for a person."""
    return Turn(state)


def stands(state: State | None, _event: CaseStands) -> Turn:
    """Go on with the person's newest case."""
    return Turn(state)
