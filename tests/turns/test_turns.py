"""What every dialog gets from the turn: prompts, back, being woken, figures, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.config import Settings
from bot.metrics import Metrics
from bot.services.context import TurnContext
from bot.services.questions.questions import Questions
from bot.storage import reminders, sessions, tables
from bot.storage.engine import Database
from bot.storage.outbox import Parcel
from bot.storage.parcels import Message
from bot.storage.post import Post
from bot.turns import turn
from bot.turns.effects import Effects
from bot.turns.turn import Incoming, Pressed, TurnParts
from bot.wiring import desk_parts, load_texts, services
from handlers.contract.chat import Chosen, Command, Text
from handlers.contract.vocabulary import Event
from tests.support import toy
from tests.support.toy import AwaitCode, AwaitColour, AwaitName

_CHAT = 7
_NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


class Chat:
    """One person who takes turns in one transaction; what is said comes back as plain lines."""

    def __init__(self, tx: Connection, questions: Questions, now: datetime = _NOON) -> None:
        self.tx = tx
        self.now = now
        self.metrics = Metrics()
        settings = Settings()
        texts = load_texts(settings)
        desk = desk_parts(settings, questions, texts)
        answering = services(settings, questions, self.metrics, lambda: None, has_mail=False, desk=desk)
        self.parts = TurnParts(
            Effects(answering, Post(texts)), texts, self.metrics, dialogs=(toy.DIALOG,), decide=toy.decide
        )
        self.parcels: list[Parcel] = []

    def gives(self, event: Event, *, pressed: Pressed | None = None) -> list[str]:
        """A message or a command, perhaps from a button that says it."""
        return self._takes(Incoming(event, pressed=pressed, message_id=None if pressed else 41))

    def presses(self, value: str, *, revision: int | None = None) -> list[str]:
        """A button of the dialog, made under this revision (by default the newest)."""
        revision = self.session.revision if revision is None else revision
        return self._takes(Incoming(Chosen(value), pressed=Pressed("q", 9, revision)))

    def waits(self, **time: float) -> list[str] | None:
        """Silence, and then the sweep."""
        self.now += timedelta(**time)
        parcels = turn.take_time_out(self.parts, self.tx, self._context)
        return None if parcels is None else _said(parcels)

    @property
    def session(self) -> sessions.Session:
        """The session as it was saved."""
        return sessions.load(self.tx, _CHAT, self.parts.dialogs)

    def ended(self, state: str, outcome: str) -> float | None:
        """How many dialogs ended in this state in this way."""
        labels = {"dialog": "toy", "state": state, "outcome": outcome}
        return self.metrics.registry.get_sample_value("sportello_dialog_steps_total", labels)

    def _takes(self, incoming: Incoming) -> list[str]:
        self.parcels = turn.take(self.parts, self.tx, incoming, self._context)
        return _said(self.parcels)

    @property
    def _context(self) -> TurnContext:
        return TurnContext.private(_CHAT, "en", self.now)


def _said(parcels: list[Parcel]) -> list[str]:
    return [parcel.payload["text"] for parcel in parcels if parcel.kind in {"message", "edit"}]


def _labels(parcel: Parcel) -> list[str]:
    return [button["label"] for row in parcel.payload["rows"] for button in row]


@pytest.fixture
def chat(database: Database, questions: Questions) -> Iterator[Chat]:
    """A chat on each kind of database."""
    with database.engine.begin() as tx:
        yield Chat(tx, questions)


def test_a_new_state_is_asked_by_itself_with_the_ways_out_below(chat: Chat) -> None:
    """A step only names the next state; its prompt follows, with back only where there is a way back."""
    assert chat.gives(Command("begin")) == ["Your name?"]
    assert _labels(chat.parcels[-1]) == ["✕ Cancel"]
    assert chat.gives(Text("Ada")) == ["Which colour, Ada?"]
    assert _labels(chat.parcels[-1]) == ["Red", "Ask me again", "← Back", "✕ Cancel"]


def test_back_asks_the_earlier_question_again(chat: Chat) -> None:
    """Back opens the state before and says its prompt; at the first step it says that there is none."""
    chat.gives(Command("begin"))
    chat.gives(Text("Ada"))
    assert chat.presses(toy.BACK) == ["Your name?"]
    assert chat.session.state == AwaitName()
    assert chat.gives(Command("indietro")) == [
        "This is the first step, there is nothing before it.",
        "Your name?",
    ]


def test_a_trail_never_runs_in_a_circle(chat: Chat) -> None:
    """Coming to a state again is going back to it."""
    chat.gives(Command("begin"))
    chat.gives(Text("Ada"))
    chat.presses("again")
    assert (chat.session.state, chat.session.trail) == (AwaitName(), ())


def test_the_way_back_has_an_end() -> None:
    """A conversation of any length keeps a trail of bounded length."""
    session = sessions.Session(_CHAT)
    for number in range(100):
        session = session.moved(AwaitColour(str(number)), None, keeps_trail=True)
    assert [state for state in session.trail if isinstance(state, AwaitColour)][-1] == AwaitColour("98")
    assert len(session.trail) == 30


def test_what_stands_on_a_button_may_be_typed(chat: Chat) -> None:
    """A typed label is the press of its button, whatever its case, marks and signs."""
    chat.gives(Command("begin"))
    chat.gives(Text("Ada"))
    assert chat.gives(Text("ask me again!")) == ["Your name?"]
    chat.gives(Text("Ada"))
    assert chat.gives(Text("back")) == ["Your name?"]


def test_an_old_button_is_refused_the_ways_out_too(chat: Chat) -> None:
    """A button of an earlier state does nothing any more, be it back or cancel."""
    chat.gives(Command("begin"))
    old = chat.session.revision
    chat.gives(Text("Ada"))
    assert chat.presses(toy.CANCEL, revision=old) == []
    assert (
        chat.parcels[-1].payload["text"] == "This button is no longer valid. Please use the latest message."
    )
    assert chat.session.state == AwaitColour("Ada")


def _to_code(chat: Chat) -> list[str]:
    chat.gives(Command("begin"))
    chat.gives(Text("Ada"))
    return chat.presses("red")


def test_a_timed_state_is_woken_once(chat: Chat) -> None:
    """`Due` comes when the moment has come, once, and the dialog stays open."""
    assert _to_code(chat) == ["Code? It expires at 13:30."]
    assert chat.waits(minutes=29) is None
    assert chat.waits(minutes=1) == ["too late since at 13:30"]
    assert chat.waits(minutes=1) is None
    assert chat.gives(Text("done")) == ["well done"]


def test_who_writes_after_the_moment_is_told_first(chat: Chat) -> None:
    """A message that comes between the moment and the sweep finds a dialog that has been woken."""
    _to_code(chat)
    chat.now += timedelta(minutes=31)
    assert chat.gives(Text("what?")) == ["too late since at 13:30", "eh?"]
    assert chat.waits(minutes=1) is None


def test_being_woken_is_no_sign_of_life(chat: Chat) -> None:
    """The clock does not prolong a dialog's patience; a long absence brings both, in order."""
    _to_code(chat)
    assert chat.waits(minutes=31) == ["too late since at 13:30"]
    assert chat.waits(hours=23, minutes=29) == ["goodbye"]
    _to_code(chat)
    assert chat.waits(days=3) == ["too late since on Friday, 16 January at 13:30", "goodbye"]
    assert chat.waits(days=3) is None


def test_going_back_to_a_timed_state_keeps_its_moment(chat: Chat) -> None:
    """The moment belongs to the state, so that the way back does not lose it."""
    _to_code(chat)
    chat.presses(toy.BACK)
    assert chat.session.wake_at is None
    chat.now += timedelta(minutes=5)
    assert chat.presses("red") == ["Code? It expires at 13:35."]
    assert chat.session.wake_at == _NOON + timedelta(minutes=35)


def test_a_message_is_deleted_before_anything_is_said(chat: Chat) -> None:
    """The person's own message goes first."""
    chat.gives(Command("begin"))
    chat.gives(Text("Ada"))
    chat.gives(Text("secret"))
    assert [(parcel.kind, parcel.payload.get("message_id")) for parcel in chat.parcels] == [
        ("delete", 41),
        ("message", None),
    ]


def _keep(chat: Chat, now: datetime) -> int:
    return reminders.keep(chat.tx, reminders.due(chat.tx, now), now)


def test_a_reminder_is_kept_once_and_late_if_need_be(chat: Chat) -> None:
    """What was promised goes to the outbox when its moment has come, worded for that moment."""
    _to_code(chat)
    chat.gives(Text("remind me"))
    assert _keep(chat, chat.now) == 0
    later = chat.now + timedelta(days=2)
    assert (_keep(chat, later), _keep(chat, later)) == (1, 0)
    sent = chat.tx.execute(select(tables.deliveries.c.payload, tables.deliveries.c.due_at)).all()
    assert [(row.payload["text"], row.due_at) for row in sent] == [("now at 13:30", later)]


def test_a_new_promise_replaces_the_old_one(chat: Chat) -> None:
    """One reminder about one thing."""
    for hours in (1, 2):
        reminders.promise(chat.tx, _CHAT, "toy", chat.now + timedelta(hours=hours), Message(str(hours), ()))
    assert _keep(chat, chat.now + timedelta(hours=3)) == 1


def test_every_ending_is_counted_where_it_happened(chat: Chat) -> None:
    """The figures tell finished from put off, cancelled and fallen silent, and in which state."""
    _to_code(chat)
    chat.gives(Text("done"))
    _to_code(chat)
    chat.gives(Text("remind me"))
    chat.gives(Command("begin"))
    chat.presses(toy.CANCEL)
    chat.gives(Command("begin"))
    chat.gives(Text("Ada"))
    chat.waits(days=2)
    assert [
        chat.ended("AwaitCode", "finished"),
        chat.ended("AwaitCode", "postponed"),
        chat.ended("AwaitName", "cancelled"),
        chat.ended("AwaitColour", "expired"),
    ] == [1, 1, 1, 1]


def test_a_trail_that_cannot_be_read_is_no_session_to_resume(chat: Chat) -> None:
    """A state that this release does not know, open or on the way back, is owned up to."""
    _to_code(chat)
    values = {"trail": [["AwaitNothing", {}]]}
    chat.tx.execute(tables.sessions.update().values(values))
    assert chat.session.lost
    assert chat.gives(Text("hm")) == [
        "I have been renewed in the meantime, and we have to begin again. I am sorry!",
        "eh?",
    ]


def test_a_session_survives_as_it_was(chat: Chat) -> None:
    """State, moment and trail come back from the database equal."""
    _to_code(chat)
    session = chat.session
    assert session.state == AwaitCode(_NOON + toy.CODE_LASTS, "Ada")
    assert session.trail == (AwaitName(), AwaitColour("Ada"))
    assert session.wake_at == _NOON + toy.CODE_LASTS


@pytest.mark.parametrize(("length", "kinds"), [(5, ["photo"]), (2000, ["photo", "message"])])
def test_a_picture_is_a_message_of_its_own(chat: Chat, length: int, kinds: list[str]) -> None:
    """It takes no other message's place; words that are too many for it follow."""
    chat.gives(Command("picture", "A" * length), pressed=Pressed("q", 9))
    *sent, answered = chat.parcels
    assert ([parcel.kind for parcel in sent], answered.kind) == (kinds, "callback")
    assert sent[0].payload["chart"]["title"] == "colours"
    assert [parcel.payload["text"] for parcel in sent] == [*[""] * (len(kinds) - 1), "A" * length]
