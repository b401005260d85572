"""What handing over to a person offers: the command, and what answers to each side of a case."""

from typing import Final, assert_never

from handlers.contract.desk import CaseFound, CaseStands, DeskAnswered, DeskOutlook
from handlers.contract.dialog import CommandOffer, State, Subject, Turn
from handlers.contract.speech import N_
from handlers.handoff import call, customer, operator
from handlers.handoff.customer import in_case
from handlers.handoff.operator import in_group

__all__ = ["SUBJECT", "answered", "in_case", "in_group"]

SUBJECT: Final = Subject(
    commands=(
        CommandOffer(
            "operatore",
            call.begin,
            in_dialog=call.call_from,
            menu=N_("How to reach a person"),
            help=N_("how to reach a person"),
            aliases=("operator",),
        ),
    ),
)


def answered(state: State | None, event: DeskAnswered) -> Turn:
    """Go on with what the desk answers."""
    match event:
        case CaseFound():
            return operator.found(event)
        case DeskOutlook():
            return customer.outlook(state, event)
        case CaseStands():
            return customer.stands(state, event)
        case _:
            assert_never(event)
