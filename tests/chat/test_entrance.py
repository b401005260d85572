"""One update that cannot be kept holds up none of its batch, by whichever door it came."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from bot.chat.entrance import Entrance
from bot.demo.lookalike import Lookalike
from bot.metrics import Metrics
from bot.storage.engine import Database
from bot.storage.inbox import Arrival, UpdateId
from bot.storage.tables import updates
from bot.wiring import utc_now
from tests.conftest import OpenDesk
from tests.support.breaking import refuse
from tests.support.logbook import Logbook


def _message(number: int, words: str) -> Arrival:
    sender = {"id": 5, "is_bot": False, "first_name": "Ada", "language_code": "it"}
    chat = {"id": 5, "type": "private", "first_name": "Ada"}
    message = {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": words}
    return Arrival(UpdateId(number), 5, {"update_id": number, "message": message})


def _kept(tx: Connection) -> list[tuple[int, str]]:
    rows = tx.execute(select(updates.c.update_id, updates.c.payload).order_by(updates.c.update_id))
    return [(row.update_id, row.payload["message"]["text"]) for row in rows]


def _entrance(database: Database, metrics: Metrics, woken: list[set[int]]) -> Entrance:
    return Entrance(database, metrics, utc_now, lambda chats: woken.append(set(chats)))


_BATCH = [_message(1, "uno"), _message(2, "rotta"), _message(3, "tre")]


@pytest.mark.parametrize("is_one_batch", [True, False])
async def test_of_an_update_that_cannot_be_kept_only_the_asker_is(
    database: Database, log: Logbook, *, is_one_batch: bool
) -> None:
    """The words are refused; the number and the person stay, and the others stand whole."""
    await database.write(lambda tx: refuse(tx, "INSERT", "updates", f"{_payload(tx)} LIKE '%rotta%'"))
    metrics, woken = Metrics(), list[set[int]]()
    entrance = _entrance(database, metrics, woken)
    if is_one_batch:
        await entrance.take(_BATCH)
    else:
        await asyncio.gather(*(entrance.take([each]) for each in _BATCH))
    assert await database.read(_kept) == [(1, "uno"), (2, ""), (3, "tre")]
    assert b'sportello_failures_total{place="update"} 1.0' in metrics.exposition()
    assert {5} in woken
    log.forgive("an update cannot be kept")


async def test_an_update_whose_number_is_refused_is_passed_over(database: Database, log: Logbook) -> None:
    """Nothing of it can be kept; the door stays open for the others."""
    await database.write(lambda tx: refuse(tx, "INSERT", "updates", "NEW.update_id = 2"))
    await _entrance(database, Metrics(), []).take(_BATCH)
    assert await database.read(_kept) == [(1, "uno"), (3, "tre")]
    log.forgive("an update cannot be kept")
    log.forgive("an update cannot even be apologised for")


async def test_a_missing_column_lets_telegram_keep_the_updates(database: Database) -> None:
    """No update is to blame, so none is acknowledged; afterwards each is there once."""
    entrance = _entrance(database, Metrics(), [])
    await database.write(lambda tx: tx.execute(text("ALTER TABLE updates RENAME COLUMN payload TO gone")))
    with pytest.raises(DBAPIError):
        await entrance.take(_BATCH)
    await database.write(lambda tx: tx.execute(text("ALTER TABLE updates RENAME COLUMN gone TO payload")))
    await entrance.take(_BATCH)
    assert await database.read(_kept) == [(1, "uno"), (2, "rotta"), (3, "tre")]


async def test_who_wrote_what_cannot_be_kept_is_apologised_to(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook
) -> None:
    """In their language, and the next message is answered."""
    ada = telegram.user("Ada")
    async with open_desk() as desk:
        await desk.database.write(
            lambda tx: refuse(tx, "INSERT", "updates", f"{_payload(tx)} LIKE '%rotta%'")
        )
        await ada.says("una frase rotta")
        await ada.sees("la colpa è mia")
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("an update cannot be kept")
    log.forgive("an update was set aside")


def _payload(tx: Connection) -> str:
    return "NEW.payload::text" if tx.dialect.name == "postgresql" else "NEW.payload"


_ODD: dict[str, dict[str, Any]] = {
    "a date that is none": {"date": "soon"},
    "entities that are none": {"entities": 7},
    "a chat without a kind": {"chat": {"id": 5}},
}


@pytest.mark.parametrize("odd", _ODD)
async def test_whoever_asks_in_an_update_that_cannot_be_read_is_apologised_to(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook, odd: str
) -> None:
    """Text, sender and chat are there: the person gets a word, and the chat goes on."""
    ada = telegram.user("Ada")
    person = {"id": ada.id, "is_bot": False, "first_name": "Ada", "language_code": "it"}
    chat = {"id": ada.id, "type": "private"}
    changed = {**_ODD[odd]}
    if "chat" in changed:
        changed["chat"] = {"id": ada.id}
    message = {"message_id": 9, "date": 1, "chat": chat, "from": person, "text": "ciao", **changed}
    async with open_desk():
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
        telegram.injects({"message": message}, chat_id=ada.id)
        await ada.sees("la colpa è mia")
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("an update was set aside")


@pytest.mark.parametrize(
    "change",
    [{"is_bot": True}, {"id": 99}],
    ids=["a bot", "somebody else than the chat"],
)
async def test_nobody_else_is_apologised_to(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook, change: dict[str, Any]
) -> None:
    """What was not written by the person of the chat gets no word."""
    ada = telegram.user("Ada")
    person = {"id": ada.id, "is_bot": False, "first_name": "Ada", **change}
    message = {"date": "soon", "chat": {"id": ada.id, "type": "private"}, "from": person, "text": "ciao"}
    async with open_desk():
        await ada.says("/start")
        telegram.injects({"message": message}, chat_id=ada.id)
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    assert [bubble.text for bubble in ada.chat if "colpa" in bubble.text] == []
    log.forgive("an update was set aside")
