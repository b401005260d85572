"""Random events around readings: nothing raises, all can be cancelled, nothing implausible is kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from babel.numbers import format_decimal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.storage.tables import readings
from tests.support.paper import PaperChat
from tests.support.readings import chat_of_ada

_WORDS: Final = (
    "/autolettura", "/autolettura", "/autolettura 1", "/autolettura 2", "/autolettura 99", "/letture",
    "/cancella 1", "/cancella 2", "/cancella 99", "/promemoria", "/promemoria no", "/scollega", "/start",
    "/lingua de", "/lingua it", "/annulla", "/indietro", "sì", "sì", "sì", "no", "1546", "1.546", "1000",
    "130500", "121000", "00030", "99960", "45O00", "1546,7", "-5", "15/02/2015", "prove", "borgo", "indietro",
    "annulla", "sento odore di gas", "dove trovo il codice cliente?", "grazie", "🤷",
)  # fmt: skip
_PHOTO: Final = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
_events = st.one_of(
    st.tuples(st.just("says"), st.sampled_from(_WORDS)),
    st.tuples(st.just("says"), st.sampled_from(_WORDS)),
    st.tuples(st.just("says"), st.integers(0, 2_000_000).map(str)),
    st.tuples(st.just("presses"), st.integers(0, 8)),
    st.tuples(st.just("presses"), st.integers(0, 8)),
    st.tuples(st.just("sends"), st.sampled_from(["", "1546", "ecco"])),
    st.tuples(st.just("waits"), st.sampled_from([1, 29, 121, 1500, 40_000])),
)


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """A transaction on each kind of database; each story in it is undone."""
    with database.engine.begin() as connection:
        yield connection


@pytest.fixture
def chat(tx: Connection, tmp_path: Path, questions: Questions) -> PaperChat:
    """Ada with her supplies."""
    return chat_of_ada(tx, tmp_path, questions)


def _happens(chat: PaperChat, kind: str, given_: Any) -> None:  # noqa: ANN401 - as the strategy drew it
    match kind:
        case "says":
            chat.says(given_)
        case "sends":
            chat.sends(photo=_PHOTO, **({"caption": given_} if given_ else {}))
        case "waits":
            chat.waits(timedelta(minutes=given_))
        case "presses":
            buttons = [button for message in chat.messages for row in message["rows"] for button in row]
            if buttons:
                chat.presses_data(buttons[-1 - given_ % len(buttons)]["data"])


_quietly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_quietly
@given(story=st.lists(_events, min_size=5, max_size=40))
def test_whatever_happens(tx: Connection, chat: PaperChat, story: list[tuple[str, Any]]) -> None:
    """No event raises; after each the dialog can be cancelled; of each supply there is one reading a day."""
    with chat.aside():
        for kind, arguments in story:
            _happens(chat, kind, arguments)
            if chat.state is not None:
                with chat.aside():
                    chat.says("/annulla")
                    assert chat.state is None
        live = select(readings.c.supply_id, readings.c.taken_on).where(readings.c.state != "deleted")
        days = [tuple(row) for row in tx.execute(live)]
        assert sorted(set(days)) == sorted(days)


@_quietly
@given(
    value=st.one_of(st.integers(1_200, 6_000), st.integers(0, 99_999)),
    language=st.sampled_from(["it", "de", "en"]),
)
def test_what_is_shown_is_what_is_stored(tx: Connection, chat: PaperChat, value: int, language: str) -> None:
    """Typed as we would write it: the number that is asked about is the one that is kept, or none is."""
    with chat.aside():
        chat.language = language
        chat.says("/autolettura")
        chat.says("via delle prove")
        shown = format_decimal(value, locale=language)
        asked = chat.says(shown)
        chat.says("sì")
        kept = list(tx.execute(select(readings.c.meter)).scalars())
        assert kept in ([], [value])
        assert [shown in words for words in asked if kept] == [True] * len(kept)


def test_chance_does_send(tx: Connection, chat: PaperChat) -> None:
    """The straight way of such a story ends in a reading, so that the tests above walk where they should."""
    with chat.aside():
        for event in (("says", "1.546"), ("says", "via delle prove"), ("says", "sì")):
            _happens(chat, *event)
        assert list(tx.execute(select(readings.c.meter)).scalars()) == [1546]
