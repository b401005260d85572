"""What the guided recovery offers: its dialog and the command."""

from typing import Final

from handlers.contract.dialog import CommandOffer, Subject
from handlers.contract.speech import N_
from handlers.recovery import guide

SUBJECT: Final = Subject(
    dialogs=(guide.DIALOG,),
    commands=(
        CommandOffer(
            "recupera",
            guide.begin,
            menu=N_("Lost password or username, step by step"),
            help=N_("lost password or username, step by step"),
            aliases=("recover",),
        ),
    ),
)
