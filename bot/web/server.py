"""The one web server of a bot: health and figures, and whatever routes the other rooms bring."""

from collections.abc import Iterable

from aiohttp import web

from bot.errors import PortTaken

#: Far above any update of Telegram, far below what could hurt.
_LARGEST_BODY_BYTES = 2**20


class Server:
    """Listens from `start` to `stop`."""

    def __init__(self, host: str, port: int, routes: Iterable[web.RouteDef]) -> None:
        self._host = host
        self._port = port
        application = web.Application(client_max_size=_LARGEST_BODY_BYTES)
        application.add_routes(routes)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)

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
