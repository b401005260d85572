"""A served look-alike and a bot that does no more than call it."""

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
import telegram as ptb
from aiohttp import ClientSession

from bot.demo.lookalike import Lookalike


class Caller:
    """A bot of few words: calls methods and hands back the JSON as it came."""

    def __init__(self, telegram: Lookalike, http: ClientSession) -> None:
        self.base = f"{telegram.url}/bot{telegram.token}"
        self.http = http

    async def call(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - JSON of any shape
        """The answer's JSON."""
        async with self.http.post(f"{self.base}/{method}", json=parameters) as response:
            body = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def result(self, method: str, **parameters: object) -> Any:  # noqa: ANN401 - JSON of any shape
        """The result of a call that must succeed."""
        body = await self.call(method, **parameters)
        assert body["ok"], body
        return body["result"]

    async def refusal(self, method: str, **parameters: object) -> tuple[int, str]:
        """Code and sentence of a call that must fail."""
        body = await self.call(method, **parameters)
        return body["error_code"], body["description"]


@pytest.fixture
async def telegram() -> AsyncIterator[Lookalike]:
    """A server with nobody in it."""
    async with Lookalike.serve(limit_s=5) as served:
        yield served


@pytest.fixture
async def client(telegram: Lookalike, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ptb.Bot]:
    """The bot as python-telegram-bot has it: what this cannot read, Telegram would not send."""
    # The library's way to give durations as such, without a warning.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with ptb.Bot(telegram.token, base_url=f"{telegram.url}/bot") as served:
        yield served


async def updates(client: ptb.Bot) -> tuple[ptb.Update, ...]:
    """What has happened since the last time, every kind of it, and nothing in it unknown to the library."""
    found = await client.get_updates(allowed_updates=ptb.Update.ALL_TYPES)
    if found:
        await client.get_updates(offset=found[-1].update_id + 1, timeout=0)
    assert all(update.api_kwargs == {} for update in found)
    return found


async def refusal(call: Awaitable[object]) -> str:
    """The words with which Telegram refuses the call."""
    with pytest.raises(ptb.error.TelegramError) as caught:
        await call
    return caught.value.message


@pytest.fixture
async def bot(telegram: Lookalike) -> AsyncIterator[Caller]:
    """A caller with the right token."""
    async with ClientSession() as http:
        yield Caller(telegram, http)
