"""From webhook call to sendMessage call: ours, with everything that it keeps, beside two that keep nothing.

The calls are made and received in this process, the measured one is another; two cores are enough.
"""

import asyncio
import math
import tempfile
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any, Final

from aiohttp import ClientSession, web
from rich.console import Console
from rich.table import Table

from tests.system.crowd import certain_entries
from tests.system.desk import WEBHOOK_SECRET, desk_at
from tests.system.processes import Program, free_port, program, until

TOKEN: Final = "700000001:made-up-token-of-the-benchmark-0000"
_PER_SECOND: Final = 100
_SECONDS: Final = 20
#: Not counted: connections are made, and what is made once for each kind of thing.
_WARM_UP_S: Final = 3
_PEOPLE: Final = 50
_LIMIT_S: Final = 60.0


@dataclass(slots=True)
class Telegram:
    """No more of the Bot API than a measurement wants: every call succeeds, sendMessage is timed."""

    port: int = field(default_factory=free_port)
    latencies_s: list[float] = field(default_factory=list)
    _asked_at: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _sent: int = 0

    @property
    def url(self) -> str:
        """What the bot takes for https://api.telegram.org."""
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Telegram"]:
        """Serve for as long as the block lasts."""
        application = web.Application()
        application.add_routes([web.post("/bot{token}/{method}", self._call)])
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield self
        finally:
            await runner.cleanup()

    async def ask(self, http: ClientSession, webhook: str, number: int) -> None:
        """Call the webhook with a question, once the former one of that person is answered or not."""
        chat_id, entries = number % _PEOPLE + 1, certain_entries()
        person = {"id": chat_id, "is_bot": False, "first_name": f"Persona {chat_id}", "language_code": "it"}
        message = {
            "message_id": number + 1,
            "date": 1_780_000_000,
            "chat": {"id": chat_id, "type": "private", "first_name": person["first_name"]},
            "from": person,
            "text": entries[number % len(entries)].question,
        }
        self._asked_at[chat_id].append(perf_counter())
        update = {"update_id": number + 1, "message": message}
        headers = {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET}
        async with http.post(webhook, json=update, headers=headers) as response:
            response.raise_for_status()
            await response.read()

    async def _call(self, request: web.Request) -> web.Response:
        called_at = perf_counter()
        values: Any = await (request.json() if request.content_type == "application/json" else request.post())
        if request.match_info["method"] == "getMe":
            result: object = {"id": 700000001, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        elif request.match_info["method"] == "sendMessage":
            chat_id = int(values["chat_id"])
            # Answers come in order within a chat, so the oldest open question is the one.
            self.latencies_s.append(called_at - self._asked_at[chat_id].popleft())
            result = {
                "message_id": len(self.latencies_s),
                "date": 1,
                "chat": {"id": chat_id, "type": "private"},
            }
        else:
            result = True
        return web.json_response({"ok": True, "result": result})


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run came to, warm-up not counted."""

    asked: int
    latencies_ms: list[float]
    #: Processor time of the measured process for one question, in milliseconds.
    processor_ms: float
    resident_mb: float

    def quantile(self, share: float) -> float:
        """The latency in milliseconds under which this share of the answers lies."""
        ordered = sorted(self.latencies_ms)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


async def load(telegram: Telegram, running: Program, webhook: str) -> Figures:
    """Ask at an even pace, whatever becomes of it, and wait for the last answer."""
    async with ClientSession() as http, asyncio.TaskGroup() as calls:
        begun, used_s, before = monotonic(), 0.0, _WARM_UP_S * _PER_SECOND
        count = before + _SECONDS * _PER_SECOND
        for number in range(count):
            await asyncio.sleep(max(0.0, begun + number / _PER_SECOND - monotonic()))
            if number == before:
                used_s = running.processor_s()
            calls.create_task(telegram.ask(http, webhook, number))

        async def all_answered() -> bool | None:
            return len(telegram.latencies_s) >= count or None

        await until(all_answered, _LIMIT_S, "the last answer")
        used_s = running.processor_s() - used_s
    counted = [latency_s * 1000 for latency_s in telegram.latencies_s[before:]]
    return Figures(count - before, counted, used_s * 1000 / (count - before), running.resident_mb())


async def measure() -> dict[str, Figures]:
    """Each way in turn, by its name, with the same load."""
    figures = {}
    with tempfile.TemporaryDirectory(prefix="sportello-bench-") as folder:
        for name, words in (
            ("bare", "bare aiohttp, keeps nothing"),
            ("ptb", "python-telegram-bot echo, keeps nothing"),
        ):
            port = free_port()
            async with Telegram().up() as telegram:
                environment = {"API_URL": telegram.url, "TOKEN": TOKEN, "PORT": str(port)}
                arguments = ("-m", "tests.bench.peers", name)
                async with program(*arguments, log=Path(folder) / "log", environment=environment) as running:
                    await running.answers(f"http://127.0.0.1:{port}/readyz")
                    figures[words] = await load(telegram, running, f"http://127.0.0.1:{port}/")
                    await running.stop()
        async with Telegram().up() as telegram:
            database = f"sqlite:///{folder}/sportello.db"
            desk = desk_at(telegram.url, TOKEN, database, Path(folder), mode="webhook")
            async with desk.open() as running:
                webhook = f"http://127.0.0.1:{desk.port}/telegram/webhook"
                figures["sportello, SQLite synchronous=FULL"] = await load(telegram, running, webhook)
                await running.stop()
    return figures


def show(console: Console) -> None:
    """Measure, and print a table."""
    table = Table(title=f"Webhook call to sendMessage call: {_PER_SECOND} questions/s for {_SECONDS} s")
    table.add_column("")
    for heading in ("p50 ms", "p99 ms", "worst ms", "CPU ms/question", "RSS MB"):
        table.add_column(heading, justify="right")
    for name, found in asyncio.run(measure()).items():
        numbers = (
            found.quantile(0.5),
            found.quantile(0.99),
            found.quantile(1),
            found.processor_ms,
            found.resident_mb,
        )
        table.add_row(name, *(f"{number:.1f}" for number in numbers))
    console.print(table)
