"""What both sides of twenty cases write crosses whatever becomes of the bot, shown with real processes."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Chat
from tests.support.deskrecord import disagreements
from tests.system.crowd import Chance
from tests.system.desk import Desk, desk_of
from tests.system.desks import Relay
from tests.system.processes import free_port

_LIMIT_S = 60.0
_MESSAGES = 500
_KILLS = 3


@pytest.fixture
async def telegram() -> AsyncIterator[Lookalike]:
    """A look-alike on a port that stays its own."""
    async with Lookalike.serve(port=free_port(), limit_s=30) as lookalike:
        yield lookalike


@pytest.fixture
def group(telegram: Lookalike) -> Chat:
    """The support group."""
    return telegram.forum("Assistenza", "Olga", "Ugo")


@pytest.fixture
def chance() -> Chance:
    """Other moments in every run."""
    return Chance(random.SystemRandom().randrange(10**6))


def _desk(telegram: Lookalike, group: Chat, database_url: str, folder: Path, mode: str = "polling") -> Desk:
    desk = desk_of(telegram, database_url, folder, support_chat=group.id, mode=mode)
    return replace(desk, environment=desk.environment | {"SPORTELLO_DESK__GROUP_PER_MINUTE": "100000"})


async def test_killed_in_the_middle_of_a_relay_it_carries_everything_across(
    telegram: Lookalike, group: Chat, database_url: str, tmp_path: Path, chance: Chance
) -> None:
    """500 messages of 20 cases: all there, in order; what came twice was in flight at a kill."""
    desk = _desk(telegram, group, database_url, tmp_path).hastened()
    relay = Relay(telegram, group, chance, people=20)
    in_flight: Counter[str] = Counter()
    for kill in range(1, _KILLS + 1):
        async with desk.open() as bot:
            await relay.begins()
            writing = asyncio.create_task(relay.goes_on(_MESSAGES * kill // (_KILLS + 1), per_second=100))
            await asyncio.sleep(chance.uniform(0.1, 1.5))
            await bot.kill()
        in_flight += relay.under_way(desk)
        await writing
    async with desk.open() as bot:
        await relay.goes_on(_MESSAGES, per_second=100)
        await relay.all_done(desk, _LIMIT_S)
        assert await bot.stop() == 0
    relay.settles()
    assert relay.faults(in_flight) == []
    assert desk.change(partial(disagreements, telegram=telegram, group=group)) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_relay_side_by_side(
    telegram: Lookalike, group: Chat, database_url: str, tmp_path: Path, chance: Chance
) -> None:
    """In order, each message once, at one pace for both."""
    first = _desk(telegram, group, database_url, tmp_path, "webhook")
    second = _desk(telegram, group, database_url, tmp_path / "second", "webhook")
    (tmp_path / "second").mkdir()
    relay = Relay(telegram, group, chance, people=6)
    async with first.open() as one, second.open() as other:
        await relay.begins()
        await relay.goes_on(100, per_second=50)
        await relay.all_done(first, _LIMIT_S)
        assert (await one.stop(), await other.stop()) == (0, 0)
    relay.settles()
    assert relay.faults(Counter()) == []
    assert first.change(partial(disagreements, telegram=telegram, group=group)) == []
