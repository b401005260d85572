"""Two processes on PostgreSQL: a version that comes while news of the earlier one leaves, in every order."""

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.services.notices import posting, spread, store
from bot.services.notices.notice import Notice, StreetRow
from bot.storage.engine import Database
from handlers.contract.vocabulary import News
from tests.conftest import empty_database
from tests.support.noticeroom import NoticeRoom, outage, span

_LONG_S = 30.0
ROMA = (StreetRow("Via Roma", "", "side"),)
LATER: dict[str, Any] = {"version": 2, "status": "changed", "spans": (span(3, 14, 15),)}


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[str]:  # noqa: ANN401 - a path
    """A PostgreSQL database with our tables."""
    with empty_database(request, "postgresql", tmp_path) as found:
        yield found


@pytest.fixture
def other(address: str) -> Iterator[Database]:
    """The second process."""
    database = Database(address)
    yield database
    database.close()


@pytest.fixture
def room(address: str) -> Iterator[NoticeRoom]:
    """The first process, and who lives there."""
    database = Database(address)
    yield NoticeRoom(database)
    database.close()


def _take(database: Database, notice: Notice, now: datetime) -> None:
    with database.engine.begin() as tx:
        store.take(tx, [notice], {"outage"}, now)


def _until_somebody_waits(database: Database, worker: threading.Thread) -> None:
    """Wait until the server says that a transaction waits for a lock."""
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with database.engine.connect() as connection:
        while worker.is_alive():
            if connection.execute(waits).scalar():
                return
            connection.rollback()
    pytest.fail("nobody waited")


async def test_a_version_that_comes_while_news_leaves_waits_and_is_told_as_a_change(
    room: NoticeRoom, other: Database
) -> None:
    """The import stands behind the posting, so that the fan-out sees what was told."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    worker = threading.Thread(target=_take, args=(other, outage(**LATER), room.now))

    def enqueue(tx: Connection, news: Sequence[News], now: datetime) -> list[int]:
        worker.start()
        _until_somebody_waits(other, worker)
        return room.enqueue(tx, news, now)

    with room.database.engine.begin() as tx:
        assert posting.post(tx, enqueue, room.now, 10, 10) == 1
    worker.join(_LONG_S)
    await room.tells()
    assert [said for _, said in room.heard(ada)] == ["published", "changed"]


async def test_news_of_a_notice_whose_version_is_just_coming_in_is_left_for_it(
    room: NoticeRoom, other: Database
) -> None:
    """The posting waits for nobody; what it left is told as the new version has it, once."""
    ada, bruno = await room.lives("Via Verdi", "12"), await room.lives("Via Roma", "1")
    await room.takes(outage(), outage("N2", streets=ROMA))
    with other.engine.begin() as coming:
        store.take(coming, [outage(**LATER)], {"outage"}, room.now)
        with room.database.engine.begin() as tx:
            assert posting.post(tx, room.enqueue, room.now, 10, 10) == 1
    assert (room.heard(ada), len(room.heard(bruno))) == ([], 1)
    await room.tells()
    assert [said for _, said in room.heard(ada)] == ["published"]
    assert [row[0] for row in await room.states()] == [2]


async def test_news_that_becomes_due_after_the_locks_were_taken_is_left_for_the_next_run(
    room: NoticeRoom, other: Database
) -> None:
    """Its notice is not locked: a version of it may come in before this transaction ends."""
    ada, bruno = await room.lives("Via Verdi", "12"), await room.lives("Via Roma", "1")
    await room.takes(outage())
    second = outage("N2", streets=ROMA)
    _take(other, second, room.now)
    plan = next(iter(await room.database.read(lambda tx: list(spread.news_of(tx, [second], room.now)))))

    def interleave(_: object, __: object, statement: str, *___: object) -> None:
        if "FOR SHARE" in statement:
            with other.engine.begin() as tx:
                assert spread.write(tx, plan, plan.rows) == 1

    event.listen(room.database.engine, "after_cursor_execute", interleave)
    with room.database.engine.begin() as tx:
        assert posting.post(tx, room.enqueue, room.now, 10, 10) == 1
        # It does not wait: nothing of N2 is held by the posting.
        _take(other, outage("N2", streets=ROMA, **LATER), room.now)
    event.remove(room.database.engine, "after_cursor_execute", interleave)
    await room.tells()
    assert [[said for _, said in room.heard(each)] for each in (ada, bruno)] == [["published"], ["published"]]
    assert [row[0] for row in await room.states("N2")] == [2]


@pytest.mark.parametrize("late", [False, True])
async def test_a_plan_of_an_earlier_version_writes_nothing_once_a_newer_has_come(
    room: NoticeRoom,
    other: Database,
    late: bool,  # noqa: FBT001 - a case
) -> None:
    """A process that was slow finds the newer version under the lock; before or after its fan-out."""
    ada = await room.lives("Via Verdi", "12")
    first = outage()
    _take(other, first, room.now)
    plan = next(iter(await room.database.read(lambda tx: list(spread.news_of(tx, [first], room.now)))))
    _take(other, outage(**LATER), room.now)
    if late:
        await room.tells()
    with other.engine.begin() as tx:
        assert (spread.write(tx, plan, plan.rows), spread.finish(tx, plan)) == (0, False)
    await room.tells()
    assert [said for _, said in room.heard(ada)] == ["published"]


async def test_two_postings_at_once_share_the_news(room: NoticeRoom, other: Database) -> None:
    """The second passes over the rows that the first holds and takes the others."""
    people = [await room.lives("Via Verdi", str(number)) for number in range(2, 8)]
    await room.takes(outage())

    def enqueue(tx: Connection, news: Sequence[News], now: datetime) -> list[int]:
        with other.engine.begin() as beside:
            assert posting.post(beside, room.enqueue, now, 100, 100) == 3
        return room.enqueue(tx, news, now)

    with room.database.engine.begin() as tx:
        assert posting.post(tx, enqueue, room.now, 3, 100) == 3
    assert [len(room.heard(each)) for each in people] == [1] * len(people)
