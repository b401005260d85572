"""Who answers an event, in order: a secret, urgent, command, open dialog, unasked words, kind word, FAQ."""

from typing import Any, TypeGuard, assert_never

from faq.language.text import fold
from faq.matcher import Answer
from faq.urgent import recognise
from handlers import basics, handoff, linking, notices, questions, readings
from handlers.basics import BACK, CANCEL
from handlers.contract.chat import (
    AddedToGroup,
    Attachment,
    ChatAnswered,
    Chosen,
    Command,
    Due,
    Expired,
    Text,
)
from handlers.contract.desk import CustomerEdited, DeskAnswered, GroupEvent, Reacted, Reason
from handlers.contract.desk_operators import OperatorAnswered
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.linking import ContactShared, LinkAnswered
from handlers.contract.notices import NoticeAnswered
from handlers.contract.people import PeopleAnswered, Subscribed
from handlers.contract.questions import QuestionAnswered, Ranked
from handlers.contract.readings import ReadingAnswered
from handlers.contract.speech import N_, Say, Shortcut, Verbatim
from handlers.contract.vocabulary import Answered, Event, PrivateEvent
from handlers.routes.beside_a_person import beside_a_person, hide, of_a_case, staying
from handlers.routes.written import is_secret, written
from handlers.shared import replies
from handlers.subjects import COMMANDS, UNASKED, dialog_of, nearest_command, obey


def decide(state: State | None, event: Event) -> Turn:
    """Give the turn that follows from an event, whatever dialog is open.

    Dangers and the answers of the book leave an open dialog where it stands.
    """
    if isinstance(event, GroupEvent) or (isinstance(event, Reacted) and event.author is not None):
        return handoff.in_group(event)
    return _in_private(state, event)


def _in_private(state: State | None, event: PrivateEvent) -> Turn:  # noqa: C901 - a kind a line
    # As it was typed: "/Zanzara77" is a password, and no command with an argument.
    if isinstance(event, Command) and is_secret(state, event):
        return hide(state, written(event))
    if handoff.is_in_case(state) and not isinstance(event, Answered):
        return beside_a_person(state, event)
    event = _meant(state, event)
    if isinstance(event, Answered):
        return _answered(state, event)
    match event:
        case Text() | Attachment() if is_secret(state, event):
            return hide(state, written(event))
        case Text(text) if (wish := recognise.recognise(text)) is not None:
            return _urgent(state, text, wish)
        case Command(name) if name in COMMANDS:
            return obey(event, state)
        case Command(name):
            return _unknown(state, name)
        case AddedToGroup():
            return basics.leave_group(event)
        case Subscribed():
            return basics.subscription(state, event)
        case CustomerEdited() | Reacted():
            return of_a_case(state, event)
        case Text() | Chosen() | ContactShared() | Attachment() | Expired() | Due():
            return _open_dialog(state, event) or _anything_else(state, event)
        case _:
            assert_never(event)


def _meant(state: State | None, event: PrivateEvent) -> PrivateEvent:
    """The command that a word or a button stands for."""
    match event:
        case Chosen(value) if value in {BACK, CANCEL}:
            return Command(value.removeprefix("/"))
        case Text(text):
            return basics.typed_way_out(state, text) or event
        case Command(typed=str(typed)) if typed:
            return _words_behind(event) or event
        case _:
            return event


def _words_behind(command: Command) -> Text | None:
    """The message that a typed command is, where it is one: words are never lost behind a slash.

    An argument that the command reads is none. Of others a danger, the wish for a person and a question are
    read as such whatever the command; so is all behind a command that does not exist, its name included, and
    behind one that has no use for words.
    """
    offer, said = COMMANDS.get(command.name), command.argument
    if offer is None:
        words = f"{command.name.replace('_', ' ')} {said}".strip()
        is_message = said != "" or recognise.recognise(words) is not None
        return Text(words, command.photo) if is_message else None
    if not fold(said) or offer.reads(said) or replies.is_filler(said):
        return None
    is_urgent = recognise.recognise(said) is not None
    is_question = not offer.takes_words and (offer.yields or "?" in said)
    return Text(said, command.photo) if is_urgent or is_question else None


def _unknown(state: State | None, name: str) -> Turn:
    """Own up to a command that does not exist; offer the one that was meant, and do not carry it out."""
    near = nearest_command(name)
    if near is None:
        return Turn(state, Say(N_("I do not know this command. /help shows what I understand.")))
    return Turn(
        state,
        Say(
            N_("I do not know /{typed}. Did you mean /{command}?"),
            rows=((Shortcut(Verbatim(f"/{near}"), f"/{near}"),),),
            typed=name,
            command=near,
        ),
    )


def _urgent(state: State | None, text: str, wish: str) -> Turn:
    """Answer a danger, or the wish for a person, whatever is open."""
    if wish == handoff.WISH and handoff.reads_every_word(state):
        return _open_dialog(state, Text(text)) or Turn(state)
    if wish == handoff.WISH and _guide(state) is not None:
        return handoff.wish(state, Reason.WISH)
    # The matcher recognises the same, and so it is answered and remembered like any question.
    return questions.put_question(state, text)


def _number_to_call(state: State | None, event: Text) -> Turn | None:
    """Lead from a guide to what to do, and keep the place; where a reading is asked for it may be one.

    Nor is it a message for a person.
    """
    if handoff.reads_every_word(state):
        return basics.number_to_call(state, event)
    guide = _guide(state)
    if guide is None or guide.name == readings.SENDING:
        return None
    turn = basics.number_to_call(state, event)
    return None if turn is None else turn.repeating()


def _answered(state: State | None, event: Answered) -> Turn:
    """Let the subject that was asked say its answer, or the open dialog where the chat itself was asked."""
    if isinstance(event, ChatAnswered):
        return _open_dialog(state, event) or Turn(state)
    if isinstance(event, DeskAnswered):
        return handoff.answered(state, event, dialog_of(state))
    if _is_wish_answered(event):
        return handoff.wish_answered_by_book(state, event.question_id)
    turn = _answered_by_subject(state, event)
    return staying(state, turn) if handoff.is_in_case(state) else _leading_back(state, event, turn)


def _is_wish_answered(event: Answered) -> TypeGuard[Ranked]:
    """Whether the book's answer is how to reach a person, however it was asked."""
    return (
        isinstance(event, Ranked)
        and isinstance(event.decision, Answer)
        and event.entries[0].id == handoff.WISH
    )


def _answered_by_subject(
    state: State | None,
    event: (
        QuestionAnswered | PeopleAnswered | LinkAnswered | ReadingAnswered | NoticeAnswered | OperatorAnswered
    ),
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
    if isinstance(event, OperatorAnswered):
        return handoff.operator_answered(event)
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
    if state is None or dialog is None:
        return None
    if isinstance(event, Text) and (turn := _number_to_call(state, event)) is not None:
        return turn
    turn = dialog.step(state, event)
    if turn is None and isinstance(event, Text) and event.choice is not None:
        return dialog.step(state, Chosen(event.choice))
    return turn


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
    polite = basics.answer_words(state, event, is_asked=_guide(state) is not None)
    if polite is None:
        return questions.put_question(state, event.text)
    return _leading_back(state, event, polite)
