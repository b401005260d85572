"""The chat page over HTTP: its files, its stream of events, and what a person does on it.

Everything stays on this machine: the page may load nothing but its own files, and only itself may post here.
"""

import json
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.pages import acts, views
from bot.demo.stage.clock import STEPS, Clock
from bot.demo.telegram.api import Api
from bot.demo.telegram.model import (
    Json,
    Person,
)
from bot.demo.telegram.rooms import Happening
from bot.demo.telegram.world import World

#: Silence after which the stream says that it is still there.
HEARTBEAT_S = 15.0
_FILES = Path(__file__).parent / "files"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


class Page:
    """The people's side of the server."""

    def __init__(self, world: World, api: Api, clock: Clock, *, is_local: bool) -> None:
        """With `is_local`, only names of this machine are taken for the host (against DNS rebinding)."""
        self._world = world
        self._api = api
        self._clock = clock
        self._is_local = is_local

    def routes(self) -> list[web.RouteDef]:
        """What the application has to serve."""
        return [
            web.get("/", self._file),
            web.get(r"/demo/page/{name:[a-z]+\.(?:css|js|svg)}", self._file),
            web.get("/demo/files/{file_id}", self._photo),
            web.get("/demo/events", self._events),
            web.post("/demo/clock", self._set_clock),
            *(web.post(f"/demo/{name}", self._act(act)) for name, act in _ACTS.items()),
        ]

    async def _file(self, request: web.Request) -> web.Response:
        return self.file(request, request.match_info.get("name", "index.html"))

    def file(self, request: web.Request, name: str) -> web.Response:
        """One of the page's own files, for a browser on this machine."""
        self.check_host(request)
        path = _FILES / name
        if not path.is_file():
            raise web.HTTPNotFound
        kind = _TYPES[path.suffix]
        return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)

    async def _photo(self, request: web.Request) -> web.Response:
        self.check_host(request)
        content = self._world.files.get(request.match_info["file_id"])
        if content is None:
            raise web.HTTPNotFound
        if request.match_info["file_id"].startswith("document-"):
            # The page names the file; what it holds is never shown as a page of ours.
            headers = {**HEADERS, "Content-Disposition": "attachment"}
            return web.Response(body=content, content_type="application/octet-stream", headers=headers)
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return web.Response(body=content, content_type=kind, headers=HEADERS)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """The whole world first, then everything that happens, until the page is closed."""
        self.check_host(request)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        waiting: deque[Json] = deque([views.world(self._world)])

        def listener(event: Happening) -> None:
            waiting.append(views.happening(self._world, event))

        with self._world.listening(listener):
            while not self._api.is_closing:
                piece = f"data: {json.dumps(waiting.popleft())}\n\n" if waiting else ": still there\n\n"
                await response.write(piece.encode())
                await self._api.bell.until(lambda: waiting or self._api.is_closing, HEARTBEAT_S)
        return response

    async def stream(
        self,
        request: web.Request,
        stamp: Callable[[], object],
        view: Callable[[], Json],
        look_every_s: float = HEARTBEAT_S,
        *,
        look: Callable[[], Awaitable[None]] | None = None,
    ) -> web.StreamResponse:
        """The view, and again whenever its stamp is another, until the page is closed.

        With `look` that is done before each, for what makes no sound by itself.
        """
        self.check_host(request)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        told: list[object] = []
        while not self._api.is_closing:
            if look is not None:
                await look()
            found = [stamp()]
            piece = ": still there\n\n" if found == told else f"data: {json.dumps(view())}\n\n"
            await response.write(piece.encode())
            told = found
            await self._api.bell.until(partial(self._has_news, stamp, told), look_every_s)
        return response

    def _has_news(self, stamp: Callable[[], object], told: list[object]) -> bool:
        return [stamp()] != told or self._api.is_closing

    def _act(self, act: Callable[[World, Person, int, Json], None]) -> Callable[[web.Request], Any]:
        """A handler that lets a person do something; refuses other pages and bodies that make no sense."""

        async def handler(request: web.Request) -> web.Response:
            self.check_origin(request)
            try:
                body = await request.json()
                person = self._world.people[body["person"]]
                act(self._world, person, person.id, body)
            except (KeyError, TypeError, ValueError, IndexError):
                raise web.HTTPBadRequest(text="no such act") from None
            return web.json_response({}, headers=HEADERS)

        return handler

    async def _set_clock(self, request: web.Request) -> web.Response:
        """Set the clock forward; answers when what it rings has been done."""
        self.check_origin(request)
        try:
            body = await request.json()
            if "until" in body:
                await self._clock.until(body["until"])
            else:
                await self._clock.forward(STEPS[body["step"]](self._clock()))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise web.HTTPBadRequest(text="no such step") from None
        self._api.bell.ring()
        return web.json_response({}, headers=HEADERS)

    def check_origin(self, request: web.Request) -> None:
        """Refuse what another page asks to be done.

        Raises:
            web.HTTPForbidden: it does not come from one of ours.

        """
        self.check_host(request)
        if request.headers.get("Origin") != f"{request.scheme}://{request.host}":
            raise web.HTTPForbidden(text="other origin")

    def check_host(self, request: web.Request) -> None:
        """Refuse a request that names another machine.

        Raises:
            web.HTTPForbidden: it does.

        """
        name = request.host.rpartition(":")[0] or request.host
        if self._is_local and name not in _LOOPBACK:
            raise web.HTTPForbidden(text="other host")


def _block(world: World, person: Person, chat_id: int, body: Json) -> None:
    world.set_status(chat_id, person, "kicked" if body["on"] else "member")


_ACTS: dict[str, Callable[[World, Person, int, Json], None]] = {
    "say": acts.say,
    "edit": acts.edit,
    "react": acts.react,
    "press": acts.press,
    "attach": acts.attach,
    "block": _block,
}
