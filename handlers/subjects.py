"""Every subject, once; what all of them offer together is derived: dialogs, commands, menu, help."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from handlers import basics, handoff, linking, notices, questions, readings, recovery
from handlers.contract.chat import Command, Text
from handlers.contract.dialog import CommandOffer, Dialog, State, Subject, Turn, by_state
from handlers.contract.speech import N_


def _start(state: State | None, argument: str) -> Turn:
    """Say the first words, or follow a link from outside to its subject."""
    for beginning, follow in _DEEP_LINKS.items():
        if argument.startswith(beginning):
            return follow(state, argument)
    return basics.welcome(state)


def _is_payload(argument: str) -> bool:
    """Whether the argument is one that a link of t.me may carry: one word, as the Bot API has it."""
    return _PAYLOAD.fullmatch(argument) is not None


def _help(state: State | None, _argument: str) -> Turn:
    return basics.help_(state, _OFFERS)


_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: The two commands that lead to all subjects.
_START: Final = Subject(
    commands=(
        CommandOffer(
            "start",
            _start,
            menu=N_("What I can do for you"),
            help=N_("what I can do"),
            reads=_is_payload,
            yields=True,
        ),
    )
)
_HELP: Final = Subject(
    commands=(
        CommandOffer(
            "help",
            _help,
            menu=N_("How to ask, and all commands"),
            help=N_("this page"),
            aliases=("aiuto", "hilfe"),
            yields=True,
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
#: Those that people are told of, or may know from other languages; the rest is for buttons.
_SPOKEN: Final = tuple(name for offer in _OFFERS if offer.help is not None for name in offer.names)
#: From this length on two letters of a command may be wrong.
_LONG_NAME: Final = 7
#: What Telegram shows in its menu, in this order: name and description.
MENU: Final[Mapping[str, str]] = {offer.name: offer.menu for offer in _OFFERS if offer.menu is not None}
UNASKED: Final[tuple[Callable[[State | None, Text], Turn | None], ...]] = tuple(
    each.unasked for each in SUBJECTS if each.unasked is not None
)
#: What Telegram lets stand in a link to a bot.
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DEEP_LINKS: Final = {beginning: link for each in SUBJECTS for beginning, link in each.deep_links.items()}


def is_deep_link(name: str, argument: str) -> bool:
    """Whether a command came by a link that we gave out, whose key only looks like a password."""
    return (
        name == "start" and _KEY.fullmatch(argument) is not None and argument.startswith(tuple(_DEEP_LINKS))
    )


def dialog_of(state: State | None) -> Dialog[Any] | None:
    """Return the dialog that a state belongs to."""
    return None if state is None else DIALOG_OF.get(type(state))


def obey(command: Command, state: State | None) -> Turn:
    """Carry out one of `COMMANDS`, in the way of the open dialog where it matters."""
    offer, dialog = COMMANDS[command.name], dialog_of(state)
    if command.typed and offer.typed is not None and offer.reads(command.argument):
        return offer.typed(state, Text(command.argument, command.photo))
    if offer.in_dialog is None or state is None or dialog is None:
        return offer.begin(state, command.argument)
    return offer.in_dialog(state, dialog)


def nearest_command(name: str) -> str | None:
    """Return the command for people that a misspelt one was meant to be; None where none is near."""
    allowed = 1 if len(name) < _LONG_NAME else 2
    found = process.extractOne(name, _SPOKEN, scorer=OSA.distance, score_cutoff=allowed)
    return None if found is None else found[0]
