"""A thousand readings within a minute, while they are handed over and the bot is killed."""

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from bot.demo.lookalike import Lookalike
from tests.system.crowd import Chance
from tests.system.desk import desk_of
from tests.system.processes import until
from tests.system.readers import Company, Readers, states

_RECEIPTS_LIMIT_S: Final = 120.0
_ACQUIRED_LIMIT_S: Final = 30.0
_FETCH_EVERY_S: Final = 0.3
#: Every second, as the setting has it.
_EVERY_MINUTES: Final = str(1 / 60)


@pytest.mark.parametrize(
    ("database_url", "people"), [("sqlite", 1000), ("postgresql", 200)], indirect=["database_url"]
)
async def test_each_reading_is_in_exactly_one_file(
    telegram: Lookalike, database_url: str, tmp_path: Path, people: int
) -> None:
    """Whatever was under way at two deaths, nothing is lost, doubled or altered."""
    chance = Chance(random.SystemRandom().randrange(10**6))
    desk = desk_of(telegram, database_url, tmp_path).hastened()
    desk.environment["SPORTELLO_READINGS__ACQUIRE_EVERY_MINUTES"] = _EVERY_MINUTES
    readers, company = Readers(telegram, chance, people), Company(tmp_path / "readings")
    desk.change(readers.sign)
    fetching = asyncio.create_task(company.fetch_for_ever(_FETCH_EVERY_S))
    sending = asyncio.create_task(readers.send_all(per_second=people / 20))
    for _ in range(2):
        async with desk.open() as bot:
            await asyncio.sleep(chance.uniform(2.0, 6.0))
            await bot.kill()
        if database_url.startswith("postgresql"):
            desk.run_out_leases()
    async with desk.open() as bot:
        await sending
        await readers.finish(_RECEIPTS_LIMIT_S)

        async def all_acquired() -> bool | None:
            return desk.change(states) == Counter(acquired=people) or None

        await until(all_acquired, _ACQUIRED_LIMIT_S, f"all acquired, {chance}", look_every_s=0.2)
        code = await bot.stop()
    fetching.cancel()
    company.fetch()
    assert (code, company.copies()) == (0, Counter()), chance
    assert {point: meter for _, point, meter in company.rows} == readers.sent(), chance
    assert len(company.rows) == people, chance
