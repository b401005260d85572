"""Bulk at its pace: shared by processes, beside replies, and whatever one chat is told."""

import asyncio
from contextlib import AsyncExitStack

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Call, TooMany
from bot.outbox.bulk import BulkShare
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Carrier, Lane
from bot.wiring import utc_now
from tests.support.office import office_at, reply


async def _crowd(telegram: Lookalike, database: Database, count: int) -> list[int]:
    """Queue a broadcast to so many people."""
    crowd = [telegram.user(f"P{number}").id for number in range(count)]
    await asyncio.gather(*(telegram.user(f"P{number}").says("/start") for number in range(count)))
    parcels = [reply(chat_id, "avviso", Lane.BROADCAST) for chat_id in crowd]
    await database.write(lambda tx: outbox.enqueue(tx, parcels, utc_now()))
    return crowd


def _busiest_second(calls: list[Call]) -> int:
    moments = sorted(call.at for call in calls)
    return max(sum(0 <= other - moment < 1 for other in moments) for moment in moments)


async def test_processes_on_one_database_share_one_pace(telegram: Lookalike, database: Database) -> None:
    """Two of them send no more together than one may, and nothing twice."""
    await _crowd(telegram, database, 75)
    other = Database(database.engine.url.render_as_string(hide_password=False))
    async with AsyncExitStack() as stack:
        for each in (database,) if database.is_sqlite else (database, other):
            await stack.enter_async_context(office_at(telegram, each, per_second=40))
        calls = await telegram.called("sendMessage", times=75)
    other.close()
    assert len({call.chat_id for call in calls}) == len(calls)
    assert calls[-1].at - calls[0].at > 70 / 40 - 0.4
    # Claims keep the pace; on a busy machine some calls arrive a little later, and the next ones do not.
    assert _busiest_second(calls) <= 40 * 1.25


async def test_replies_of_one_process_take_from_the_bulk_of_all(database: Database) -> None:
    """What one has just answered is left free by the next claim, in its own process or in another."""
    asking = BulkShare(database, 25, Carrier.TELEGRAM)
    other = asking if database.is_sqlite else BulkShare(database, 25, Carrier.TELEGRAM)
    for _ in range(40):
        asking.note_prompt()
    waits_s = [(await share.claim(100, lambda _tx, _most: []))[1] for share in (asking, other)]
    assert all(wait_s is not None and wait_s > 0.3 for wait_s in waits_s)


async def test_one_chat_that_has_to_wait_holds_up_no_other(telegram: Lookalike, database: Database) -> None:
    """Of a hundred and fifty one has to wait half a minute, and the others are sent theirs at full pace."""
    crowd = await _crowd(telegram, database, 150)
    telegram.faults.switch_on(TooMany(30), chat_id=crowd[7])
    async with office_at(telegram, database, per_second=75):
        calls = await telegram.called("sendMessage", times=150)
    assert {call.chat_id for call in calls if call.status == 200} == set(crowd) - {crowd[7]}
    assert calls[-1].at - calls[0].at < 150 / 75 * 1.6


async def test_bulk_is_never_paid_for(telegram: Lookalike, database: Database) -> None:
    """However high its rate is, no call asks Telegram to take money for more than thirty a second."""
    await _crowd(telegram, database, 3)
    async with office_at(telegram, database, per_second=1000):
        calls = await telegram.called("sendMessage", times=3)
    assert all("allow_paid_broadcast" not in call.parameters for call in calls)
