"""What handing over to a person offers: the command."""

from typing import Final

from handlers.contract.dialog import CommandOffer, Subject
from handlers.contract.speech import N_
from handlers.handoff import call

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
