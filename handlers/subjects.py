"""Every subject, once; what all of them offer together is derived: dialogs, commands, menu, help."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from handlers import basics, handoff, linking, notices, questions, readings, recovery
from handlers.contract.chat import Text
from handlers.contract.dialog import CommandOffer, Dialog, State, Subject, Turn, by_state
from handlers.contract.speech import N_


def _start(state: State | None, argument: str) -> Turn:
    """Say the first words, or follow a link from outside to its subject."""
    for beginning, follow in _DEEP_LINKS.items():
        if argument.startswith(beginning):
            return follow(state, argument)
    return basics.welcome(state)


def _help(state: State | None, _argument: str) -> Turn:
    return basics.help_(state, _OFFERS)


#: The two commands that lead to all subjects.
_START: Final = Subject(
    commands=(CommandOffer("start", _start, menu=N_("What I can do for you"), help=N_("what I can do")),)
)
_HELP: Final = Subject(
    commands=(
        CommandOffer(
            "help",
            _help,
            menu=N_("How to ask, and all commands"),
            help=N_("this page"),
            aliases=("aiuto", "hilfe"),
        ),
    )
)
#: In the order of menu and help, and in which they are offered words that nobody asked for.
SUBJECTS: Final[tuple[Subject, ...]] = (
    _START,
    questions.SUBJECT,
    readings.SUBJECT,
    notices.SUBJECT,
    recovery.SUBJECT,
    linking.SUBJECT,
    basics.EMERGENCIES,
    handoff.SUBJECT,
    basics.SUBJECT,
    _HELP,
)

DIALOGS: Final[tuple[Dialog[Any], ...]] = tuple(dialog for each in SUBJECTS for dialog in each.dialogs)
DIALOG_OF: Final = by_state(DIALOGS)
_OFFERS: Final = tuple(offer for each in SUBJECTS for offer in each.commands)
#: Each command and alias, without the slash.
COMMANDS: Final[Mapping[str, CommandOffer]] = {name: offer for offer in _OFFERS for name in offer.names}
#: The commands whose argument is never a person's own words.
BUTTONS_SAY: Final = frozenset(name for name, offer in COMMANDS.items() if not offer.takes_words)
#: What Telegram shows in its menu, in this order: name and description.
MENU: Final[Mapping[str, str]] = {offer.name: offer.menu for offer in _OFFERS if offer.menu is not None}
UNASKED: Final[tuple[Callable[[State | None, Text], Turn | None], ...]] = tuple(
    each.unasked for each in SUBJECTS if each.unasked is not None
)
_DEEP_LINKS: Final = {beginning: link for each in SUBJECTS for beginning, link in each.deep_links.items()}


def dialog_of(state: State | None) -> Dialog[Any] | None:
    """Return the dialog that a state belongs to."""
    return None if state is None else DIALOG_OF.get(type(state))


def obey(name: str, state: State | None, argument: str) -> Turn:
    """Carry out a command of `COMMANDS`, in the way of the open dialog where it matters."""
    offer, dialog = COMMANDS[name], dialog_of(state)
    if offer.in_dialog is None or state is None or dialog is None:
        return offer.begin(state, argument)
    return offer.in_dialog(state, dialog)
