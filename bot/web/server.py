"""A web server of a bot: health and figures, and whatever routes the other rooms bring."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.typedefs import Handler, Middleware

from bot.config import Web
from bot.errors import PortTaken

#: Far above any update of Telegram, far below what could hurt; counted after unpacking.
_LARGEST_BODY_BYTES: Final = 2**20
#: From the end of a request's header until its answer has been taken: a body may not drip for ever.
_EXCHANGE_S: Final = 30.0
#: Without a whole header, at first or after an answer. More than proxies keep unused connections (60 s).
_IDLE_S: Final = 75.0
#: For what is left of a body whose answer is already known.
_LINGERING_S: Final = 2.0
_LOOPBACK: Final = "127.0.0.1"


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a record of the server is worth a line: what strangers send that is no HTTP is not.

    It would be written word by word, with whatever key stands in its address.
    """
    return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)


_log: Final = logging.getLogger("aiohttp.server")
_log.addFilter(_is_ours)


class Server:
    """Listens from `start` to `stop`. A connection that gets no further is closed, on every route."""

    def __init__(
        self,
        host: str,
        port: int,
        routes: Iterable[web.RouteDef],
        *,
        exchange_s: float = _EXCHANGE_S,
        idle_s: float = _IDLE_S,
    ) -> None:
        self._host = host
        self._port = port
        application = web.Application(
            client_max_size=_LARGEST_BODY_BYTES, middlewares=[_bounded_by(exchange_s)]
        )
        application.add_routes(routes)
        self._runner = web.AppRunner(
            application,
            access_log=None,
            logger=_log,
            shutdown_timeout=2.0,
            keepalive_timeout=idle_s,
            lingering_time=_LINGERING_S,
        )

    @property
    def port(self) -> int:
        """The port that is listened on; the system's choice where 0 was configured."""
        return int(self._runner.addresses[0][1]) if self._runner.addresses else self._port

    async def start(self) -> None:
        """Listen.

        Raises:
            PortTaken: somebody else does, or the address is not ours.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise PortTaken(f"Cannot listen on {self._host}:{self._port}: {error.strerror}.") from error

    async def stop(self) -> None:
        """Take no further calls, and let those that are being answered end."""
        await self._runner.cleanup()


def servers(
    where: Web, webhook_routes: Sequence[web.RouteDef], health_routes: Sequence[web.RouteDef]
) -> tuple[Server, ...]:
    """Build one server, or one for the webhook (where there is one) and one for health and figures."""
    if where.metrics_port is None:
        return (Server(where.host, where.port, [*health_routes, *webhook_routes]),)
    inside = Server(where.metrics_host or _LOOPBACK, where.metrics_port, health_routes)
    return (Server(where.host, where.port, webhook_routes), inside) if webhook_routes else (inside,)


def _bounded_by(exchange_s: float) -> Middleware:
    """Make a middleware that ends an exchange after so many seconds, its answer's way out included."""

    @web.middleware
    async def bounded(request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse | None = None
        try:
            async with asyncio.timeout(exchange_s):
                response = await handler(request)
                # Who has gone away is told nothing more; that is no fault of ours.
                with suppress(ConnectionError):
                    await response.prepare(request)
                    await response.write_eof()
        except TimeoutError:
            if response is not None:
                # The answer is not taken: nothing more can be said on this connection.
                if request.transport is not None:
                    request.transport.abort()
                return response
            refusal = web.Response(status=503 if request.content.is_eof() else 408)
            refusal.force_close()
            return refusal
        return response

    return bounded
