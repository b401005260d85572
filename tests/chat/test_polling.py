"""Long polling: committed first, acknowledged after, and nothing stalls it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select, text

from bot.chat import inbound, polling
from bot.chat.entrance import Entrance
from bot.chat.polling import Polling
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Drop, Fault, Refusal, Refuse, TooMany
from bot.demo.telegram.updates import Webhook
from bot.storage.engine import Database
from bot.storage.tables import updates
from tests.support.logbook import Logbook
from tests.support.sending import way_out

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait a hundredth after a failure."""
    monkeypatch.setattr(polling, "_WAIT_S", 0.01)
    monkeypatch.setattr(polling, "_CONFLICT_WAIT_S", 0.01)


class Doorbell:
    """Whoever waits for updates to be in the inbox."""

    def __init__(self) -> None:
        self.woken: list[set[int]] = []
        self._rung = asyncio.Event()

    def wake(self, chats: set[int]) -> None:
        """Note who was woken."""
        self.woken.append(chats)
        self._rung.set()

    async def rung(self, times: int = 1) -> None:
        """Wait until so many batches have come."""
        async with asyncio.timeout(5):
            while len(self.woken) < times:
                self._rung.clear()
                await self._rung.wait()


@asynccontextmanager
async def _polling(telegram: Lookalike, database: Database) -> AsyncIterator[Doorbell]:
    bell = Doorbell()
    async with way_out(telegram) as out:
        entrance = Entrance(database, out.metrics, lambda: NOON, lambda chats: bell.wake(set(chats)))
        task = asyncio.create_task(Polling(out.bot, out.line, entrance, out.metrics, hold_s=5).run())
        yield bell
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _kept(tx: Connection) -> list[int]:
    return list(tx.execute(select(updates.c.update_id).order_by(updates.c.update_id)).scalars())


def _offsets(telegram: Lookalike) -> list[int]:
    return [int(str(call.parameters.get("offset", 0))) for call in telegram.journal.of("getUpdates")]


async def test_what_came_is_kept_and_then_acknowledged(telegram: Lookalike, database: Database) -> None:
    """Asking for the next is the acknowledgement."""
    ada = telegram.user("Ada")
    await ada.says("ciao")
    async with _polling(telegram, database) as bell:
        await bell.rung()
        await telegram.until(lambda: len(_offsets(telegram)) == 2, "the acknowledgement")
    kept = await database.read(_kept)
    assert bell.woken == [{ada.id}]
    assert _offsets(telegram) == [0, kept[-1] + 1]


async def test_what_cannot_be_kept_is_not_acknowledged(
    telegram: Lookalike, database: Database, log: Logbook
) -> None:
    """While the database refuses, Telegram keeps the updates; afterwards all of them are there."""
    ada = telegram.user("Ada")
    await database.write(lambda tx: tx.execute(text("ALTER TABLE updates RENAME TO away")))
    for number in range(3):
        await ada.says(f"domanda {number}")
    async with _polling(telegram, database) as bell:
        await telegram.until(lambda: len(_offsets(telegram)) >= 3, "some tries")
        assert set(_offsets(telegram)) == {0}
        await database.write(lambda tx: tx.execute(text("ALTER TABLE away RENAME TO updates")))
        await bell.rung()
    assert len(await database.read(_kept)) == 3
    log.forgive("updates cannot be kept, so they are not acknowledged")


@pytest.mark.parametrize("fault", [Refuse(), Drop(), Broken(502), TooMany(1)])
async def test_a_failing_line_loses_nothing(
    telegram: Lookalike, database: Database, log: Logbook, fault: Fault
) -> None:
    """Each failure is followed by another try, and a repeated batch does nothing."""
    ada = telegram.user("Ada")
    await ada.says("ciao")
    telegram.faults.switch_on(fault, method="getUpdates", times=3)
    async with _polling(telegram, database) as bell:
        await bell.rung()
        await ada.says("ancora")
        await bell.rung(2)
    assert len(await database.read(_kept)) == 2
    assert log.faults == []


async def test_getupdates_obeys_retry_after(
    telegram: Lookalike, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next question comes when Telegram has said, not when we would ask."""
    waits: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        waits.append(seconds)
        await sleep(0)

    ada = telegram.user("Ada")
    await ada.says("ciao")
    telegram.faults.switch_on(TooMany(17), method="getUpdates", times=1)
    telegram.faults.switch_on(Refusal(420, "FLOOD_WAIT_23"), method="getUpdates", times=1)
    with monkeypatch.context() as patched:
        patched.setattr(asyncio, "sleep", noted)
        async with _polling(telegram, database) as bell:
            await bell.rung()
    assert [wait for wait in waits if wait > 1] == [17, 23]


def _nested(depth: int) -> list[object]:
    nest: list[object] = []
    for _ in range(depth):
        nest = [nest]
    return nest


async def test_odd_updates_hold_up_nobody(telegram: Lookalike, database: Database, log: Logbook) -> None:
    """What cannot be understood is kept like all else, and the next one is asked for."""
    ada = telegram.user("Ada")
    odd: list[dict[str, object]] = [
        {},
        {"message": None},
        {"message": {"chat": "x"}},
        {"message": {"text": "\udcff\0"}},
        {"new": [[]]},
        {"message": {"date": float("nan")}},
        {"message": {"date": float("-inf")}},
        {"new": _nested(500)},
    ]
    numbers = [telegram.injects(body) for body in odd]
    await ada.says("ciao")
    async with _polling(telegram, database) as bell:
        await bell.rung()
        await telegram.until(lambda: len(_offsets(telegram)) == 2, "the acknowledgement")
    assert await database.read(_kept) == [*numbers, numbers[-1] + 1]
    assert bell.woken == [{0, ada.id}]
    assert log.faults == []


async def test_somebody_else_taking_the_updates_is_said_once(
    telegram: Lookalike, database: Database, log: Logbook
) -> None:
    """Two bots with one token, or a webhook left over: one line, and patience."""
    await telegram.user("Ada").says("ciao")
    telegram.world.updates.webhook = Webhook("http://127.0.0.1:1/")
    async with _polling(telegram, database) as bell:
        await telegram.until(lambda: len(_offsets(telegram)) >= 4, "some tries")
        assert log.faults == ["somebody else takes this bot's updates; waiting"]
        telegram.world.updates.webhook = Webhook()
        await bell.rung()
    log.forgive("somebody else takes this bot's updates; waiting")


async def test_only_the_kinds_that_we_understand_are_asked_for(
    telegram: Lookalike, database: Database
) -> None:
    """Telegram need not send what nobody reads."""
    async with _polling(telegram, database):
        await telegram.until(lambda: telegram.world.updates.allowed, "the kinds")
    assert telegram.world.updates.allowed == inbound.KINDS
