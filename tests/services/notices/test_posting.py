"""Between the fan-out and the outbox: what is held is said when it still holds, in waking hours, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, update

from bot.services.notices import fan_out, listing, posting, spread
from bot.services.notices.notice import StreetRow
from bot.storage.engine import Database
from bot.storage.tables import deliveries, links, notice_news
from tests.support.noticeroom import NoticeRoom, outage, rome, span


@pytest.fixture
def room(database: Database) -> NoticeRoom:
    """A house with nobody in it."""
    return NoticeRoom(database)


async def _does(room: NoticeRoom, work: Callable[[Connection], object]) -> None:
    await room.database.write(work)


async def test_news_of_the_last_moment_before_nine_waits_for_the_morning(room: NoticeRoom) -> None:
    """It was due in waking hours, and would have left after them."""
    ada = await room.lives("Via Verdi", "12")
    room.now = rome(1, 20, 59) + timedelta(seconds=50)
    await room.takes(outage())
    await room.tells()
    room.now = rome(1, 21, 0)
    await room.passes(rome(2, 8))
    assert room.heard(ada) == [("02 08:00", "published")]


async def test_news_that_was_due_while_the_bot_stood_still_is_not_told_at_night(room: NoticeRoom) -> None:
    """Written at noon, the bot back at midnight."""
    ada = await room.lives("Via Verdi", "12")
    room.now = rome(1, 12)
    await room.takes(outage())
    room.now = rome(2, 0, 10)
    await room.passes(rome(2, 8))
    assert room.heard(ada) == [("02 08:00", "published")]


@pytest.mark.parametrize("back_at", [rome(2, 21, 30), rome(3, 0, 30), rome(3, 10), rome(3, 20)])
async def test_a_reminder_whose_time_has_passed_is_not_said(room: NoticeRoom, back_at: datetime) -> None:
    """A crash between writing and saying: nobody reads "tomorrow" when it is today, or at night."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    room.now = rome(2, 18)
    await fan_out.spread_reminders(room.database, room.now)
    room.now = back_at
    await room.passes(rome(4, 12))
    assert "evening" not in [said for _, said in room.heard(ada)]


async def test_a_reminder_of_a_version_that_is_cancelled_meanwhile_is_not_said(room: NoticeRoom) -> None:
    """The cancellation came after the reminder was written and before it was said."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    room.now = rome(2, 18)
    await fan_out.spread_reminders(room.database, room.now)
    await room.takes(outage(version=2, status="cancelled"))
    await room.passes(rome(3, 12))
    assert room.heard(ada) == [("01 10:00", "published"), ("02 18:00", "cancelled")]


async def test_a_reminder_that_a_new_reason_has_overtaken_is_said_all_the_same(room: NoticeRoom) -> None:
    """The new version tells nobody anything new; the evening before still is theirs, once."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    room.now = rome(2, 18)
    await fan_out.spread_reminders(room.database, room.now)
    await room.takes(outage(version=2, status="changed", reason="altro"))
    await room.passes(rome(2, 21))
    assert room.heard(ada) == [("01 10:00", "published"), ("02 18:00", "evening")]


async def test_held_news_of_a_door_that_has_changed_hands_is_not_told(room: NoticeRoom) -> None:
    """Who gave up the supply in the night hears nothing of it in the morning; of another door they do."""
    ada, bruno = await room.lives("Via Verdi", "12"), await room.lives("Via Verdi", "14")
    third = await room.lives("Via Verdi", "16")
    room.now = rome(1, 22)
    await _does(
        room,
        lambda tx: tx.execute(
            insert(links).values(person_id=bruno, customer_id=third - 1000, proof="phone", linked_at=room.now)
        ),
    )
    await room.takes(outage())
    for person, customer in ((ada, ada - 1000), (bruno, bruno - 1000)):
        gone = delete(links).where(links.c.person_id == person, links.c.customer_id == customer)
        await _does(room, lambda tx, gone=gone: tx.execute(gone))  # type: ignore[misc]
    await room.passes(rome(2, 9))
    assert (room.heard(ada), room.heard(bruno)) == ([], [("02 08:00", "published")])
    said = [row.facts["doors"] for row in await room.rows() if row.person_id == bruno]
    assert [[door["label"] for door in doors] for doors in said] == [["Via Verdi 16, Cesena"]]


async def test_no_more_wait_in_the_outbox_than_soon_leave_it(room: NoticeRoom) -> None:
    """So that what takes an hour to leave does not leave in the night, and a cancellation overtakes it."""
    people = [await room.lives("Via Verdi", str(number)) for number in range(2, 12)]
    room.ahead = 4
    await room.takes(outage())
    await room.tells()
    await room.tells()
    assert sum(len(room.heard(each)) for each in people) == 4
    await room.settles("sent")
    await room.tells()
    assert sum(len(room.heard(each)) for each in people) == 8
    await room.takes(outage(version=2, status="cancelled"))
    for _ in range(4):
        await room.settles("sent")
        await room.tells()
    heard = [[said for _, said in room.heard(each)] for each in people]
    assert sorted(heard) == sorted([["published", "cancelled"]] * 8 + [[]] * 2)


async def test_a_delivery_that_is_forgotten_does_not_wait_for_ever(room: NoticeRoom) -> None:
    """Nobody can say that it arrived."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    await _does(room, lambda tx: tx.execute(delete(deliveries)))
    await _does(room, posting.settle)
    assert await room.states() == [(1, ada, "published", "failed")]


async def test_a_reminder_of_another_day_does_not_stand_for_this_one(room: NoticeRoom) -> None:
    """Works on two days: the hour before today's is no reminder of tomorrow's, a day before or at evening."""
    ada = await room.lives("Via Verdi", "12", electromedical=True)
    bruno = await room.lives("Via Verdi", "14")
    days = (span(3, 19, 20), span(4, 9, 13), span(5, 9, 13))
    await room.takes(outage(spans=days))
    await room.passes(rome(5, 8, 30))
    heard = [each for each in room.heard(ada) if each[1] not in ("published", "confirm", "over")]
    assert [each for each in heard if each[0] > "03 07"] == [
        ("03 09:00", "day"),
        ("03 18:00", "hour"),
        ("03 18:00", "evening"),
        ("04 08:00", "hour"),
        ("04 09:00", "day"),
        ("04 18:00", "evening"),
        ("05 08:00", "hour"),
    ]
    evenings = [moment for moment, said in room.heard(bruno) if said == "evening"]
    assert evenings == ["02 18:00", "03 18:00", "04 18:00"]


async def test_a_new_end_of_works_under_way_is_told_as_a_change(room: NoticeRoom) -> None:
    """With the old hours beside the new; nobody is told twice that they have begun."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    room.now = rome(3, 9, 5)
    await room.takes(outage(version=2, status="started"))
    await room.tells()
    await room.takes(outage(version=3, status="started", spans=(span(3, 9, 15),)))
    await room.tells()
    assert [said for _, said in room.heard(ada)] == ["published", "started", "changed"]
    last = [row.facts for row in await room.rows()][-1]
    assert [len(last[name]) for name in ("before", "spans")] == [1, 1]
    assert last["before"] != last["spans"]


async def test_what_was_confirmed_stays_so_until_something_new_is_told(room: NoticeRoom) -> None:
    """A new reason asks nobody again; new hours do."""
    ada = await room.lives("Via Verdi", "12", electromedical=True)
    await room.takes(outage(spans=(span(4, 9, 13),)))
    await room.tells()
    await _does(room, lambda tx: tx.execute(update(notice_news).values(confirmed_at=room.now)))
    await room.takes(outage(version=2, status="changed", spans=(span(4, 9, 13),), reason="altro"))
    await room.passes(rome(1, 18))
    assert room.heard(ada) == [("01 10:00", "published")]
    assert await room.database.read(lambda tx: list(listing.unconfirmed(tx, room.now))) == []
    await room.takes(outage(version=3, status="changed", spans=(span(4, 9, 14),)))
    await room.passes(rome(2, 10))
    assert room.heard(ada)[1:] == [("01 18:00", "changed"), ("02 10:00", "confirm")]
    assert len(await room.database.read(lambda tx: list(listing.unconfirmed(tx, room.now)))) == 1


async def test_who_was_told_of_a_date_ahead_hears_that_it_is_off_although_the_new_one_is_past(
    room: NoticeRoom,
) -> None:
    """What they know decides, not the works of others."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage(spans=(span(10, 9, 13),)))
    await room.tells()
    room.now = rome(3, 14)
    roma = (StreetRow("Via Roma", "", "side"),)
    await room.takes(outage(version=2, status="changed", streets=roma))
    await room.tells()
    assert [said for _, said in room.heard(ada)] == ["published", "no_longer"]


async def test_a_version_has_one_word_for_a_person_also_after_a_crash(room: NoticeRoom) -> None:
    """They moved away between the first try and the second, which would say otherwise."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    second = outage(version=2, status="changed", spans=(span(3, 10, 14),))
    plans = list(await room.database.read(lambda tx: list(spread.news_of(tx, [second], room.now))))
    roma = replace(second, streets=(StreetRow("Via Roma", "", "side"),))
    await room.takes(second)
    others = await room.database.read(lambda tx: list(spread.news_of(tx, [roma], room.now)))
    for plan in (*plans, *others):
        await _does(room, lambda tx, plan=plan: spread.write(tx, plan, plan.rows))  # type: ignore[misc]
    await room.tells()
    assert [said for _, said in room.heard(ada)] == ["published", "changed"]
