"""Sends deliveries as e-mail, through a circuit breaker that is open while the mail server is away."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final

import structlog

from bot.gateways import mail as gateway
from bot.gateways.mail import Mail, MailAway, MailDeferred, MailRefused, MailUnanswered
from bot.outbox.gate import CircuitBreaker, ProbePlan
from bot.outbox.outcome import Fault, Outcome, Retry, Sent, Unknown
from bot.storage.outbox import Delivery
from bot.storage.parcels import Letter

_log = structlog.get_logger(__name__)

_FIRST_WAIT_S: Final = 1.0
_LONGEST_WAIT_S: Final = 60.0


class MailSender:
    """Sends letters; independent of the sender of Telegram."""

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
        """Make one attempt. A letter to nobody, or one that has expired, is settled without being sent.

        Raises:
            TypeError: the delivery holds no letter that this release can read.
        """
        letter = delivery.content
        if not isinstance(letter, Letter):
            raise TypeError(f"a delivery of kind {delivery.kind} is no letter that can be read")
        if letter.to is None:
            return Sent()
        if letter.until is not None and letter.until <= self._now():
            return Fault("too late to be of use")
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._mail.send(self._addressed(letter, letter.to, delivery))
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

    def _addressed(self, letter: Letter, to: str, delivery: Delivery) -> gateway.Letter:
        # An idempotency key: the same for every attempt of this row, and for no row of another database.
        number = f"{delivery.delivery_id}.{delivery.created_at.timestamp():.6f}"
        return gateway.Letter(
            to,
            letter.subject,
            letter.text,
            letter.html,
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
