"""Handing over at work, from pending to *Acquisita*, with a company that is away, slow or says no."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from bot.gateways.readings.folder import CsvFolder
from bot.gateways.readings.http import HttpUtility
from bot.gateways.readings.port import Batch, Refusal, Reply, Utility
from bot.jobs.acquisition import Acquisition
from bot.jobs.scheduler import Timers
from bot.services.readings import batches as reading_batches
from bot.storage.engine import Database
from bot.storage.tables import deliveries
from bot.storage.tables import reading_batches as batches
from tests.gateways.readings.utilities import Company
from tests.support.readingroom import ADA, BRUNO, BRUNOS_METER, EVERY, Room

_TIMEOUT: Final = timedelta(seconds=5)


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """Ada has sent a reading, and it is due."""
    room = await Room.open(database, tmp_path)
    await room.sends(45312)
    room.clock.turn(minutes=30)
    return room


@pytest.fixture
async def company() -> AsyncIterator[Company]:
    """A company that takes readings by HTTP."""
    company = Company()
    async with company.serving():
        yield company


def _acquisition(room: Room, utility: Utility) -> Acquisition:
    return Acquisition(
        room.database, utility, room.post, room.metrics, room.clock, every=EVERY, timeout=_TIMEOUT
    )


async def _messages(room: Room) -> list[tuple[int, str]]:
    query = select(deliveries).order_by(deliveries.c.delivery_id)
    rows = await room.does(lambda tx: tx.execute(query).all())
    return [(row.chat_id, row.payload["text"]) for row in rows]


def _count(room: Room, event: str) -> float | None:
    return room.metrics.registry.get_sample_value("sportello_readings_total", {"event": event})


def _failures(room: Room) -> float | None:
    labels = {"place": "acquisition"}
    return room.metrics.registry.get_sample_value("sportello_failures_total", labels)


async def test_what_is_due_is_handed_over_once(room: Room, company: Company) -> None:
    """Then nothing more, however often it looks, and nobody asks the company in vain."""
    acquisition = _acquisition(room, HttpUtility(company.url, None, 5.0))
    for _ in range(3):
        await acquisition.run()
    assert (company.reading_ids, company.posts) == ([1], 1)
    assert await room.states() == {1: "acquired"}
    assert (_count(room, "sent"), _count(room, "acquired"), _failures(room)) == (1, 1, None)
    assert await room.does(reading_batches.waiting) == 0


async def test_an_answer_that_refuses_is_told(room: Room, company: Company) -> None:
    """The reading is *Rifiutata*, and the person hears why."""
    company.answer = '{"refused": [{"reading_id": 1, "reason": "Contatore sostituito"}]}'
    await _acquisition(room, HttpUtility(company.url, None, 5.0)).run()
    assert await room.states() == {1: "refused"}
    ((chat_id, words),) = await _messages(room)
    assert chat_id == 7
    assert "Contatore sostituito" in words


async def test_what_is_refused_at_once_was_never_acquired(room: Room, company: Company) -> None:
    """Neither in the figures nor in the audit; a death before the end changes nothing, for it comes again."""
    company.answer = '{"refused": [{"reading_id": 1, "reason": "PDR\\u0000 cessato"}]}'
    for _ in range(2):
        await _acquisition(room, HttpUtility(company.url, None, 5.0)).run()
        await room.does(lambda tx: tx.execute(batches.update().values(handed_at=None, content=[])))
        room.clock.turn(minutes=30)
    assert (_count(room, "acquired"), _count(room, "refused")) == (0, 1)
    assert [what for _, what, _ in await room.audited()] == [
        "reading-sent",
        "reading-leaving",
        "reading-refused",
    ]
    assert len(await _messages(room)) == 1


async def test_many_refusals_hold_nobody_up(
    room: Room, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are taken some at a time, and each is told."""
    monkeypatch.setattr("bot.jobs.acquisition._REFUSALS_AT_ONCE", 1)
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
    room.clock.turn(minutes=30)
    refused = [{"reading_id": number, "reason": ""} for number in (1, 2, 3)]
    company.answer = json.dumps({"refused": refused})
    await _acquisition(room, HttpUtility(company.url, None, 5.0)).run()
    assert await room.states() == {1: "refused", 2: "refused"}
    assert sorted(chat_id for chat_id, _ in await _messages(room)) == [ADA, BRUNO]


async def test_a_batch_is_claimed_when_its_turn_has_come(room: Room, company: Company) -> None:
    """The lease of the second does not run while the first is being handed over."""
    await room.claims()
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
    room.clock.turn(minutes=30)
    slow = _Slow(HttpUtility(company.url, None, 5.0))
    running = asyncio.create_task(_acquisition(room, slow).run())
    await slow.asked.wait()
    held = select(batches.c.batch_id).where(batches.c.lease_until > room.clock())
    assert len(await room.does(lambda tx: tx.execute(held).all())) == 1
    slow.may_answer.set()
    await running
    assert company.reading_ids == [1, 2]


async def test_a_reply_file_that_refuses_is_told_once(room: Room, tmp_path: Path) -> None:
    """Also where the same file is found again, because somebody died before putting it away."""
    folder = tmp_path / "readings"
    acquisition = _acquisition(room, CsvFolder(folder))
    await acquisition.run()
    assert await room.states() == {1: "acquired"}
    for _ in range(2):
        _put(folder / "replies" / "a.csv", "reading_id,reason\n1,Contatore sostituito\n99,no\n")
        await acquisition.run()
    assert await room.states() == {1: "refused"}
    assert len(await _messages(room)) == 1
    assert _count(room, "refused") == 1


async def test_an_unreadable_reply_holds_nobody_up(room: Room, tmp_path: Path) -> None:
    """It is set aside and counted; the one behind it is taken."""
    folder = tmp_path / "readings"
    _put(folder / "replies" / "a.csv", "nonsense")
    _put(folder / "replies" / "b.csv", "reading_id,reason\n1,no\n")
    await _acquisition(room, CsvFolder(folder)).run()
    assert await room.states() == {1: "refused"}
    assert _failures(room) == 1


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("fault", [503, 400, None])
@pytest.mark.parametrize("is_late", [False, True])
async def test_a_company_that_is_away_gets_it_later(
    room: Room, company: Company, fault: int | None, *, is_late: bool
) -> None:
    """Meanwhile nothing can be deleted, the figures show it, and it is tried again after a while only."""
    company.faults, company.is_late = [fault] * 2, is_late
    acquisition = _acquisition(room, HttpUtility(company.url, None, 0.2))
    for posts, minutes in ((1, 0), (1, 0.9), (2, 0.1), (2, 1.9), (3, 0.1)):
        room.clock.turn(minutes=minutes)
        await acquisition.run()
        assert company.posts == posts
    assert company.reading_ids == [1]
    assert await room.states() == {1: "acquired"}
    assert _failures(room) == 2


async def test_a_refused_batch_holds_no_other_up(room: Room, company: Company) -> None:
    """What comes later goes its own way."""
    company.faults = [400]
    acquisition = _acquisition(room, HttpUtility(company.url, None, 5.0))
    await acquisition.run()
    await room.sends(7, point=BRUNOS_METER, person_id=BRUNO)
    room.clock.turn(minutes=30)
    company.faults = [200, 400]
    await acquisition.run()
    assert company.reading_ids == [2]


class _Slow:
    """A company whose answer waits until it is let go."""

    def __init__(self, utility: Utility) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self._utility = utility

    async def hand_over(self, batch: Batch) -> Sequence[Refusal]:
        """Take the batch, and wait with the answer."""
        found = await self._utility.hand_over(batch)
        self.asked.set()
        await self.may_answer.wait()
        return found

    async def replies(self) -> Sequence[Reply]:
        """None."""
        return ()

    async def put_away(self, reply: Reply) -> None:
        """Never asked."""
        raise AssertionError(reply)


async def _stopped(room: Room, slow: _Slow, grace_s: float, meanwhile: Callable[[], object]) -> None:
    clock = Timers(room.metrics)
    clock.add(_acquisition(room, slow).job())
    clock.start()
    await slow.asked.wait()
    stopping = asyncio.create_task(clock.stop(grace_s))
    await asyncio.sleep(0)
    meanwhile()
    await stopping


async def test_stopping_waits_for_what_is_under_way(
    room: Room, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer that comes in time is written down, and nothing is logged."""
    slow = _Slow(HttpUtility(company.url, None, 5.0))
    await _stopped(room, slow, 5, slow.may_answer.set)
    assert await room.states() == {1: "acquired"}
    assert caplog.records == []


async def test_stopping_does_not_wait_for_ever(
    room: Room, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    """What did not end in time is taken up by the next process, under the same key."""
    slow = _Slow(HttpUtility(company.url, None, 5.0))
    await _stopped(room, slow, 0.01, lambda: None)
    assert [record for record in caplog.records if record.name.startswith("apscheduler")] == []
    assert await room.states() == {1: "leaving"}
    await room.does(lambda tx: tx.execute(batches.update().values(lease_until=room.clock())))
    await _acquisition(room, HttpUtility(company.url, None, 5.0)).run()
    assert (await room.states(), company.reading_ids, company.posts) == ({1: "acquired"}, [1], 2)


async def test_on_sqlite_a_new_life_takes_up_at_once(room: Room, company: Company) -> None:
    """Nobody else can be holding the batch; on PostgreSQL somebody may, until the lease ends."""
    await room.claims()
    acquisition = _acquisition(room, HttpUtility(company.url, None, 5.0))
    await acquisition.take_up()
    await acquisition.run()
    assert company.reading_ids == ([1] if room.database.is_sqlite else [])
