"""What handing over to a person offers: commands, the dialog, and what answers to each side of a case."""

from typing import Any, Final, assert_never

from handlers.contract.desk import CaseFound, CaseStands, DeskAnswered, DeskOutlook
from handlers.contract.dialog import CommandOffer, Dialog, State, Subject, Turn
from handlers.contract.speech import N_
from handlers.handoff import customer, opening, operator, stars
from handlers.handoff.customer import in_case, is_in_case, is_own_command, reads_every_word
from handlers.handoff.opening import wish, wish_answered_by_book
from handlers.handoff.operator import in_group

__all__ = [
    "SUBJECT",
    "answered",
    "in_case",
    "in_group",
    "is_in_case",
    "is_own_command",
    "reads_every_word",
    "wish",
    "wish_answered_by_book",
]

SUBJECT: Final = Subject(
    dialogs=(customer.DIALOG,),
    commands=(
        CommandOffer(
            "operatore",
            opening.begin,
            menu=N_("How to reach a person"),
            help=N_("how to reach a person"),
            aliases=("operator", "persona"),
            reads=opening.is_reasoned,
        ),
        CommandOffer("torna", customer.back_to_bot),
        CommandOffer("risolto", customer.settled),
        CommandOffer("stelle", stars.rate, reads=stars.is_rating),
    ),
)


def answered(state: State | None, event: DeskAnswered, dialog: Dialog[Any] | None) -> Turn:
    """Go on with what the desk answers; ``dialog`` is the one that is open."""
    match event:
        case CaseFound():
            return operator.found(event)
        case DeskOutlook():
            return opening.outlook(state, event, dialog)
        case CaseStands():
            return customer.stands(state, event)
        case _:
            assert_never(event)
