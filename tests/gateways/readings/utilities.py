"""The company for tests: readings to hand over, and a web service that takes them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from aiohttp import web

from bot.gateways.readings.port import Batch, HandedReading

SENT_AT: Final = datetime(2026, 1, 15, 11, 0, tzinfo=UTC)


def reading(reading_id: int, meter: int | None = 45312, **changes: Any) -> HandedReading:  # noqa: ANN401 - any field
    """A made-up reading."""
    facts: dict[str, Any] = {
        "reading_id": reading_id,
        "point": "00000000100101",
        "customer_code": "001001",
        "taken_on": date(2026, 1, 15),
        "sent_at": SENT_AT,
        "meter": meter,
        "corrector": None,
        "doubts": (),
        "has_photo": False,
    }
    return HandedReading(**{**facts, **changes})


def batch(key: str, *readings: HandedReading) -> Batch:
    """A batch of these."""
    return Batch(key, SENT_AT, readings)


@dataclass
class Company:
    """A web service that keeps each batch once, by its key, and answers as it is told."""

    token: str | None = None
    #: By key: what was said the first time.
    batches: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    #: The next answers, before any is taken: a status, or None for none at all.
    faults: list[int | None] = field(default_factory=list)
    #: The fault comes after the batch was taken.
    is_late: bool = False
    answer: str = ""
    posts: int = 0
    url: str = ""

    @property
    def reading_ids(self) -> list[int]:
        """Every reading that the company has, in order."""
        return sorted(reading["reading_id"] for said in self.batches.values() for reading in said["readings"])

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Take batches until the block ends."""
        app = web.Application()
        app.router.add_post("/readings", self._take)
        app.router.add_get("/elsewhere", self._take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/readings"
        try:
            yield
        finally:
            await runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        self.posts += 1
        said = await request.json()
        fault = self.faults.pop(0) if self.faults else 200
        if fault == 200 or self.is_late:
            assert request.headers.get("Authorization") == (self.token and f"Bearer {self.token}")
            self.batches.setdefault(request.headers["Idempotency-Key"], said)
        if fault is None:
            await asyncio.sleep(3600)
        headers = {"Location": "/elsewhere"} if fault in {301, 302, 307} else {}
        return web.Response(status=fault or 500, text=self.answer, headers=headers)
