"""A row that cannot be read, claimed or settled is set aside; what stands beside and behind it leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from bot.demo.lookalike import Lookalike
from bot.outbox import dispatcher as dispatcher_module
from bot.storage import claims, outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane
from bot.storage.tables import deliveries
from bot.wiring import utc_now
from tests.support.breaking import refuse
from tests.support.logbook import Logbook
from tests.support.office import office_at, reply, said_to, somebody, states, until_settled

_BROKEN = {
    "a payload that is no JSON": "UPDATE deliveries SET payload = '{' WHERE delivery_id = 1",
    "a moment that is none": "UPDATE deliveries SET created_at = 'now' WHERE delivery_id = 1",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", _BROKEN)
async def test_a_row_that_cannot_be_read_is_set_aside(
    telegram: Lookalike, database: Database, log: Logbook, kind: str
) -> None:
    """Its chat and the others go on; the figures count it. PostgreSQL takes no such value."""
    ada, bruno = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno")
    parcels = [reply(ada.id, "rotta"), reply(ada.id, "uno"), reply(bruno.id, "due")]

    def add(tx: Connection) -> None:
        outbox.add(tx, parcels, utc_now(), None)
        tx.execute(text(_BROKEN[kind]))

    await database.write(add)
    async with office_at(telegram, database) as office:
        await ada.sees("uno")
        await bruno.sees("due")
        await until_settled(database, "failed", "sent", "sent")
        assert b'sportello_failures_total{place="row"} 1.0' in office.metrics.exposition()
    log.forgive("a delivery was set aside")


@pytest.mark.parametrize("lane", [Lane.REPLY, Lane.NOTICE])
async def test_a_row_that_cannot_even_be_claimed_holds_up_nobody(
    telegram: Lookalike, database: Database, log: Logbook, lane: Lane
) -> None:
    """A trigger refuses every change of it: it stays, is logged once, and its chat goes on without it."""
    ada, bruno = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno")

    def add(tx: Connection) -> None:
        refuse(tx, "UPDATE", "deliveries", "OLD.delivery_id = 1")
        parcels = [reply(ada.id, "rotta", lane), reply(ada.id, "uno", lane), reply(bruno.id, "due", lane)]
        outbox.add(tx, parcels, utc_now(), None)

    await database.write(add)
    async with office_at(telegram, database):
        await ada.sees("uno")
        await bruno.sees("due")
        await until_settled(database, "queued", "sent", "sent")
    assert log.faults == ["a delivery was set aside"]
    log.forgive("a delivery was set aside")


async def test_an_outcome_that_cannot_be_written_holds_up_no_other(
    telegram: Lookalike, database: Database, log: Logbook
) -> None:
    """Its number is refused: it is settled without it, the others with theirs, and nothing is sent twice."""
    everybody = [await somebody(telegram, name) for name in ("Ada", "Bruno", "Carla")]
    await database.write(
        lambda tx: refuse(tx, "UPDATE", "deliveries", "NEW.message_id IS NOT NULL AND OLD.delivery_id = 2")
    )
    async with office_at(telegram, database) as office:
        for number, walker in enumerate(everybody):
            await office.says(walker, f"n. {number}")
        await until_settled(database, "sent", "sent", "sent")
        await office.says(everybody[1], "avanti")
        await everybody[1].sees("avanti")
    assert [said_to(walker) for walker in everybody] == [["n. 0"], ["n. 1", "avanti"], ["n. 2"]]
    faults = await database.read(
        lambda tx: tx.execute(select(deliveries.c.fault).order_by(deliveries.c.delivery_id)).scalars().all()
    )
    assert [fault is None for fault in faults] == [True, False, True, True]
    log.forgive("a delivery was set aside")


async def test_an_outcome_that_cannot_be_written_at_all_is_not_sent_again(
    telegram: Lookalike, database: Database, log: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row bears no change after its claim: this process sends it once, and the chat goes on."""
    monkeypatch.setattr(dispatcher_module, "_RECLAIM_EVERY_S", 0.01)
    monkeypatch.setattr(dispatcher_module, "_LEASE_MARGIN", timedelta(seconds=-4.9))
    ada = await somebody(telegram, "Ada")
    await database.write(
        lambda tx: refuse(tx, "UPDATE", "deliveries", "OLD.state = 'claimed' AND OLD.delivery_id = 1")
    )
    async with office_at(telegram, database) as office:
        await office.says(ada, "uno")
        await log.says("a delivery was set aside")
        await office.says(ada, "due")
        await ada.sees("due")
        await until_settled(database, "claimed", "sent")
    assert said_to(ada) == ["uno", "due"]
    log.forgive("a delivery was set aside")


async def test_a_missing_column_sets_nothing_aside(database: Database) -> None:
    """No row is to blame for it: the claim fails whole, and everything is still there afterwards."""
    await database.write(lambda tx: outbox.add(tx, [reply(7, "uno"), reply(8, "due")], utc_now(), None))
    await database.write(lambda tx: tx.execute(text("ALTER TABLE deliveries RENAME COLUMN unknowns TO gone")))
    now = utc_now()
    with pytest.raises(Exception, match="unknowns"):
        await database.write(lambda tx: claims.claim(tx, {Lane.REPLY: 5}, now, now))
    assert await database.read(states) == ["queued", "queued"]


async def test_a_claim_of_our_own_is_never_taken_from_us(
    telegram: Lookalike, database: Database, log: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome waits longer than the lease for a table that is away: it is not sent again meanwhile."""
    monkeypatch.setattr(dispatcher_module, "_RECLAIM_EVERY_S", 0.01)
    monkeypatch.setattr(dispatcher_module, "_DATABASE_WAIT_S", 0.01)
    monkeypatch.setattr(dispatcher_module, "_LEASE_MARGIN", timedelta(seconds=-4.9))
    ada = await somebody(telegram, "Ada")
    async with office_at(telegram, database) as office:
        await database.write(lambda tx: tx.execute(text("ALTER TABLE persons RENAME TO away")))
        await ada.blocks()
        await office.says(ada, "uno")
        await log.says("outcomes cannot be written; trying again")
        assert await database.read(states) == ["claimed"]
        await database.write(lambda tx: tx.execute(text("ALTER TABLE away RENAME TO persons")))
        await until_settled(database, "gone")
    assert len(telegram.journal.of("sendMessage", chat_id=ada.id)) == 1
    log.forgive("outcomes cannot be written; trying again")


async def test_the_fault_of_a_row_names_its_kind_and_quotes_nothing(database: Database) -> None:
    """What cannot be read may hold somebody's words; only the kind of error stands in the row."""
    await database.write(lambda tx: outbox.add(tx, [reply(7, "uno")], utc_now(), None))
    await database.write(lambda tx: tx.execute(update(deliveries).values(lane=9)))
    now = utc_now()
    nine = {9: 1}
    assert await database.write(lambda tx: claims.claim(tx, nine, now, now)) == []  # type: ignore[arg-type]
    row = await database.read(lambda tx: tx.execute(select(deliveries.c.state, deliveries.c.fault)).one())
    assert tuple(row) == ("failed", "ValueError")
