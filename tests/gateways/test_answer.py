"""Answers of others, from a real server: bounded as they are unpacked, for the company and for Telegram."""

import gzip
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import pytest
from aiohttp import web

from bot.chat.request import AiohttpRequest, NoAnswer
from bot.gateways.readings.http import HttpUtility
from bot.gateways.readings.port import UtilityAway, UtilityRefused
from tests.gateways.readings.utilities import batch, reading

_BOMB_BYTES: Final = 256 * 2**20
#: What a call may need at most: the longest answer a few times over.
_MEMORY_BYTES: Final = 128 * 2**20
_PACKED: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": lambda words: gzip.compress(words, 9),
    "deflate": zlib.compress,
}


@asynccontextmanager
async def _answering(body: bytes, encoding: str | None, status: int = 200) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        headers = {} if encoding is None else {"Content-Encoding": encoding}
        return web.Response(status=status, body=body, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    """A quarter of a GB of blanks, packed."""
    blanks = b" " * _BOMB_BYTES
    return {encoding: pack(blanks) for encoding, pack in _PACKED.items()}


async def _hand_over(url: str) -> None:
    await HttpUtility(url, None, 30.0).hand_over(batch("a" * 32, reading(1)))


async def _call(url: str) -> None:
    request = AiohttpRequest(30.0)
    await request.initialize()
    try:
        await request.post(url)
    finally:
        await request.shutdown()


@pytest.mark.parametrize(
    ("ask", "error"), [(_hand_over, UtilityRefused), (_call, NoAnswer)], ids=["company", "telegram"]
)
@pytest.mark.parametrize("encoding", _PACKED)
async def test_an_answer_is_bounded_as_it_is_unpacked(
    bombs: dict[str, bytes], ask: Callable[..., object], error: type[Exception], encoding: str
) -> None:
    """256 MB in a few hundred kB: it is given up early, and the memory shows it."""
    async with _answering(bombs[encoding], encoding) as url:
        tracemalloc.start()
        try:
            with pytest.raises(error, match="longer than"):
                await ask(url)  # type: ignore[misc]  # a table
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < _MEMORY_BYTES


@pytest.mark.parametrize("encoding", [*_PACKED, None])
async def test_a_packed_answer_is_understood(encoding: str | None) -> None:
    """As any web server may send it, whether asked or not."""
    said = json.dumps({"ok": True, "result": [], "refused": []}).encode()
    async with _answering(_PACKED[encoding](said) if encoding else said, encoding) as url:
        await _hand_over(url)
        await _call(url)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip", "deflate"])
async def test_an_answer_that_cannot_be_unpacked_is_none(encoding: str) -> None:
    """A way of packing that we do not know, or nonsense: as if the answer had broken off."""
    async with _answering(b"\x01nonsense" * 10, encoding) as url:
        with pytest.raises((UtilityAway, UtilityRefused)):
            await _hand_over(url)
        with pytest.raises(NoAnswer):
            await _call(url)


async def test_a_long_page_of_a_server_in_trouble_is_trouble(bombs: dict[str, bytes]) -> None:
    """Its status says enough."""
    async with _answering(bombs["gzip"], "gzip", 503) as url:
        with pytest.raises(UtilityAway, match="503"):
            await _hand_over(url)
