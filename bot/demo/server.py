"""The look-alike as a running server: API, deliveries and chat page on one port of this machine."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from bot.demo.pages.company import Company
from bot.demo.pages.console_door import ConsoleDoor
from bot.demo.pages.mailbox import Mailbox
from bot.demo.pages.notices import Notices
from bot.demo.pages.page import Page
from bot.demo.pages.support import Support
from bot.demo.stage.cast import opening_night
from bot.demo.stage.clock import Clock
from bot.demo.stage.notice_desk import NoticeDesk
from bot.demo.telegram.api import Api
from bot.demo.telegram.bell import Bell
from bot.demo.telegram.delivery import Deliveries
from bot.demo.telegram.world import World
from bot.gateways.mail import MemoryMail

#: The largest upload taken, in bytes; Telegram's own limit for bots.
UPLOAD = 50 * 2**20
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Demo:
    """A server that is up, or away for a while. `url` is both the page and the bot's `telegram.api_url`."""

    def __init__(  # noqa: PLR0913 - a server and what it shows
        self, clock: Clock, world: World, handed: Path, *, host: str, port: int, first_pause_s: float
    ) -> None:
        #: Given to the bot as its `now`, so that the page can set it forward.
        self.clock = clock
        self.world = world
        self.bell = Bell()
        #: Made up, in the form that real tokens have.
        self.token = f"{world.bot.id}:{'sportello-demo-'.ljust(35, '0')}"
        self.api = Api(world, self.token, self.bell)
        #: Takes the letters of a bot that is given it, and shows them on the mailbox page.
        self.mail = MemoryMail(self.bell.ring)
        #: Where a bot that is given it lays readings, and the company's page looks for them.
        self.handed = handed
        #: Publishes notices on a page, through the API of a bot that it is opened for.
        self.notice_desk = NoticeDesk(world, clock)
        #: Leads into the console of a bot that it is opened for.
        self.console_door = ConsoleDoor(clock)
        self.host = host
        self.port = port
        self._first_pause_s = first_pause_s
        clock.rings(self._tell_time)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        """Where the chat page is."""
        return f"http://{self.host}:{self.port}"

    @property
    def api_url(self) -> str:
        """What the bot takes for https://api.telegram.org."""
        return self.url

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Serves for as long as the block lasts."""
        app = web.Application(client_max_size=UPLOAD)
        page = Page(self.world, self.api, self.clock, is_local=self.host in LOOPBACK)
        mailbox = Mailbox(self.mail, self.world, page)
        company = Company(self.handed, self.clock, page)
        notices = Notices(self.notice_desk, self.clock, page)
        support = Support(self.world, page)
        sides = (self.api, page, mailbox, company, notices, support)
        app.add_routes(self.console_door.routes(page))
        app.add_routes([route for side in sides for route in side.routes()])
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        deliveries = Deliveries(self.world, self.bell, self.api.journal, self._first_pause_s)
        with self.world.listening(lambda _happening: self.bell.ring()):
            await self.come_back()
            task = asyncio.create_task(deliveries.run())
            try:
                yield
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
                self.api.is_closing = True
                self.bell.ring()
                await self._runner.cleanup()

    async def _tell_time(self) -> None:
        self.world.tell_time()

    async def go_away(self) -> None:
        """Closes the port and cuts every connection, until come_back: the bot's connections are refused."""
        if self._site is None or self._runner is None or self._runner.server is None:
            return
        await self._site.stop()
        self._site = None
        for connection in self._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()

    async def come_back(self) -> None:
        """Listens, on the same port as before."""
        if self._site is not None or self._runner is None:
            return
        self._site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]


@asynccontextmanager
async def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    stage: Callable[[Callable[[], float]], World] = opening_night,
    first_pause_s: float = 1.0,
) -> AsyncIterator[Demo]:
    """A demo in the running loop; port 0 takes any free one. `stage` makes the world, given its clock.

    Raises:
        OSError: the port is taken.

    """
    clock = Clock()
    world = stage(clock.seconds)
    with TemporaryDirectory(prefix="sportello-handed-") as folder:
        demo = Demo(clock, world, Path(folder), host=host, port=port, first_pause_s=first_pause_s)
        async with demo.up():
            yield demo
