"""What follows from one event in one chat: the session moves on, and parcels are made for the outbox."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from bot.i18n import Texts
from bot.metrics import Metrics
from bot.redaction import redacted
from bot.services.context import TurnContext
from bot.storage import reminders, sessions
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import ButtonAnswer, Edit, Message, Picture, edited, said
from bot.turns.effects import Effects
from bot.turns.incoming import Incoming, Pressed
from faq.language.text import fold
from handlers import routes
from handlers.contract.chat import (
    Attachment,
    Chosen,
    Command,
    DeleteMessage,
    Due,
    Expired,
    RemindAt,
    Text,
)
from handlers.contract.desk import CASE_DIALOG, CaseFound
from handlers.contract.desk_changes import CloseCase, DeskChange, PassOn, ReactToMessage
from handlers.contract.dialog import Dialog, Outcome, State, Timed, Turn, by_state
from handlers.contract.linking import ContactShared
from handlers.contract.people import SetLanguage
from handlers.contract.questions import Ranked
from handlers.contract.speech import N_, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.shared import choosing, codes

#: More answers than this in one turn is a dialog asking in a circle.
_MOST_ASKS: Final = 20

_OLD_BUTTON: Final = N_("This button is no longer valid. Please use the latest message.")
_LOST_DIALOG: Final = N_("I have been renewed in the meantime, and we have to begin again. I am sorry!")
_OUR_FAULT: Final = N_("Something went wrong on my side. Please write it once more in a moment.")
_FIRST_STEP: Final = N_("This is the first step, there is nothing before it.")
_TELL_ME: Final = N_("Tell me in a few words what you need, and I will do my best.")
#: What a person does to be answered; nothing else is owed a word.
_ASKING: Final = (Text, Command, Chosen, Attachment, ContactShared)
#: A person reads it, a reaction answers it, or news follow of themselves.
_OWES_NO_WORDS: Final = (PassOn, ReactToMessage, CloseCase)
_BACK: Final = Choice(N_("← Back"), routes.BACK)
_CANCEL: Final = Choice(N_("✕ Cancel"), routes.CANCEL)


@dataclass(frozen=True, slots=True)
class TurnParts:
    """The services, texts, metrics and dialogs that a turn uses.

    ``keeps_recent``: note what people wrote last, for operators who take over.
    """

    effects: Effects
    texts: Texts
    metrics: Metrics
    dialogs: Sequence[Dialog[Any]] = routes.DIALOGS
    decide: Callable[[State | None, Event], Turn] = routes.decide
    keeps_recent: bool = False
    dialog_of: Mapping[type[State], Dialog[Any]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "dialog_of", by_state(self.dialogs))


class Taken(NamedTuple):
    """What a turn wants sent, and whether cases were changed: what crosses there waits in the outbox."""

    parcels: list[Parcel]
    changes_cases: bool = False


def take(parts: TurnParts, tx: Connection, incoming: Incoming, context: TurnContext) -> Taken:
    """Carry out all that follows from an update. The session is saved in `tx`."""
    topic_id, message_id, pieces = incoming.topic_id, incoming.message_id, incoming.pieces
    there = replace(context, topic_id=topic_id, message_id=message_id, pieces=pieces)
    conversation = _Conversation(parts, tx, there)
    conversation.resume()
    pressed = incoming.pressed
    if incoming.event is not None and conversation.is_current(incoming.event, pressed):
        conversation.handle(incoming.event, pressed)
        if isinstance(incoming.event, _ASKING):
            conversation.make_sure_of_an_answer(pressed)
    else:
        conversation.toast = _OLD_BUTTON
    if pressed is not None:
        conversation.acknowledge(pressed)
    conversation.save()
    return Taken(conversation.parcels, conversation.changes_cases)


def take_time_out(parts: TurnParts, tx: Connection, context: TurnContext) -> Taken | None:
    """Wake the dialog that is due, or close the one that was silent for too long; None: neither."""
    conversation = _Conversation(parts, tx, context)
    if not (conversation.is_due or conversation.is_overdue):
        return None
    conversation.resume()
    conversation.save()
    return Taken(conversation.parcels, conversation.changes_cases)


def apology(
    parts: TurnParts, chat_id: int, language: str, pressed: Pressed | None, now: datetime
) -> list[Parcel]:
    """Apologise for a fault of ours, and answer the button that was pressed."""
    parcels = [Parcel(said(parts.texts.render(Say(_OUR_FAULT), language, 0, now)), chat_id)]
    if pressed is not None:
        parcels.append(Parcel(ButtonAnswer(pressed.callback_id, None), None))
    return parcels


class _Conversation:
    """One chat while its turn is being taken: the session, and the parcels so far."""

    def __init__(self, parts: TurnParts, tx: Connection, context: TurnContext) -> None:
        self.parcels: list[Parcel] = []
        self.toast: str | None = None
        #: Cases were changed, or something was handed to the people who have them.
        self.changes_cases = False
        self._parts = parts
        self._tx = tx
        self._context = context
        self._is_taken = False
        #: Buttons still lie where one writes, and they answer nothing any more.
        self._keyboard_is_idle = False
        self._saved = sessions.load(tx, context.chat_id, parts.dialogs)
        self._session = self._saved

    @property
    def is_due(self) -> bool:
        """Tell whether the moment that the open state waits for has come."""
        wake_at = self._session.wake_at
        return wake_at is not None and wake_at <= self._context.now

    @property
    def is_overdue(self) -> bool:
        """Tell whether the open dialog has been silent for too long."""
        expires_at = self._session.expires_at
        return expires_at is not None and expires_at <= self._context.now

    def resume(self) -> None:
        """Deliver what is due by the clock, and apologise for a dialog that cannot be resumed."""
        if self._session.lost and self.is_overdue:
            # Nobody waits for it any more, so there is nothing to be sorry for.
            self._session = self._session.moved(None, None)
        elif self._session.lost:
            self._carry_out(Turn(None, Say(_LOST_DIALOG)), Expired(), None)
        if self.is_due:
            self._session = self._session.woken()
            self.handle(Due(), None)
        if self.is_overdue:
            self.handle(Expired(), None)

    def is_current(self, event: Event, pressed: Pressed | None) -> bool:
        """Tell whether a dialog's button belongs to the open revision; other events always do."""
        if not isinstance(event, Chosen) or pressed is None:
            return True
        return self._session.state is not None and pressed.revision == self._session.revision

    def handle(self, event: Event, pressed: Pressed | None) -> None:
        """Decide an event, and every answer that follows from it, and carry them out."""
        parts = self._parts
        parts.metrics.turns.labels(type(event).__name__.lower()).inc()
        if isinstance(event, Text) and event.photo is None:
            # Words below a photo stay words, or the photo would be lost.
            event = self._typed_choice(event)
        turn = parts.decide(self._session.state, event)
        self._remember(event, turn)
        owes_prompt = self._carry_out(turn, event, pressed)
        asks = 0
        while turn.ask is not None:
            asks += 1
            if asks > _MOST_ASKS:
                raise RecursionError(f"{turn.ask!r} is asked without end")
            answer = parts.effects.answer(self._tx, turn.ask, self._context)
            if isinstance(answer, Ranked):
                parts.metrics.questions.labels(type(answer.decision).__name__.lower()).inc()
            if isinstance(answer, CaseFound) and answer.case is not None:
                self._context = replace(self._context, case_id=answer.case.case_id)
            turn = parts.decide(self._session.state, answer)
            owes_prompt |= self._carry_out(turn, event, pressed)
        prompt = self._prompt()
        if owes_prompt and prompt is not None:
            self._say(prompt, None)

    def make_sure_of_an_answer(self, pressed: Pressed | None) -> None:
        """Say something where nothing was said: a toast that nobody would see, or what is asked for now.

        What people have taken over is theirs to answer.
        """
        if self._is_taken or any(
            isinstance(parcel.content, Message | Picture | Edit) for parcel in self.parcels
        ):
            return
        if self.toast is None:
            self._parts.metrics.failures.labels("silence").inc()
            self._say(self._prompt() or Say(_TELL_ME), None)
        elif pressed is None:
            self._say(Say(self.toast), None)

    def acknowledge(self, pressed: Pressed) -> None:
        """Answer the pressed button, with the toast where there is one."""
        words = (
            None if self.toast is None else self._parts.texts.translate(self.toast, self._context.language)
        )
        self.parcels.append(Parcel(ButtonAnswer(pressed.callback_id, words), None))

    def save(self) -> None:
        """Save the session if it changed."""
        if self._session != self._saved:
            sessions.save(self._tx, self._session, self._parts.dialogs)
            self._saved = self._session

    def _carry_out(self, turn: Turn, event: Event, pressed: Pressed | None) -> bool:
        """Carry out one step: what is done, then the state, then the words in the light of both.

        Return whether the state's prompt is to follow.
        """
        self.toast = turn.toast or self.toast
        afterwards: list[Parcel] = []
        for do in turn.dos:
            if isinstance(do, RemindAt):
                words = said(self._parts.texts.render(do.say, self._context.language, 0, do.moment))
                reminders.promise(self._tx, self._context.chat_id, do.key, do.moment, words)
                continue
            if isinstance(do, DeskChange):
                self.changes_cases = True
                # Whoever opens a case reads in the record what was said last.
                self.save()
            parcels = self._parts.effects.carry_out(self._tx, do, self._context)
            self._is_taken |= isinstance(do, _OWES_NO_WORDS)
            (self.parcels if isinstance(do, DeleteMessage) else afterwards).extend(parcels)
            if isinstance(do, SetLanguage):
                self._context = replace(self._context, language=do.language)
        has_moved = self._move(turn, event)
        for say in turn.says:
            self._say(say, pressed)
        if turn.back and not has_moved:
            self._say(Say(_FIRST_STEP), None)
        self.parcels += afterwards
        return has_moved or turn.repeat or turn.back

    def _remember(self, event: Event, turn: Turn) -> None:
        """Note what a person wrote, unless it is taken out of the chat, or written to people anyway.

        Codes that a dialog asks for (a tax code proves who somebody is) are nothing for operators.
        """
        dialog = self._dialog(self._session.state)
        is_in_case = dialog is not None and dialog.name == CASE_DIALOG
        if not self._parts.keeps_recent or not isinstance(event, Text) or is_in_case:
            return
        if not any(isinstance(do, DeleteMessage) for do in turn.dos):
            holds_codes = dialog is not None or codes.tax_code(event.text) is not None
            words = redacted(event.text) if holds_codes else event.text
            self._session = self._session.hearing(words, self._context.now)

    def _move(self, turn: Turn, event: Event) -> bool:
        """Open the turn's state; return whether it is another one."""
        before, state = self._session.state, turn.state
        if turn.back:
            state = next(filter(self._is_gone_back_to, reversed(self._session.trail)), state)
        dialog_before, dialog = self._dialog(before), self._dialog(state)
        if before is not None and dialog_before is not None and dialog is not dialog_before:
            ending = turn.outcome or _ending(event, state)
            self._parts.metrics.dialog_steps.labels(dialog_before.name, before.step_name, ending).inc()
        # What the clock brings is no sign of life, so the dialog's patience goes on running.
        expires_at = self._session.expires_at
        if state is None or dialog is None:
            expires_at = None
        elif not isinstance(event, Due):
            expires_at = self._context.now + dialog.patience_in(state)
        keeps_trail = dialog is not None and dialog is dialog_before and dialog.prompt is not None
        self._session = self._session.moved(
            state, expires_at, keeps_trail=keeps_trail, is_repeated=self._asks_the_same(before, state)
        )
        self._keyboard_is_idle |= _asks_contact(dialog_before, before) and not _asks_contact(dialog, state)
        return state != before

    def _is_gone_back_to(self, state: State) -> bool:
        """Tell whether back leads to a state: not after its moment has passed, nor to the same question."""
        if isinstance(state, Timed) and state.until <= self._context.now:
            return False
        return not self._asks_the_same(state, self._session.state)

    def _asks_the_same(self, one: State | None, other: State | None) -> bool:
        """Tell whether two states of a dialog ask in the same words, so that going back stands still."""
        dialog = self._dialog(one)
        if one is None or other is None or dialog is None or dialog is not self._dialog(other):
            return False
        if dialog.prompt is None:
            return False
        asked, again = dialog.prompt(one), dialog.prompt(other)
        # One button more or less is no other question to who reads it.
        return (asked.text, asked.values) == (again.text, again.values)

    def _dialog(self, state: State | None) -> Dialog[Any] | None:
        return None if state is None else self._parts.dialog_of[type(state)]

    def _prompt(self) -> Say | None:
        """Return what the open state asks, with the buttons for back and cancel below."""
        state = self._session.state
        dialog = self._dialog(state)
        if state is None or dialog is None or dialog.prompt is None:
            return None
        ways_out = (_BACK, _CANCEL) if self._session.trail else (_CANCEL,)
        return dialog.prompt(state).with_row(*ways_out)

    def _typed_choice(self, event: Text) -> Chosen | Text:
        """Find the button whose label was typed instead of pressed, or note the one that the words name."""
        prompt = self._prompt()
        typed = fold(event.text)
        if prompt is None or not typed:
            return event
        buttons = [button for row in prompt.rows for button in row if isinstance(button, Choice)]
        labels = [self._parts.texts.translate(each.label, self._context.language) for each in buttons]
        for button, label in zip(buttons, labels, strict=True):
            if fold(label) == typed:
                return Chosen(button.value)
        own = [number for number, button in enumerate(buttons) if button not in {_BACK, _CANCEL}]
        # "The first" is no yes.
        is_list = len(own) > 1 and all(buttons[number].value not in {"yes", "no"} for number in own)
        find = choosing.choice if is_list else choosing.named
        place = find(event.text, [labels[number] for number in own])
        return event if place is None else replace(event, choice=buttons[own[place]].value)

    def _say(self, say: Say, pressed: Pressed | None) -> None:
        context = self._context
        rendered = self._parts.texts.render(say, context.language, self._session.revision, context.now)
        replaced = pressed.message_id if say.instead and say.picture is None and pressed is not None else None
        for part in rendered.parts():
            # A message with buttons of its own cannot take the keyboard away as well.
            closes = self._keyboard_is_idle and not part.rows
            self._keyboard_is_idle &= not closes
            content = (
                said(part, closes_keyboard=closes)
                if replaced is None
                else edited(part, replaced, closes_keyboard=closes)
            )
            self.parcels.append(self._addressed(content))

    def _addressed(self, content: Message | Picture | Edit) -> Parcel:
        """Address what is said: to the chat; in the support group to the case, else where the turn began."""
        context = self._context
        if not context.is_of_group:
            return Parcel(content, context.chat_id)
        if isinstance(content, Message) and context.case_id is None:
            content = replace(content, topic_id=context.topic_id)
        return Parcel(content, context.chat_id, Lane.DESK, context.case_id)


def _asks_contact(dialog: Dialog[Any] | None, state: State | None) -> bool:
    """Tell whether the state's buttons replace the keyboard."""
    if dialog is None or state is None or dialog.prompt is None:
        return False
    return dialog.prompt(state).contact is not None


def _ending(event: Event, state: State | None) -> Outcome:
    if isinstance(event, Expired):
        return "expired"
    return "finished" if state is None else "abandoned"
