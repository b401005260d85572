"""What is promised of a bot that dies, ends, or loses its line, shown with real processes."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Hang
from tests.system.away import AWAY_BRIEFLY, sit_out
from tests.system.crowd import Chance, Crowd
from tests.system.desk import desk_of
from tests.system.processes import free_port

_ANSWERED_LIMIT_S = 30.0
_on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _has_sent(telegram: Lookalike, times: int) -> bool:
    return len(telegram.journal.of("sendMessage")) == times


@pytest.fixture
async def telegram() -> AsyncIterator[Lookalike]:
    """A look-alike on a port that stays its own while nobody listens there."""
    async with Lookalike.serve(port=free_port()) as lookalike:
        yield lookalike


@pytest.fixture
def chance() -> Chance:
    """Other moments in every run."""
    return Chance(random.SystemRandom().randrange(10**6))


@pytest.mark.parametrize(
    ("database_url", "mode", "people", "kills"),
    [("sqlite", "polling", 50, 4), ("sqlite", "webhook", 20, 2), ("postgresql", "polling", 20, 2)],
    indirect=["database_url"],
)
async def test_killed_at_random_moments_it_answers_every_question(  # noqa: PLR0913, PLR0917 - the cases
    telegram: Lookalike, database_url: str, tmp_path: Path, chance: Chance, mode: str, people: int, kills: int
) -> None:
    """Every question is answered, in order; what came twice was in flight at a kill, and once for each."""
    desk = desk_of(telegram, database_url, tmp_path, mode=mode).hastened()
    crowd = Crowd(telegram, chance, people=people, questions=20)
    in_flight: Counter[tuple[int, str]] = Counter()
    asking = asyncio.create_task(crowd.ask_all(per_second=crowd.size / (2.5 * kills)))
    for _ in range(kills):
        async with desk.begin() as bot:
            await asyncio.sleep(chance.uniform(0.2, 3.5))
            await bot.kill()
        in_flight += desk.claims(crowd)
    async with desk.open() as bot:
        await asking
        await crowd.all_answered(_ANSWERED_LIMIT_S)
        code = await bot.stop()
    assert (code, crowd.out_of_order(), crowd.copies() - in_flight) == (0, [], Counter())


@_on_sqlite
async def test_killed_again_and_again_over_the_same_send_it_still_answers(
    telegram: Lookalike, database_url: str, tmp_path: Path
) -> None:
    """A send that several deaths in a row have interrupted, and that never arrived, is made once more."""
    desk = desk_of(telegram, database_url, tmp_path)
    crowd = Crowd(telegram, Chance(1), people=1, questions=1)
    await crowd.ask_all(per_second=100)
    with telegram.faults.during(Hang(), method="sendMessage"):
        for kill in range(1, 4):
            async with desk.begin() as bot:
                await telegram.until(partial(_has_sent, telegram, kill), "the send")
                await bot.kill()
    async with desk.open() as bot:
        await crowd.all_answered(_ANSWERED_LIMIT_S)
        assert await bot.stop() == 0
    assert crowd.copies() == Counter()


@_on_sqlite
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_told_to_stop_under_load_it_loses_and_doubles_nothing(
    telegram: Lookalike, database_url: str, tmp_path: Path, chance: Chance, mode: str
) -> None:
    """SIGTERM at random moments: exit code 0 in time, and after the restart one answer to each question."""
    desk = desk_of(telegram, database_url, tmp_path, mode=mode)
    crowd = Crowd(telegram, chance, people=20, questions=20)
    asking = asyncio.create_task(crowd.ask_all(per_second=100))
    for _ in range(2):
        async with desk.open() as bot:
            await asyncio.sleep(chance.uniform(0, 1))
            assert await bot.stop() == 0
    async with desk.open() as bot:
        await asking
        await crowd.all_answered(_ANSWERED_LIMIT_S)
        code = await bot.stop()
    assert (code, crowd.out_of_order(), crowd.copies()) == (0, [], Counter())
    assert desk.unsettled() == 0


@_on_sqlite
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_while_telegram_is_away_nothing_is_lost_and_the_log_stays_quiet(
    telegram: Lookalike, database_url: str, tmp_path: Path, chance: Chance, mode: str
) -> None:
    """Refused, then silent, then 502: what was asked meanwhile is answered afterwards, by itself."""
    desk = desk_of(telegram, database_url, tmp_path, mode=mode, send_timeout_s="2", poll_timeout_s="1")
    crowd = Crowd(telegram, chance, people=20, questions=10)
    absence = await sit_out(telegram, desk, crowd, AWAY_BRIEFLY)
    assert (absence.code, crowd.out_of_order()) == (0, [])
    assert crowd.copies().total() <= absence.unanswered
    assert len(absence.lines) <= 6, "\n".join(absence.lines)


@_on_sqlite
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_idle_it_ends_cleanly(
    telegram: Lookalike, database_url: str, tmp_path: Path, sign: signal.Signals
) -> None:
    """Told to stop, an idle bot ends with exit code 0; it has said that it was ready and that it stops."""
    desk = desk_of(telegram, database_url, tmp_path)
    async with desk.open() as bot:
        await telegram.called("setMyDescription", times=4)
        assert await bot.stop(sign) == 0
    assert [line.split()[3] for line in desk.said] == ["ready", "stopping"]


@_on_sqlite
async def test_it_is_small_and_soon_ready(telegram: Lookalike, database_url: str, tmp_path: Path) -> None:
    """Within generous bounds; the figures themselves are those of the benchmark."""
    desk = desk_of(telegram, database_url, tmp_path)
    crowd = Crowd(telegram, Chance(1), people=10, questions=10)
    async with desk.open() as bot:
        await crowd.ask_all(per_second=200)
        await crowd.all_answered(_ANSWERED_LIMIT_S)
        assert bot.resident_mb() < 135
