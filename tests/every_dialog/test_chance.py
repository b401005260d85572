"""Random events in random order: nothing raises, everything can be cancelled, no typed secret is kept."""

import string
from collections.abc import Iterator
from datetime import timedelta
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from handlers.recovery import guide
from tests.support.paper import PaperChat

_ORDINARY = (
    "/recupera",
    "/recupera e-distribuzione password",
    "/recupera e-distribuzione username",
    "/recupera e-distribuzione registrazione",
    "/recupera energia-corrente password",
    "/recupera energia-corrente username",
    "/recupera energia-corrente registrazione",
    "/start",
    "/operatore",
    "/indietro",
    "/annulla",
    "/lingua de",
    "/lingua it",
    "/help",
    "/niente",
    "sì",
    "no",
    "non ancora",
    "9:30",
    "25:99",
    "è una pec",
    "ada@example.org",
    "RSSMRA80A01H501U",
    "001234",
    "indietro",
    "annulla",
    "sento odore di gas",
    "dove trovo le mie fatture?",
    "operatore",
    "grazie",
    "🤷",
)


@st.composite
def _passwords(draw: st.DrawFn) -> str:
    """A password by the portal's rules."""
    letters = [
        *draw(st.text(string.ascii_lowercase, min_size=5, max_size=12)),
        *draw(st.text(string.ascii_uppercase, min_size=1, max_size=3)),
        *draw(st.text(string.digits, min_size=1, max_size=3)),
        *draw(st.text("!@#$%^&+", min_size=1, max_size=2)),
    ]
    return "".join(draw(st.permutations(letters)))


#: Codes that no text of ours holds by chance.
_codes = st.from_regex(r"[4-7][0-9]{4,7}", fullmatch=True)
_secrets = st.one_of(_passwords(), _codes)
_wrappings = st.sampled_from(
    ["{}", "la password è {}", "il codice è {}", "{} va bene?", "/chiedi {}", "uso {} ma no"]
)


#: Acts of a `_Story`, each with what it is given.
_Script: TypeAlias = list[tuple[str, tuple[object, ...]]]


class _Story:
    """What has happened to one chat, and the secrets that were typed."""

    def __init__(self, chat: PaperChat) -> None:
        self.chat = chat
        self.typed: list[str] = []

    def says(self, text: str) -> None:
        """Something ordinary."""
        self.chat.says(text)

    def gives_away(self, secret: str, wrapping: str) -> None:
        """A secret, wherever the recovery stands; elsewhere it is begun instead."""
        if type(self.chat.state) not in guide.DIALOG.states:
            self.chat.says("/recupera")
        self.typed.append(secret)
        self.chat.says(wrapping.format(secret))

    def presses(self, place: int) -> None:
        """Any button that was ever shown."""
        buttons = [button for message in self.chat.messages for row in message["rows"] for button in row]
        data = [button["data"] for button in buttons if "data" in button]
        if data:
            self.chat.presses_data(data[-1 - place % len(data)])

    def sends(self, kind: str) -> None:
        """Something without words."""
        self.chat.sends(**{kind: _THINGS[kind]})

    def waits(self, minutes: int) -> None:
        """Silence."""
        self.chat.waits(timedelta(minutes=minutes))


_FILE = {"file_id": "f", "file_unique_id": "u"}
_THINGS = {
    "photo": [{**_FILE, "width": 1, "height": 1}],
    "voice": {**_FILE, "duration": 1},
    "sticker": {**_FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False},
}
_words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
_events = st.one_of(
    st.tuples(st.just("presses"), st.tuples(st.integers(0, 12))),
    st.tuples(st.just("presses"), st.tuples(st.integers(0, 5))),
    st.tuples(st.just("says"), st.tuples(st.sampled_from(_ORDINARY))),
    st.tuples(st.just("says"), st.tuples(_words)),
    st.tuples(st.just("gives_away"), st.tuples(_secrets, _wrappings)),
    st.tuples(st.just("sends"), st.tuples(st.sampled_from(sorted(_THINGS)))),
    st.tuples(st.just("waits"), st.tuples(st.sampled_from([1, 29, 30, 31, 600, 1500, 4000]))),
)


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """A transaction on each kind of database; each story in it is undone."""
    with database.engine.begin() as connection:
        yield connection


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(_events, min_size=5, max_size=40))
def test_whatever_happens(tx: Connection, questions: Questions, story: _Script) -> None:
    """No event raises; after each the dialog can be cancelled; at the end no secret stands anywhere."""
    chat = PaperChat(tx, questions)
    with chat.aside():
        told = _Story(chat)
        for act, arguments in story:
            getattr(told, act)(*arguments)
            if act == "gives_away":
                assert chat.holding(*told.typed) == []
            if chat.state is not None:
                with chat.aside():
                    chat.says("/annulla")
                    assert chat.state is None
        assert chat.holding(*told.typed) == []
