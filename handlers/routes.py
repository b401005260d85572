"""Who answers an event, in order: urgent, command, open dialog, a reading, kind word, FAQ."""

from typing import assert_never

from faq.book import Entry
from faq.language.text import fold
from faq.matcher import Suggest
from faq.urgent import recognise
from handlers.basics import courtesy
from handlers.basics.emergencies import emergencies
from handlers.basics.groups import leave_group, subscription
from handlers.basics.language import offer_languages
from handlers.contract.chat import (
    AddedToGroup,
    Attachment,
    Chosen,
    Command,
    DeleteMessage,
    Due,
    Expired,
    Reckoned,
    Text,
)
from handlers.contract.dialog import State, Turn
from handlers.contract.linking import (
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
from handlers.contract.people import LanguageIs, Subscribed
from handlers.contract.questions import EntryRead, Missed, Ranked, ReadEntry
from handlers.contract.readings import ReadingAnswered, ReadingRead, ReadingsRead
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Answered, Event
from handlers.handoff import call
from handlers.linking import link, supplies
from handlers.questions import ask
from handlers.readings import listing, numbers, send
from handlers.subjects import (
    BACK,
    BUTTONS_SAY,
    CANCEL,
    COMMANDS,
    DIALOGS,
    MENU,
    TYPED,
    call_a_person,
    dialog_of,
)

__all__ = ["BACK", "CANCEL", "DIALOGS", "MENU", "decide"]


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
        case Command(name, argument) if name not in BUTTONS_SAY and _is_secret(state, argument or name):
            return _hide(state, argument)
        case Text(text) if (wish := recognise.recognise(text)) is not None:
            return _urgent(state, text, wish)
        case Command(name, argument) if name in COMMANDS:
            return COMMANDS[name](state, argument)
        case Command():
            return Turn(state, Say(N_("I do not know this command. /help shows what I understand.")))
        case AddedToGroup():
            return leave_group(event)
        case Subscribed():
            return subscription(state, event)
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
            command = TYPED.get(" ".join(text.lower().split()).strip(".!"))
            return event if command is None else Command(command.removeprefix("/"))
        case _:
            return event


def _is_secret(state: State | None, text: str) -> bool:
    dialog = dialog_of(state)
    if state is None or dialog is None or dialog.is_secret is None:
        return False
    return dialog.is_secret(state, text)


def _urgent(state: State | None, text: str, wish: str) -> Turn:
    """Answer a danger, or the wish for a person, whatever is open."""
    if wish == call.WISH and _is_guide(state):
        return call_a_person(state, "")
    # The matcher recognises the same, and so it is answered and remembered like any question.
    return ask.ask(state, text)


def _hide(state: State | None, text: str) -> Turn:
    """Take a secret out of the chat, unkept; who is in danger is answered all the same."""
    hidden = Say(
        N_(
            "🔒 I have deleted your message: it looked like a password or a code. "
            "Those are yours alone, so never write them to anybody, not even to me. "
            "You only need them on the portal's own page."
        )
    )
    danger = recognise.recognise(text)
    if danger is None:
        return Turn(state, hidden, do=(DeleteMessage(),), repeat=True)
    return Turn(state, hidden, do=(DeleteMessage(),), ask=ReadEntry(danger))


def _answered(state: State | None, event: Answered) -> Turn:
    """Meet the answer to an Ask: the open dialog's own, or one that belongs to no single dialog."""
    if isinstance(event, ReadingAnswered):
        return _leading_back(state, event, _answered_about_readings(state, event))
    match event:
        case Ranked():
            turn = ask.ranked(state, event)
        case EntryRead():
            turn = ask.entry_read(state, event)
        case Missed():
            turn = ask.missed(state, event)
        case LanguageIs():
            turn = offer_languages(state, event)
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


def _answered_about_readings(state: State | None, event: ReadingAnswered) -> Turn:
    match event:
        case ReadingsRead():
            return listing.readings_read(state, event)
        case ReadingRead():
            return listing.reading_read(state, event)
        case _:
            return send.answered(state, event)


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
    dialog = dialog_of(state)
    return dialog is not None and dialog.prompt is not None


def _open_dialog(state: State | None, event: Event) -> Turn | None:
    dialog = dialog_of(state)
    return None if state is None or dialog is None else dialog.step(state, event)


def _anything_else(
    state: State | None, event: Text | Chosen | ContactShared | Attachment | Expired | Due
) -> Turn:
    match event:
        case Text():
            return _words(state, event)
        case ContactShared():
            return _anything_else(state, Attachment("contact"))
        case Attachment():
            return _leading_back(state, event, courtesy.answer_attachment(state, event))
        case Expired():
            dialog = dialog_of(state)
            return Turn(None) if state is None or dialog is None else dialog.expired(state)
        case Chosen() | Due():
            return Turn(state)
        case _:
            assert_never(event)


def _words(state: State | None, event: Text) -> Turn:
    """Answer words that no open dialog has taken: a reading, a kind word, a question."""
    if not _is_guide(state):
        if fold(event.text) in numbers.EMERGENCY_NUMBERS:
            # Who writes it here instead of calling it needs a way to what to do.
            return emergencies(state, "")
        if numbers.is_sent_unasked(event.text):
            return send.sent_unasked(state, event)
        if send.is_wished(event.text):
            return send.begin(state, "")
    polite = courtesy.answer_words(state, event)
    return ask.ask(state, event.text) if polite is None else _leading_back(state, event, polite)
