"""The queue of letters: sent once, in nobody's way, and emptied when they have left."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot.gateways.mail import Letter, MailDeferred, MailRefused, MailUnanswered, MemoryMail
from bot.outbox.letters import MailSender
from bot.outbox.outcome import Fault, Outcome, Retry, Sent, Unknown
from bot.storage import claims, outbox, tables
from bot.storage.engine import Database
from bot.storage.outbox import Carrier, Delivery, DeliveryId, Lane, Parcel, Settlement
from bot.storage.parcels import Message, content_of

_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_LEASE: Final = _NOON + timedelta(minutes=1)
_PAYLOAD: Final[dict[str, Any]] = {
    "to": "ada@example.org",
    "subject": "Ciao",
    "text": "Ciao",
    "html": "<p>Ciao</p>",
    "until": (_NOON + timedelta(minutes=30)).isoformat(),
}


class _Failing(MemoryMail):
    """A way of sending that ends as it is told."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self._fault = fault

    async def send(self, letter: Letter) -> None:
        """Fail."""
        raise self._fault from KeyError(letter.to)


def _delivery(**changes: object) -> Delivery:
    payload = {**_PAYLOAD, **changes}
    return Delivery(
        DeliveryId(5), Lane.REPLY, None, content_of("mail", payload), 0, 0, _NOON, "token", _LEASE
    )


def _sender(mail: MemoryMail, now: Callable[[], datetime] = lambda: _NOON) -> MailSender:
    return MailSender(mail, "Sportello <desk@example.org>", now, timeout_s=5)


async def test_a_letter_has_one_number(database: Database) -> None:
    """A second copy of a row has the Message-ID of the first, so that mailboxes show one."""
    del database
    mail = MemoryMail()
    sender = _sender(mail)
    assert [await sender.send(_delivery()), await sender.send(_delivery())] == [Sent(), Sent()]
    assert [letter.message_id for letter in mail.letters] == ["<sportello.5.1768478400.000000@example.org>"]


async def test_a_letter_to_nobody_leaves_the_outbox_unsent() -> None:
    """It was written only so that nobody can tell the difference."""
    mail = MemoryMail()
    assert (await _sender(mail).send(_delivery(to=None)), mail.letters) == (Sent(), [])


async def test_a_letter_that_comes_too_late_is_not_sent() -> None:
    """A link that has expired in the queue would only puzzle who reads it."""
    mail = MemoryMail()
    late = _sender(mail, lambda: _NOON + timedelta(minutes=30))
    assert (await late.send(_delivery()), mail.letters) == (Fault("too late to be of use"), [])


@pytest.mark.parametrize(
    ("fault", "outcome", "is_open"),
    [
        (MailDeferred("450"), Retry("450"), True),
        (MailRefused("550"), Fault("550"), True),
        (MailUnanswered("lost"), Unknown("lost"), False),
    ],
)
async def test_each_mail_failure_has_its_outcome(
    fault: Exception, outcome: Outcome, *, is_open: bool
) -> None:
    """One letter's trouble is its own; a broken line closes the gate for all."""
    sender = _sender(_Failing(fault))
    assert (await sender.send(_delivery()), sender.is_open) == (outcome, is_open)
    await sender.close()


async def test_the_gate_opens_when_the_server_answers() -> None:
    """While the server is away no letter is tried; when it answers the gate opens by itself."""
    mail = MemoryMail()
    mail.is_away = True
    sender = _sender(mail)
    assert await sender.send(_delivery()) == Retry("switched off", timedelta(0))
    assert not sender.is_open
    mail.is_away = False
    async with asyncio.timeout(10):
        await sender.reopened()
    assert await sender.send(_delivery()) == Sent()


async def test_each_carrier_has_its_own_queue(database: Database) -> None:
    """Telegram and letters are claimed apart, and only replies by Telegram at once."""
    parcels = [
        Parcel(content_of("mail", _PAYLOAD), None),
        Parcel(Message("", ()), 7),
        Parcel(Message("", ()), 7, Lane.NOTICE),
    ]
    at_once = await database.write(lambda tx: outbox.add(tx, parcels, _NOON, _LEASE))
    assert [(row.kind, row.lane) for row in at_once] == [("message", Lane.REPLY)]
    lanes = dict.fromkeys(Lane, 10)

    async def claimed(carrier: Carrier) -> list[str]:
        rows = await database.write(lambda tx: claims.claim(tx, lanes, _NOON, _LEASE, carrier))
        return [row.kind for row in rows]

    assert await claimed(Carrier.TELEGRAM) == ["message"]
    assert await claimed(Carrier.MAIL) == ["mail"]

    held = await database.read(lambda tx: claims.held(tx, Carrier.MAIL))
    tokens = list(held.values())
    assert await database.write(lambda tx: claims.reclaim(tx, tokens, _LEASE, Carrier.TELEGRAM)) == []
    found = await database.write(lambda tx: claims.reclaim(tx, tokens, _LEASE, Carrier.MAIL))
    assert [row.kind for row in found] == ["mail"]


async def test_a_letter_that_has_left_is_emptied(database: Database) -> None:
    """The key that it held is nowhere in the database any more."""
    await database.write(lambda tx: outbox.add(tx, [Parcel(content_of("mail", _PAYLOAD), None)], _NOON, None))
    claim = lambda tx: claims.claim(tx, {Lane.REPLY: 1}, _NOON, _LEASE, Carrier.MAIL)  # noqa: E731 - a query
    (delivery,) = await database.write(claim)
    await database.write(lambda tx: outbox.settle(tx, [(delivery, Settlement("sent"))], _NOON, None))
    row = await database.read(
        lambda tx: tx.execute(select(tables.deliveries.c.state, tables.deliveries.c.payload)).one()
    )
    assert tuple(row) == ("sent", {})
