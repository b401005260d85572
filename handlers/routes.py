"""Who answers an event, in order: urgent, command, open dialog, kind word, FAQ. Knows every dialog."""

from collections.abc import Callable, Mapping
from typing import Final, assert_never

from faq import urgent
from faq.book import Entry
from faq.matcher import Suggest
from handlers import courtesy, handoff, link, questions, recovery, start, supplies
from handlers.contract import (
    AddedToGroup,
    Answered,
    Attachment,
    Chosen,
    Command,
    DeleteMessage,
    Dialog,
    Due,
    EntryRead,
    Event,
    Expired,
    LanguageIs,
    Missed,
    Ranked,
    ReadEntry,
    Reckoned,
    State,
    Subscribed,
    Text,
    Turn,
)
from handlers.contract_links import (
    ContactShared,
    Identified,
    KeyRefused,
    LetterAllowed,
    LinksRead,
    NotProven,
    Proven,
    SupplyRead,
    TriesSpent,
)
from handlers.words import N_, Say

DIALOGS: Final[tuple[Dialog, ...]] = (questions.DIALOG, recovery.DIALOG, link.DIALOG, supplies.DIALOG)

#: What the buttons below every prompt say. As the dialog's own buttons they are void once it has moved on.
BACK: Final = "/indietro"
CANCEL: Final = "/annulla"
#: What people write instead, in an open dialog, as the whole message.
_TYPED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("indietro", "torna indietro", "vai indietro", "back", "go back", "zurück"), BACK),
    **dict.fromkeys(("annulla", "annullare", "basta", "stop", "cancel", "abbrechen", "esci"), CANCEL),
}

#: What Telegram shows in its menu, in this order: name and description.
MENU: Final[Mapping[str, str]] = {
    "start": N_("What I can do for you"),
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


def _dialog(state: State | None) -> Dialog | None:
    for dialog in DIALOGS:
        if state is not None and type(state) in dialog.states:
            return dialog
    return None


def _call_a_person(state: State | None, _argument: str) -> Turn:
    """Say how to reach a person, and what the open dialog can tell of what was tried."""
    dialog = _dialog(state)
    if state is None or dialog is None or dialog.tried is None:
        return handoff.call(state, ())
    return handoff.call(state, dialog.tried(state))


def _begin(state: State | None, argument: str) -> Turn:
    """Say the first words, or take the key that a link in a letter brings."""
    if argument.startswith(link.KEY_PREFIX):
        return link.use_key(state, argument)
    return start.welcome(state, argument)


_COMMANDS: Final[Mapping[str, Callable[[State | None, str], Turn]]] = {
    "start": _begin,
    "collega": link.begin,
    "forniture": supplies.show,
    "scollega": supplies.leave,
    "recupera": recovery.begin,
    "emergenza": start.emergencies,
    "operatore": _call_a_person,
    "lingua": start.language,
    "indietro": start.back,
    "annulla": start.cancel,
    "help": start.help_,
    # said by buttons
    "chiedi": questions.ask,
    "faq": questions.read,
    "voto": questions.vote,
    "nome": supplies.rename,
    # what people of other languages, or of other habits, try
    "aiuto": start.help_,
    "hilfe": start.help_,
    "language": start.language,
    "sprache": start.language,
    "back": start.back,
    "zurueck": start.back,
    "cancel": start.cancel,
    "abbrechen": start.cancel,
    "stop": start.cancel,
    "emergency": start.emergencies,
    "notfall": start.emergencies,
    "operator": _call_a_person,
    "recover": recovery.begin,
    "connect": link.begin,
    "verbinden": link.begin,
    "supplies": supplies.show,
}

#: The commands whose argument is never a person's own words.
_BUTTONS_SAY: Final = frozenset(_COMMANDS) - {"chiedi"}


def decide(state: State | None, event: Event) -> Turn:
    """Give the turn that follows from an event, whatever dialog is open.

    Dangers and the answers of the book leave an open dialog where it stands.
    """
    event = _meant(state, event)
    if isinstance(event, Answered):
        return _answered(state, event)
    match event:
        case Text(text) if _is_secret(state, text):
            return _hide(state, text)
        case Command(name, argument) if name not in _BUTTONS_SAY and _is_secret(state, argument or name):
            return _hide(state, argument)
        case Text(text) if (wish := urgent.recognise(text)) is not None:
            return _urgent(state, text, wish)
        case Command(name, argument) if name in _COMMANDS:
            return _COMMANDS[name](state, argument)
        case Command():
            return Turn(state, Say(N_("I do not know this command. /help shows what I understand.")))
        case AddedToGroup():
            return start.leave_group(event)
        case Subscribed():
            return start.subscription(state, event)
        case Text() | Chosen() | ContactShared() | Attachment() | Expired() | Due():
            return _open_dialog(state, event) or _anything_else(state, event)
        case _:
            assert_never(event)


def _meant(state: State | None, event: Event) -> Event:
    """The command that a word or a button stands for."""
    match event:
        case Chosen(value) if value in {BACK, CANCEL}:
            return Command(value.removeprefix("/"))
        case Text(text) if state is not None:
            command = _TYPED.get(" ".join(text.lower().split()).strip(".!"))
            return event if command is None else Command(command.removeprefix("/"))
        case _:
            return event


def _is_secret(state: State | None, text: str) -> bool:
    dialog = _dialog(state)
    if state is None or dialog is None or dialog.is_secret is None:
        return False
    return dialog.is_secret(state, text)


def _urgent(state: State | None, text: str, wish: str) -> Turn:
    """Answer a danger, or the wish for a person, whatever is open."""
    if wish == handoff.WISH and _is_guide(state):
        return _call_a_person(state, "")
    # The matcher recognises the same, and so it is answered and remembered like any question.
    return questions.ask(state, text)


def _hide(state: State | None, text: str) -> Turn:
    """Take a secret out of the chat, unkept; who is in danger is answered all the same."""
    hidden = Say(
        N_(
            "🔒 I have deleted your message: it looked like a password or a code. "
            "Those are yours alone, so never write them to anybody, not even to me. "
            "You only need them on the portal's own page."
        )
    )
    danger = urgent.recognise(text)
    if danger is None:
        return Turn(state, hidden, do=(DeleteMessage(),), repeat=True)
    return Turn(state, hidden, do=(DeleteMessage(),), ask=ReadEntry(danger))


def _answered(state: State | None, event: Answered) -> Turn:
    """Meet the answer to an Ask: the open dialog's own, or one that belongs to no single dialog."""
    match event:
        case Ranked():
            turn = questions.ranked(state, event)
        case EntryRead():
            turn = questions.entry_read(state, event)
        case Missed():
            turn = questions.missed(state, event)
        case LanguageIs():
            turn = start.offer_languages(state, event)
        case Identified() | TriesSpent() | Proven() | NotProven() | KeyRefused() | LetterAllowed():
            return link.answered(state, event)
        case LinksRead():
            turn = supplies.links_read(state, event)
        case SupplyRead():
            turn = supplies.supply_read(state, event)
        case Reckoned():
            return _open_dialog(state, event) or Turn(state)
        case _:
            assert_never(event)
    return _leading_back(state, event, turn)


def _leading_back(state: State | None, event: Event, turn: Turn) -> Turn:
    """After a question in between, a dialog asks again what it was asking; in danger it keeps quiet."""
    match event:
        case EntryRead(entry=Entry(id=entry_id)) | Ranked(entries=(Entry(id=entry_id), *_)) if (
            entry_id.startswith("urgent-")
        ):
            return turn
        case Ranked(decision=Suggest()):
            return turn
        case _:
            return turn.repeating() if _is_guide(state) and turn.state == state else turn


def _is_guide(state: State | None) -> bool:
    """Whether a dialog is open that leads somewhere: its questions are asked again, its place is kept."""
    dialog = _dialog(state)
    return dialog is not None and dialog.prompt is not None


def _open_dialog(state: State | None, event: Event) -> Turn | None:
    dialog = _dialog(state)
    return None if state is None or dialog is None else dialog.step(state, event)


def _anything_else(
    state: State | None, event: Text | Chosen | ContactShared | Attachment | Expired | Due
) -> Turn:
    match event:
        case Text(text):
            polite = courtesy.answer_words(state, event)
            return questions.ask(state, text) if polite is None else _leading_back(state, event, polite)
        case ContactShared():
            return _anything_else(state, Attachment("contact"))
        case Attachment():
            return _leading_back(state, event, courtesy.answer_attachment(state, event))
        case Expired():
            return Turn(None)
        case Chosen() | Due():
            return Turn(state)
        case _:
            assert_never(event)
