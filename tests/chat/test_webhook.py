"""The webhook: strangers out, committed before it is answered, refused rather than lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from sqlalchemy import Connection, select, text

from bot.chat import webhook
from bot.chat.entrance import Entrance
from bot.metrics import Metrics
from bot.storage.engine import Database
from bot.storage.tables import updates
from bot.web.server import Server
from tests.support.logbook import Logbook

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SECRET = "made-up-secret-of-a-test"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = b'{"update_id": 8, "message": {"chat": {"id": 5}, "text": "ciao"}}'


@dataclass(slots=True)
class Door:
    """The webhook, and who knocks."""

    http: ClientSession
    port: int
    metrics: Metrics
    woken: list[set[int]] = field(default_factory=list)

    async def knock(self, body: bytes | BytesIO, headers: dict[str, str] | None = None) -> int:
        """Post, and give the status."""
        async with self.http.post(
            f"http://127.0.0.1:{self.port}{webhook.PATH}", data=body, headers=headers
        ) as response:
            return response.status


@asynccontextmanager
async def _door(database: Database) -> AsyncIterator[Door]:
    metrics = Metrics()
    woken: list[set[int]] = []
    entrance = Entrance(database, metrics, lambda: NOON, lambda chats: woken.append(set(chats)))
    server = Server("127.0.0.1", 0, webhook.routes(entrance, SecretStr(SECRET), metrics))
    await server.start()
    async with ClientSession() as http:
        yield Door(http, server.port, metrics, woken)
    await server.stop()


def _kept(tx: Connection) -> list[int]:
    return list(tx.execute(select(updates.c.update_id)).scalars())


async def test_an_update_is_kept_before_it_is_answered(database: Database) -> None:
    """When 200 is said, the row is there and its chat is woken; a repetition changes nothing."""
    async with _door(database) as door:
        assert await door.knock(UPDATE, {HEADER: SECRET}) == 200
        assert await database.read(_kept) == [8]
        assert await door.knock(UPDATE, {HEADER: SECRET}) == 200
        assert await database.read(_kept) == [8]
        assert b'sportello_updates_total{outcome="repeated"} 1.0' in door.metrics.exposition()
    assert door.woken == [{5}, {5}]


@pytest.mark.parametrize(
    "headers",
    [{}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: SECRET.upper()}, {HEADER: "grüße"}],
    ids=["none", "empty", "shorter", "other case", "no ASCII"],
)
async def test_strangers_are_turned_away(database: Database, log: Logbook, headers: dict[str, str]) -> None:
    """Without the secret nothing is read and nothing is kept."""
    async with _door(database) as door:
        assert await door.knock(UPDATE, headers) == 403
        assert b'sportello_failures_total{place="webhook stranger"} 1.0' in door.metrics.exposition()
    assert await database.read(_kept) == []
    assert log.faults == []


async def test_a_secret_that_is_no_text_is_a_strangers(database: Database) -> None:
    """Bytes that no client of good faith sends are a wrong secret, not a fault of ours."""
    async with _door(database) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        head = f"POST {webhook.PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n"
        writer.write(head.encode() + HEADER.encode() + b": \xff\xfe\r\n\r\n")
        assert (await reader.readline()).split()[1] == b"403"
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "body",
    [b"", b"ciao", b"[]", b"{}", b'{"update_id": "8"}', b"\xff\xfe", b"[" * 100_000, b'{"update_id": 1e999}'],
)
async def test_what_is_no_update_is_refused(database: Database, log: Logbook, body: bytes) -> None:
    """Refused with 400, without a traceback."""
    async with _door(database) as door:
        assert await door.knock(body, {HEADER: SECRET}) == 400
    assert (await database.read(_kept), log.faults) == ([], [])


@pytest.mark.parametrize(
    "value",
    [
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9" * 5000,
        b"[" * 1000 + b"]" * 1000,
        b'{"a":' * 9000 + b"1" + b"}" * 9000,
    ],
    ids=["nan", "infinity", "1e999", "digits", "lists", "objects"],
)
async def test_a_value_that_nobody_can_keep_stops_nobody(
    database: Database, log: Logbook, value: bytes
) -> None:
    """The update is filed without it, so Telegram brings it no more."""
    async with _door(database) as door:
        body = UPDATE.replace(b'"ciao"', b'"ciao", "x": ' + value)
        assert await door.knock(body, {HEADER: SECRET}) == 200
    assert (await database.read(_kept), log.faults) == ([8], [])


async def test_a_body_beyond_all_measure_is_refused(database: Database) -> None:
    """Nobody can fill the memory."""
    async with _door(database) as door:
        assert await door.knock(BytesIO(b" " * (2**20 + 1) + UPDATE), {HEADER: SECRET}) == 413


async def test_what_cannot_be_kept_is_not_acknowledged(database: Database, log: Logbook) -> None:
    """503 makes Telegram bring it again."""
    async with _door(database) as door:
        await database.write(lambda tx: tx.execute(text("ALTER TABLE updates RENAME TO away")))
        assert await door.knock(UPDATE, {HEADER: SECRET}) == 503
        await database.write(lambda tx: tx.execute(text("ALTER TABLE away RENAME TO updates")))
        assert await door.knock(UPDATE, {HEADER: SECRET}) == 200
    assert await database.read(_kept) == [8]
    log.forgive("an update cannot be kept, so it is not acknowledged")


async def test_many_at_once_are_all_kept(database: Database) -> None:
    """A hundred calls side by side, each answered when it is kept."""
    async with _door(database) as door:
        bodies = [UPDATE.replace(b'"update_id": 8', b'"update_id": %d' % number) for number in range(100)]
        statuses = await asyncio.gather(*(door.knock(body, {HEADER: SECRET}) for body in bodies))
    assert set(statuses) == {200}
    assert sorted(await database.read(_kept)) == list(range(100))
