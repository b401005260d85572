"""Who answers an event, in order: urgent, command, open dialog, FAQ, kind word. Knows every dialog."""

from collections.abc import Callable, Mapping
from typing import Final, assert_never

from faq import urgent
from handlers import courtesy, handoff, questions, start
from handlers.contract import (
    N_,
    AddedToGroup,
    Answered,
    Attachment,
    Chosen,
    Command,
    Dialog,
    EntryRead,
    Event,
    Expired,
    LanguageIs,
    Missed,
    Ranked,
    Say,
    State,
    Subscribed,
    Text,
    Turn,
)

DIALOGS: Final[tuple[Dialog, ...]] = (questions.DIALOG,)

#: What Telegram shows in its menu, in this order: name and description.
MENU: Final[Mapping[str, str]] = {
    "start": N_("What I can do for you"),
    "emergenza": N_("Smell of gas, electric danger, power cut"),
    "operatore": N_("How to reach a person"),
    "lingua": N_("Change language"),
    "annulla": N_("Stop what we are doing"),
    "help": N_("How to ask, and all commands"),
}

_COMMANDS: Final[Mapping[str, Callable[[State | None, str], Turn]]] = {
    "start": start.welcome,
    "emergenza": start.emergencies,
    "operatore": handoff.call,
    "lingua": start.language,
    "annulla": start.cancel,
    "help": start.help_,
    # said by buttons
    "chiedi": questions.ask,
    "faq": questions.read,
    "voto": questions.vote,
    # what people of other languages, or of other habits, try
    "aiuto": start.help_,
    "hilfe": start.help_,
    "language": start.language,
    "sprache": start.language,
    "cancel": start.cancel,
    "abbrechen": start.cancel,
    "stop": start.cancel,
    "emergency": start.emergencies,
    "notfall": start.emergencies,
    "operator": handoff.call,
}


def decide(state: State | None, event: Event) -> Turn:
    """Give the turn that follows from an event, whatever dialog is open.

    Dangers and the answers of the book leave an open dialog where it stands.
    """
    match event:
        case Text(text) if urgent.recognise(text) is not None:
            # The matcher recognises the same, and so it is answered and remembered like any question.
            return questions.ask(state, text)
        case Command(name, argument) if name in _COMMANDS:
            return _COMMANDS[name](state, argument)
        case Command():
            return Turn(state, Say(N_("I do not know this command. /help shows what I understand.")))
        case Ranked() | EntryRead() | Missed() | LanguageIs():
            return _answered(state, event)
        case AddedToGroup():
            return start.leave_group(event)
        case Subscribed():
            return start.subscription(state, event)
        case Text() | Chosen() | Attachment() | Expired():
            return _open_dialog(state, event) or _anything_else(state, event)
        case _:
            assert_never(event)


def _answered(state: State | None, event: Answered) -> Turn:
    """Meet the answer to an Ask that belongs to no single dialog."""
    match event:
        case Ranked():
            return questions.ranked(state, event)
        case EntryRead():
            return questions.entry_read(state, event)
        case Missed():
            return questions.missed(state, event)
        case LanguageIs():
            return start.offer_languages(state, event)
        case _:
            assert_never(event)


def _open_dialog(state: State | None, event: Event) -> Turn | None:
    for dialog in DIALOGS:
        if state is not None and type(state) in dialog.states:
            return dialog.step(state, event)
    return None


def _anything_else(state: State | None, event: Text | Chosen | Attachment | Expired) -> Turn:
    match event:
        case Text(text):
            return courtesy.answer_words(state, event) or questions.ask(state, text)
        case Attachment():
            return courtesy.answer_attachment(state, event)
        case Expired():
            return Turn(None)
        case Chosen():
            return Turn(state)
        case _:
            assert_never(event)
