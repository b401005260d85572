"""Words go after their time, or with their person; the figures of a case stay, and nothing of anybody."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import Connection, select, update

from bot.config import Retention
from bot.jobs import retention
from bot.metrics import Metrics
from bot.services.desk import erasure
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import TopicOpening
from bot.storage.tables import case_entries, cases, deliveries, desk_members
from bot.storage.tables.metadata import metadata
from tests.support.cases import GROUP, add_case, add_entry

_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_WORDS: Final = "Ada"
_OF_CASE: Final = {
    "subject": _WORDS,
    "facts": {"name": _WORDS},
    "assigned_to": 9,
    "assigned_name": _WORDS,
    "closing_words": _WORDS,
    "comment": _WORDS,
    "stars": 4,
}
_OF_ENTRY: Final = {
    "html": _WORDS,
    "earlier": [["2026-01-15T11:00:00+00:00", _WORDS]],
    "file_id": _WORDS,
    "file_key": _WORDS,
    "customer_message_id": 3,
    "group_message_id": 4,
    "operator_id": 9,
    "operator_name": _WORDS,
    "fault": _WORDS,
    "reactions": {"customer": "👍"},
}


def _personal(tx: Connection, *, of: int) -> set[str]:
    """The personal columns that hold something for a case."""
    held = set()
    for table in (cases, case_entries):
        for row in tx.execute(select(table).where(table.c.case_id == of)).mappings():
            held |= {name for name in row if table.c[name].info["personal"] and row[name]}
    return held


def _write(tx: Connection, person_id: int, **values: object) -> int:
    number = add_case(tx, _NOON, person_id=person_id, **{**_OF_CASE, **values})
    add_entry(tx, number, "customer", _NOON, **_OF_ENTRY)
    add_entry(tx, number, "note", _NOON, **_OF_ENTRY)
    return number


async def test_words_of_closed_cases_are_kept_as_long_as_questions(database: Database) -> None:
    """The row with its figures stays, and so do cases that are open."""
    closed_at = _NOON + timedelta(days=1)
    old = await database.write(lambda tx: _write(tx, 5, state="closed", closed_at=closed_at))
    still_open = await database.write(lambda tx: _write(tx, 5))
    before = await database.read(lambda tx: _personal(tx, of=old))
    found = []
    for days in (1, 2, 3):
        now = closed_at + timedelta(days=days, hours=1)
        dropped = await retention.drop_old(database, Retention(questions_days=2), Metrics(), now)
        found.append((dropped["cases"], await database.read(lambda tx: _personal(tx, of=old))))
    assert found == [(0, before), (1, {"person_id"}), (0, {"person_id"})]
    assert await database.read(lambda tx: _personal(tx, of=still_open)) == before
    row = await database.read(lambda tx: tx.execute(select(cases).where(cases.c.case_id == old)).one())
    assert (row.stars, row.reason, row.opened_at, row.closed_at) == (4, "wish", _NOON, closed_at)


async def test_who_no_longer_acts_in_the_group_is_forgotten(database: Database) -> None:
    """Operators as well as strangers; whoever comes back is asked about anew."""
    rows = [
        {
            "person_id": number,
            "is_member": number == 1,
            "name": "Piero",
            "checked_at": _NOON - timedelta(days=days),
        }
        for number, days in ((1, 31), (2, 31), (3, 29))
    ]
    await database.write(lambda tx: tx.execute(desk_members.insert(), rows))
    before = _NOON - timedelta(days=30)
    dropped = [await database.write(lambda tx: erasure.forget_members(tx, before)) for _ in range(2)]
    assert dropped == [2, 0]


async def test_erasing_a_person_leaves_figures_alone(database: Database) -> None:
    """All cases, open or closed; those of others stay as they are."""
    closed = await database.write(
        lambda tx: _write(tx, 5, state="closed", closed_at=_NOON, ending="customer")
    )
    opened = await database.write(lambda tx: _write(tx, 5))
    others = await database.write(lambda tx: _write(tx, 6))
    before = await database.read(lambda tx: _personal(tx, of=others))
    later = _NOON + timedelta(hours=1)
    assert await database.write(lambda tx: erasure.erase(tx, 5, later)) == 2
    assert await database.write(lambda tx: erasure.erase(tx, 5, later)) == 0
    numbers = (closed, opened, others)
    held = await database.read(lambda tx: [_personal(tx, of=number) for number in numbers])
    assert held == [set(), set(), before]
    rows = await database.read(lambda tx: tx.execute(select(cases).order_by(cases.c.case_id)).all())
    assert [(row.state, row.ending, row.closed_at, row.stars) for row in rows] == [
        ("closed", "customer", _NOON, 4),
        ("closed", "erased", later, 4),
        ("open", None, None, 4),
    ]


def test_what_is_erased_is_what_is_marked() -> None:
    """The test above fills every personal column of the two tables."""
    marked = {
        name: {column.name for column in metadata.tables[name].columns if column.info["personal"]}
        for name in ("cases", "case_entries")
    }
    assert marked == {"cases": {*_OF_CASE} - {"stars"} | {"person_id"}, "case_entries": {*_OF_ENTRY}}


async def test_what_waits_does_not_leave_any_more(database: Database) -> None:
    """Neither in the group nor in the chat; what has left loses its words; the topic goes."""
    number = await database.write(lambda tx: _write(tx, 5))

    def fill(tx: Connection) -> None:
        def parcel(chat_id: int, case_id: int | None = number) -> Parcel:
            return Parcel(TopicOpening(_WORDS), chat_id, Lane.DESK, case_id)

        outbox.add(tx, [parcel(GROUP)], _NOON, None)
        tx.execute(update(deliveries).values(state="sent"))
        outbox.add(tx, [parcel(GROUP), parcel(5), parcel(GROUP, 99)], _NOON, None)

    await database.write(fill)
    await database.write(lambda tx: erasure.erase(tx, 5, _NOON))
    rows = await database.read(
        lambda tx: tx.execute(select(deliveries).order_by(deliveries.c.delivery_id)).all()
    )
    assert [(row.case_id, row.kind, row.state, row.payload) for row in rows] == [
        (number, "topic", "sent", {}),
        (99, "topic", "queued", {"name": _WORDS}),
        (number, "topic-delete", "queued", {}),
    ]


@pytest.mark.parametrize(
    ("topic_state", "opening", "kinds"),
    [
        ("none", None, []),
        ("deleted", None, []),
        # It was never made: there is nothing to delete.
        ("wanted", "queued", []),
        # It is just being made, and is deleted once its number is known.
        ("wanted", "claimed", ["topic", "topic-delete"]),
        ("closed", None, ["topic-delete"]),
    ],
)
async def test_a_topic_is_deleted_where_there_is_one(
    database: Database, topic_state: str, opening: str | None, kinds: list[str]
) -> None:
    """Whatever stands in it; the group's queue gets a row, once."""
    is_made = topic_state != "wanted"
    where = {"group_id": GROUP, "topic_id": 7} if is_made else {"group_id": None, "topic_id": None}
    number = await database.write(lambda tx: _write(tx, 5, topic_state=topic_state, **where))

    def queue(tx: Connection) -> None:
        outbox.add(tx, [Parcel(TopicOpening("n"), GROUP, Lane.DESK, number)], _NOON, None)
        tx.execute(update(deliveries).values(state=opening))

    if opening is not None:
        await database.write(queue)
    await database.write(lambda tx: erasure.erase(tx, 5, _NOON))
    found = await database.read(
        lambda tx: tx.execute(select(deliveries.c.kind).order_by(deliveries.c.delivery_id)).scalars().all()
    )
    assert found == kinds
