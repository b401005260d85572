"""Who answers an event, in order: urgent, command, open dialog, unasked words, kind word, FAQ."""

from typing import Any, assert_never

from faq.urgent import recognise
from handlers import basics, handoff, linking, notices, questions, readings
from handlers.basics import BACK, CANCEL, TYPED
from handlers.contract.chat import (
    AddedToGroup,
    Attachment,
    ChatAnswered,
    Chosen,
    Command,
    DeleteMessage,
    Due,
    Expired,
    Text,
)
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.linking import ContactShared, LinkAnswered
from handlers.contract.notices import NoticeAnswered
from handlers.contract.people import PeopleAnswered, Subscribed
from handlers.contract.questions import QuestionAnswered, ReadEntry
from handlers.contract.readings import ReadingAnswered
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Answered, Event
from handlers.subjects import BUTTONS_SAY, COMMANDS, DIALOGS, MENU, UNASKED, dialog_of, obey

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
            return obey(name, state, argument)
        case Command():
            return Turn(state, Say(N_("I do not know this command. /help shows what I understand.")))
        case AddedToGroup():
            return basics.leave_group(event)
        case Subscribed():
            return basics.subscription(state, event)
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
    guide = _guide(state)
    if wish == handoff.WISH and state is not None and guide is not None:
        return handoff.call_from(state, guide)
    # The matcher recognises the same, and so it is answered and remembered like any question.
    return questions.put_question(state, text)


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
    """Let the subject that was asked say its answer, or the open dialog where the chat itself was asked."""
    if isinstance(event, ChatAnswered):
        return _open_dialog(state, event) or Turn(state)
    return _leading_back(state, event, _answered_by_subject(state, event))


def _answered_by_subject(
    state: State | None,
    event: QuestionAnswered | PeopleAnswered | LinkAnswered | ReadingAnswered | NoticeAnswered,
) -> Turn:
    if isinstance(event, QuestionAnswered):
        return questions.answered(state, event)
    if isinstance(event, PeopleAnswered):
        return basics.answered(state, event)
    if isinstance(event, LinkAnswered):
        return linking.answered(state, event)
    if isinstance(event, ReadingAnswered):
        return readings.answered(state, event)
    if isinstance(event, NoticeAnswered):
        return notices.answered(state, event)
    assert_never(event)


def _leading_back(state: State | None, event: Event, turn: Turn) -> Turn:
    """After a question in between, let a guide ask again what it was asking."""
    is_between = _guide(state) is not None and turn.state == state
    return turn.repeating() if is_between and not questions.has_last_word(event) else turn


def _guide(state: State | None) -> Dialog[Any] | None:
    """Return the open dialog that leads somewhere: its place is kept, and its question asked again."""
    dialog = dialog_of(state)
    return dialog if dialog is not None and dialog.prompt is not None else None


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
            return _leading_back(state, event, basics.answer_attachment(state, event))
        case Expired():
            dialog = dialog_of(state)
            return Turn(None) if state is None or dialog is None else dialog.expired(state)
        case Chosen() | Due():
            return Turn(state)
        case _:
            assert_never(event)


def _words(state: State | None, event: Text) -> Turn:
    """Answer words that no open dialog has taken: those of a subject, a kind word, a question."""
    if _guide(state) is None:
        for unasked in UNASKED:
            if (turn := unasked(state, event)) is not None:
                return turn
    polite = basics.answer_words(state, event)
    if polite is None:
        return questions.put_question(state, event.text)
    return _leading_back(state, event, polite)
