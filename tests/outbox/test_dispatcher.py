"""The dispatcher between a real database and the look-alike: lanes, order, copies, restarts."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from time import monotonic

import pytest
from sqlalchemy import Connection, select, text

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Drop, Fault, Hang, Refuse, TooMany
from bot.outbox import dispatcher as dispatcher_module
from bot.outbox import retry
from bot.outbox.dispatcher import Dispatcher
from bot.services import people
from bot.services.people import Sender
from bot.storage import claims, outbox
from bot.storage.engine import Database, lock_chat
from bot.storage.outbox import Delivery, Lane, Parcel
from bot.storage.parcels import content_of
from bot.storage.tables import persons
from bot.wiring import utc_now
from tests.support.clock import Clock
from tests.support.logbook import Logbook
from tests.support.office import office_at, reply, said_to, somebody, states, until_settled
from tests.support.sending import way_out

#: Longer than any test; what a dispatcher holds is its own until it lets go.
LONG = timedelta(minutes=5)


def _add(parcels: Sequence[Parcel], *, lease: timedelta | None = None) -> Callable[[Connection], object]:
    now = utc_now()
    return lambda tx: outbox.add(tx, parcels, now, None if lease is None else now + lease)


async def test_order_within_a_chat_is_kept(telegram: Lookalike, database: Database) -> None:
    """Twenty messages to each of three people, each in the order in which they were said."""
    names = ("Ada", "Bruno", "Carla")
    everybody = [await somebody(telegram, name) for name in names]
    async with office_at(telegram, database) as office:
        for number in range(0, 20, 2):
            for person in everybody:
                await office.says(person, f"n. {number}", f"n. {number + 1}")
        for person in everybody:
            await person.sees("n. 19")
    assert [said_to(person) for person in everybody] == [[f"n. {number}" for number in range(20)]] * 3


async def test_what_a_turn_adds_while_its_forerunner_is_settled_leaves_at_once(
    telegram: Lookalike, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A settlement that waited behind the turn sees what that turn has added, and does not leave it lying."""
    monkeypatch.setattr(dispatcher_module, "_LOOK_EVERY_S", 60.0)
    ada, clock = await somebody(telegram, "Ada"), Clock()
    holds_chat, go_on = threading.Event(), threading.Event()
    async with way_out(telegram) as out, asyncio.TaskGroup() as tasks:
        dispatcher = Dispatcher(
            database, out.sender, out.metrics, clock, bulk_per_second=25, send_timeout=timedelta(seconds=5)
        )
        running = asyncio.create_task(dispatcher.run())

        def add(sentence: str) -> Callable[[Connection], list[Delivery]]:
            return lambda tx: outbox.add(tx, [reply(ada.id, sentence)], clock(), clock() + LONG)

        def turn(tx: Connection) -> None:
            lock_chat(tx, ada.id)
            holds_chat.set()
            go_on.wait(5)
            assert add("due")(tx) == []

        first = await database.write(add("uno"))
        tasks.create_task(database.write(turn))
        assert await asyncio.to_thread(holds_chat.wait, 5)
        dispatcher.hand_over(first)
        await ada.sees("uno")
        while b'outcome="sent"' not in out.metrics.exposition():  # noqa: ASYNC110 - a counter wakes nobody
            await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0)  # so that the settlement has begun, and waits behind the turn
        clock.turn(seconds=1)
        go_on.set()
        await ada.sees("due")
        await dispatcher.stop(1)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_reply_passes_a_long_broadcast(telegram: Lookalike, database: Database) -> None:
    """Behind three hundred broadcasts a question is answered at once, and they keep their pace."""
    ada = await somebody(telegram, "Ada")
    crowd = [(await somebody(telegram, f"P{number}")).id for number in range(300)]
    await database.write(_add([reply(chat_id, "avviso", Lane.BROADCAST) for chat_id in crowd]))
    async with office_at(telegram, database, per_second=40) as office:
        await telegram.called("sendMessage", times=5)
        await office.says(ada, "risposta")
        await ada.sees("risposta")
        calls = telegram.journal.of("sendMessage")
    place = next(index for index, call in enumerate(calls) if call.chat_id == ada.id)
    assert place < 30


async def test_bulk_keeps_its_pace(telegram: Lookalike, database: Database) -> None:
    """Thirty of them at forty a second take about half a second at least, whoever else is idle."""
    crowd = [(await somebody(telegram, f"P{number}")).id for number in range(30)]
    await database.write(_add([reply(chat_id, "avviso", Lane.BROADCAST) for chat_id in crowd]))
    begun = monotonic()
    async with office_at(telegram, database, per_second=40):
        calls = await telegram.called("sendMessage", times=30)
    assert calls[-1].at - begun > 0.45


@pytest.mark.parametrize(
    ("lane", "copies"), [(Lane.REPLY, 5), (Lane.DESK, 5), (Lane.NOTICE, 2), (Lane.BROADCAST, 1)]
)
async def test_what_may_have_arrived_is_resent_a_few_times_or_never(  # noqa: PLR0913, PLR0917
    telegram: Lookalike,
    database: Database,
    log: Logbook,
    monkeypatch: pytest.MonkeyPatch,
    lane: Lane,
    copies: int,
) -> None:
    """Every answer is lost on the way back: a reply goes out five times in all, a broadcast once."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", timedelta(milliseconds=5))
    ada = await somebody(telegram, "Ada")
    telegram.faults.switch_on(Drop(), method="sendMessage")
    await database.write(_add([reply(ada.id, "ciao", lane)]))
    async with office_at(telegram, database):
        await until_settled(database, "unconfirmed")
    assert said_to(ada) == ["ciao"] * copies
    log.forgive("a delivery ended badly")


async def test_a_fault_of_ours_holds_up_nothing_behind_it(
    telegram: Lookalike, database: Database, log: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that this release stumbles over is given up after a few tries, and the next one leaves."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", timedelta(milliseconds=5))
    ada = await somebody(telegram, "Ada")
    async with office_at(telegram, database) as office:
        await office.post(Parcel(content_of("message", {}), ada.id), reply(ada.id, "avanti"))
        await ada.sees("avanti")
        await until_settled(database, "unconfirmed", "sent")
    log.forgive("a delivery failed on our side")
    log.forgive("a delivery ended badly")


async def test_a_bad_line_loses_no_reply(
    telegram: Lookalike, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first three calls of each of 20 chats fail: all 40 replies arrive, in their order."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", timedelta(milliseconds=5))
    crowd = [await somebody(telegram, f"P{number}") for number in range(20)]
    for person in crowd:
        telegram.faults.switch_on(Broken(502), method="sendMessage", chat_id=person.id, times=3)
    async with office_at(telegram, database) as office:
        for person in crowd:
            await office.says(person, "uno", "due")
        await until_settled(database, *["sent"] * 40)
    assert [said_to(person) for person in crowd] == [["uno", "due"]] * 20


@pytest.mark.parametrize("fault", [Refuse(), Broken(502), Drop()])
async def test_a_single_failure_of_the_line_loses_no_reply(
    telegram: Lookalike, database: Database, fault: Fault
) -> None:
    """It is sent again soon, and what stands behind it keeps its place."""
    ada = await somebody(telegram, "Ada")
    telegram.faults.switch_on(fault, method="sendMessage", times=1)
    async with office_at(telegram, database) as office:
        await office.says(ada, "uno", "due")
        await ada.sees("due")
    said = said_to(ada)
    assert said == (["uno", "uno", "due"] if isinstance(fault, Drop) else ["uno", "due"])


async def test_too_many_requests_pause_one_chat_only(telegram: Lookalike, database: Database) -> None:
    """While Ada's chat waits for the second that Telegram asked for, Bruno is answered."""
    ada, bruno = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno")
    telegram.faults.switch_on(TooMany(1), chat_id=ada.id, times=1)
    async with office_at(telegram, database) as office:
        await office.says(ada, "uno", "due")
        await telegram.called("sendMessage", chat_id=ada.id)
        await office.says(bruno, "subito")
        await bruno.sees("subito")
        assert said_to(ada) == []
        await ada.sees("due")
        calls = telegram.journal.of("sendMessage", chat_id=ada.id)
    assert calls[1].at - calls[0].at >= 1.0
    assert said_to(ada) == ["uno", "due"]


async def test_whoever_blocked_us_is_gone_and_unsubscribed(telegram: Lookalike, database: Database) -> None:
    """Nothing is tried again, and bulk will pass them over."""
    ada = await somebody(telegram, "Ada")
    await database.write(lambda tx: people.meet(tx, Sender(ada.id, "Ada", "it"), utc_now()))
    await ada.blocks()
    async with office_at(telegram, database) as office:
        await office.says(ada, "uno", "due")
        await until_settled(database, "gone", "gone")
    subscribed = await database.read(lambda tx: tx.execute(select(persons.c.subscribed)).scalar())
    assert subscribed is False


async def test_a_stop_waits_for_what_is_being_sent(telegram: Lookalike, database: Database) -> None:
    """A send that ends in time is written down as sent, and is not repeated by the next life."""
    ada = await somebody(telegram, "Ada")
    held = telegram.faults.switch_on(Hang(accepted=True), method="sendMessage", times=1)
    async with office_at(telegram, database) as office:
        await office.says(ada, "uno")
        await ada.sees("uno")
        stopping = asyncio.create_task(office.dispatcher.stop(5))
        await asyncio.sleep(0)
        assert office.dispatcher.lease() is None
        telegram.faults.switch_off(held)
        await stopping
    assert await database.read(states) == ["queued"]
    async with office_at(telegram, database):
        await until_settled(database, "sent")
    assert said_to(ada) == ["uno", "uno"]


async def test_a_send_that_outlasts_the_stop_is_taken_up_by_the_next_life(
    telegram: Lookalike, database: Database
) -> None:
    """Nobody knows whether it arrived, so it is sent once more, and what is behind it after it."""
    ada = await somebody(telegram, "Ada")
    telegram.faults.switch_on(Hang(), method="sendMessage")
    async with office_at(telegram, database, grace_s=0.05) as office:
        await office.says(ada, "uno", "due")
        await telegram.until(lambda: telegram.journal.of("sendMessage"), "the send")
    telegram.faults.clear()
    async with office_at(telegram, database):
        await ada.sees("due")
        await until_settled(database, "sent", "sent")
    assert said_to(ada) == ["uno", "due"]


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.BROADCAST])
async def test_a_claim_of_a_dead_process_is_taken_up_when_its_lease_is_over(
    telegram: Lookalike, database: Database, log: Logbook, monkeypatch: pytest.MonkeyPatch, lane: Lane
) -> None:
    """It may have been sent: a reply goes once more, a broadcast stays unconfirmed."""
    monkeypatch.setattr(dispatcher_module, "_RECLAIM_EVERY_S", 0.01)
    monkeypatch.setattr(dispatcher_module, "_LEASE_MARGIN", timedelta(seconds=-5))
    ada = await somebody(telegram, "Ada")
    await database.write(_add([reply(ada.id, "ciao", lane)]))
    now = utc_now()
    died = now - timedelta(seconds=1)
    assert len(await database.write(lambda tx: claims.claim(tx, {lane: 1}, now, died))) == 1
    async with office_at(telegram, database):
        await until_settled(database, "sent" if lane is Lane.REPLY else "unconfirmed")
    assert said_to(ada) == (["ciao"] if lane is Lane.REPLY else [])
    log.forgive("a delivery ended badly", is_sure=lane is Lane.BROADCAST)


async def test_a_claim_of_a_living_process_is_respected(telegram: Lookalike, database: Database) -> None:
    """On PostgreSQL another process may be sending it; on a SQLite file there is no other."""
    ada = await somebody(telegram, "Ada")
    await database.write(_add([reply(ada.id, "ciao")], lease=LONG))
    async with office_at(telegram, database) as office:
        if database.is_sqlite:
            await ada.sees("ciao")
            await until_settled(database, "sent")
        else:
            bruno = await somebody(telegram, "Bruno")
            await office.says(bruno, "ciao")
            await bruno.sees("ciao")
            assert (await database.read(states))[0] == "claimed"


async def test_an_outcome_that_cannot_be_written_is_written_later(
    telegram: Lookalike, database: Database, log: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is away after the send: nothing is sent twice, and the row is settled when it is back."""
    monkeypatch.setattr(dispatcher_module, "_DATABASE_WAIT_S", 0.01)
    ada = await somebody(telegram, "Ada")
    async with office_at(telegram, database) as office:
        parcel = reply(ada.id, "uno")
        claimed = await database.write(lambda tx: outbox.add(tx, [parcel], utc_now(), utc_now() + LONG))
        await database.write(lambda tx: tx.execute(text("ALTER TABLE deliveries RENAME TO away")))
        office.dispatcher.hand_over(claimed)
        await ada.sees("uno")
        await log.says("outcomes cannot be written; trying again")
        await database.write(lambda tx: tx.execute(text("ALTER TABLE away RENAME TO deliveries")))
        await until_settled(database, "sent")
    assert said_to(ada) == ["uno"]
    log.forgive("outcomes cannot be written; trying again")
    log.forgive("the outbox cannot be read; trying again", is_sure=False)


async def test_an_outage_loses_nothing_and_doubles_nothing(
    telegram: Lookalike, database: Database, log: Logbook
) -> None:
    """Connections are refused, replies pile up; when Telegram is back each comes once and in order."""
    everybody = [await somebody(telegram, f"P{number}") for number in range(10)]
    async with office_at(telegram, database) as office:
        await telegram.go_away()
        for number in range(5):
            for person in everybody:
                await office.says(person, f"n. {number}")
        await telegram.come_back()
        for person in everybody:
            await person.sees("n. 4")
    assert [said_to(person) for person in everybody] == [[f"n. {number}" for number in range(5)]] * 10
    log.forgive("Telegram does not answer; waiting for it")
    log.forgive("Telegram answers again")
