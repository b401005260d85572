"""The outbox: lanes, leases, fencing, and the order within a chat, on both databases."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot.storage import claims, outbox
from bot.storage.engine import Database
from bot.storage.outbox import Carrier, Delivery, Lane, Parcel, Settlement
from bot.storage.parcels import Message, payload_of
from bot.storage.tables import deliveries

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LEASE = NOON + timedelta(minutes=1)
ALL = dict.fromkeys(Lane, 100)
SENT = Settlement("sent", message_id=9)


def _parcel(text: str, chat_id: int | None = 1, lane: Lane = Lane.REPLY) -> Parcel:
    return Parcel(Message(text, ()), chat_id, lane)


def _texts(claimed: list[Delivery]) -> list[str]:
    return [payload_of(delivery.content)["text"] for delivery in claimed]


def _states(tx: Connection) -> list[str]:
    return list(tx.execute(select(deliveries.c.state).order_by(deliveries.c.delivery_id)).scalars())


def _add(*parcels: Parcel, lease: datetime | None = None) -> Callable[[Connection], list[Delivery]]:
    return lambda tx: outbox.add(tx, parcels, NOON, lease)


def _claim(at: datetime = NOON) -> Callable[[Connection], list[Delivery]]:
    return lambda tx: claims.claim(tx, ALL, at, at + timedelta(minutes=1))


def _settle(
    settled: list[tuple[Delivery, Settlement]], lease: datetime | None
) -> Callable[[Connection], list[Delivery]]:
    return lambda tx: outbox.settle(tx, settled, NOON, lease)


async def test_with_a_lease_the_first_of_each_chat_is_claimed_at_once(database: Database) -> None:
    """What has no place in a conversation never waits behind another."""
    parcels = [_parcel("a1"), _parcel("a2"), _parcel("b1", 2), _parcel("x", None), _parcel("y", None)]
    claimed = await database.write(_add(*parcels, lease=LEASE))
    assert _texts(claimed) == ["a1", "b1", "x", "y"]
    assert await database.read(_states) == ["claimed", "queued", "claimed", "claimed", "claimed"]


async def test_nothing_is_claimed_past_what_is_still_on_its_way(database: Database) -> None:
    """A second turn's words wait for the first one's, whether those are queued or being sent."""
    await database.write(_add(_parcel("a1"), lease=LEASE))
    assert await database.write(_add(_parcel("a2"), lease=LEASE)) == []
    assert await database.write(_claim()) == []


async def test_order_within_a_chat_is_kept_through_settling(database: Database) -> None:
    """Settling one claims the next of the same chat and lane, and only that."""
    held = await database.write(_add(_parcel("a1"), _parcel("a2"), _parcel("a3"), lease=LEASE))
    seen = []
    while held:
        seen.append(_texts(held))
        settled = [(delivery, SENT) for delivery in held]
        held = await database.write(_settle(settled, LEASE))
    assert seen == [["a1"], ["a2"], ["a3"]]
    assert await database.read(_states) == ["sent"] * 3


async def test_a_row_that_waits_for_its_retry_holds_back_the_rows_behind_it(database: Database) -> None:
    """A 429 must not let the second message overtake the first."""
    (first,) = await database.write(_add(_parcel("a1"), _parcel("a2"), lease=LEASE))
    later = NOON + timedelta(seconds=5)
    again = Settlement("queued", due_at=later)
    assert await database.write(lambda tx: outbox.settle(tx, [(first, again)], NOON, LEASE)) == []
    assert await database.write(_claim()) == []
    assert _texts(await database.write(_claim(later))) == ["a1"]


async def test_lanes_do_not_hold_each_other_back(database: Database) -> None:
    """A reply passes the notice and the broadcast that wait in the same chat."""
    await database.write(_add(_parcel("broadcast", lane=Lane.BROADCAST), _parcel("notice", lane=Lane.NOTICE)))
    assert _texts(await database.write(_add(_parcel("reply"), lease=LEASE))) == ["reply"]
    assert sorted(_texts(await database.write(_claim()))) == ["broadcast", "notice"]


async def test_a_claim_takes_so_many_of_each_lane_the_longest_due_first(database: Database) -> None:
    """Two of four broadcasts, those that have waited longest."""

    def add(tx: Connection) -> None:
        for number in (3, 1, 4, 2):
            parcel = _parcel(str(number), chat_id=number, lane=Lane.BROADCAST)
            outbox.add(tx, [parcel], NOON + timedelta(seconds=number), None)

    await database.write(add)
    late = NOON + timedelta(minutes=1)
    claimed = await database.write(lambda tx: claims.claim(tx, {Lane.BROADCAST: 2}, late, LEASE))
    assert _texts(claimed) == ["1", "2"]


async def test_a_late_settlement_with_an_old_token_changes_nothing(database: Database) -> None:
    """Whoever lost the claim cannot overrule the new holder, nor claim what stands behind."""
    (old,) = await database.write(_add(_parcel("a1"), _parcel("a2"), lease=LEASE))
    (new,) = await database.write(
        lambda tx: claims.reclaim(tx, [old.claim_token], LEASE + timedelta(minutes=1))
    )
    assert new.delivery_id == old.delivery_id
    assert new.claim_token != old.claim_token
    assert await database.write(lambda tx: outbox.settle(tx, [(old, SENT)], LEASE, LEASE)) == []
    assert await database.read(_states) == ["claimed", "queued"]
    await database.write(lambda tx: outbox.settle(tx, [(new, Settlement("failed"))], LEASE, None))
    await database.write(lambda tx: outbox.settle(tx, [(old, SENT)], LEASE, None))
    assert await database.read(_states) == ["failed", "queued"]


async def test_a_claim_is_taken_over_once(database: Database) -> None:
    """Of two processes that think its holder dead, the second finds another fencing token."""
    (old,) = await database.write(_add(_parcel("a1"), lease=LEASE))
    held = await database.read(lambda tx: claims.held(tx, Carrier.TELEGRAM))
    assert held == {old.delivery_id: old.claim_token}
    assert _texts(await database.write(lambda tx: claims.reclaim(tx, [old.claim_token], LEASE))) == ["a1"]
    assert await database.write(lambda tx: claims.reclaim(tx, [old.claim_token], LEASE)) == []


async def test_two_claims_at_once_share_the_rows(database: Database) -> None:
    """No row is given to two dispatchers, and none to nobody."""
    rows = [_parcel(str(number), chat_id=number + 1) for number in range(40)]
    await database.write(_add(*rows))
    claiming = [database.write(lambda tx: claims.claim(tx, {Lane.REPLY: 15}, NOON, LEASE)) for _ in range(4)]
    taken = [text for claimed in await asyncio.gather(*claiming) for text in _texts(claimed)]
    taken += _texts(await database.write(_claim()))
    assert sorted(taken, key=int) == [str(number) for number in range(40)]


async def test_the_pace_of_a_chat_holds_for_what_comes_next(database: Database) -> None:
    """After a notice the next one of the chat is not due before its time."""
    await database.write(_add(_parcel("n1", lane=Lane.NOTICE), _parcel("n2", lane=Lane.NOTICE)))
    (first,) = await database.write(_claim())
    soon = NOON + timedelta(seconds=1)
    paced = Settlement("sent", next_due_at=soon)
    assert await database.write(lambda tx: outbox.settle(tx, [(first, paced)], NOON, LEASE)) == []
    assert await database.write(_claim()) == []
    assert _texts(await database.write(_claim(soon))) == ["n2"]


async def test_counts_and_attempts_are_kept(database: Database) -> None:
    """Each settlement counts an attempt; open rows are counted by lane and state."""
    parcels = [_parcel("a1"), _parcel("a2"), _parcel("b", 2, Lane.DESK)]
    first, _ = await database.write(_add(*parcels, lease=LEASE))
    counts = await database.read(outbox.open_counts)
    assert counts == {(Lane.REPLY, "claimed"): 1, (Lane.REPLY, "queued"): 1, (Lane.DESK, "claimed"): 1}
    again = Settlement("queued", due_at=NOON, unknowns=1)
    await database.write(lambda tx: outbox.settle(tx, [(first, again)], NOON, None))
    (second,) = await database.write(_claim())
    assert (second.attempts, second.unknowns, second.created_at) == (1, 1, NOON)


async def test_only_what_is_settled_is_forgotten(database: Database) -> None:
    """What still waits is kept, however old it is."""
    (first,) = await database.write(_add(_parcel("a1"), _parcel("a2"), lease=LEASE))
    await database.write(lambda tx: outbox.settle(tx, [(first, SENT)], NOON, None))
    much_later = NOON + timedelta(days=400)
    assert await database.write(lambda tx: outbox.forget(tx, much_later)) == 1
    assert await database.read(_states) == ["queued"]
