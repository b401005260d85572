"""Secrets planted in any phrasing, place and language leave no byte in the database and no word in a log."""

import asyncio
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import logs
from bot.chat.inbound import Reader, to_arrival
from bot.config import Settings
from bot.metrics import Metrics
from bot.services.questions.questions import Questions
from bot.storage import inbox
from bot.storage.engine import Database
from bot.storage.outbox import Delivery
from bot.storage.post import Post
from bot.storage.tables import metadata
from bot.turns.effects import Effects
from bot.turns.runner import Runner
from bot.turns.turn import TurnParts
from bot.wiring import desk_parts, load_texts, services
from handlers.contract.dialog import State, Turn
from handlers.contract.vocabulary import Event

_CHAT: Final = 7
_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_ANY: Final = (
    "password: {}", "la mia password è {}", "psw {}", "mein Passwort ist {}", "my password is {}",
    "Kennwort lautet {}", "p.w. {}", "uso {} come password", "pasword {}", "{} ist mein Passwort",
)  # fmt: skip
_WORDS: Final = (*_ANY, "{}", "«{}»", "ho provato con {} ma non va", "I tried {} but it fails")
_NUMBERS: Final = (
    "pin {}", "p.i.n. {}", "il mio pin è {}", "otp: {}", "il codice che mi è arrivato è {}",
    "meine PIN ist {}",
    "my pin is {}", "codice di verifica {}", "{} is your code", "ich habe den Code {} bekommen",
)  # fmt: skip
_PLANTED: Final = st.one_of(
    st.tuples(st.sampled_from(_WORDS), st.sampled_from(["Zanzara-77!", "zanzaratigre12", "Zanz4ra_"])),
    st.tuples(st.sampled_from(_NUMBERS), st.just("48213170")),
    st.tuples(st.sampled_from(_ANY[:2]), st.just("zanzarona")),
)
_PHOTO: Final = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
_PLACES: Final = (
    "text", "caption", "edited", "/chiedi", "/autolettura", "/start", "/boh", "contact", "reply", "fault",
)  # fmt: skip
_OPENED_BY: Final = ("/start", "/recupera e-distribuzione password", "/collega", "/autolettura", "annulla")
_LANGUAGES: Final = ("it", "en", "de")


class _NobodySends:
    """A dispatcher that leaves everything in the queue."""

    def lease(self) -> datetime | None:
        """Return that nothing is sent at once."""
        return None

    def hand_over(self, deliveries: Iterable[Delivery]) -> None:
        """Leave them."""


def _fails(state: State | None, event: Event) -> Turn:
    raise ValueError(state, event)


def _update(number: int, place: str, text: str, language: str) -> dict[str, Any]:
    ada = {"id": _CHAT, "is_bot": False, "first_name": "Ada", "language_code": language}
    message: dict[str, Any] = {
        "message_id": number, "date": 1, "chat": {"id": _CHAT, "type": "private"}, "from": ada,
    }  # fmt: skip
    match place:
        case "caption":
            message |= {"photo": _PHOTO, "caption": text}
        case "contact":
            message["contact"] = {"phone_number": "+391", "first_name": text}
        case "reply":
            message |= {"text": text, "reply_to_message": {**message, "message_id": 1, "text": "ciao"}}
        case "text" | "edited" | "fault":
            message["text"] = text
        case command:
            message["text"] = f"{command} {text}"
    return {"update_id": number, "edited_message" if place == "edited" else "message": message}


class _Desk:
    """The runner on a file, one turn at a time."""

    def __init__(self, address: str, questions: Questions) -> None:
        self.database = Database(address)
        config, metrics = Settings(), Metrics()
        texts = load_texts(config)
        desk = desk_parts(config, questions, texts)
        answering = services(config, questions, metrics, lambda: None, has_mail=False, desk=desk)
        self._effects, self._texts, self._metrics = Effects(answering, Post(texts)), texts, metrics

    async def takes(self, update: dict[str, Any], *, fails: bool) -> None:
        """Keep one update, and take its turn."""
        arrival = to_arrival(update)
        assert arrival is not None
        await self.database.write(lambda tx: inbox.add(tx, [arrival], _NOON))
        parts = TurnParts(self._effects, self._texts, self._metrics)
        if fails:
            parts = replace(parts, decide=_fails)
        runner = Runner(self.database, Reader(None).read, parts, _NobodySends(), lambda: _NOON)
        runner.wake([_CHAT])
        await asyncio.sleep(0)
        await runner.stop()

    def traces(self, secret: str) -> list[str]:
        """Name every table and file in which the secret stands."""
        with self.database.engine.begin() as tx:
            found = [
                table.name
                for table in metadata.sorted_tables
                for row in tx.execute(select(table))
                if secret.lower() in str(tuple(row)).lower()
            ]
        if self.database.path is not None:
            files = self.database.path.parent.glob(f"{self.database.path.name}*")
            found += [file.name for file in files if secret.lower().encode() in file.read_bytes().lower()]
        return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    planted=st.lists(
        st.tuples(
            _PLANTED, st.sampled_from(_PLACES), st.sampled_from(_OPENED_BY), st.sampled_from(_LANGUAGES)
        ),
        min_size=3,
        max_size=6,
    )
)
def test_a_planted_secret_is_found_nowhere(
    database_url: str, questions: Questions, planted: list[tuple[tuple[str, str], str, str, str]]
) -> None:
    """Every table, every column, SQLite's bytes with its journal, and the log, after each of them."""
    log = io.StringIO()
    logs.configure("debug", "json", log)
    desk = _Desk(database_url, questions)
    start = asyncio.run(_newest(desk.database)) + 1
    for count, ((phrase, secret), place, opened_by, language) in enumerate(planted):
        number = start + 2 * count
        asyncio.run(desk.takes(_update(number, "text", opened_by, language), fails=False))
        update = _update(number + 1, place, phrase.format(secret), language)
        asyncio.run(desk.takes(update, fails=place == "fault"))
        assert desk.traces(secret) == [], (phrase, place, opened_by)
        assert secret not in log.getvalue()
    desk.database.close()


async def _newest(database: Database) -> int:
    rows = await database.read(
        lambda tx: tx.execute(select(metadata.tables["updates"].c.update_id)).scalars().all()
    )
    return max(rows, default=1)


def test_a_word_that_is_no_secret_is_found(database_url: str, questions: Questions) -> None:
    """The search finds what is kept, so that finding nothing means something."""
    desk = _Desk(database_url, questions)
    asyncio.run(desk.takes(_update(1, "text", "una zanzara tigre", "it"), fails=False))
    assert desk.traces("zanzara") != []
    desk.database.close()
