"""What follows from each outcome, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.outbox.outcome import Fault, Gone, Outcome, Retry, Sent, Unknown
from bot.outbox.retry import backoff, settlement
from bot.storage.outbox import Delivery, DeliveryId, Lane, Settlement
from bot.storage.parcels import ButtonAnswer, Content, Message

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
_MESSAGE = Message("", ())


def _delivery(  # noqa: PLR0913 - a table varies each
    lane: Lane = Lane.REPLY,
    *,
    chat_id: int | None = 1,
    content: Content = _MESSAGE,
    attempts: int = 0,
    unknowns: int = 0,
    age: timedelta = timedelta(0),
) -> Delivery:
    return Delivery(
        DeliveryId(1), lane, chat_id, content, attempts, unknowns, NOON - age, "token", NOON + 60 * SECOND
    )


@pytest.mark.parametrize(
    ("delivery", "outcome", "expected"),
    [
        (_delivery(), Sent(9), Settlement("sent", message_id=9)),
        (_delivery(unknowns=1), Sent(9), Settlement("sent", message_id=9, unknowns=1)),
        # Bulk keeps Telegram's pace of one chat: a second, three in a group.
        (
            _delivery(Lane.BROADCAST),
            Sent(9),
            Settlement("sent", message_id=9, next_due_at=NOON + SECOND),
        ),
        (
            _delivery(Lane.NOTICE, chat_id=-1),
            Sent(9),
            Settlement("sent", message_id=9, next_due_at=NOON + 3 * SECOND),
        ),
        # Surely not sent: again, after Telegram's wait or ours.
        (
            _delivery(),
            Retry("too many requests", 7 * SECOND),
            Settlement("queued", due_at=NOON + 7 * SECOND, fault="too many requests"),
        ),
        (
            _delivery(attempts=2),
            Retry("no connection"),
            Settlement("queued", due_at=NOON + 2 * SECOND, fault="no connection"),
        ),
        (
            _delivery(attempts=9, unknowns=1, age=timedelta(hours=23)),
            Retry("no connection"),
            Settlement("queued", due_at=NOON + 30 * SECOND, unknowns=1, fault="no connection"),
        ),
        (
            _delivery(age=timedelta(hours=25)),
            Retry("no connection"),
            Settlement("failed", fault="given up: no connection"),
        ),
        # A pressed button that got no word within a minute has been forgotten by Telegram.
        (
            _delivery(content=ButtonAnswer("q", None), chat_id=None, age=61 * SECOND),
            Retry("no connection"),
            Settlement("failed", fault="given up: no connection"),
        ),
        (
            _delivery(content=ButtonAnswer("q", None), chat_id=None, age=59 * SECOND),
            Retry("no connection"),
            Settlement("queued", due_at=NOON + SECOND / 2, fault="no connection"),
        ),
        # A death while sending: at once, and oftener, but never a broadcast.
        (
            _delivery(unknowns=4),
            Unknown("died", interrupted=True),
            Settlement("queued", due_at=NOON, unknowns=5, fault="died"),
        ),
        (
            _delivery(unknowns=5),
            Unknown("died", interrupted=True),
            Settlement("unconfirmed", unknowns=6, fault="died"),
        ),
        (
            _delivery(Lane.BROADCAST),
            Unknown("died", interrupted=True),
            Settlement("unconfirmed", unknowns=1, fault="died"),
        ),
        (_delivery(), Gone("blocked"), Settlement("gone", fault="blocked", unreachable=True)),
        (_delivery(), Fault("bad markup"), Settlement("failed", fault="bad markup")),
    ],
)
def test_what_becomes_of_a_delivery(delivery: Delivery, outcome: Outcome, expected: Settlement) -> None:
    """Each outcome has one consequence, whatever the lane but for the rules that name it."""
    assert settlement(delivery, outcome, NOON) == expected


@pytest.mark.parametrize(
    ("lane", "waits_s"),
    [
        (Lane.REPLY, [0.5, 1, 2, 4]),
        (Lane.DESK, [0.5, 1, 2, 4]),
        (Lane.NOTICE, [0.5]),
        (Lane.BROADCAST, []),
    ],
)
def test_what_may_have_arrived_is_sent_again_by_its_lane(lane: Lane, waits_s: list[float]) -> None:
    """Replies and relays up to four times with backoff, notices once, broadcasts never."""
    for unknowns, wait_s in enumerate(waits_s):
        assert settlement(_delivery(lane, unknowns=unknowns), Unknown("502"), NOON) == Settlement(
            "queued", due_at=NOON + wait_s * SECOND, unknowns=unknowns + 1, fault="502"
        )
    last = len(waits_s)
    assert settlement(_delivery(lane, unknowns=last), Unknown("502"), NOON) == Settlement(
        "unconfirmed", unknowns=last + 1, fault="502"
    )


@pytest.mark.parametrize(
    ("attempts", "wait_s"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (7, 30), (10_000, 30)]
)
def test_waits_double_up_to_half_a_minute(attempts: int, wait_s: float) -> None:
    """A long outage is asked about twice a minute, never less often."""
    assert backoff(attempts) == timedelta(seconds=wait_s)
