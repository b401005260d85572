"""Sends deliveries as e-mail, through a circuit breaker that is open while the mail server is away."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final

import structlog

from bot.gateways import mail as gateway
from bot.gateways.mail import Mail, MailAway, MailDeferred, MailRefused, MailUnanswered
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
        self._open = asyncio.Event()
        self._open.set()
        self._probing: asyncio.Task[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the mail server answered the last attempt."""
        return self._open.is_set()

    async def reopened(self) -> None:
        """Return as soon as the mail server answers; at once where it does."""
        await self._open.wait()

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
            self._close(str(error))
            return Retry(str(error), timedelta(0))
        except MailDeferred as error:
            return Retry(str(error))
        except MailUnanswered as error:
            self._close(str(error))
            return Unknown(str(error))
        except TimeoutError:
            self._close("timeout")
            return Unknown("timeout")
        except MailRefused as error:
            return Fault(str(error))
        return Sent()

    async def close(self) -> None:
        """Stop probing the mail server."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

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

    def _close(self, reason: str) -> None:
        if self.is_open:
            self._open.clear()
            _log.warning("mail cannot be sent; waiting for the mail server", reason=reason)
            self._probing = asyncio.create_task(self._ask_until_answered())

    async def _ask_until_answered(self) -> None:
        wait_s = _FIRST_WAIT_S
        while True:
            await asyncio.sleep(wait_s)
            wait_s = min(_LONGEST_WAIT_S, wait_s * 2)
            try:
                async with asyncio.timeout(self._timeout_s):
                    await self._mail.probe()
            except (MailAway, TimeoutError):
                continue
            _log.warning("mail can be sent again")
            self._open.set()
            return
