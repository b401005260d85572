"""The web server: no request, whole or not, holds a connection or the memory for ever."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from time import monotonic
from typing import Final

import pytest
from aiohttp import ClientSession, web

from bot import config
from bot.web.server import Server, servers

_SHORT_S: Final = 0.3
#: The short time, two seconds for what is left of a body, and some for a slow machine.
_CLOSED_WITHIN_S: Final = 8.0
_HEADER: Final = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


async def _read(request: web.Request) -> web.Response:
    return web.json_response({"length": len(await request.read())})


async def _say(request: web.Request) -> web.Response:
    del request
    return web.Response(text="alive")


async def _say_much(request: web.Request) -> web.Response:
    del request
    return web.Response(body=BytesIO(bytes(32 * 2**20)))


async def _hang(request: web.Request) -> web.Response:
    del request
    await asyncio.Event().wait()
    return web.Response()


_ROUTES: Final = [
    web.post("/read", _read),
    web.route("*", "/say", _say),
    web.get("/much", _say_much),
    web.get("/hang", _hang),
]


@asynccontextmanager
async def _serving() -> AsyncIterator[Server]:
    server = Server("127.0.0.1", 0, _ROUTES, exchange_s=_SHORT_S, idle_s=_SHORT_S)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def _sent(port: int, first: bytes, drip: bytes) -> tuple[bytes, float]:
    """Send the beginning of a request, then drip; return what comes back and after how long it is closed."""
    begun = monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(first)

    async def drop() -> None:
        with suppress(ConnectionError):
            while drip:
                writer.write(drip)
                await writer.drain()
                await asyncio.sleep(0.05)

    dripping = asyncio.create_task(drop())
    try:
        async with asyncio.timeout(_CLOSED_WITHIN_S):
            answer = await _read_all(reader)
        return answer, monotonic() - begun
    finally:
        dripping.cancel()
        writer.close()


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    read = b""
    with suppress(ConnectionError):
        while piece := await reader.read(65536):
            read += piece
    return read


@pytest.mark.parametrize(
    ("first", "drip", "status"),
    [
        (b"", b"", b""),
        (b"GET /say HTTP/1.1\r\n", b"", b""),
        (b"GET /say HTTP/1.1\r\n", b"X: y\r\n", b""),
        (b"GET /say HTTP/1.1\r\nHost: x\r\n\r\n", b"", b"200"),
        (b"GET /say HTTP/1.1\r\nHost: x\r\n\r\nGET /", b"a", b"200"),
        (_HEADER, b"", b"408"),
        (_HEADER, b"x", b"408"),
        (_HEADER.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked"), b"1\r\nx\r\n", b"408"),
        (_HEADER.replace(b"/read", b"/say"), b"x", b"200"),
        (_HEADER.replace(b"/read", b"/nowhere"), b"x", b"404"),
        (b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n", b"", b"503"),
    ],
    ids=[
        "nothing",
        "half a header",
        "a header without end",
        "kept open",
        "a second header without end",
        "no body",
        "a body in drops",
        "chunks without end",
        "a body nobody wants",
        "a body for nobody",
        "no answer",
    ],
)
async def test_a_request_without_end_is_ended(first: bytes, drip: bytes, status: bytes) -> None:
    """Whatever is slow, the connection is closed after a time; where there is an answer it comes first."""
    async with _serving() as server:
        answer, _ = await _sent(server.port, first, drip)
    assert answer[9:12] == status


async def test_an_answer_that_is_not_taken_is_ended() -> None:
    """Who asks for much and does not read gets no more of it."""
    async with _serving() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
        writer.write(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(4 * _SHORT_S)
        async with asyncio.timeout(_CLOSED_WITHIN_S):
            read = await _read_all(reader)
        writer.close()
    assert len(read) < 32 * 2**20


@pytest.mark.parametrize(("length", "status"), [(2**20, 200), (2**20 + 1, 413), (2**27, 413)])
async def test_a_body_counts_as_it_is_unpacked(length: int, status: int) -> None:
    """A compressed one may be no longer than another."""
    packed = gzip.compress(bytes(length), compresslevel=9)
    server = Server("127.0.0.1", 0, _ROUTES)
    await server.start()
    url = f"http://127.0.0.1:{server.port}/read"
    async with (
        ClientSession() as http,
        http.post(url, data=packed, headers={"Content-Encoding": "gzip"}) as response,
    ):
        assert response.status == status
    await server.stop()


async def test_health_can_be_listened_to_apart() -> None:
    """With a port of its own it is answered there and nowhere else; without a webhook there only."""
    hook, health = [web.get("/hook", _say)], [web.get("/healthz", _say)]
    apart = config.Web(port=0, metrics_port=0)
    outside, inside = servers(apart, hook, health)
    assert len(servers(apart, [], health)) == len(servers(config.Web(port=0), hook, health)) == 1
    found = {}
    async with ClientSession() as http:
        for name, server in (("outside", outside), ("inside", inside)):
            await server.start()
            for path in ("hook", "healthz"):
                async with http.get(f"http://127.0.0.1:{server.port}/{path}") as response:
                    found[name, path] = response.status
    for server in (outside, inside):
        await server.stop()
    assert found == {
        ("outside", "hook"): 200,
        ("outside", "healthz"): 404,
        ("inside", "hook"): 404,
        ("inside", "healthz"): 200,
    }
