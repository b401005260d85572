"""Two processes on PostgreSQL: cases opened side by side, an answer beside a message, and the queue."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bot.services.context import TurnContext
from bot.services.desk import house
from bot.storage.engine import Database, lock_chat
from bot.storage.parcels import TopicOpening
from bot.storage.tables import cases
from handlers.contract.desk import CaseFound, FindCase, GroupMessage, Reason
from handlers.contract.desk_changes import OpenCase, PassOn, RelayOut
from tests.conftest import empty_database
from tests.support.deskroom import GROUP, MARIA, OPERATOR, DeskRoom

_LONG_S = 30.0


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[str]:  # noqa: ANN401 - a path
    """A PostgreSQL database with our tables."""
    with empty_database(request, "postgresql", tmp_path) as found:
        yield found


@pytest.fixture
def room(address: str) -> Iterator[DeskRoom]:
    """The first process."""
    database = Database(address)
    yield DeskRoom(database)
    database.close()


@pytest.fixture
def other(address: str) -> Iterator[DeskRoom]:
    """The second process."""
    database = Database(address)
    yield DeskRoom(database, _number=5000)
    database.close()


def _context(room: DeskRoom, chat_id: int = MARIA) -> TurnContext:
    return TurnContext(MARIA, chat_id, "it", room.now, pieces=(room.piece(),))


def _beside(room: DeskRoom, first: Connection, work: Callable[[Connection], object]) -> threading.Thread:
    """Begin work in another process, and wait until the first transaction is in its way."""

    def run() -> None:
        with room.database.engine.begin() as tx:
            work(tx)

    worker = threading.Thread(target=run)
    worker.start()
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while worker.is_alive() and not first.execute(waits).scalar():
        pass
    return worker


async def test_a_person_has_one_case_whoever_opens_it(room: DeskRoom, other: DeskRoom) -> None:
    """Even where nothing but the index stands between: the second takes up the case of the first."""
    await room.meets()
    opening = OpenCase(Reason.WISH)
    with room.database.engine.begin() as tx:
        room.desk.carry_out(tx, opening, _context(room))
        worker = _beside(other, tx, lambda theirs: other.desk.carry_out(theirs, opening, _context(other)))
    worker.join(_LONG_S)
    count = select(cases.c.case_id)
    assert len(await room.write(lambda tx: tx.execute(count).all())) == 1


async def test_two_first_messages_make_one_topic(room: DeskRoom, other: DeskRoom) -> None:
    """Turns of one chat wait for each other."""
    await room.meets()

    def turn(of: DeskRoom, tx: Connection) -> None:
        lock_chat(tx, MARIA)
        for change in (OpenCase(Reason.WISH), PassOn()):
            of.desk.carry_out(tx, change, _context(of))

    with room.database.engine.begin() as tx:
        turn(room, tx)
        worker = _beside(other, tx, lambda theirs: turn(other, theirs))
    worker.join(_LONG_S)
    sent = await room.sends()
    assert [type(each) for each in sent].count(TopicOpening) == 1
    assert len(await room.entries("customer")) == 2


async def test_an_operators_turn_waits_for_the_customers(room: DeskRoom, other: DeskRoom) -> None:
    """It sees what the customer has just done, here: written, so that the answer answers that too."""
    case_id = await room.opens()
    await room.sends()
    topic_id = (await room.case(case_id)).topic_id
    found: list[Any] = []

    def operator(tx: Connection) -> None:
        lock_chat(tx, GROUP)
        piece = other.piece("eccomi")
        ask = FindCase(GroupMessage((piece,), topic_id, OPERATOR))
        found.append(other.desk.answer(tx, ask, _context(other, GROUP)))
        other.desk.carry_out(tx, RelayOut(case_id, (piece,), OPERATOR), _context(other, GROUP))

    with room.database.engine.begin() as tx:
        lock_chat(tx, MARIA)
        worker = _beside(other, tx, operator)
        room.desk.carry_out(tx, PassOn(), _context(room))
    worker.join(_LONG_S)
    assert isinstance(found[0], CaseFound)
    assert [entry.side for entry in await room.entries()] == ["customer", "customer", "operator"]
    assert (await room.case(case_id)).waiting_since is None


async def test_settling_and_writing_do_not_wait_for_each_other_in_a_ring(
    room: DeskRoom, other: DeskRoom
) -> None:
    """The queue writes down forty messages while their customer and the operator go on writing."""
    case_id = await room.opens()

    async def write() -> None:
        for number in range(20):
            # Texts join the last row that waits, which may be the one that is just being settled.
            await room.writes(room.piece(kind="voice" if number % 3 else "text", html=f"{number}"))

    async def answer() -> None:
        for _ in range(10):
            await other.answers(case_id)

    async def send() -> None:
        for _ in range(20):
            await other.sends()

    await asyncio.wait_for(asyncio.gather(write(), answer(), send()), _LONG_S)
    await other.sends()
    assert {entry.state for entry in await room.entries()} == {"across"}
    shown = [entry for entry in await room.entries("customer") if entry.kind == "voice"]
    numbers = [entry.group_message_id for entry in shown]
    assert numbers == sorted(numbers)


async def test_cases_move_house_once_for_two_processes(room: DeskRoom, other: DeskRoom) -> None:
    """Both start with another group in their settings."""
    await room.opens()
    await room.sends()
    for each in (room, other):
        each.settle_in(-1005)
    with room.database.engine.begin() as tx:
        assert house.move_in(room.parts, tx, room.now) == 1
        worker = _beside(other, tx, lambda theirs: house.move_in(other.parts, theirs, other.now))
    worker.join(_LONG_S)
    assert [type(each) for each in await room.waiting(-1005)].count(TopicOpening) == 1
