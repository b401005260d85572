"""Every dialog; every command, in the menu and beside it, in other languages, and as people type it."""

from collections.abc import Callable, Mapping
from typing import Final

from handlers import (
    handoff,
    link,
    questions,
    reading_photo,
    reading_windows,
    readings_list,
    recovery,
    self_reading,
    start,
    supplies,
)
from handlers.contract import Dialog, State, Turn
from handlers.contract_links import KEY_PREFIX
from handlers.words import N_

DIALOGS: Final[tuple[Dialog, ...]] = (
    questions.DIALOG,
    recovery.DIALOG,
    link.DIALOG,
    supplies.DIALOG,
    self_reading.DIALOG,
    reading_photo.DIALOG,
    reading_windows.DIALOG,
    readings_list.DIALOG,
)

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


def dialog_of(state: State | None) -> Dialog | None:
    """The dialog that a state belongs to."""
    for dialog in DIALOGS:
        if state is not None and type(state) in dialog.states:
            return dialog
    return None


def call_a_person(state: State | None, _argument: str) -> Turn:
    """Say how to reach a person, and what the open dialog can tell of what was tried."""
    dialog = dialog_of(state)
    if state is None or dialog is None or dialog.tried is None:
        return handoff.call(state, ())
    return handoff.call(state, dialog.tried(state))


def _begin(state: State | None, argument: str) -> Turn:
    """Say the first words, or take the key that a link in a letter brings."""
    if argument.startswith(KEY_PREFIX):
        return link.use_key(state, argument)
    return start.welcome(state, argument)


def _cancel(state: State | None, argument: str) -> Turn:
    """Close whatever is open; what was sent already is not taken for cancelled."""
    if isinstance(state, reading_photo.AwaitPhoto):
        return reading_photo.cancel(state)
    return start.cancel(state, argument)


COMMANDS: Final[Mapping[str, Callable[[State | None, str], Turn]]] = {
    "start": _begin,
    "collega": link.begin,
    "forniture": supplies.show,
    "scollega": supplies.leave,
    "autolettura": self_reading.begin,
    "letture": readings_list.show,
    "promemoria": reading_windows.remind,
    "recupera": recovery.begin,
    "emergenza": start.emergencies,
    "operatore": call_a_person,
    "lingua": start.language,
    "indietro": start.back,
    "annulla": _cancel,
    "help": start.help_,
    # said by buttons
    "chiedi": questions.ask,
    "faq": questions.read,
    "voto": questions.vote,
    "nome": supplies.rename,
    "cancella": readings_list.delete,
    # what people of other languages, or of other habits, try
    "aiuto": start.help_,
    "hilfe": start.help_,
    "language": start.language,
    "sprache": start.language,
    "back": start.back,
    "zurueck": start.back,
    "cancel": _cancel,
    "abbrechen": _cancel,
    "stop": _cancel,
    "emergency": start.emergencies,
    "notfall": start.emergencies,
    "operator": call_a_person,
    "recover": recovery.begin,
    "connect": link.begin,
    "verbinden": link.begin,
    "supplies": supplies.show,
    "lettura": self_reading.begin,
    "reading": self_reading.begin,
    "ablesung": self_reading.begin,
    "zaehlerstand": self_reading.begin,
    "readings": readings_list.show,
    "ablesungen": readings_list.show,
    "reminders": reading_windows.remind,
    "erinnerungen": reading_windows.remind,
}

#: The commands whose argument is never a person's own words.
BUTTONS_SAY: Final = frozenset(COMMANDS) - {"chiedi"}
