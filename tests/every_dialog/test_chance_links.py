"""Random events while linking: nothing raises, everything can be cancelled, no tax code or key is kept."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from bot.imports import customers as customers_csv
from bot.services.linking import customers
from bot.services.questions.questions import Questions
from bot.storage import tables
from bot.storage.engine import Database
from tests.support.customers import ADA_CODE, ADA_TAX_CODE, DEMO, NOBODYS_CODE, NOBODYS_TAX_CODE
from tests.support.paper import PaperChat

_KEY: Final = re.compile(r"start=(\S+)")
_PHONES: Final = ("393990000001", "393990000002", "", "niente")
_WORDS: Final = (
    "/collega", "/collega", "/forniture", "/scollega", "/nome 1", "/nome 2", "/nome 99", "/start", "/annulla",
    "/indietro", "/start collega-", "/start collega-A", ADA_CODE, ADA_CODE,
    ADA_TAX_CODE, ADA_TAX_CODE, NOBODYS_CODE, NOBODYS_TAX_CODE, "001004", "00000010017", "12",
    "FRRDAA70A41X999J", "sì", "no", "Casa", "indietro", "annulla", "sento odore di gas",
    "dove trovo il codice cliente?", "🤷",
)  # fmt: skip
_events = st.one_of(
    st.tuples(st.just("says"), st.sampled_from(_WORDS)),
    st.tuples(st.just("says"), st.sampled_from(_WORDS)),
    st.tuples(st.just("presses"), st.integers(0, 8)),
    st.tuples(st.just("presses"), st.integers(0, 8)),
    st.tuples(st.just("shares"), st.tuples(st.sampled_from(_PHONES), st.booleans())),
    st.tuples(st.just("opens"), st.integers(0, 3)),
    st.tuples(st.just("waits"), st.sampled_from([1, 29, 30, 31, 121, 1500])),
)


class _Story:
    """What has happened to one chat, and the keys that letters brought."""

    def __init__(self, chat: PaperChat) -> None:
        self.chat = chat
        self.keys: list[str] = []

    def happens(self, kind: str, given: Any) -> None:  # noqa: ANN401 - as the strategy drew it
        """One event, and the letters that follow from it."""
        match kind:
            case "says":
                self.chat.says(given)
            case "presses":
                self._presses(given)
            case "shares":
                phone, is_own = given
                contact = {"phone_number": phone, "first_name": "Ada", "user_id": 7 if is_own else 8}
                self.chat.sends(contact=contact)
            case "opens" if self.keys:
                self.chat.says(f"/start {self.keys[-1 - given % len(self.keys)]}")
            case "waits":
                self.chat.waits(timedelta(minutes=given))
        self.gathers()

    def gathers(self) -> None:
        """Keep the keys of the letters that have just left."""
        letters = [parcel.payload for parcel in self.chat.parcels if parcel.kind == "mail"]
        self.keys += [
            found[1] for letter in letters if letter["to"] and (found := _KEY.search(letter["text"]))
        ]

    def _presses(self, place: int) -> None:
        """Any button that was ever shown; one that lies where one writes writes its label."""
        shown = (button for message in self.chat.messages for row in message["rows"] for button in row)
        # One that opens a page tells us nothing.
        buttons = [button["data"] for button in shown if "data" in button]
        if buttons:
            self.chat.presses_data(buttons[-1 - place % len(buttons)])


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """A transaction with the demo's customers on each kind of database; each story in it is undone."""
    with database.engine.begin() as connection:
        file = customers_csv.read(DEMO, date.max, lambda _count: None)
        customers.take(connection, file, lambda _count: None)
        yield connection


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(_events, min_size=5, max_size=40))
def test_whatever_happens(tx: Connection, questions: Questions, story: list[tuple[str, Any]]) -> None:
    """No event raises; after each the dialog can be cancelled; what must not be kept stands nowhere."""
    chat = PaperChat(tx, questions, bot_name="sportello_demo_bot")
    with chat.aside():
        told = _Story(chat)
        for kind, arguments in story:
            told.happens(kind, arguments)
            if chat.state is not None:
                with chat.aside():
                    chat.says("/annulla")
                    assert chat.state is None
        chat.parcels = []
        assert chat.holding(NOBODYS_TAX_CODE, *told.keys) == []


@pytest.mark.parametrize("tax_code", [ADA_TAX_CODE, NOBODYS_TAX_CODE, "FRRDAA70A41X999J"])
def test_a_tax_code_is_not_remembered_for_operators(
    tx: Connection, questions: Questions, tax_code: str
) -> None:
    """What was said last is kept for who takes over, but not what proves who somebody is."""
    chat = PaperChat(tx, questions, bot_name="sportello_demo_bot", has_desk=True)
    for words in (f"il mio codice fiscale è {ADA_TAX_CODE}", "/collega", ADA_CODE, tax_code):
        chat.says(words)
    said = [words for _, words in chat.session.recent]
    assert said == ["il mio codice fiscale è [tax code]", "[number]", "[tax code]"]


def test_chance_does_link(tx: Connection, questions: Questions) -> None:
    """The straight way of such a story ends in a link, so that the test above walks where it should."""
    chat = PaperChat(tx, questions, bot_name="sportello_demo_bot")
    with chat.aside():
        told = _Story(chat)
        for event in (("says", "/collega"), ("says", ADA_CODE), ("says", ADA_TAX_CODE)):
            told.happens(*event)
        chat.presses("✉️ Con un’e-mail")
        told.gathers()
        told.happens("opens", 0)
        linked = select(func.count()).select_from(tables.links)
        assert tx.execute(linked).scalar_one() == 1
