"""How to ask, and every command."""

from collections.abc import Iterable

from handlers.contract.dialog import CommandOffer, State, Turn
from handlers.contract.speech import N_, Say


def help_(state: State | None, offers: Iterable[CommandOffer]) -> Turn:
    """Say how to ask, and a line for each of the commands that has one."""
    lines = tuple(
        Say(N_("/{command} – {meaning}"), command=offer.name, meaning=Say(offer.help))
        for offer in offers
        if offer.help is not None
    )
    return Turn(
        state,
        Say(
            N_(
                "<b>How to ask</b>\n"
                "Write a question in your own words, even with typing errors. Some examples:\n"
                "• <i>I forgot the password of the customer area</i>\n"
                "• <i>where do I find the customer code</i>\n"
                "• <i>how do I send the gas reading</i>\n\n"
                "<b>Commands</b>\n"
                "{commands}"
            ),
            commands=lines,
        ),
    )
