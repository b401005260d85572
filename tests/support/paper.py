"""A chat without Telegram: updates go in as Telegram writes them, parcels come out; every turn reads anew."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from bot.chat.inbound import Reader
from bot.config import Settings
from bot.metrics import Metrics
from bot.services.context import TurnContext
from bot.services.questions.questions import Questions
from bot.storage import reminders, sessions
from bot.storage.post import Post
from bot.storage.tables import deliveries, metadata
from bot.turns import turn
from bot.turns.effects import Effects
from bot.turns.turn import TurnParts
from bot.wiring import desk_parts, load_texts, services
from handlers.contract.dialog import State
from tests.support.clock import Clock
from tests.support.paperdesk import PaperDesk
from tests.support.recoverywalk import Act

if TYPE_CHECKING:
    from bot.storage.outbox import Parcel

#: Also the number of the person.
CHAT = 7
_TAG = re.compile(r"<[^>]+>")


class PaperChat:
    """Ada, her clock, and what the bot has for her."""

    def __init__(
        self, tx: Connection, questions: Questions, *, bot_name: str | None = None, has_desk: bool = False
    ) -> None:
        """With a ``bot_name`` letters may leave; where it ``has_desk`` people answer."""
        self._questions, self._bot_name = questions, bot_name
        settings = Settings()
        texts = load_texts(settings)
        self.metrics = Metrics()
        desk = desk_parts(settings, questions, texts)
        answering = services(
            settings, questions, self.metrics, lambda: bot_name, has_mail=bot_name is not None, desk=desk
        )
        self.clock = Clock()
        #: What Ada reads.
        self.language = "it"
        self.parcels: list[Parcel] = []
        #: Every message so far, with its buttons.
        self.messages: list[dict[str, Any]] = []
        self._tx = tx
        self.desk = PaperDesk()
        self._parts_without_desk = TurnParts(Effects(answering, Post(texts)), texts, self.metrics)
        with_desk = Effects(replace(answering, desk=self.desk), Post(texts))
        self._parts_with_desk = TurnParts(with_desk, texts, self.metrics, keeps_recent=True)
        self.has_desk = has_desk
        self._reader = Reader(None)
        self._number = 0

    @property
    def _parts(self) -> TurnParts:
        return self._parts_with_desk if self.has_desk else self._parts_without_desk

    @property
    def session(self) -> sessions.Session:
        """The session as it was saved."""
        return sessions.load(self._tx, CHAT, self._parts.dialogs)

    @property
    def state(self) -> State | None:
        """The open state."""
        return self.session.state

    def after_a_restart(self, tx: Connection) -> "PaperChat":
        """The same chat with a bot that has just been started: it knows what the database holds."""
        chat = PaperChat(tx, self._questions, bot_name=self._bot_name, has_desk=self.has_desk)
        chat.clock.turn(seconds=(self.clock() - chat.clock()).total_seconds())
        chat.language, chat.messages = self.language, list(self.messages)
        chat._number = self._number  # Telegram goes on counting
        return chat

    @property
    def toasts(self) -> list[str]:
        """The short words over the chat that the last press brought."""
        words = [parcel.payload["text"] for parcel in self.parcels if parcel.kind == "callback"]
        return [text for text in words if text is not None]

    def says(self, text: str) -> list[str]:
        """A message; gives what is said to it."""
        return self.sends(text=text)

    def sends(self, **content: Any) -> list[str]:  # noqa: ANN401 - JSON
        """A message of any content."""
        self._number += 1
        return self._takes({"message": {**_envelope(self._number), "from": _ADA, **content}})

    def presses(self, label: str) -> list[str]:
        """The newest button with this label."""
        for message in reversed(self.messages):
            for button in (button for row in message["rows"] for button in row):
                if button["label"] == label:
                    return self.presses_data(button["data"])
        raise LookupError(f"no button {label!r}: {self.messages[-3:]}")

    def presses_data(self, data: str) -> list[str]:
        """A button that carries this."""
        query = {"id": "q", "from": _ADA, "chat_instance": "c", "data": data, "message": _envelope(1)}
        return self._takes({"callback_query": query})

    def waits(self, wait: timedelta) -> list[str]:
        """Silence, then one sweep, and the reminders that are due."""
        self.clock.turn(seconds=wait.total_seconds())
        taken = turn.take_time_out(self._parts, self._tx, self._context)
        self.parcels = [] if taken is None else taken.parcels
        said = self._hear()
        if reminders.keep(self._tx, reminders.due(self._tx, self.clock()), self.clock()):
            newest = select(deliveries.c.payload).order_by(deliveries.c.delivery_id.desc()).limit(1)
            self.messages.append(self._tx.execute(newest).scalar_one())
            said.append(_TAG.sub("", self.messages[-1]["text"]))
        return said

    def does(self, act: Act) -> list[str]:
        """One turn of a script."""
        match act:
            case Act(says=str(text)):
                return self.says(text)
            case Act(presses=str(label)):
                return self.presses(label)
            case Act(waits=timedelta() as wait):
                return self.waits(wait)
            case Act(shares=str(phone)):
                return self.sends(contact={"phone_number": phone, "first_name": "Ada", "user_id": CHAT})
            case _:
                raise ValueError(act)

    def ended(self, outcome: str) -> float:
        """How many recoveries ended in this way, in whatever state."""
        families = self.metrics.dialog_steps.collect()
        samples = (sample for family in families for sample in family.samples)
        return sum(
            sample.value
            for sample in samples
            if sample.name.endswith("_total") and sample.labels["outcome"] == outcome
        )

    def holding(self, *secrets: str) -> list[str]:
        """The tables in which one of these stands, in whatever column; and what is about to be sent."""
        found = [
            table.name
            for table in metadata.sorted_tables
            for row in self._tx.execute(select(table))
            if any(secret in str(tuple(row)) for secret in secrets)
        ]
        said = str([parcel.payload for parcel in self.parcels])
        return found + [secret for secret in secrets if secret in said]

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What happens in the block has not happened afterwards."""
        before = (self.clock(), list(self.messages))
        with self._tx.begin_nested() as point:
            yield
            point.rollback()
        self.clock.turn(seconds=(before[0] - self.clock()).total_seconds())
        self.messages = before[1]

    def _takes(self, update: dict[str, Any]) -> list[str]:
        incoming = self._reader.read({"update_id": 1, **update})
        self.parcels = turn.take(self._parts, self._tx, incoming, self._context).parcels
        return self._hear()

    def _hear(self) -> list[str]:
        heard = [parcel.payload for parcel in self.parcels if parcel.kind in {"message", "edit", "photo"}]
        self.messages += heard
        return [_TAG.sub("", payload["text"]) for payload in heard]

    @property
    def _context(self) -> TurnContext:
        return TurnContext.private(CHAT, self.language, self.clock())


_ADA = {"id": CHAT, "is_bot": False, "first_name": "Ada", "language_code": "it"}


def _envelope(number: int) -> dict[str, Any]:
    return {"message_id": number, "date": 1, "chat": {"id": CHAT, "type": "private"}}


def _prompt(chat: PaperChat) -> str:
    """The last message that holds the ways out."""
    return next(
        str(message["text"])
        for message in reversed(chat.messages)
        if any(button["label"] == "✕ Annulla" for row in message["rows"] for button in row)
    )


def is_answered_and_asked_again(chat: PaperChat, answer: str, act: Callable[[], list[str]]) -> None:
    """What comes in between is answered, and then the open state asks the same again, and stays."""
    before, prompt, revision = chat.state, _prompt(chat), chat.session.revision
    said = act()
    assert answer in said[0]
    assert (chat.state, chat.session.revision) == (before, revision)
    assert chat.messages[-1]["text"] == prompt
