"""The page on which an outage is published: it hands over what a program would, and shows what came of it."""

from typing import Final

from aiohttp import web

from bot.demo.pages.page import HEADERS, Page
from bot.demo.stage.clock import Clock
from bot.demo.stage.notice_desk import NoticeDesk
from bot.demo.telegram.model import Json

#: What becomes of news makes no sound; the page looks again after so long.
_LOOK_EVERY_S: Final = 1.0
#: What the clock's menu offers.
_MOMENTS: Final = 4


class Notices:
    """The company's side of notices."""

    def __init__(self, desk: NoticeDesk, clock: Clock, page: Page) -> None:
        self._desk = desk
        self._clock = clock
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """What the application has to serve."""
        return [
            web.get("/notices", self._show),
            web.get("/demo/notices", self._events),
            web.post("/demo/notices", self._hand_over),
            web.get("/demo/moments", self._moments),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return self._page.file(request, "notices.html")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """All notices, and again whenever something of them or the time is another."""
        return await self._page.stream(request, self._stamp, self._view, _LOOK_EVERY_S, look=self._desk.look)

    async def _hand_over(self, request: web.Request) -> web.Response:
        """Hand the body to the bot's API, and say what that answers."""
        self._page.check_origin(request)
        answer = await self._desk.hand_over(await request.read())
        return web.json_response({"status": answer.status, "body": answer.body}, headers=HEADERS)

    async def _moments(self, request: web.Request) -> web.Response:
        """The next moments at which the bot has something to say."""
        self._page.check_host(request)
        await self._desk.look()
        return web.json_response(self._desk.moments()[:_MOMENTS], headers=HEADERS)

    def _view(self) -> Json:
        return {"now": int(self._clock.seconds()), **self._desk.seen}

    def _stamp(self) -> object:
        return self._desk.seen, int(self._clock.seconds() // 60)
