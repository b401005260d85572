"""A broken row, kind or job holds up no other: reminders, refusals, readings, retention, the scheduler."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.config import Retention
from bot.gateways.readings.folder import CsvFolder
from bot.jobs import retention
from bot.jobs.acquisition import Acquisition
from bot.jobs.scheduler import Job, Timers
from bot.metrics import Metrics
from bot.services.readings import batches
from bot.storage import inbox, reminders
from bot.storage.engine import Database
from bot.storage.inbox import Arrival, UpdateId
from bot.storage.parcels import Message
from bot.storage.tables import deliveries, reading_batches, updates
from bot.turns.promises import Promises
from tests.support.breaking import refuse, relent
from tests.support.logbook import Logbook, log
from tests.support.readingroom import BRUNO, BRUNOS_METER, EVERY, Room

__all__ = ["log"]

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """A room in which two people have sent a reading that is due."""
    room = await Room.open(database, tmp_path)
    await room.sends(45320)
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
    room.clock.turn(minutes=30)
    return room


def _acquisition(room: Room, folder: Path) -> Acquisition:
    folder.mkdir(exist_ok=True)
    return Acquisition(
        room.database,
        CsvFolder(folder),
        room.post,
        room.metrics,
        room.clock,
        every=EVERY,
        timeout=timedelta(seconds=5),
    )


def _promise(tx: Connection) -> None:
    for chat_id in (5, 6, 7):
        reminders.promise(tx, chat_id, "toy", NOON, Message(f"n. {chat_id}", ()))


def _texts(tx: Connection) -> list[str]:
    rows = tx.execute(select(deliveries.c.payload).order_by(deliveries.c.delivery_id)).scalars()
    return [payload["text"] for payload in rows]


_BROKEN_REMINDERS: dict[str, Callable[[Connection], None]] = {
    "a payload that is no JSON": lambda tx: _do(tx, "UPDATE reminders SET payload = '{' WHERE chat_id = 6"),
    "a delivery that is refused": lambda tx: refuse(tx, "INSERT", "deliveries", "NEW.chat_id = 6"),
    "a reminder that cannot be deleted": lambda tx: refuse(tx, "DELETE", "reminders", "OLD.chat_id = 6"),
}


def _do(tx: Connection, statement: str) -> None:
    tx.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("database_url", "kind"),
    [
        (database, kind)
        for kind in _BROKEN_REMINDERS
        for database in ("sqlite", "postgresql")
        # PostgreSQL takes no JSON that is none.
        if database == "sqlite" or "JSON" not in kind
    ],
    indirect=["database_url"],
)
async def test_a_reminder_that_cannot_be_kept_holds_up_no_other(
    database: Database, log: Logbook, kind: str
) -> None:
    """It stays, is logged once, and the others leave once."""
    await database.write(_promise)
    await database.write(_BROKEN_REMINDERS[kind])
    promises = Promises(database, Metrics(), lambda: NOON)
    for _ in range(3):
        await promises.keep()
    assert await database.read(_texts) == ["n. 5", "n. 7"]
    assert await database.read(lambda tx: reminders.due(tx, NOON)) == [(6, "toy")]
    assert log.faults == ["a reminder cannot be kept"]
    log.forgive("a reminder cannot be kept")


async def test_a_missing_column_keeps_all_reminders_waiting(database: Database) -> None:
    """No reminder is to blame; when the column is back all leave."""
    await database.write(_promise)
    promises = Promises(database, Metrics(), lambda: NOON)
    await database.write(lambda tx: _do(tx, "ALTER TABLE deliveries RENAME COLUMN lane TO gone"))
    with pytest.raises(DBAPIError):
        await promises.keep()
    await database.write(lambda tx: _do(tx, "ALTER TABLE deliveries RENAME COLUMN gone TO lane"))
    await promises.keep()
    assert await database.read(_texts) == ["n. 5", "n. 6", "n. 7"]


async def test_a_reading_that_cannot_be_claimed_holds_up_no_other(
    room: Room, log: Logbook, tmp_path: Path
) -> None:
    """It stays pending and is logged once; the other becomes *Acquisita*."""
    await room.does(lambda tx: refuse(tx, "UPDATE", "readings", "OLD.reading_id = 1"))
    acquisition = _acquisition(room, tmp_path / "out")
    for _ in range(2):
        await acquisition.run()
    assert await room.states() == {1: "pending", 2: "acquired"}
    assert log.faults == ["readings cannot be handed over as they stand"]
    await room.does(lambda tx: relent(tx, "readings"))
    await _acquisition(room, tmp_path / "out").run()
    assert await room.states() == {1: "acquired", 2: "acquired"}
    log.forgive("readings cannot be handed over as they stand")


async def test_a_batch_that_cannot_be_read_holds_up_no_other(
    room: Room, log: Logbook, tmp_path: Path
) -> None:
    """It stays as it is; what is sent later leaves."""
    await room.does(room.claims_one)
    await room.does(lambda tx: tx.execute(reading_batches.update().values(content=[{"odd": 1}])))
    room.clock.turn(days=1)
    await room.sends(45330)
    room.clock.turn(minutes=60)
    acquisition = _acquisition(room, tmp_path / "out")
    for _ in range(2):
        await acquisition.run()
    assert set((await room.states()).values()) == {"leaving", "acquired"}
    assert log.faults == ["readings cannot be handed over as they stand"]
    log.forgive("readings cannot be handed over as they stand")


async def test_a_refusal_that_cannot_be_kept_holds_up_no_other(
    room: Room, log: Logbook, tmp_path: Path
) -> None:
    """The one behind it is told to who sent the reading."""
    acquisition = _acquisition(room, tmp_path / "out")
    await acquisition.run()
    await room.does(
        lambda tx: refuse(tx, "UPDATE", "readings", "OLD.reading_id = 1 AND NEW.state = 'refused'")
    )
    replies = tmp_path / "out" / "replies"
    replies.mkdir(exist_ok=True)
    (replies / "a.csv").write_text("reading_id,reason\n1,no\n2,Contatore sostituito\n", encoding="utf-8")
    await acquisition.run()
    assert await room.states() == {1: "acquired", 2: "refused"}
    assert len(await room.does(_texts)) == 1
    log.forgive("a refusal cannot be kept")


async def test_a_clock_that_is_set_back_holds_no_reading_up(room: Room, tmp_path: Path) -> None:
    """A lease or wait that lies further ahead than any can was written by another clock."""
    del tmp_path
    claimed = await room.does(room.claims_one)
    assert claimed is not None
    await room.does(lambda tx: batches.failed(tx, claimed, "away", room.clock()))
    assert not await room.is_due()
    room.clock.turn(hours=-1)
    assert await room.is_due()
    assert await room.does(room.claims_one) is not None
    assert not await room.is_due()


async def test_a_clock_that_is_set_forward_lets_a_batch_leave_under_its_key(room: Room) -> None:
    """The lease ends early: who takes the batch over has the same key, and it is settled once."""
    first = await room.does(room.claims_one)
    assert first is not None
    room.clock.turn(hours=1)
    second = await room.does(room.claims_one)
    assert second is not None
    assert first.batch.key == second.batch.key
    counts = [
        await room.does(partial(batches.acquired, claimed=one, now=room.clock())) for one in (first, second)
    ]
    assert counts == [2, 0]


async def test_a_kind_of_record_that_cannot_be_dropped_holds_up_no_other(
    database: Database, log: Logbook
) -> None:
    """Questions stay, for their column is missing; old updates go, and it is logged and counted."""

    def add(tx: Connection) -> None:
        inbox.add(tx, [Arrival(UpdateId(1), 5, {})], NOON)
        inbox.done(tx, UpdateId(1))
        refuse(tx, "DELETE", "updates", "OLD.update_id = 2")
        _do(tx, "ALTER TABLE deliveries RENAME COLUMN settled_at TO gone")

    await database.write(add)
    metrics = Metrics()
    dropped = await retention.drop_old(database, Retention(), metrics, NOON + timedelta(days=900))
    assert (dropped["updates"], "deliveries" in dropped, "audit" in dropped) == (1, False, True)
    assert await database.read(lambda tx: tx.execute(select(func.count()).select_from(updates)).scalar()) == 0
    assert b'sportello_failures_total{place="retention"} 1.0' in metrics.exposition()
    log.forgive("old records cannot be dropped")


def _away() -> None:
    raise OperationalError("SELECT", None, Exception("server closed the connection"))


def _of_ours() -> None:
    raise KeyError("x")


@pytest.mark.parametrize(
    ("failing", "place", "sentence"),
    [
        (_of_ours, "job", "a job failed; it is done again"),
        (_away, "database", "the database refused a job; it is done again"),
    ],
)
async def test_a_job_that_fails_is_logged_counted_and_done_again(
    log: Logbook, failing: Callable[[], None], place: str, sentence: str
) -> None:
    """Be the fault ours or the database's."""
    metrics, times, done = Metrics(), [0], asyncio.Event()

    async def work() -> None:
        times[0] += 1
        if times[0] == 1:
            failing()
        done.set()

    await _run(metrics, work, done)
    assert f'sportello_failures_total{{place="{place}"}} 1.0'.encode() in metrics.exposition()
    log.forgive(sentence)


async def test_intervals_go_by_no_clock_that_can_be_set() -> None:
    """Three times in a row, while the scheduler of the calendar has nothing to do with it."""
    times, done = [0], asyncio.Event()

    async def work() -> None:
        times[0] += 1
        if times[0] == 3:
            done.set()

    await _run(Metrics(), work, done)


async def _run(metrics: Metrics, work: Callable[[], Awaitable[None]], done: asyncio.Event) -> None:
    timers = Timers(metrics)
    timers.add(Job("test", work, timedelta(milliseconds=1), at_start=True))
    timers.start()
    async with asyncio.timeout(10):
        await done.wait()
    await timers.stop(5)
