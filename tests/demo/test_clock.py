"""The demo's clock: set forward on the page, it moves the bot and its chats, and rings what time brings."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession

from bot.demo.lookalike import Lookalike
from bot.demo.stage.clock import STEPS, Clock
from tests.conftest import OpenDesk
from tests.demo.conftest import Caller

_NEARLY = timedelta(seconds=5)


async def _sets(telegram: Lookalike, step: object, origin: str | None = None) -> int:
    return await _posts(telegram, {"step": step}, origin)


async def _posts(telegram: Lookalike, body: object, origin: str | None = None) -> int:
    headers = {"Origin": origin or telegram.url}
    async with (
        ClientSession() as http,
        http.post(f"{telegram.url}/demo/clock", json=body, headers=headers) as response,
    ):
        return response.status


async def test_it_goes_forward_and_rings_in_order() -> None:
    """What is rung finds the new time, and is waited for."""
    clock, heard = Clock(), list[tuple[str, timedelta]]()

    async def first() -> None:
        heard.append(("first", clock() - datetime.now(UTC)))

    async def second() -> None:
        heard.append(("second", clock() - datetime.now(UTC)))

    clock.rings(first)
    clock.rings(second)
    await clock.forward(timedelta(days=1))
    await clock.forward(timedelta(minutes=30))
    assert [name for name, _ in heard] == ["first", "second"] * 2
    assert [round(ahead / timedelta(minutes=1)) for _, ahead in heard] == [1440, 1440, 1470, 1470]


@pytest.mark.parametrize(("step", "by"), [("half_hour", timedelta(minutes=30)), ("day", timedelta(days=1))])
async def test_the_page_sets_it_forward(telegram: Lookalike, bot: Caller, step: str, by: timedelta) -> None:
    """Messages are dated by it from then on."""
    ada = telegram.user("Ada")
    await ada.says("prima")
    assert await _sets(telegram, step) == 200
    await ada.says("dopo")
    first, second = (update["message"]["date"] for update in await bot.result("getUpdates"))
    assert by - _NEARLY < timedelta(seconds=second - first) < by + _NEARLY


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 1, 15, 7, 59, tzinfo=UTC), datetime(2026, 1, 15, 8, 0, tzinfo=UTC)),
        (datetime(2026, 1, 15, 8, 0, tzinfo=UTC), datetime(2026, 1, 16, 8, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        (datetime(2026, 7, 31, 22, 30, tzinfo=UTC), datetime(2026, 8, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_nine_by_the_wall(now: datetime, then: datetime) -> None:
    """Also across both changes of the clock; at nine it is the next day's."""
    assert now + STEPS["morning"](now) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 1, 15, 16, 59, tzinfo=UTC), datetime(2026, 1, 15, 17, 0, tzinfo=UTC)),
        (datetime(2026, 1, 15, 17, 0, tzinfo=UTC), datetime(2026, 1, 16, 17, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_next_evening_is_six_by_the_wall(now: datetime, then: datetime) -> None:
    """When people hear of what is planned for the day after."""
    assert now + STEPS["evening"](now) == then


async def test_it_goes_to_a_moment_and_never_back(telegram: Lookalike) -> None:
    """A moment ahead is reached; one that is past, far away or none is refused."""
    clock = telegram.demo.clock
    until = clock.seconds() + 3 * 3600
    assert await _posts(telegram, {"until": until}) == 200
    assert until <= clock.seconds() < until + _NEARLY.total_seconds()
    for wrong in (until - 60, until + 10**9, 10**30, "x", None, True):
        assert await _posts(telegram, {"until": wrong}) == 400
    assert clock.seconds() < until + _NEARLY.total_seconds()


async def test_a_step_is_done_to_its_end_though_who_asked_has_gone() -> None:
    """A page that is closed cancels its request; what the step brings is brought all the same."""
    clock, begun, may_end, ended = Clock(), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def bell() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    clock.rings(bell)
    asking = asyncio.create_task(clock.catch_up())
    await begun.wait()
    asking.cancel()
    may_end.set()
    await ended.wait()
    assert asking.cancelling()


@pytest.mark.parametrize("step", ["year", "", None, 5])
async def test_other_steps_are_refused(telegram: Lookalike, step: object) -> None:
    """The clock stays where it is."""
    assert await _sets(telegram, step) == 400
    assert telegram.demo.clock() - datetime.now(UTC) < _NEARLY


async def test_another_page_cannot_set_it(telegram: Lookalike) -> None:
    """As with every act, only the demo's own page may."""
    assert await _sets(telegram, "day", "http://example.org") == 403
    assert telegram.demo.clock() - datetime.now(UTC) < _NEARLY


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_bot_catches_up_with_it(telegram: Lookalike, open_desk: OpenDesk) -> None:
    """A code that holds for half an hour expires at once, in the bot that was told to catch up."""
    ada, clock = telegram.user("Ada"), telegram.demo.clock
    async with open_desk(now=clock) as desk:
        clock.rings(desk.catch_up)
        await ada.says("/recupera e-distribuzione password")
        await ada.sees("«recupera password»")
        for label, answer in (
            ("Ci sono", "Con quale e-mail"),
            ("È un’e-mail normale", "premi INVIA"),
            ("Ho premuto INVIA", "Il codice scade"),
        ):
            await ada.presses(label)
            await ada.sees(answer)
        assert await _sets(telegram, "half_hour") == 200
        await ada.sees("Il codice è scaduto", within_s=2)
