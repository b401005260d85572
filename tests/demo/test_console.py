"""The demo's way into the console, and the year that is seen there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Final

import pytest
from aiohttp import ClientResponse, ClientSession
from sqlalchemy import func, select

from bot.app import App
from bot.console.guard import COOKIE
from bot.demo.server import Demo, serve
from bot.services import overview
from bot.storage.engine import Database
from bot.storage.tables import deliveries
from tests.support.consoleroom import console_on
from tests.support.played import played

#: Beyond the people whom one can play.
_OF_THE_YEAR: Final = 6_000_000


@dataclass(frozen=True, slots=True)
class Stage:
    """The demo with its bot, and somebody who asks it by HTTP."""

    demo: Demo
    bot: App
    http: ClientSession

    async def enters(self, **headers: str) -> ClientResponse:
        """Follow the link of the demo's page, but not where it leads."""
        return await self.http.get(f"{self.demo.url}/console", headers=headers, allow_redirects=False)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The demo as ``sportello demo`` has it."""
    async with serve() as demo, played(demo, tmp_path) as bot, ClientSession() as http:
        yield Stage(demo, bot, http)


def _token(answer: ClientResponse) -> str:
    return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE].value


async def test_the_link_opens_the_console_as_an_editor(stage: Stage) -> None:
    """Today, readings and people open; what only admins see does not."""
    answer = await stage.enters(**{"Sec-Fetch-Site": "same-origin"})
    home, cookie = answer.headers["Location"], {"Cookie": f"{COOKIE}={_token(answer)}"}
    assert answer.status == 303
    found = {}
    for path in ("", "/readings", "/people", "/staff", "/audit"):
        async with stage.http.get(home + path, headers=cookie) as page:
            found[path] = page.status
    assert found == {"": 200, "/readings": 200, "/people": 200, "/staff": 403, "/audit": 403}


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Host": "demo.example.org"}],
)
async def test_no_other_page_signs_anybody_in(stage: Stage, headers: dict[str, str]) -> None:
    """A page of another site, or of another port, gets no session begun, and neither does another name."""
    answer = await stage.enters(**headers)
    assert (answer.status, answer.headers.get("Set-Cookie")) == (403, None)


async def test_the_demos_session_opens_no_other_console(stage: Stage, database: Database) -> None:
    """Ports of a host share cookies; a console on another database asks to sign in."""
    token = _token(await stage.enters())
    async with console_on(database) as room:
        headers = {"Cookie": f"{COOKIE}={token}"}
        async with stage.http.get(f"{room.url}/console", headers=headers, allow_redirects=False) as page:
            assert page.headers["Location"].startswith("/console/sign-in")


async def test_without_a_bot_there_is_no_way_in() -> None:
    """A look-alike that no bot was opened for says so."""
    async with serve() as demo, ClientSession() as http, http.get(f"{demo.url}/console") as page:
        assert (page.status, page.headers.get("Set-Cookie")) == (503, None)


async def test_the_year_is_seen_and_writes_to_nobody(stage: Stage) -> None:
    """Each of the fourteen days has questions; its people get nothing, also when time goes on."""
    now = stage.demo.clock()
    asked = await stage.bot.database.read(lambda tx: overview.questions_by_day(tx, now))
    by_day = [sum(counts) for counts in zip(*asked.counts.values(), strict=True)]
    assert all(by_day[:-1])
    for _ in range(3):
        await stage.demo.clock.forward(timedelta(hours=12))
    to_them = select(func.count()).select_from(deliveries).where(deliveries.c.chat_id > _OF_THE_YEAR)
    assert await stage.bot.database.read(lambda tx: tx.execute(to_them).scalar_one()) == 0
