"""The rate of bulk over time, and how long replies take meanwhile, at a Telegram that answers in 50 ms."""

import asyncio
import itertools
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import perf_counter
from typing import Any, Final

from aiohttp import web
from rich.console import Console

from bot import config
from bot.chat.connection import connect
from bot.metrics import Metrics
from bot.outbox.dispatcher import Dispatcher
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane
from bot.wiring import utc_now
from tests.support.office import reply
from tests.system.processes import free_port

_ANSWER_S: Final = 0.05
_SECONDS: Final = 15
_REPLIES_PER_SECOND: Final = 2
_TOKEN: Final = "700000001:made-up-token-of-the-benchmark-0000"
#: Chats of bulk have numbers above this, those of replies below.
_BULK_FROM: Final = 1_000_000


@dataclass(slots=True)
class Slow:
    """A server that takes every message and answers a little later."""

    port: int = field(default_factory=free_port)
    bulk_at: list[float] = field(default_factory=list)
    replies_at: dict[int, float] = field(default_factory=dict)

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Serve for as long as the block lasts."""
        application = web.Application()
        application.add_routes([web.post("/bot{token}/{method}", self._call)])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        values: Any = await (request.json() if request.content_type == "application/json" else request.post())
        result: object = {"id": 700000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        if request.match_info["method"] == "sendMessage":
            chat_id = int(values["chat_id"])
            if chat_id < _BULK_FROM:
                self.replies_at[chat_id] = perf_counter()
            else:
                self.bulk_at.append(perf_counter())
            result = {"message_id": 1, "date": 1, "chat": {"id": chat_id, "type": "private"}}
            await asyncio.sleep(_ANSWER_S)
        return web.json_response({"ok": True, "result": result})


async def measure(console: Console, database: Database, per_second: int) -> None:
    """Send bulk at a rate for some seconds, with two replies a second; print what came of both."""
    server, metrics = Slow(), Metrics()
    settings = {"token": _TOKEN, "api_url": f"http://127.0.0.1:{server.port}"}
    connection = connect(config.Telegram.model_validate(settings), metrics)
    parcels = [reply(_BULK_FROM + n, "avviso", Lane.BROADCAST) for n in range(per_second * (_SECONDS + 2))]
    await database.write(lambda tx: outbox.enqueue(tx, parcels, utc_now()))
    async with server.up():
        await connection.open()
        dispatcher = Dispatcher(
            database,
            connection.sender,
            metrics,
            utc_now,
            bulk_per_second=per_second,
            send_timeout=timedelta(seconds=5),
        )
        running = asyncio.create_task(dispatcher.run())
        asked = await _replies(database, dispatcher)
        await dispatcher.stop(5)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await connection.close()
    # The first second is that of the first connections.
    begun = server.bulk_at[0] + 1
    counts = [sum(begun + n <= at < begun + n + 1 for at in server.bulk_at) for n in range(_SECONDS - 3)]
    waits_ms = sorted(1000 * (server.replies_at[chat] - at) for chat, at in asked.items())
    p99 = waits_ms[math.ceil(0.99 * len(waits_ms)) - 1]
    console.print(
        f"bulk at {per_second} a second: {sum(counts) / len(counts):.2f} a second, "
        f"{min(counts)} to {max(counts)}; "
        f"replies meanwhile {waits_ms[len(waits_ms) // 2]:.0f} ms, p99 {p99:.0f}"
    )


async def _replies(database: Database, dispatcher: Dispatcher) -> dict[int, float]:
    """Let somebody be answered twice a second; return when each answer was ready, by chat."""
    asked: dict[int, float] = {}
    for chat_id in itertools.islice(itertools.count(1), _SECONDS * _REPLIES_PER_SECOND):
        asked[chat_id] = perf_counter()
        adding = partial(
            outbox.add, parcels=[reply(chat_id, "risposta")], now=utc_now(), lease_until=dispatcher.lease()
        )
        dispatcher.hand_over(await database.write(adding))
        await asyncio.sleep(1 / _REPLIES_PER_SECOND)
    return asked
