"""With a Bot API server that none of us wrote: `lo-bot-api-emulator`."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator

from tests.system.crowd import certain_entries
from tests.system.desk import desk_at
from tests.system.processes import free_port, until

_TOKEN: Final = "700000001:made-up-token-of-the-peer-tests-000"
_PEOPLE: Final = 30
_QUESTIONS: Final = 10
_LIMIT_S: Final = 30.0


class Peer:
    """The emulator as it is, and a note of each text that it took for a chat: it keeps none itself."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.texts: dict[int, list[str]] = defaultdict(list)
        self._emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
        self._port = port

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Peer"]:
        """Serve for as long as the block lasts."""
        app = self._emulator.app()
        app.middlewares.append(self._note)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        try:
            yield self
        finally:
            await runner.cleanup()

    async def hears(self, chat_id: int, number: int, text: str) -> None:
        """Somebody writes."""
        person = {"id": chat_id, "is_bot": False, "first_name": f"Persona {chat_id}", "language_code": "it"}
        message = {
            "message_id": number,
            "date": 1_780_000_000,
            "chat": {"id": chat_id, "type": "private", "first_name": person["first_name"]},
            "from": person,
            "text": text,
        }
        await self._emulator.enqueue_update({"message": message}, token=_TOKEN)

    def refusals(self) -> set[tuple[str, int]]:
        """Methods that the emulator did not carry out, with the status that it gave."""
        return {(call["method"], call["status"]) for call in self._emulator.requests if call["status"] != 200}

    @web.middleware
    async def _note(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        response = await handler(request)
        if request.match_info.get("method") == "sendMessage" and response.status == 200:
            fields = await request.post()
            self.texts[int(str(fields["chat_id"]))].append(str(fields["text"]))
        return response


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_300_questions_have_300_answers_in_order(database_url: str, tmp_path: Path, mode: str) -> None:
    """Every person of thirty reads the answers to their ten questions, each once and in order."""
    asked = certain_entries()[:_QUESTIONS]
    async with Peer(free_port()).up() as peer:
        desk = desk_at(peer.url, _TOKEN, database_url, tmp_path, mode=mode)
        async with desk.open() as bot:
            for number, entry in enumerate(asked, 1):
                await asyncio.gather(
                    *(peer.hears(chat_id, number, entry.question) for chat_id in range(1, _PEOPLE + 1))
                )

            async def all_answered() -> bool | None:
                return sum(map(len, peer.texts.values())) >= _PEOPLE * _QUESTIONS or None

            await until(all_answered, _LIMIT_S, "300 answers")
            code = await bot.stop()
    expected = [entry.answer for entry in asked]
    assert (code, peer.texts) == (0, dict.fromkeys(range(1, _PEOPLE + 1), expected))
    assert peer.refusals() == {("setMyShortDescription", 501), ("sendMessage", 400)}
