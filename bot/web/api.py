"""Where programs hand over data: ``POST /api/v1/notices`` with a bearer key (docs/notices.md)."""

import asyncio
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import structlog
from aiohttp import web
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import DocumentRefused
from bot.metrics import Metrics
from bot.services import keys
from bot.services.keys import Key
from bot.services.notices.received import Received
from bot.services.notices.store import NoticeConflict, Taken
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)

#: 50,000 streets take a third of it.
LARGEST_BODY: Final = 16 * 2**20
#: The most wrong keys a minute that are looked up; beyond them only keys that were right before are.
MOST_WRONG_KEYS: Final = 30
_WRONG_KEYS_COUNT_FOR: Final = timedelta(minutes=1)
_BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]+) *", re.IGNORECASE | re.ASCII)
#: Documents that are checked at the same time: each fills memory.
_AT_ONCE: Final = 2
#: Keeps what was received in a transaction, all or none of it; raises NoticeConflict.
Take: TypeAlias = Callable[[Connection, Received, datetime], Taken]


def routes(  # noqa: PLR0913 - what it stands between
    database: Database,
    metrics: Metrics,
    now: Callable[[], datetime],
    *,
    parse: Callable[[bytes], Received],
    take: Take,
    documents: Callable[[], Mapping[str, Any]],
) -> list[web.RouteDef]:
    """Build the routes. ``documents`` gives what is served openly, by its name under ``/api/v1/``."""
    door = NoticesDoor(database, metrics, now, parse, take)

    def serve(name: str) -> web.RouteDef:
        async def document(_request: web.Request) -> web.Response:
            return web.json_response(documents()[name])

        return web.get(f"/api/v1/{name}", document)

    return [web.post("/api/v1/notices", door.post), *map(serve, ("openapi.json", "notices.schema.json"))]


class NoticesDoor:
    """Takes notices from programs that have a key."""

    def __init__(
        self,
        database: Database,
        metrics: Metrics,
        now: Callable[[], datetime],
        parse: Callable[[bytes], Received],
        take: Take,
    ) -> None:
        self._database = database
        self._metrics = metrics
        self._now = now
        self._parse = parse
        self._take = take
        self._keys = _KeyRing(database, now)
        self._checking = asyncio.Semaphore(_AT_ONCE)

    async def post(self, request: web.Request) -> web.Response:
        """Answer a call: the key first, so that nobody else makes us read a body."""
        try:
            key = await self._keys.of(request)
            _refuse_other_content(request)
            body = await _body(request)
            async with self._checking:
                received = await asyncio.to_thread(self._parse, body)
            taken = await self._database.write(lambda tx: self._keep(tx, key, received))
        except DocumentRefused as refused:
            faults = [{"path": path, "message": words} for path, words in refused.faults]
            return web.json_response({"error": "the document has faults", "faults": faults}, status=422)
        except NoticeConflict as conflict:
            return web.json_response({"error": str(conflict), "notices": list(conflict.ids)}, status=409)
        except DBAPIError:
            self._metrics.failures.labels("notices").inc()
            _log.exception("notices could not be kept")
            return _refusal(503, "try again later", {"Retry-After": "30"})
        except web.HTTPException as refusal:
            return _refusal(refusal.status, refusal.text or refusal.reason, dict(refusal.headers))
        counts = {"notices": taken.count, **asdict(taken)}
        _log.info("notices taken", key=key.name, **counts)
        return web.json_response(counts)

    def _keep(self, tx: Connection, key: Key, received: Received) -> Taken:
        now = self._now()
        if not keys.note_use(tx, key, now):
            # It was revoked while the body came.
            raise _unauthorized()
        return self._take(tx, received, now)


class _KeyRing:
    """Finds the key of a call, and bounds how many wrong ones are looked up."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._wrong_at: deque[datetime] = deque(maxlen=MOST_WRONG_KEYS)
        #: Hashes of secrets that were right before: a flood of wrong ones does not shut these out.
        self._right: set[int] = set()

    async def of(self, request: web.Request) -> Key:
        """The key of a call.

        Raises:
            HTTPUnauthorized: it has none, or one that does not open this.
            HTTPTooManyRequests: too many calls had a wrong one.
        """
        found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
        if found is None:
            raise _unauthorized()
        secret = found[1]
        if self._is_flooded() and hash(secret) not in self._right:
            raise web.HTTPTooManyRequests(text="too many wrong keys", headers={"Retry-After": "60"})
        key = await self._database.read(lambda tx: keys.find(tx, secret, "notices"))
        if key is None:
            self._right.discard(hash(secret))
            self._wrong_at.append(self._now())
            _log.warning("a call to the API had a wrong key")
            raise _unauthorized()
        self._right.add(hash(secret))
        return key

    def _is_flooded(self) -> bool:
        if len(self._wrong_at) < MOST_WRONG_KEYS:
            return False
        return self._now() - self._wrong_at[0] < _WRONG_KEYS_COUNT_FOR


def _unauthorized() -> web.HTTPUnauthorized:
    return web.HTTPUnauthorized(
        text="a valid key is needed", headers={"WWW-Authenticate": 'Bearer realm="sportello"'}
    )


def _refuse_other_content(request: web.Request) -> None:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="the body must be application/json")
    if (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        raise web.HTTPUnsupportedMediaType(text="the body must be UTF-8")


async def _body(request: web.Request) -> bytes:
    """The body, up to its limit, which is higher than that of other routes."""
    too_large = web.HTTPRequestEntityTooLarge(
        LARGEST_BODY, request.content_length or 0, text=f"the body is longer than {LARGEST_BODY} bytes"
    )
    if (request.content_length or 0) > LARGEST_BODY:
        raise too_large
    body = bytearray()
    async for part in request.content.iter_any():
        body += part
        if len(body) > LARGEST_BODY:
            raise too_large
    return bytes(body)


def _refusal(status: int, words: str, headers: Mapping[str, str]) -> web.Response:
    kept = {name: value for name, value in headers.items() if name in {"WWW-Authenticate", "Retry-After"}}
    return web.json_response({"error": words}, status=status, headers=kept)
