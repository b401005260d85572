"""The company's page of the demo: files as they are handed over, and refusals that the bot can read."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.demo.lookalike import Lookalike
from bot.gateways.readings.folder import COLUMNS, CsvFolder
from bot.gateways.readings.port import Batch, HandedReading, Refusal

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def _batch(key: str, *numbers: int) -> Batch:
    readings = [
        HandedReading(
            number, "00000000100101", "001001", date(2026, 1, 15), NOON, 1546, None, (), has_photo=False
        )
        for number in numbers
    ]
    return Batch(key, NOON, tuple(readings))


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """A browser's way to the page."""
    async with ClientSession() as session:
        yield session


async def _hears(lines: AsyncIterator[bytes]) -> Any:  # noqa: ANN401 - JSON of any shape
    async for line in lines:
        if line.startswith(b"data: "):
            return json.loads(line.removeprefix(b"data: "))
    raise AssertionError("the stream has ended")


async def test_files_appear_by_themselves(telegram: Lookalike, http: ClientSession) -> None:
    """Nobody tells the page of a file; it comes with its columns and rows, the newest first."""
    folder = CsvFolder(telegram.demo.handed)
    async with http.get(f"{telegram.url}/demo/handed") as stream:
        lines = aiter(stream.content)
        assert await _hears(lines) == {"files": [], "refused": []}
        await folder.hand_over(_batch("a", 1, 2))
        [file] = (await _hears(lines))["files"]
        assert file["columns"] == list(COLUMNS)
        assert [(row[0], row[5]) for row in file["rows"]] == [("1", "1546"), ("2", "1546")]
        await folder.hand_over(_batch("b", 3))
        assert [file["rows"][0][0] for file in (await _hears(lines))["files"]] == ["3", "1"]


async def test_a_refusal_is_a_reply_of_the_company(telegram: Lookalike, http: ClientSession) -> None:
    """It is laid where the bot looks for replies, which is told to look; the page goes on naming it."""
    folder, rung = CsvFolder(telegram.demo.handed), []

    async def bell() -> None:
        rung.append(await folder.replies())

    telegram.demo.clock.rings(bell)
    headers = {"Origin": telegram.url}
    async with http.post(f"{telegram.url}/demo/refuse", json={"reading": "7"}, headers=headers) as response:
        assert response.status == 200
    [[reply]] = rung
    assert [(refusal.reading_id, reply.faults) for refusal in reply.refusals] == [(7, ())]
    assert reply.refusals == (Refusal(7, "il numero non corrisponde al contatore"),)
    await folder.put_away(reply)
    async with http.get(f"{telegram.url}/demo/handed") as stream:
        assert (await _hears(aiter(stream.content)))["refused"] == [7]


@pytest.mark.parametrize(
    ("body", "origin", "status"),
    [
        ({"reading": "x"}, None, 400),
        ({}, None, 400),
        ([], None, 400),
        ({"reading": 1}, "http://example.org", 403),
    ],
)
async def test_nonsense_and_strangers_are_refused(
    telegram: Lookalike, http: ClientSession, body: object, origin: str | None, status: int
) -> None:
    """Nothing is written then."""
    headers = {"Origin": origin or telegram.url}
    async with http.post(f"{telegram.url}/demo/refuse", json=body, headers=headers) as response:
        assert response.status == status
    assert list(telegram.demo.handed.iterdir()) == []
