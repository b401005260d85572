"""The way from the demo's page into the console: whoever presses the link is signed in as a made-up editor.

Nothing of it is in the bot's own server, so no other bot can be entered like this. Browsers share cookies
between the ports of a host: the demo gives the cookie that the console reads. It opens the demo's database
and nothing else; a console of another bot on this machine does not know it, and asks to sign in again.
"""

from collections.abc import Callable
from typing import Final

from aiohttp import web
from sqlalchemy import select

from bot.console.guard import COOKIE
from bot.demo.pages.page import HEADERS, Page
from bot.demo.stage import year
from bot.demo.stage.clock import Clock
from bot.services.staff import sessions
from bot.storage.engine import Database
from bot.storage.tables import staff

#: How a browser says that its own address bar, or a page of this very origin, leads here.
_OUR_OWN: Final = {"same-origin", "none"}


class ConsoleDoor:
    """A door that is shut until `open` has given it a bot."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._database: Database | None = None
        self._port: Callable[[], int] | None = None

    def open(self, database: Database, port: Callable[[], int]) -> None:
        """Lead into the console of a bot from now on, by its database and the port on which it listens."""
        self._database, self._port = database, port

    def routes(self, page: Page) -> list[web.RouteDef]:
        """What the application has to serve."""

        async def enter(request: web.Request) -> web.Response:
            page.check_host(request)
            # Another site is not to sign people in where they do not expect it.
            if request.headers.get("Sec-Fetch-Site", "same-origin") not in _OUR_OWN:
                raise web.HTTPForbidden(text="403")
            return await self._enter(request)

        return [web.get("/console", enter)]

    async def _enter(self, request: web.Request) -> web.Response:
        if self._database is None or self._port is None:
            raise web.HTTPServiceUnavailable(text="there is no bot yet")
        browser, now = request.headers.get("User-Agent", "")[:200], self._clock()
        editor = select(staff.c.staff_id).where(staff.c.name == year.EDITOR)
        token = await self._database.write(
            lambda tx: sessions.begin(
                tx, tx.execute(editor).scalar_one(), now, address=request.remote, browser=browser
            )
        )
        where = f"http://{request.url.host}:{self._port()}/console"
        response = web.Response(status=303, headers={**HEADERS, "Location": where})
        response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="Lax")
        return response
