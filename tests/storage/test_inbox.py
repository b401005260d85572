"""The inbox: kept once, taken in order, set aside without blocking, forgotten in time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot.storage import inbox
from bot.storage.engine import Database
from bot.storage.inbox import Arrival, UpdateId
from bot.storage.tables import updates

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def _arrival(number: int, chat_id: int = 1, **payload: object) -> Arrival:
    return Arrival(UpdateId(number), chat_id, {"update_id": number, **payload})


def _order(tx: Connection, chat_id: int) -> list[int]:
    """Take everything that waits in a chat."""
    taken: list[int] = []
    while (arrival := inbox.oldest(tx, chat_id)) is not None:
        taken.append(arrival.update_id)
        inbox.done(tx, arrival.update_id)
    return taken


async def test_what_is_added_comes_back_as_it_came(database: Database) -> None:
    """The payload is kept whole, with letters of every script and what only JSON can hold."""
    odd: dict[str, object] = {
        "text": "grüß «ciao» 😀 \u202e مرحبا \\ \" '",
        "deep": [{"x": None}, 1e10, True],
    }
    arrival = Arrival(UpdateId(5), 1, odd)
    await database.write(lambda tx: inbox.add(tx, [arrival], NOON))
    assert await database.read(lambda tx: inbox.oldest(tx, 1)) == arrival


async def test_a_repeated_update_does_nothing(database: Database) -> None:
    """Neither beside the first one, nor in one batch with it, nor after it was done."""
    first = [_arrival(5, text="a"), _arrival(5, text="b"), _arrival(6)]
    added = [await database.write(lambda tx: inbox.add(tx, first, NOON))]
    added.append(await database.write(lambda tx: inbox.add(tx, [_arrival(5, text="c")], NOON)))
    assert await database.write(lambda tx: _order(tx, 1)) == [5, 6]
    added.append(await database.write(lambda tx: inbox.add(tx, [_arrival(5, text="d")], NOON)))
    assert added == [2, 0, 0]
    assert await database.read(inbox.waiting_chats) == []


async def test_chats_keep_their_own_order(database: Database) -> None:
    """By number within a chat, however they came in."""
    came = [_arrival(8, 2), _arrival(3, 1), _arrival(9, 1), _arrival(4, 2), _arrival(1, 1)]
    await database.write(lambda tx: inbox.add(tx, came, NOON))
    assert sorted(await database.read(inbox.waiting_chats)) == [1, 2]
    assert await database.write(lambda tx: _order(tx, 1)) == [1, 3, 9]
    assert await database.write(lambda tx: _order(tx, 2)) == [4, 8]


async def test_what_is_set_aside_blocks_nothing_and_is_kept(database: Database) -> None:
    """Its words stay for whoever looks into it; those of an answered one go."""

    def take(tx: Connection) -> list[int]:
        inbox.add(tx, [_arrival(1, text="odd"), _arrival(2, text="fine")], NOON)
        inbox.set_aside(tx, UpdateId(1), "unreadable", "KeyError: 'date'")
        return _order(tx, 1)

    assert await database.write(take) == [2]
    query = select(updates.c.state, updates.c.fault, updates.c.payload).order_by(updates.c.update_id)
    rows = await database.read(lambda tx: [tuple(row) for row in tx.execute(query)])
    assert rows == [
        ("unreadable", "KeyError: 'date'", {"update_id": 1, "text": "odd"}),
        ("done", None, None),
    ]


async def test_only_what_waits_no_longer_is_forgotten(database: Database) -> None:
    """An update that still waits is kept, however old it is."""

    def forget(tx: Connection) -> int:
        inbox.add(tx, [_arrival(1), _arrival(2), _arrival(3)], NOON)
        inbox.add(tx, [_arrival(4)], NOON + timedelta(days=2))
        inbox.done(tx, UpdateId(1))
        inbox.set_aside(tx, UpdateId(2), "failed", "x")
        inbox.done(tx, UpdateId(4))
        return inbox.forget(tx, NOON + timedelta(days=1))

    assert await database.write(forget) == 2
    left = await database.read(lambda tx: sorted(tx.execute(select(updates.c.update_id)).scalars()))
    assert left == [3, 4]
