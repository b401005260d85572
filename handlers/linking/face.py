"""What linking a person to customers offers: dialogs, commands, the key from a letter, and the answers."""

from typing import Final

from handlers.contract.dialog import CommandOffer, State, Subject, Turn
from handlers.contract.linking import KEY_PREFIX, LinkAnswered, LinksRead, SupplyRead
from handlers.contract.speech import N_
from handlers.linking import link, supplies

SUBJECT: Final = Subject(
    dialogs=(link.DIALOG, supplies.DIALOG),
    deep_links={KEY_PREFIX: link.use_key},
    commands=(
        CommandOffer(
            "collega",
            link.begin,
            menu=N_("Connect my supplies"),
            help=N_("connect your supplies"),
            aliases=("connect", "verbinden"),
            reads=link.is_way_back,
        ),
        CommandOffer(
            "forniture",
            supplies.show,
            menu=N_("My supplies, and their names"),
            help=N_("your supplies, and their names"),
            aliases=("supplies",),
        ),
        CommandOffer(
            "scollega",
            supplies.leave,
            menu=N_("Disconnect my supplies"),
            help=N_("take the connection away"),
        ),
        CommandOffer("nome", supplies.rename),
    ),
)


def answered(state: State | None, event: LinkAnswered) -> Turn:
    """Say what the service has found or refused."""
    match event:
        case LinksRead():
            return supplies.links_read(state, event)
        case SupplyRead():
            return supplies.supply_read(state, event)
        case _:
            return link.answered(state, event)
