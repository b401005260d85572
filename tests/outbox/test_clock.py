"""A clock that is set back or forward holds up no reply for long, and doubles none."""

from datetime import datetime, timedelta
from time import monotonic

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Hang, TooMany
from bot.outbox import dispatcher as dispatcher_module
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane
from bot.wiring import utc_now
from tests.support.office import office_at, reply, said_to, somebody, until_settled

_STEPS = [-1, 1]


class Clock:
    """The clock of the machine, until it is set back or forward."""

    def __init__(self) -> None:
        self._off = timedelta(0)

    def __call__(self) -> datetime:
        """Tell the time."""
        return utc_now() + self._off

    def turn(self, *, hours: int) -> None:
        """Set it by so many hours."""
        self._off += timedelta(hours=hours)


@pytest.mark.parametrize("hours", _STEPS)
@pytest.mark.parametrize("lane", list(Lane))
async def test_a_clock_set_between_queue_and_claim_holds_nothing_up(
    telegram: Lookalike, database: Database, hours: int, lane: Lane
) -> None:
    """What was queued under the other clock leaves at once, in order."""
    ada, clock = await somebody(telegram, "Ada"), Clock()
    await database.write(
        lambda tx: outbox.add(tx, [reply(ada.id, "uno", lane), reply(ada.id, "due", lane)], clock(), None)
    )
    clock.turn(hours=hours)
    async with office_at(telegram, database, now=clock):
        await ada.sees("uno")
        if lane in outbox.PROMPT:
            await ada.sees("due")
            await until_settled(database, "sent", "sent")
    assert said_to(ada) == ["uno", "due"][: 2 if lane in outbox.PROMPT else 1]


@pytest.mark.parametrize("hours", _STEPS)
async def test_a_clock_set_while_sending_doubles_nothing(
    telegram: Lookalike, database: Database, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The process does not think its own lease over."""
    monkeypatch.setattr(dispatcher_module, "_RECLAIM_EVERY_S", 0.01)
    ada, bruno, clock = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno"), Clock()
    async with office_at(telegram, database, now=clock) as office:
        held = telegram.faults.switch_on(Hang(), method="sendMessage", chat_id=ada.id, times=1)
        await office.says(ada, "uno", "due")
        await telegram.until(lambda: telegram.journal.of("sendMessage", chat_id=ada.id), "the send")
        clock.turn(hours=hours)
        await office.says(bruno, *(f"n. {number}" for number in range(10)))
        await bruno.sees("n. 9")
        telegram.faults.switch_off(held)
        await ada.sees("due")
        await until_settled(database, *["sent"] * 12)
    assert said_to(ada) == ["uno", "due"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("hours", _STEPS)
async def test_a_second_process_with_another_clock_takes_no_claim_that_is_held(
    telegram: Lookalike, database: Database, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Its clock is an hour off: what the first is sending stays the first's, and each reply comes once."""
    monkeypatch.setattr(dispatcher_module, "_RECLAIM_EVERY_S", 0.01)
    ada, bruno = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno")
    here, there = Clock(), Clock()
    there.turn(hours=hours)
    async with (
        office_at(telegram, database, now=here) as first,
        office_at(telegram, database, now=there) as second,
    ):
        held = telegram.faults.switch_on(Hang(), method="sendMessage", chat_id=ada.id, times=1)
        await first.says(ada, "uno")
        await telegram.until(lambda: telegram.journal.of("sendMessage", chat_id=ada.id), "the send")
        for number in range(20):
            await second.says(bruno, f"n. {number}")
        await bruno.sees("n. 19")
        assert said_to(ada) == []
        telegram.faults.switch_off(held)
        await until_settled(database, *["sent"] * 21)
    assert said_to(ada) == ["uno"]
    assert said_to(bruno) == [f"n. {number}" for number in range(20)]


@pytest.mark.parametrize("hours", _STEPS)
async def test_a_clock_set_while_a_reply_waits_costs_seconds(
    telegram: Lookalike, database: Database, hours: int
) -> None:
    """The call failed and is to be made again in half a second: not in an hour, and once."""
    ada, clock = await somebody(telegram, "Ada"), Clock()
    telegram.faults.switch_on(Broken(500), method="sendMessage", times=1)
    begun = monotonic()
    async with office_at(telegram, database, now=clock) as office:
        await office.says(ada, "uno", "due")
        await telegram.called("sendMessage", chat_id=ada.id)
        clock.turn(hours=hours)
        await ada.sees("due")
        await until_settled(database, "sent", "sent")
    assert monotonic() - begun < 5
    assert said_to(ada) == ["uno", "due"]


async def test_a_wait_that_telegram_asked_for_outlasts_a_clock_set_back(
    telegram: Lookalike, database: Database
) -> None:
    """It is longer than what a row is trusted for, so the process itself keeps it."""
    ada, bruno, clock = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno"), Clock()
    telegram.faults.switch_on(TooMany(60), chat_id=ada.id, times=1)
    async with office_at(telegram, database, now=clock) as office:
        await office.says(ada, "uno")
        await until_settled(database, "queued")
        clock.turn(hours=-1)
        waiting = [reply(bruno.id, f"n. {number}") for number in range(3)]
        await database.write(lambda tx: outbox.add(tx, waiting, clock(), None))
        await bruno.sees("n. 2")
        assert said_to(ada) == []
    assert len(telegram.journal.of("sendMessage", chat_id=ada.id)) == 1
