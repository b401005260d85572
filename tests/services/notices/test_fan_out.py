"""What people are told of a notice, and when: each thing once, to those it is for, never at night."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from bot.services.notices import listing, posting, store
from bot.services.notices.notice import StreetRow
from bot.services.notices.store import NoticeConflict, Taken
from bot.storage.engine import Database
from bot.storage.tables import notice_choices, notice_news, notices, persons
from tests.support.noticeroom import TUESDAY, NoticeRoom, outage, replacement, rome, span


@pytest.fixture
def room(database: Database) -> NoticeRoom:
    """A house with nobody in it."""
    return NoticeRoom(database)


async def test_a_notice_is_told_on_publication_the_evening_before_an_hour_before_and_at_its_end(
    room: NoticeRoom,
) -> None:
    """Each once, however often the jobs run; a neighbour in another street hears nothing."""
    ada, carla = await room.lives("Via Verdi", "12"), await room.lives("Via Roma", "12")
    await room.takes(outage())
    await room.passes(rome(5, 12))
    assert room.heard(ada) == [
        ("01 10:00", "published"),
        ("02 18:00", "evening"),
        ("03 08:00", "hour"),
        ("03 13:00", "over"),
    ]
    assert room.heard(carla) == []


async def test_news_of_the_night_is_held_until_eight(room: NoticeRoom) -> None:
    """It is shown to staff as held, then queued, then as its delivery was settled."""
    ada = await room.lives("Via Verdi", "12")
    room.now = rome(1, 22)
    await room.takes(outage())
    await room.passes(rome(2, 7, 30))
    assert await room.states() == [(1, ada, "published", "held")]
    await room.passes(rome(2, 8))
    assert room.heard(ada) == [("02 08:00", "published")]
    assert await room.states() == [(1, ada, "published", "queued")]
    await room.settles("sent")
    assert await room.states() == [(1, ada, "published", "sent")]
    await room.database.write(posting.settle)
    assert [row.state for row in await room.rows()] == ["sent"]


async def test_urgent_news_and_news_for_who_lives_by_a_device_is_told_at_night(room: NoticeRoom) -> None:
    """And to who wants no quiet hours; all others wait for the morning."""
    ada = await room.lives("Via Verdi", "12", electromedical=True)
    bruno, carla = await room.lives("Via Verdi", "14"), await room.lives("Via Verdi", "16")
    choice = {"person_id": carla, "quiet_hours": False, "chosen_at": TUESDAY}
    await room.database.write(lambda tx: tx.execute(notice_choices.insert().values(choice)))
    room.now = rome(1, 23)
    await room.takes(outage())
    await room.tells()
    assert [room.heard(each) for each in (ada, carla, bruno)] == [
        [("01 23:00", "published")],
        [("01 23:00", "published")],
        [],
    ]
    await room.takes(outage("N2", is_urgent=True, spans=(span(2, 1, 5),)))
    await room.tells()
    assert room.heard(bruno) == [("01 23:00", "published")]


async def test_who_lives_by_a_device_is_told_again_a_day_before_and_asked_to_confirm(
    room: NoticeRoom,
) -> None:
    """Twice a day until they confirm; staff see who has not."""
    ada = await room.lives("Via Verdi", "12", electromedical=True)
    await room.takes(outage(spans=(span(4, 9, 13),)))
    await room.passes(rome(2, 12))
    assert room.heard(ada) == [("01 10:00", "published"), ("01 17:00", "confirm"), ("02 10:00", "confirm")]
    unconfirmed = await room.database.read(lambda tx: list(listing.unconfirmed(tx, room.now)))
    assert [(each["notice"], each["person"], each["customer_code"]) for each in unconfirmed] == [
        ("N1", ada, "000001")
    ]
    await room.database.write(
        lambda tx: tx.execute(
            update(notice_news).values(confirmed_at=room.now).where(notice_news.c.news_id == 1)
        )
    )
    assert await room.database.read(lambda tx: list(listing.unconfirmed(tx, room.now))) == []
    await room.passes(rome(4, 8, 30))
    assert room.heard(ada)[3:] == [("03 09:00", "day"), ("03 18:00", "evening"), ("04 08:00", "hour")]


async def test_a_change_is_told_to_those_it_changes_something_for(room: NoticeRoom) -> None:
    """New hours to all who were told; a new street to who lives there; a new reason to nobody."""
    ada, bruno = await room.lives("Via Verdi", "12"), await room.lives("Via Roma", "3")
    roma = StreetRow("Via Roma", "", "side")
    await room.takes(outage())
    await room.passes(rome(1, 11))
    both = (*outage().streets, roma)
    await room.takes(outage(version=2, status="changed", streets=both))
    await room.passes(rome(1, 12))
    await room.takes(outage(version=3, status="changed", streets=both, reason="altro"))
    await room.passes(rome(1, 13))
    await room.takes(outage(version=4, status="changed", streets=both, spans=(span(3, 10, 14),)))
    await room.passes(rome(1, 14))
    assert room.heard(ada) == [("01 10:00", "published"), ("01 13:00", "changed")]
    assert room.heard(bruno) == [("01 11:00", "published"), ("01 13:00", "changed")]


async def test_who_is_no_longer_touched_is_told_so_once(room: NoticeRoom) -> None:
    """And of what comes later no more, unless they are touched again."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.passes(rome(1, 11))
    roma = (StreetRow("Via Roma", "", "side"),)
    await room.takes(outage(version=2, status="changed", streets=roma))
    await room.passes(rome(1, 12))
    await room.takes(outage(version=3, status="changed", streets=roma, spans=(span(3, 8, 9),)))
    await room.passes(rome(1, 13))
    await room.takes(outage(version=4, status="cancelled", streets=roma))
    await room.passes(rome(1, 14))
    assert room.heard(ada) == [("01 10:00", "published"), ("01 11:00", "no_longer")]
    await room.takes(outage(version=5, status="published"))
    await room.tells()
    assert room.heard(ada)[2:] == [("01 14:00", "published")]


async def test_a_cancelled_notice_is_told_to_who_was_told_and_reminds_nobody(room: NoticeRoom) -> None:
    """Who was not told yet is told nothing at all; cancelled news may name no street any more."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.tells()
    bruno = await room.lives("Via Verdi", "14")
    room.now = rome(1, 11)
    await room.takes(outage(version=2, status="cancelled", spans=()))
    await room.passes(rome(4, 11))
    assert room.heard(ada) == [("01 10:00", "published"), ("01 11:00", "cancelled")]
    assert room.heard(bruno) == []


async def test_what_is_held_is_replaced_by_what_comes_before_the_morning(room: NoticeRoom) -> None:
    """Published and cancelled in one night is nothing; published and changed is told as it now is, once."""
    ada, bruno = await room.lives("Via Verdi", "12"), await room.lives("Via Roma", "3")
    room.now = rome(1, 22)
    roma = (StreetRow("Via Roma", "", "side"),)
    await room.takes(outage(), outage("N2", streets=roma))
    room.now = rome(1, 23)
    await room.takes(
        outage(version=2, status="cancelled"),
        outage("N2", version=2, status="changed", streets=roma, spans=(span(3, 14, 15),)),
    )
    await room.passes(rome(2, 9))
    assert room.heard(ada) == []
    assert room.heard(bruno) == [("02 08:00", "published")]
    assert await room.states("N2") == [(2, bruno, "published", "queued")]


async def test_started_postponed_and_restored_are_told_to_who_was_told(room: NoticeRoom) -> None:
    """Who was told that it is back is not asked whether it is."""
    ada = await room.lives("Via Verdi", "12")
    await room.takes(outage())
    await room.passes(rome(1, 11))
    await room.takes(outage(version=2, status="postponed", spans=()))
    await room.passes(rome(1, 12))
    await room.takes(outage(version=3, status="postponed", spans=(span(4, 9, 13),)))
    await room.passes(rome(4, 9, 5))
    await room.takes(outage(version=4, status="started", spans=(span(4, 9, 13),)))
    await room.passes(rome(4, 11))
    await room.takes(outage(version=5, status="restored", spans=(span(4, 9, 13),)))
    await room.passes(rome(5, 11))
    assert room.heard(ada) == [
        ("01 10:00", "published"),
        ("01 11:00", "postponed"),
        ("01 12:00", "postponed"),
        ("03 18:00", "evening"),
        ("04 08:00", "hour"),
        ("04 09:05", "started"),
        ("04 11:00", "restored"),
    ]


async def test_a_replacement_is_told_five_days_and_one_day_before(room: NoticeRoom) -> None:
    """To the customer of the point, and of nobody else's."""
    ada, bruno = await room.lives("Via Verdi", "12"), await room.lives("Via Verdi", "12")
    await room.takes(replacement())
    await room.passes(rome(11, 11))
    assert room.heard(ada) == [("01 10:00", "published"), ("05 10:00", "five_days"), ("09 18:00", "one_day")]
    assert room.heard(bruno) == []


async def test_who_wants_none_hears_none(room: NoticeRoom) -> None:
    """By kind; the evening reminder apart; who blocked the bot; and nobody of a test."""
    people = [await room.lives("Via Verdi", "12") for _ in range(3)]
    choices = [
        {"person_id": people[0], "outages": False, "evening": True, "chosen_at": TUESDAY},
        {"person_id": people[1], "outages": True, "evening": False, "chosen_at": TUESDAY},
    ]
    await room.database.write(lambda tx: tx.execute(notice_choices.insert(), choices))
    gone = update(persons).where(persons.c.person_id == people[2]).values(subscribed=False)
    await room.database.write(lambda tx: tx.execute(gone))
    await room.takes(outage(), outage("T1", is_test=True))
    await room.passes(rome(2, 20))
    assert [room.heard(each) for each in people] == [[], [("01 10:00", "published")], []]


async def test_electricity_touches_pods_and_gas_pdrs_also_in_one_house(room: NoticeRoom) -> None:
    """Followed addresses hear of both."""
    power, gas = await room.lives("Via Verdi", "12"), await room.lives("Via Verdi", "12", gas=True)
    follower = await room.follows("Via Verdi", "12")
    await room.takes(outage(), outage("G1", utility="gas"))
    await room.tells()
    notices = {who: [each[1] for each in room.told[who]] for who in (power, gas, follower)}
    assert notices == {power: ["N1"], gas: ["G1"], follower: ["G1", "N1"]}


async def test_a_new_customer_of_the_house_is_reminded_although_never_told(room: NoticeRoom) -> None:
    """Who connects their supply after the publication hears of it the evening before."""
    await room.takes(outage())
    await room.tells()
    ada = await room.lives("Via Verdi", "12")
    await room.passes(rome(2, 18))
    assert room.heard(ada) == [("02 18:00", "evening")]


async def test_a_second_import_changes_nothing_and_a_conflict_takes_nothing(room: NoticeRoom) -> None:
    """Lower versions are left aside; the same version with other contents is refused with all others."""
    await room.lives("Via Verdi", "12")
    assert await room.takes(outage(), outage("N2", version=3)) == Taken(new=2, changed=0, known=0, older=0)
    assert await room.takes(outage(), outage("N2", version=2)) == Taken(new=0, changed=0, known=1, older=1)
    found = outage(version=2, status="changed"), outage(version=2, status="changed")
    assert await room.takes(*found) == Taken(new=0, changed=1, known=0, older=1)
    with pytest.raises(NoticeConflict) as refused:
        await room.takes(outage("N9"), replace(outage("N2", version=3), reason="altro"))
    assert refused.value.ids == ("N2",)
    kept = await room.database.read(store.of_ids)
    assert [(each.notice.notice_id, each.notice.version) for each in kept] == [("N1", 2), ("N2", 3)]


async def test_a_night_outage_is_reminded_in_the_evening_of_its_day(room: NoticeRoom) -> None:
    """An hour before would be at night, so it is at eight; at the end the question waits for the morning."""
    ada = await room.lives("Via Verdi", "12")
    night = replace(span(3, 23, 24 - 1), ends_at=rome(4, 6))
    await room.takes(outage(spans=(night,)))
    await room.passes(rome(5, 9))
    assert room.heard(ada) == [
        ("01 10:00", "published"),
        ("02 18:00", "evening"),
        ("03 20:00", "hour"),
        ("04 08:00", "over"),
    ]


async def test_a_notice_that_cannot_be_read_holds_up_no_other(room: NoticeRoom) -> None:
    """Left by a release with another form, or damaged: the others are told."""
    ada = await room.lives("Via Verdi", "12")
    await room.database.write(lambda tx: store.take(tx, [outage(), outage("N2")], {"outage"}, room.now))
    broken = update(notices).where(notices.c.notice_id == "N1").values(content={"kind": "storm"})
    await room.database.write(lambda tx: tx.execute(broken))
    await room.tells()
    assert [notice for _, notice, _ in room.told[ada]] == ["N2"]
    broken = update(notices).where(notices.c.notice_id == "N3").values(content={"kind": "storm"})
    room.now = rome(1, 22)
    await room.takes(outage("N3"))
    await room.database.write(lambda tx: tx.execute(broken))
    await room.passes(rome(2, 9))
    assert [notice for _, notice, _ in room.told[ada]] == ["N2"]
