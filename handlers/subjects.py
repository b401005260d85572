"""Every dialog; every command, in the menu and beside it, in other languages, and as people type it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from handlers.basics.cancel import back, cancel
from handlers.basics.emergencies import emergencies
from handlers.basics.help import help_
from handlers.basics.language import language
from handlers.basics.start import welcome
from handlers.contract.dialog import Dialog, State, Turn, by_state
from handlers.contract.speech import N_
from handlers.handoff import call
from handlers.linking import link, supplies
from handlers.questions import ask
from handlers.readings import listing, photo, reminders, send
from handlers.recovery import guide

DIALOGS: Final[tuple[Dialog[Any], ...]] = (
    ask.DIALOG,
    guide.DIALOG,
    link.DIALOG,
    supplies.DIALOG,
    send.DIALOG,
    photo.DIALOG,
    reminders.DIALOG,
    listing.DIALOG,
)
DIALOG_OF: Final = by_state(DIALOGS)

#: What the buttons below every prompt say. As the dialog's own buttons they are void once it has moved on.
BACK: Final = "/indietro"
CANCEL: Final = "/annulla"
#: What people write instead, in an open dialog, as the whole message.
TYPED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("indietro", "torna indietro", "vai indietro", "back", "go back", "zurück"), BACK),
    **dict.fromkeys(("annulla", "annullare", "basta", "stop", "cancel", "abbrechen", "esci"), CANCEL),
}

#: What Telegram shows in its menu, in this order: name and description.
MENU: Final[Mapping[str, str]] = {
    "start": N_("What I can do for you"),
    "autolettura": N_("Send the gas reading"),
    "letture": N_("My gas readings"),
    "recupera": N_("Lost password or username, step by step"),
    "collega": N_("Connect my supplies"),
    "forniture": N_("My supplies, and their names"),
    "scollega": N_("Disconnect my supplies"),
    "emergenza": N_("Smell of gas, electric danger, power cut"),
    "operatore": N_("How to reach a person"),
    "lingua": N_("Change language"),
    "annulla": N_("Stop what we are doing"),
    "help": N_("How to ask, and all commands"),
}


def dialog_of(state: State | None) -> Dialog[Any] | None:
    """Return the dialog that a state belongs to."""
    return None if state is None else DIALOG_OF.get(type(state))


def call_a_person(state: State | None, _argument: str) -> Turn:
    """Say how to reach a person, and what the open dialog can tell of what was tried."""
    dialog = dialog_of(state)
    if state is None or dialog is None or dialog.tried is None:
        return call.call(state, ())
    return call.call(state, dialog.tried(state))


def _begin(state: State | None, argument: str) -> Turn:
    """Say the first words, or take the key that a link in a letter brings."""
    if argument.startswith(link.KEY_PREFIX):
        return link.use_key(state, argument)
    return welcome(state, argument)


def _cancel(state: State | None, argument: str) -> Turn:
    """Close whatever is open; what was sent already is not taken for cancelled."""
    dialog = dialog_of(state)
    if state is None or dialog is None or dialog.cancelled is None:
        return cancel(state, argument)
    return dialog.cancelled(state)


COMMANDS: Final[Mapping[str, Callable[[State | None, str], Turn]]] = {
    "start": _begin,
    "collega": link.begin,
    "forniture": supplies.show,
    "scollega": supplies.leave,
    "autolettura": send.begin,
    "letture": listing.show,
    "promemoria": reminders.remind,
    "recupera": guide.begin,
    "emergenza": emergencies,
    "operatore": call_a_person,
    "lingua": language,
    "indietro": back,
    "annulla": _cancel,
    "help": help_,
    # said by buttons
    "chiedi": ask.ask,
    "faq": ask.read,
    "voto": ask.vote,
    "nome": supplies.rename,
    "cancella": listing.delete,
    # what people of other languages, or of other habits, try
    "aiuto": help_,
    "hilfe": help_,
    "language": language,
    "sprache": language,
    "back": back,
    "zurueck": back,
    "cancel": _cancel,
    "abbrechen": _cancel,
    "stop": _cancel,
    "emergency": emergencies,
    "notfall": emergencies,
    "operator": call_a_person,
    "recover": guide.begin,
    "connect": link.begin,
    "verbinden": link.begin,
    "supplies": supplies.show,
    "lettura": send.begin,
    "reading": send.begin,
    "ablesung": send.begin,
    "zaehlerstand": send.begin,
    "readings": listing.show,
    "ablesungen": listing.show,
    "reminders": reminders.remind,
    "erinnerungen": reminders.remind,
}

#: The commands whose argument is never a person's own words.
BUTTONS_SAY: Final = frozenset(COMMANDS) - {"chiedi"}
