"""A broadcast in a real process that is killed again and again: nobody twice, nobody left out."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection, func, make_url, select

from bot.demo.lookalike import Lookalike
from bot.services.broadcasts import outcomes, store
from bot.storage.tables import persons
from tests.support.broadcastroom import draft
from tests.system.crowd import Chance
from tests.system.desk import Desk, desk_of
from tests.system.processes import until

_PEOPLE: Final = 300
#: On PostgreSQL, where a start takes twice as long, fewer.
_KILLS: Final = {"sqlite": 10, "postgresql": 2}
_WORDS: Final = "Domani lo sportello è chiuso."


@pytest.fixture
def chance() -> Chance:
    """The same moments in every run, on a machine of the same speed."""
    return Chance(7)


def _released(tx: Connection) -> int:
    now = datetime.now(UTC)
    # Urgent, so that it goes out whatever the hour of the test is.
    number = store.create(tx, draft(texts={"it": _WORDS}, urgent=True), "anna", now).broadcast_id
    store.approve(tx, number, "bruno", now, count=_PEOPLE, above=0)
    store.send(tx, number, "anna", now)
    return number


async def test_killed_in_mid_broadcast_nobody_gets_it_twice_and_nobody_is_skipped(
    telegram: Lookalike, database_url: str, tmp_path: Path, chance: Chance
) -> None:
    """Killed up to ten times: who was being written to is unconfirmed, not written to again; it sums."""
    desk = desk_of(telegram, database_url, tmp_path, bulk_per_second=40).hastened()
    people = [telegram.user(f"P{number}") for number in range(_PEOPLE)]
    async with desk.open() as bot:
        await asyncio.gather(*(person.says("/start") for person in people))
        await until(partial(_are_known, desk), 30, "the people")
        number = desk.change(_released)
        await asyncio.sleep(chance.uniform(2.2, 2.8))
        await bot.kill()
    for _ in range(_KILLS[make_url(database_url).get_backend_name()] - 1):
        async with desk.open() as bot:
            await asyncio.sleep(chance.uniform(0.0, 0.7))
            await bot.kill()
    async with desk.open() as bot:
        await until(partial(_is_done, desk, number), 60, "the end of the broadcast")
        await bot.stop()
    found = desk.change(lambda tx: outcomes.counts(tx, number))
    calls = telegram.journal.of("sendMessage")
    got = Counter(call.chat_id for call in calls if _WORDS in str(call))
    assert found["sent"] + found["unconfirmed"] == sum(found.values()) == _PEOPLE
    assert [chat for chat, times in got.items() if times > 1] == []
    assert _PEOPLE >= len(got) >= found["sent"] > 0


async def _are_known(desk: Desk) -> bool | None:
    counting = select(func.count()).select_from(persons)
    return desk.change(lambda tx: tx.execute(counting).scalar_one()) == _PEOPLE or None


async def _is_done(desk: Desk, number: int) -> bool | None:
    return desk.change(lambda tx: store.read(tx, number)).state == "done" or None
