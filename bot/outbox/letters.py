"""Sends deliveries by mail, one letter each, and none while the mail server is away."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final

import structlog

from bot.gateways.mail import Letter, Mail, MailAway, MailDeferred, MailRefused, MailUnanswered
from bot.outbox.gate import CircuitBreaker, ProbePlan
from bot.outbox.outcome import Fault, Outcome, Retry, Sent, Unknown
from bot.storage.outbox import Delivery

_log = structlog.get_logger(__name__)

_FIRST_WAIT_S: Final = 1.0
_LONGEST_WAIT_S: Final = 60.0


class MailSender:
    """The sender of letters. Telegram's sender does not know of it, nor it of Telegram's."""

    def __init__(self, mail: Mail, sender: str, now: Callable[[], datetime], timeout_s: float) -> None:
        self._mail = mail
        self._domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
        self._now = now
        self._timeout_s = timeout_s
        self._breaker = CircuitBreaker(
            self._probe,
            (MailAway, TimeoutError),
            ProbePlan(_FIRST_WAIT_S, _LONGEST_WAIT_S, at_once=False),
            on_open=_report_away,
            on_close=_report_back,
        )

    @property
    def is_open(self) -> bool:
        """Whether the mail server answered the last time we knew."""
        return self._breaker.lets_calls_pass

    async def reopened(self) -> None:
        """Return as soon as the mail server answers; at once where it does."""
        await self._breaker.wait_closed()

    async def send(self, delivery: Delivery) -> Outcome:
        """Send once. A letter to nobody, or one whose time is over, leaves the outbox unsent."""
        payload = delivery.payload
        if payload["to"] is None:
            return Sent()
        if payload["until"] is not None and datetime.fromisoformat(payload["until"]) <= self._now():
            return Fault("too late to be of use")
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._mail.send(self._letter(delivery))
        except MailAway as error:
            self._breaker.trip(str(error))
            return Retry(str(error), timedelta(0))
        except MailDeferred as error:
            return Retry(str(error))
        except MailUnanswered as error:
            self._breaker.trip(str(error))
            return Unknown(str(error))
        except TimeoutError:
            self._breaker.trip("timeout")
            return Unknown("timeout")
        except MailRefused as error:
            return Fault(str(error))
        return Sent()

    async def close(self) -> None:
        """Stop probing."""
        await self._breaker.stop()

    def _letter(self, delivery: Delivery) -> Letter:
        payload = delivery.payload
        # The same for every copy of this row, and for no row of another database.
        number = f"{delivery.delivery_id}.{delivery.created_at.timestamp():.6f}"
        return Letter(
            payload["to"],
            payload["subject"],
            payload["text"],
            payload["html"],
            f"<sportello.{number}@{self._domain}>",
            delivery.created_at,
        )

    async def _probe(self) -> None:
        async with asyncio.timeout(self._timeout_s):
            await self._mail.probe()


def _report_away(reason: str) -> None:
    _log.warning("mail cannot be sent; waiting for the mail server", reason=reason)


def _report_back(_away_s: float, _tries: int) -> None:
    _log.warning("mail can be sent again")
