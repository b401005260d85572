"""The line to Telegram: one probe at a time, one word in the log each way."""

import asyncio

import pytest
from telegram.error import NetworkError

from bot.chat import line as line_module
from bot.chat.line import Line
from bot.metrics import Metrics
from tests.support.logbook import Logbook


class Exchange:
    """The other end: answers from the given try on."""

    def __init__(self, answers_at: int) -> None:
        self.asked = 0
        self._answers_at = answers_at

    async def probe(self) -> None:
        """Be asked."""
        self.asked += 1
        if self.asked < self._answers_at:
            raise NetworkError("nobody there")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a thousandth between probes."""
    monkeypatch.setattr(line_module, "_FIRST_WAIT_S", 0.001)
    monkeypatch.setattr(line_module, "_LONGEST_WAIT_S", 0.001)


async def test_a_single_broken_connection_is_no_news(log: Logbook) -> None:
    """The first probe is answered: open again, and nothing is logged."""
    exchange, metrics = Exchange(1), Metrics()
    line = Line(exchange.probe, metrics)
    line.failed("reset")
    assert not line.is_open
    await line.reopened()
    assert (line.is_open, exchange.asked, log.faults) == (True, 1, [])


async def test_an_outage_is_one_line_at_its_begin_and_one_at_its_end(log: Logbook) -> None:
    """However many calls fail meanwhile, one probe asks, and the log stays quiet."""
    exchange, metrics = Exchange(20), Metrics()
    line = Line(exchange.probe, metrics)
    for _ in range(50):
        line.failed("refused")
    await line.reopened()
    assert exchange.asked == 20
    log.forgive("Telegram does not answer; waiting for it")
    log.forgive("Telegram answers again")
    assert b"sportello_telegram_open 1.0" in metrics.exposition()


async def test_closing_stops_asking(log: Logbook) -> None:
    """No probe is left behind, and closing a line that is open does nothing."""
    exchange = Exchange(10**9)
    line = Line(exchange.probe, Metrics())
    await line.close()
    line.failed("refused")
    await asyncio.sleep(0)
    before = asyncio.all_tasks()
    await line.close()
    assert len(asyncio.all_tasks()) == len(before) - 1
    log.forgive("Telegram does not answer; waiting for it")
