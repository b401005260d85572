"""A year of notices, with a model beside it; `SPORTELLO_YEARS=20` runs twenty years (seeds) and not one."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.conftest import empty_database
from tests.support.noticeyear import FragileDatabase, Year

_YEARS: Final = int(os.environ.get("SPORTELLO_YEARS", "1"))


@pytest.fixture(params=["sqlite", "postgresql", "postgresql twice"])
def processes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[FragileDatabase]]:
    """One process on SQLite, one on PostgreSQL, and two on PostgreSQL, which work at the same time."""
    chance = Random(tmp_path.name)  # noqa: S311 - a test
    kind, _, twice = request.param.partition(" ")
    with empty_database(request, kind, tmp_path) as address:
        found = [FragileDatabase(address, chance) for _ in range(2 if twice else 1)]
        yield found
        for each in found:
            each.close()


@pytest.mark.parametrize("seed", range(_YEARS))
async def test_a_year_of_notices_is_told_once_each_in_waking_hours_to_whom_it_concerns(
    processes: list[FragileDatabase], seed: int
) -> None:
    """Whatever comes, whenever the clock is looked at, and wherever a process ends."""
    year = Year(processes, Random(seed))  # noqa: S311 - a test
    await year.passes()
    assert sum(database.crashes for database in processes) > year.turns // 10
    assert set(year.counts) >= {"published", "changed", "evening", "over"}
