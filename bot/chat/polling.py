"""Our own long polling: what Telegram gives is committed first, and only then acknowledged."""

import asyncio
import json
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import RequestData

# The library has no public way to make the data of a call that it does not wrap itself.
from telegram.request._requestparameter import RequestParameter

from bot.chat import inbound
from bot.chat.entrance import Entrance
from bot.chat.line import Line
from bot.metrics import Metrics

_log = structlog.get_logger(__name__)

_MOST_AT_ONCE: Final = 100
#: A held request may take this much longer than Telegram was asked to hold it.
_ANSWER_MARGIN_S: Final = 10.0
_WAIT_S: Final = 0.5
_CONFLICT_WAIT_S: Final = 5.0


class Polling:
    """Asks Telegram for updates until cancelled."""

    def __init__(self, bot: Bot, line: Line, entrance: Entrance, metrics: Metrics, *, hold_s: int) -> None:
        self._bot = bot
        self._line = line
        self._entrance = entrance
        self._metrics = metrics
        self._hold_s = hold_s
        self._offset: int | None = None
        self._in_conflict = False

    async def run(self) -> None:
        """Ask, commit, ask for the next: asking for the next is the acknowledgement."""
        while True:
            try:
                await self._line.reopened()
                await self._round()
            except Conflict as error:
                if not self._in_conflict:
                    _log.warning("somebody else takes this bot's updates; waiting", reason=error.message)
                self._in_conflict = True
                await asyncio.sleep(_CONFLICT_WAIT_S)
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error.retry_after))
            except TelegramError as error:
                self._line.failed(error.message)
                await asyncio.sleep(_WAIT_S)
            except DBAPIError:
                _log.warning("updates cannot be kept, so they are not acknowledged", exc_info=True)
                self._metrics.failures.labels("database").inc()
                await asyncio.sleep(_WAIT_S)

    async def _round(self) -> None:
        # Not Bot.get_updates: it understands all updates or none, and one bad one would stall the rest.
        asked: dict[str, int | str] = {
            "timeout": self._hold_s,
            "limit": _MOST_AT_ONCE,
            "allowed_updates": json.dumps(inbound.KINDS),
        }
        if self._offset is not None:
            asked["offset"] = self._offset
        raw = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates",
            # In the body, as every other call: not every server of the Bot API reads the address.
            request_data=RequestData([RequestParameter(name, value, None) for name, value in asked.items()]),
            read_timeout=self._hold_s + _ANSWER_MARGIN_S,
        )
        self._in_conflict = False
        found = raw if isinstance(raw, list) else []
        arrivals = [arrival for update in found if (arrival := inbound.to_arrival(update)) is not None]
        if len(arrivals) < len(found):
            self._metrics.failures.labels("unreadable").inc(len(found) - len(arrivals))
            _log.warning("updates without a number were passed over", count=len(found) - len(arrivals))
        await self._entrance.take(arrivals)
        if arrivals:
            self._offset = max(arrival.update_id for arrival in arrivals) + 1


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
