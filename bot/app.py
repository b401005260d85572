"""The life of a bot: its parts are opened, do their work until it is told to stop, and are closed."""

import asyncio
import gc
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from bot.chat.connection import Connection
from bot.chat.door import Door
from bot.jobs.acquisition import Acquisition
from bot.jobs.scheduler import Timers
from bot.metrics import Metrics
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.letters import MailSender
from bot.services.questions.questions import Questions
from bot.storage import schema
from bot.storage.engine import Database
from bot.turns.runner import Runner
from bot.web.server import Server
from faq.matcher import read_ahead

_log = structlog.get_logger(__name__)

#: SIGTERM to exit is promised within 10 s: this for sends under way, the rest for everything else.
_SEND_GRACE_S: Final = 7.0
_LEARN_EVERY_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a bot is made of; `bot.wiring.build` makes it."""

    #: How updates come, "polling" or "webhook", for the log.
    mode: str
    metrics: Metrics
    database: Database
    questions: Questions
    #: Tries out the phrases that operators want learned.
    try_phrases: Callable[[], Awaitable[None]]
    #: Brings open cases into the support group that is configured now.
    move_in: Callable[[], Awaitable[int]]
    connection: Connection
    door: Door
    runner: Runner
    #: One for each way out: Telegram, and mail where there is a mail server.
    dispatchers: tuple[Dispatcher, ...]
    letters: MailSender | None
    acquisition: Acquisition
    timers: Timers
    #: The first has the webhook where there is one, the last health and figures; often they are the same.
    servers: tuple[Server, ...]
    #: Set while the bot is at work; /readyz shows it.
    is_started: asyncio.Event


class App:
    """A bot, built and still closed: `start`, then `run`, then `stop`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._closing = AsyncExitStack()
        self.metrics = parts.metrics
        self.database = parts.database
        self.server = parts.servers[0]
        self.health_server = parts.servers[-1]
        self.timers = parts.timers

    async def start(self) -> None:
        """Open every part, so that nothing that arrives from now on can be lost.

        Raises:
            DatabaseUnusable, TokenRefused, PortTaken: everything that was opened is closed again.
        """
        try:
            await self._open()
        except BaseException:
            await self._closing.aclose()
            raise
        parts = self._parts
        parts.is_started.set()
        threading.Thread(target=read_ahead, name="faq-words", daemon=True).start()
        _log.info("ready", port=self.server.port, mode=parts.mode)

    async def _open(self) -> None:
        """Open the parts in order; what is opened last is closed first."""
        parts = self._parts
        if parts.letters is not None:
            self._closing.push_async_callback(parts.letters.close)
        self._closing.callback(parts.database.close)
        parts.database.take_alone()
        await schema.prepare(parts.database)
        await parts.questions.refresh(parts.database)
        await parts.move_in()
        await parts.connection.open()
        self._closing.push_async_callback(parts.connection.close)
        await parts.door.present_token()
        for dispatcher in parts.dispatchers:
            await dispatcher.take_up()
        await parts.acquisition.take_up()
        for server in parts.servers:
            await server.start()
            self._closing.push_async_callback(server.stop)
        parts.timers.start()
        self._closing.push_async_callback(parts.timers.stop, 0)

    async def run(self, until: asyncio.Event) -> None:
        """Serve until the event is set; then take nothing more, and finish what is being done and sent.

        A part that breaks ends the whole, for a supervisor to start it again.
        """
        parts = self._parts
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(parts.door.listen())
            loops = [parts.runner.run(), self._learn(), *(each.run() for each in parts.dispatchers)]
            working = [tasks.create_task(loop) for loop in loops]
            await until.wait()
            _log.info("stopping")
            parts.is_started.clear()
            listening.cancel()
            for server in parts.servers:
                await server.stop()
            await parts.runner.stop()
            sends_end = [dispatcher.stop(_SEND_GRACE_S) for dispatcher in parts.dispatchers]
            await asyncio.gather(*sends_end, parts.timers.stop(_SEND_GRACE_S))
            for task in working:
                task.cancel()

    async def stop(self) -> None:
        """Close every part."""
        await self._closing.aclose()

    async def catch_up(self) -> None:
        """Run every timer's job once and look for what is due: for a clock that was set forward."""
        await self._parts.timers.ring()
        await self._parts.runner.look()

    async def _learn(self) -> None:
        """Take in phrases that staff add while we run, here or in another process, and try out new ones."""
        parts = self._parts
        while True:
            await asyncio.sleep(_LEARN_EVERY_S)
            try:
                if await parts.questions.refresh(parts.database):
                    _log.info("learned phrases taken in")
                await parts.try_phrases()
            except DBAPIError:
                parts.metrics.failures.labels("database").inc()


def stop_signal() -> asyncio.Event:
    """Return an event that SIGTERM and Ctrl-C set, from now on."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


async def serve(app: App, until: asyncio.Event) -> None:
    """Start the bot, run it until the event is set, and close it."""
    await app.start()
    # What has been loaded by now stays for good; looking through it for garbage stops everything for 0.1 s.
    gc.freeze()
    try:
        await app.run(until)
    finally:
        await app.stop()
