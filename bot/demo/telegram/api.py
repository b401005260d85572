"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`, with faults and a journal."""

import json
import re
from typing import Any, assert_never

from aiohttp import web

from bot.demo.telegram.bell import Bell
from bot.demo.telegram.faults import (
    Broken,
    Call,
    Drop,
    Faults,
    Hang,
    Journal,
    Refusal,
    Refuse,
    Switch,
    TooMany,
)
from bot.demo.telegram.methods import METHODS
from bot.demo.telegram.model import Json, Upload
from bot.demo.telegram.parameters import Parameters
from bot.demo.telegram.refusal import ApiError, bad_request, conflict, too_many
from bot.demo.telegram.world import World

#: Longest wait of a getUpdates call, in seconds.
LONGEST_POLL_S = 50
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


class Api:
    """The bot's side of the server."""

    def __init__(self, world: World, token: str, bell: Bell) -> None:
        self.world = world
        self.token = token
        self.bell = bell
        self.faults = Faults(bell.ring)
        self.journal = Journal()
        #: Set once when the server goes down: no call waits any longer.
        self.is_closing = False
        self._polls = 0

    def routes(self) -> list[web.RouteDef]:
        """What the application has to serve."""
        file_path = r"/file/bot{token}/photos/{file_id}"
        return [
            web.route("*", r"/bot{token:[^/]+}/{method:[^/]*}", self._call),
            web.get(file_path, self._file),
        ]

    async def _file(self, request: web.Request) -> web.Response:
        content = self.world.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.token or content is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=content, content_type="application/octet-stream")

    async def _call(self, request: web.Request) -> web.Response:
        token, method = request.match_info["token"], request.match_info["method"]
        if token != self.token:
            known = bool(_TOKEN.fullmatch(token))
            return _refused(ApiError(401, "Unauthorized") if known else ApiError(404, "Not Found"))
        try:
            values = await _values(request)
        except ApiError as error:
            return _refused(error)
        call = Call(method, values, _number(values, "chat_id"), _number(values, "message_thread_id"))
        self.journal.calls.append(call)
        self.bell.ring()
        switch = self.faults.meet(method, call.chat_id, call.thread_id)
        if switch is None:
            return await self._answer(call)
        call.fault = switch.fault
        return await self._fail(request, call, switch)

    async def _answer(self, call: Call) -> web.Response:
        try:
            response = _told({"ok": True, "result": await self._result(call)})
        except ApiError as error:
            response = _refused(error)
        call.status = response.status
        self.bell.ring()
        return response

    async def _result(self, call: Call) -> object:
        given = Parameters(call.parameters)
        name = call.method.lower()
        if name == "getupdates":
            return await self._get_updates(given)
        if name not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        return METHODS[name](self.world, given)

    async def _fail(self, request: web.Request, call: Call, switch: Switch) -> web.Response:
        match switch.fault:
            case Refuse():
                return _cut(request)
            case Drop():
                await self._answer(call)
                call.status = None
                return _cut(request)
            case Hang(accepted):
                if accepted:
                    await self._answer(call)
                    call.status = None
                await self.bell.until(lambda: self.is_closing or not self.faults.is_on(switch))
                return _cut(request)
            case Broken(status):
                call.status = status
                page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
                return web.Response(status=status, text=page, content_type="text/html")
            case TooMany(seconds):
                call.status = 429
                return _refused(too_many(seconds))
            case Refusal(status, words):
                call.status = status
                return _refused(ApiError(status, words))
            case never:
                assert_never(never)

    async def _get_updates(self, given: Parameters) -> list[Json]:
        """Waits for updates; a newer call ends an older one, as Telegram does it."""
        queue = self.world.updates
        if queue.webhook.url:
            raise conflict(
                "can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first"
            )
        queue.allow(given.json("allowed_updates"))
        offset = given.whole("offset")
        limit = min(max(given.whole("limit", 100), 1), 100)
        wait_s = min(max(given.whole("timeout"), 0), LONGEST_POLL_S)
        self._polls += 1
        poll = self._polls
        self.bell.ring()
        queue.fetch(offset, limit)

        def is_over() -> bool:
            return bool(len(queue) or self._polls != poll or queue.webhook.url or self.is_closing)

        await self.bell.until(is_over, wait_s)
        if self._polls != poll:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        if queue.webhook.url:
            raise conflict("terminated by setWebhook request")
        return queue.fetch(offset, limit)


async def _values(request: web.Request) -> dict[str, object]:
    """All parameters of a call; those of the body win over those of the address."""
    values: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body: Any = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object")
        return values | body
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            values[name] = Upload(value.filename, value.file.read())
        else:
            values[name] = value
    return values


def _number(values: dict[str, object], name: str) -> int | None:
    try:
        return Parameters(values).whole(name) or None
    except ApiError:
        return None


def _cut(request: web.Request) -> web.Response:
    """Breaks the connection; what is returned finds nobody to read it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=502)


def _told(body: Json, status: int = 200) -> web.Response:
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


def _refused(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
    if error.moved_to is not None:
        body["parameters"] = {"migrate_to_chat_id": error.moved_to}
    return _told(body, error.code)
