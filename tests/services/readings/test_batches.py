"""Readings on their way: due at full slots, claimed by one, settled once, refused with a reason."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, update

from bot.gateways.readings.port import HandedReading, Refusal
from bot.services.readings import batches as reading_batches
from bot.storage.engine import Database
from bot.storage.outbox import Lane
from bot.storage.tables import nicknames, readings
from bot.storage.tables import reading_batches as batches
from handlers.contract.readings import AttachPhoto, DeleteReading
from tests.support.customers import HEADER, csv_file
from tests.support.readingroom import ADAS_METER, BRUNO, BRUNOS_METER, CARLO, EVERY, LEASE, Room

_ROUNDS: Final = 25


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """A room whose windows are open, at a winter noon."""
    return await Room.open(database, tmp_path)


@pytest.mark.parametrize(
    ("now", "every", "slot"),
    [
        ("12:00:00", 30, "12:00:00"),
        ("12:29:59", 30, "12:00:00"),
        ("12:31:00", 30, "12:30:00"),
        ("12:31:00", 1440, "00:00:00"),
        ("00:00:00", 30, "00:00:00"),
        ("23:59:59", 7 * 60, "21:00:00"),
    ],
)
def test_slots_are_the_same_for_everybody(now: str, every: int, slot: str) -> None:
    """They begin at midnight UTC, whenever a process was started."""
    at = datetime.fromisoformat(f"2026-01-15T{now}+00:00")
    begins = datetime.fromisoformat(f"2026-01-15T{slot}+00:00")
    assert reading_batches.slot_begins(at, timedelta(minutes=every)) == begins


async def test_a_reading_goes_at_the_next_full_slot(room: Room) -> None:
    """Sent at 12:00, it can be deleted until 12:30, however often somebody looks."""
    sent = await room.sends(45312)
    assert sent is not None
    assert (await room.is_due(), await room.claims()) == (False, [])
    room.clock.turn(minutes=29, seconds=59)
    assert (await room.is_due(), await room.claims()) == (False, [])
    room.clock.turn(seconds=1)
    assert await room.is_due()
    (claimed,) = await room.claims()
    assert claimed.batch.readings == (
        HandedReading(
            sent.reading_id,
            ADAS_METER,
            "001001",
            date(2026, 1, 15),
            sent.sent_at,
            45312,
            None,
            (),
            has_photo=False,
        ),
    )
    assert await room.states() == {sent.reading_id: "leaving"}
    assert (await room.is_due(), await room.claims()) == (False, [])


async def test_what_left_cannot_be_deleted(room: Room) -> None:
    """From the claim on, and for good once it is acquired."""
    sent = await room.sends(45312)
    assert sent is not None
    room.clock.turn(minutes=30)
    (claimed,) = await room.claims()
    await room.deletes(sent)
    assert await room.states() == {sent.reading_id: "leaving"}
    assert await room.acquires(claimed) == 1
    await room.deletes(sent)
    assert await room.states() == {sent.reading_id: "acquired"}
    assert (await room.audited())[-1] == ("sportello", "reading-acquired", f"reading:{sent.reading_id}")


async def test_settling_twice_changes_nothing(room: Room) -> None:
    """Whoever settles first; the second hears of nothing new."""
    sent = await room.sends(45312)
    assert sent is not None
    room.clock.turn(minutes=30)
    (claimed,) = await room.claims()
    assert [await room.acquires(claimed) for _ in range(2)] == [1, 0]
    refusal = Refusal(sent.reading_id, "Contatore sostituito")
    assert [len(await room.refuses(refusal)) for _ in range(2)] == [1, 0]


async def test_a_batch_nobody_settled_comes_again_word_for_word(room: Room, tmp_path: Path) -> None:
    """After its lease, under the same key, with what was said the first time, whatever changed since."""
    sent = await room.sends(45312)
    assert sent is not None
    room.clock.turn(minutes=30)
    (first,) = await room.claims()
    await room.changes(AttachPhoto(sent.reading_id, "photo"))
    row = (
        "001002,Bruno Salvemini,SLVBRN65C12X999E,,,it,00000000100101,Borgo Esempio,Via delle Prove,1,"
        "G4,5,no,,,no"
    )
    await room.takes_over(csv_file(tmp_path, row, header=HEADER))
    room.clock.turn(seconds=LEASE.total_seconds() - 1)
    assert await room.claims() == []
    room.clock.turn(seconds=1)
    (second,) = await room.claims()
    assert second.batch == first.batch
    assert second.token != first.token


async def test_a_failure_lays_the_batch_back_for_longer_each_time(room: Room) -> None:
    """One minute, two, four, up to half an hour; only by who holds it."""
    await room.sends(45312)
    room.clock.turn(minutes=30)
    waits = []
    for _ in range(8):
        (claimed,) = await room.claims()
        fail = partial(reading_batches.failed, fault="away", now=room.clock())
        await room.does(lambda tx, claimed=claimed, fail=fail: fail(tx, claimed))  # type: ignore[misc]  # bound now
        free_at = await room.does(lambda tx: tx.execute(select(batches.c.lease_until)).scalar_one())
        waits.append((free_at - room.clock()) // timedelta(minutes=1))
        room.clock.turn(seconds=(free_at - room.clock()).total_seconds())
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    (held,) = await room.claims()
    await room.does(lambda tx: reading_batches.failed(tx, claimed, "late", room.clock()))
    assert await room.claims() == []
    assert await room.acquires(held) == 1


async def test_what_an_earlier_life_held_is_taken_up_at_once(room: Room) -> None:
    """Where nobody else can hold it."""
    await room.sends(45312)
    room.clock.turn(minutes=30)
    (first,) = await room.claims()
    await room.does(reading_batches.take_up)
    (second,) = await room.claims()
    assert second.batch == first.batch


async def test_a_settled_batch_keeps_no_copy(room: Room) -> None:
    """What was handed over is emptied, and the batch goes when its readings have gone."""
    await room.sends(45312)
    room.clock.turn(minutes=30)
    (claimed,) = await room.claims()
    await room.acquires(claimed)
    content = select(batches.c.content)
    assert await room.does(lambda tx: tx.execute(content).scalars().all()) == [None]
    later = room.clock() + timedelta(days=1)
    assert await room.does(lambda tx: reading_batches.forget(tx, later)) == 0
    await room.does(lambda tx: tx.execute(readings.delete()))
    assert await room.does(lambda tx: reading_batches.forget(tx, later)) == 1


async def test_more_than_fit_go_in_several(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reading in exactly one of them, the oldest first."""
    monkeypatch.setattr(reading_batches, "MOST_IN_BATCH", 1)
    await room.sends(45312)
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
    room.clock.turn(minutes=30)
    assert [[reading.meter for reading in one.batch.readings] for one in await room.claims()] == [
        [45312],
        [7],
    ]


async def test_a_refusal_is_told_to_who_sent_it(room: Room) -> None:
    """With the company's reason, in their language, by their name of the supply; and another may be sent."""
    sent = await room.sends(45312, person_id=CARLO)
    assert sent is not None
    name = {"person_id": CARLO, "supply_id": room.ids[ADAS_METER], "nickname": "Zuhause"}
    await room.does(lambda tx: tx.execute(nicknames.insert().values(name)))
    room.clock.turn(minutes=30)
    (claimed,) = await room.claims()
    await room.acquires(claimed)
    (parcel,) = await room.refuses(Refusal(sent.reading_id, " Zähler\0 <getauscht>\n"))
    assert (parcel.kind, parcel.chat_id, parcel.lane) == ("message", CARLO, Lane.NOTICE)
    assert "Zähler &lt;getauscht&gt;" in parcel.payload["text"]
    assert "<b>Zuhause</b>" in parcel.payload["text"]
    assert "15.01.2026" in parcel.payload["text"]
    assert await room.states() == {sent.reading_id: "refused"}
    assert (await room.sends(45320)) is not None


@pytest.mark.parametrize("state", ["pending", "deleted", "refused"])
async def test_what_is_not_with_the_company_cannot_be_refused(room: Room, state: str) -> None:
    """Nor can what never was: such a refusal is passed over."""
    sent = await room.sends(45312)
    assert sent is not None
    await room.does(lambda tx: tx.execute(update(readings).values(state=state)))
    refusals = [Refusal(sent.reading_id, "no"), Refusal(999, "no")]
    assert await room.refuses(*refusals) == []
    assert await room.states() == {sent.reading_id: state}


async def test_of_a_deletion_and_a_claim_one_wins(room: Room) -> None:
    """At the same moment, many times: it is deleted and in no batch, or in one and not deleted."""
    for _ in range(_ROUNDS):
        sent = await room.sends(45312)
        assert sent is not None
        room.clock.turn(minutes=30)
        delete = partial(
            room.readings.carry_out, change=DeleteReading(sent.reading_id), context=room.context()
        )
        _, first, _, second = await room.at_once(delete, room.claims_one, delete, room.claims_one)
        held = [reading.reading_id for one in (first, second) if one for reading in one.batch.readings]
        state = (await room.states())[sent.reading_id]
        assert (state, held) in [("deleted", []), ("leaving", [sent.reading_id])]
        await room.does(lambda tx: tx.execute(readings.delete()))
        await room.does(lambda tx: tx.execute(batches.delete()))


async def test_of_many_who_claim_one_gets_each_reading(room: Room) -> None:
    """Processes that look at the same moment share the work and double none of it."""
    for _ in range(_ROUNDS):
        await room.sends(45312)
        await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
        room.clock.turn(minutes=30)
        claims = await room.at_once(*[room.claims_one] * 4)
        held = sorted(reading.meter for one in claims if one for reading in one.batch.readings)
        assert held == [7, 45312]
        await room.does(lambda tx: tx.execute(readings.delete()))
        await room.does(lambda tx: tx.execute(batches.delete()))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_deletion_that_holds_the_row_is_not_waited_for(room: Room) -> None:
    """The claim passes it over and takes the others; what was deleted is in no batch, later neither."""
    adas = await room.sends(45312)
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
    assert adas is not None
    room.clock.turn(minutes=30)
    has_deleted, may_commit = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def delete_slowly(tx: Connection) -> None:
        room.readings.carry_out(tx, DeleteReading(adas.reading_id), room.context())
        loop.call_soon_threadsafe(has_deleted.set)
        asyncio.run_coroutine_threadsafe(may_commit.wait(), loop).result(10)

    deleting: asyncio.Task[Any] = asyncio.create_task(room.does(delete_slowly))
    await has_deleted.wait()
    (claimed,) = await room.claims()
    may_commit.set()
    await deleting
    assert [reading.meter for reading in claimed.batch.readings] == [7]
    assert await room.claims() == []


def test_moments_of_slots_are_utc() -> None:
    """A clock in Rome gives the same slot."""
    rome = datetime.fromisoformat("2026-07-15T13:45:00+02:00")
    assert reading_batches.slot_begins(rome, EVERY) == datetime(2026, 7, 15, 11, 30, tzinfo=UTC)
