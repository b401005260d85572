"""What follows from one event in one chat: the session moves on, and parcels are made for the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from bot.effects import Effects, Setting
from bot.i18n import Texts
from bot.metrics import Metrics
from bot.services.people import Sender
from bot.storage import sessions
from bot.storage.outbox import Parcel
from handlers import routes
from handlers.contract import N_, Chosen, Dialog, Event, Expired, Ranked, Say, SetLanguage, State, Turn

#: More answers than this in one turn is a dialog asking in a circle.
_MOST_ASKS: Final = 20

_OLD_BUTTON: Final = N_("This button is no longer valid. Please use the latest message.")
_LOST_DIALOG: Final = N_("I have been renewed in the meantime, and we have to begin again. I am sorry!")
_OUR_FAULT: Final = N_("Something went wrong on my side. Please write it once more in a moment.")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed: Telegram's handle for it, its message, and the revision it carries."""

    callback_id: str
    message_id: int | None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update that was understood. ``event`` None: nothing of ours, or a button that we did not make."""

    event: Event | None
    sender: Sender | None = None
    pressed: Pressed | None = None


@dataclass(frozen=True, slots=True)
class Rooms:
    """What a turn passes through."""

    effects: Effects
    texts: Texts
    metrics: Metrics
    dialogs: Sequence[Dialog] = routes.DIALOGS
    decide: Callable[[State | None, Event], Turn] = routes.decide
    patience: dict[type[State], timedelta] = field(init=False)

    def __post_init__(self) -> None:
        patience = {state: dialog.patience for dialog in self.dialogs for state in dialog.states}
        object.__setattr__(self, "patience", patience)


def take(rooms: Rooms, tx: Connection, incoming: Incoming, setting: Setting) -> list[Parcel]:
    """Everything that follows from an update, as parcels for the outbox. The session is saved in `tx`."""
    conversation = _Conversation(rooms, tx, setting)
    conversation.resume()
    pressed = incoming.pressed
    if incoming.event is not None and conversation.is_current(incoming.event, pressed):
        conversation.meets(incoming.event, pressed)
    else:
        conversation.toast = _OLD_BUTTON
    if pressed is not None:
        conversation.acknowledge(pressed)
    conversation.save()
    return conversation.parcels


def take_time_out(rooms: Rooms, tx: Connection, setting: Setting) -> list[Parcel] | None:
    """Close the dialog of a chat that has been silent for too long; None where it has not."""
    conversation = _Conversation(rooms, tx, setting)
    if not conversation.is_overdue:
        return None
    conversation.resume()
    conversation.save()
    return conversation.parcels


def apology(rooms: Rooms, chat_id: int, language: str, pressed: Pressed | None) -> list[Parcel]:
    """What owns up to a fault of ours; a button that was pressed stops waiting."""
    parcels = [Parcel("message", chat_id, rooms.texts.render(Say(_OUR_FAULT), language, 0).payload())]
    if pressed is not None:
        parcels.append(Parcel("callback", None, {"callback_id": pressed.callback_id, "text": None}))
    return parcels


class _Conversation:
    """One chat while its turn is being taken: the session, and the parcels so far."""

    def __init__(self, rooms: Rooms, tx: Connection, setting: Setting) -> None:
        self.parcels: list[Parcel] = []
        self.toast: str | None = None
        self._rooms = rooms
        self._tx = tx
        self._setting = setting
        self._saved = sessions.load(tx, setting.chat_id, rooms.dialogs)
        self._session = self._saved

    @property
    def is_overdue(self) -> bool:
        """Whether the open dialog has run out of patience."""
        expires_at = self._session.expires_at
        return expires_at is not None and expires_at <= self._setting.now

    def resume(self) -> None:
        """Close what was open for too long, and own up to what cannot be resumed."""
        if self._session.lost and self.is_overdue:
            # Nobody waits for it any more, so there is nothing to be sorry for.
            self._session = self._session.moved(None, None)
        elif self._session.lost:
            self._carry_out(Turn(None, Say(_LOST_DIALOG)), None)
        elif self.is_overdue:
            self.meets(Expired(), None)

    def is_current(self, event: Event, pressed: Pressed | None) -> bool:
        """Whether a dialog's button was made under the revision that is open; other events always are."""
        if not isinstance(event, Chosen) or pressed is None:
            return True
        return self._session.state is not None and pressed.revision == self._session.revision

    def meets(self, event: Event, pressed: Pressed | None) -> None:
        """Let an event have all its consequences."""
        rooms = self._rooms
        rooms.metrics.turns.labels(type(event).__name__.lower()).inc()
        turn = rooms.decide(self._session.state, event)
        self._carry_out(turn, pressed)
        asks = 0
        while turn.ask is not None:
            asks += 1
            if asks > _MOST_ASKS:
                raise RecursionError(f"{turn.ask!r} is asked without end")
            answer = rooms.effects.answer(self._tx, turn.ask, self._setting)
            if isinstance(answer, Ranked):
                rooms.metrics.questions.labels(type(answer.decision).__name__.lower()).inc()
            turn = rooms.decide(self._session.state, answer)
            self._carry_out(turn, pressed)

    def acknowledge(self, pressed: Pressed) -> None:
        """Tell Telegram that the press was noticed, with a word over the chat where there is one."""
        words = (
            None if self.toast is None else self._rooms.texts.translate(self.toast, self._setting.language)
        )
        self.parcels.append(Parcel("callback", None, {"callback_id": pressed.callback_id, "text": words}))

    def save(self) -> None:
        """Keep the session where it changed."""
        if self._session != self._saved:
            sessions.save(self._tx, self._session, self._rooms.dialogs)

    def _carry_out(self, turn: Turn, pressed: Pressed | None) -> None:
        """Carry out one step: what is done, then the state, then the words in the light of both."""
        chat_id = self._setting.chat_id
        self.toast = turn.toast or self.toast
        afterwards: list[Parcel] = []
        for do in turn.dos:
            parcel = self._rooms.effects.carry_out(self._tx, do, self._setting)
            if parcel is not None:
                afterwards.append(parcel)
            if isinstance(do, SetLanguage):
                self._setting = replace(self._setting, language=do.language)
        expires_at = None
        if turn.state is not None:
            expires_at = self._setting.now + self._rooms.patience[type(turn.state)]
        self._session = self._session.moved(turn.state, expires_at)
        for say in turn.says:
            words = self._rooms.texts.render(say, self._setting.language, self._session.revision).payload()
            if say.instead and pressed is not None and pressed.message_id is not None:
                self.parcels.append(Parcel("edit", chat_id, {**words, "message_id": pressed.message_id}))
            else:
                self.parcels.append(Parcel("message", chat_id, words))
        self.parcels += afterwards
