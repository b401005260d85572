"""Whom to call: the help lines, whether somebody answers there now, and what to tell."""

from typing import Final

from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say, Telephone

#: What `faq.urgent` says of who wishes for a person.
WISH: Final = "operator"
#: The help line of E-Distribuzione, by its name in the configuration.
LINE: Final = "e-distribuzione"


def call(state: State | None, tried: tuple[Say, ...]) -> Turn:
    """Say how to reach a person, and what to tell of what was tried. An open dialog stays open."""
    if not tried:
        return Turn(state, Say(_REACH, line=Telephone(LINE)))
    return Turn(state, Say(_REACH_AND_TELL, line=Telephone(LINE), tried=tried))


_REACH: Final = N_(
    "Here is how to talk to a person.\n\n"
    "<b>E-Distribuzione</b> (power grid, Area Clienti)\n"
    "• freephone number {line}\n"
    "• <b>Help OnLine</b>, on E-Distribuzione’s site: you can ask to be called back.\n\n"
    "<b>Energia Corrente</b> (customer portal, bills, gas readings)\n"
    "• e-mail: info@energiacorrente.it\n"
    "• site: www.energiacorrente.it"
)
_REACH_AND_TELL: Final = N_(
    "Here is how to talk to a person.\n\n"
    "<b>E-Distribuzione</b> (power grid, Area Clienti)\n"
    "• freephone number {line}\n"
    "• <b>Help OnLine</b>, on E-Distribuzione’s site: you can ask to be called back.\n\n"
    "<b>Energia Corrente</b> (customer portal, bills, gas readings)\n"
    "• e-mail: info@energiacorrente.it\n"
    "• site: www.energiacorrente.it\n\n"
    "So that you need not begin again, you can say:\n{tried}\n\n"
    "Our place here is kept: whenever you like, we go on."
)
