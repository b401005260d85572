"""The API for notices: who may call it, what it answers, and that nothing is taken where it refuses."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.imports import notices_json, notices_schema
from bot.metrics import Metrics
from bot.services import keys
from bot.services.notices import store
from bot.storage.engine import Database
from bot.web import api
from bot.web.server import Server
from tests.support.clock import Clock

_DOCS: Final = Path(__file__).parents[2] / "docs"
_EXAMPLE: Final = (_DOCS / "examples" / "notices.json").read_bytes()
_JSON: Final = {"Content-Type": "application/json"}
_NOW: Final = Clock()()


class _Program:
    """A program that calls the API with a key."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, key: str, database: Database, clock: Clock
    ) -> None:
        self._session = session
        self._url = url
        self.key = key
        self._database = database
        self.clock = clock

    async def posts(self, body: bytes = _EXAMPLE, **headers: str) -> tuple[int, Any]:
        """Post a body; give the status and the answer."""
        sent = {**_JSON, "Authorization": f"Bearer {self.key}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.post(
            f"{self._url}/api/v1/notices", data=io.BytesIO(body), headers=sent
        ) as answer:
            return answer.status, await answer.json()

    async def kept(self) -> list[str]:
        """The ids of the notices that were kept."""
        return [each.notice.notice_id for each in await self._database.read(store.of_ids)]

    async def gets(self, name: str) -> tuple[int, Any]:
        """Get a document without a key."""
        async with self._session.get(f"{self._url}/api/v1/{name}") as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def program(database: Database) -> AsyncIterator[_Program]:
    """A program with a key, and the API it calls."""
    clock = Clock()
    key = await database.write(lambda tx: keys.create(tx, "distributore", "notices", _NOW))
    routes = api.routes(
        database,
        Metrics(),
        clock,
        parse=notices_json.parse,
        take=lambda tx, received, now: store.take(tx, received.notices, received.kinds, now),
        documents=notices_schema.documents,
    )
    server = Server("127.0.0.1", 0, routes)
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield _Program(session, f"http://127.0.0.1:{server.port}", key, database, clock)
    await server.stop()


async def test_notices_are_taken_and_counted(program: _Program, database: Database) -> None:
    """The answer says what became of them, and the key's use is noted."""
    assert await program.posts() == (200, {"notices": 3, "new": 3, "changed": 0, "known": 0, "older": 0})
    assert await program.kept() == ["BZ/2026/88", "CESENA-2026-0147", "SOST-2026-3012"]
    (key,) = await database.read(keys.known)
    assert key.last_used_at == _NOW


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer x", "Basic {key}", "{key}", "Bearer {key}x", "Bearer é"]
)
async def test_a_wrong_key_is_refused(program: _Program, shown: str) -> None:
    """Whatever the body; nothing is taken."""
    status, _ = await program.posts(b"{", Authorization=shown.format(key=program.key))
    assert (status, await program.kept()) == (401, [])


async def test_a_revoked_key_is_refused(program: _Program, database: Database) -> None:
    """From the next call on."""
    await database.write(lambda tx: keys.revoke(tx, "distributore", _NOW))
    assert await program.posts() == (401, {"error": "a valid key is needed"})


async def test_a_key_in_the_address_opens_nothing(program: _Program) -> None:
    """Addresses are logged on their way."""
    address = program._url  # noqa: SLF001 - only this test calls otherwise
    async with aiohttp.request(
        "POST", f"{address}/api/v1/notices?key={program.key}", data=_EXAMPLE, headers=_JSON
    ) as answer:
        assert answer.status == 401


async def test_wrong_keys_are_bounded_and_shut_nobody_out(program: _Program) -> None:
    """Beyond the bound wrong ones are not looked up; who was right before goes on; it ends by itself."""
    assert (await program.posts())[0] == 200
    answers = [(await program.posts(Authorization="Bearer wrong"))[0] for _ in range(api.MOST_WRONG_KEYS + 2)]
    assert answers == [401] * api.MOST_WRONG_KEYS + [429] * 2
    assert (await program.posts())[0] == 200
    program.clock.turn(minutes=1)
    assert (await program.posts(Authorization="Bearer wrong"))[0] == 401


@pytest.mark.parametrize(
    "content_type",
    ["text/csv", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"],
)
async def test_another_type_is_refused(program: _Program, content_type: str) -> None:
    """Only JSON in UTF-8 is read."""
    assert (await program.posts(Content_Type=content_type))[0] == 415


async def test_a_long_body_is_refused(program: _Program) -> None:
    """Also above what the other routes take it is read, up to its own limit."""
    longer = _EXAMPLE + b" " * (2 * 2**20)
    assert (await program.posts(longer))[0] == 200
    # The server may hang up before all of it was sent.
    with suppress(aiohttp.ClientConnectionError):
        assert (await program.posts(b" " * (api.LARGEST_BODY + 1)))[0] == 413
    assert len(await program.kept()) == 3


async def test_faults_are_named_by_path(program: _Program) -> None:
    """All at once, and nothing is taken."""
    document = json.loads(_EXAMPLE)
    document["notices"][0]["istat"] = "1"
    document["notices"][1]["spans"] = []
    status, answer = await program.posts(json.dumps(document).encode())
    assert (status, [fault["path"] for fault in answer["faults"]]) == (
        422,
        ["notices[0].istat", "notices[1].spans"],
    )
    assert (await program.posts(b"{"))[0] == 422
    assert await program.kept() == []


async def test_a_conflict_is_answered(program: _Program) -> None:
    """With the notices that it is about; nothing of the document is taken, and the same again is known."""
    await program.posts()
    changed = json.loads(_EXAMPLE)
    changed["notices"][0]["reason"] = "altro"
    changed["notices"][1]["version"] = 3
    status, answer = await program.posts(json.dumps(changed).encode())
    assert (status, answer["notices"]) == (409, ["CESENA-2026-0147"])
    assert (await program.posts())[1] == {"notices": 3, "new": 0, "changed": 0, "known": 3, "older": 0}


@pytest.mark.parametrize("name", ["openapi.json", "notices.schema.json"])
async def test_the_documents_are_served_and_current(program: _Program, name: str) -> None:
    """What is served is what lies in docs, made anew by ``make schemas``."""
    status, document = await program.gets(name)
    assert status == 200
    assert (_DOCS / name).read_text(encoding="utf-8") == notices_schema.text(document)
