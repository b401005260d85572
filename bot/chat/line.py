"""Whether Telegram answers: closed by a failure, opened by a harmless question, logged once each way."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

import structlog
from telegram.error import TelegramError

from bot.metrics import Metrics

_log = structlog.get_logger(__name__)

_FIRST_WAIT_S: Final = 0.25
_LONGEST_WAIT_S: Final = 5.0


class Line:
    """The line to Telegram. ``probe`` is a call that changes nothing; it raises while there is no answer."""

    def __init__(self, probe: Callable[[], Awaitable[object]], metrics: Metrics) -> None:
        self._probe = probe
        self._metrics = metrics
        self._open = asyncio.Event()
        self._open.set()
        self._closed_at = 0.0
        self._probing: asyncio.Task[None] | None = None
        metrics.line_open.set(1)

    @property
    def is_open(self) -> bool:
        """Whether Telegram answered the last time we knew."""
        return self._open.is_set()

    def failed(self, reason: str) -> None:
        """Note that a call got no answer; from now on only the probe calls, until it gets one."""
        if not self.is_open:
            return
        self._open.clear()
        self._closed_at = monotonic()
        self._probing = asyncio.create_task(self._ask_until_answered(reason))

    async def reopened(self) -> None:
        """Return as soon as Telegram answers; at once where it does."""
        await self._open.wait()

    async def close(self) -> None:
        """Stop asking."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def _ask_until_answered(self, reason: str) -> None:
        wait_s, tries = _FIRST_WAIT_S, 0
        while True:
            try:
                await self._probe()
            except TelegramError as error:
                tries += 1
                if tries == 1:
                    # Said only now: a single broken connection that heals at once is no news.
                    self._metrics.line_open.set(0)
                    _log.warning("Telegram does not answer; waiting for it", reason=reason)
                reason = str(error)
                await asyncio.sleep(wait_s)
                wait_s = min(_LONGEST_WAIT_S, wait_s * 2)
                continue
            if tries:
                away_s = round(monotonic() - self._closed_at, 1)
                _log.warning("Telegram answers again", away_s=away_s, tries=tries)
                self._metrics.line_open.set(1)
            self._open.set()
            return
