"""The webhook: Telegram calls, the update is committed, and only then the call is answered."""

import hmac
from typing import Final

import structlog
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError

from bot.chat import inbound, safe_json
from bot.chat.entrance import Entrance
from bot.metrics import Metrics

_log = structlog.get_logger(__name__)

PATH: Final = "/telegram/webhook"
_SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


def routes(entrance: Entrance, secret: SecretStr, metrics: Metrics) -> list[web.RouteDef]:
    """The route that Telegram calls.

    Answers 200 once the update is kept, 403 to strangers, 400 to what is no update, and 503 when it cannot
    be kept, so that Telegram brings it again.
    """
    expected = secret.get_secret_value().encode()

    async def receive(request: web.Request) -> web.Response:
        # As aiohttp decoded it: bytes that are no text come back as the bytes they were.
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, expected):
            metrics.failures.labels("webhook stranger").inc()
            return web.Response(status=403)
        try:
            arrival = inbound.to_arrival(safe_json.read(await request.read()))
        except ValueError:
            arrival = None
        if arrival is None:
            metrics.failures.labels("unreadable").inc()
            return web.Response(status=400)
        try:
            await entrance.take([arrival])
        except DBAPIError:
            _log.warning("an update cannot be kept, so it is not acknowledged", exc_info=True)
            metrics.failures.labels("database").inc()
            return web.Response(status=503)
        return web.Response()

    return [web.post(PATH, receive)]
