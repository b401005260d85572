"""Whether Telegram answers: a circuit breaker with its figure and its two lines in the log."""

from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from telegram.error import TelegramError

from bot.metrics import Metrics
from bot.outbox.gate import CircuitBreaker, ProbePlan

_log = structlog.get_logger(__name__)

_FIRST_WAIT_S: Final = 0.25
_LONGEST_WAIT_S: Final = 5.0


class Line:
    """The line to Telegram: open while calls are answered, which is a closed circuit.

    ``probe`` is a call that changes nothing; it raises while there is no answer.
    """

    def __init__(self, probe: Callable[[], Awaitable[object]], metrics: Metrics) -> None:
        self._metrics = metrics
        self._breaker = CircuitBreaker(
            probe,
            (TelegramError,),
            # At once: a single broken connection that heals is no news.
            ProbePlan(_FIRST_WAIT_S, _LONGEST_WAIT_S, at_once=True),
            on_open=self._report_away,
            on_close=self._report_back,
        )
        metrics.line_open.set(1)

    @property
    def is_open(self) -> bool:
        """Whether Telegram answered the last time we knew."""
        return self._breaker.lets_calls_pass

    def failed(self, reason: str) -> None:
        """Note that a call got no answer; from now on only the probe calls, until it gets one."""
        self._breaker.trip(reason)

    async def reopened(self) -> None:
        """Return as soon as Telegram answers; at once where it does."""
        await self._breaker.wait_closed()

    async def close(self) -> None:
        """Stop probing."""
        await self._breaker.stop()

    def _report_away(self, reason: str) -> None:
        self._metrics.line_open.set(0)
        _log.warning("Telegram does not answer; waiting for it", reason=reason)

    def _report_back(self, away_s: float, tries: int) -> None:
        _log.warning("Telegram answers again", away_s=round(away_s, 1), tries=tries)
        self._metrics.line_open.set(1)
