"""Rows to a group: a line for each case, the group's pace, and texts that are joined while they wait."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.storage import claims, group_claims, joining, outbox
from bot.storage.engine import Database
from bot.storage.group_claims import GroupPace
from bot.storage.outbox import Delivery, Lane, Parcel, Rank, Settlement
from bot.storage.parcels import (
    Album,
    AlbumPart,
    ButtonAnswer,
    Content,
    Copy,
    JoinedTexts,
    Message,
    TopicOpening,
    TwinEdit,
    content_of,
    payload_of,
)
from bot.storage.tables import deliveries

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LEASE = NOON + timedelta(minutes=1)
SECOND = timedelta(seconds=1)
GROUP = -1001
SENT = Settlement("sent", message_id=9)
PACE = GroupPace(20)


def _row(
    name: str, case_id: int | None = 1, rank: Rank = Rank.USUAL, content: Content | None = None
) -> Parcel:
    return Parcel(content or Message(name, ()), GROUP, Lane.DESK, case_id, rank)


def _names(claimed: list[Delivery]) -> list[str]:
    return [payload_of(delivery.content).get("text") or delivery.kind for delivery in claimed]


def _claim(
    at: datetime = NOON, pace: GroupPace = PACE, most: int = 100
) -> Callable[[Connection], list[Delivery]]:
    return lambda tx: group_claims.claim(tx, GROUP, pace, at, at + timedelta(minutes=1), most=most)


def _settle(claimed: list[Delivery], at: datetime = NOON, result: Settlement = SENT) -> Callable[..., Any]:
    return lambda tx: outbox.settle(tx, [(delivery, result) for delivery in claimed], at, LEASE)


async def _add(database: Database, *parcels: Parcel) -> None:
    await database.write(lambda tx: outbox.enqueue(tx, parcels, NOON))


async def test_a_stuck_row_holds_up_its_case_alone(database: Database) -> None:
    """Of each case and of the general topic one row is under way; others wait for that of their own case."""
    await _add(database, _row("a1"), _row("a2"), _row("b1", 2), _row("general", None), _row("b2", 2))
    assert _names(await database.write(_claim())) == ["a1", "b1", "general"]
    assert await database.write(_claim()) == []


async def test_in_private_all_rows_keep_one_line(database: Database) -> None:
    """What operators write and what the bot says reach the customer in the order in which they were said."""
    mine = [Parcel(Message(text, ()), 5, Lane.REPLY, case) for text, case in (("bot", None), ("operator", 1))]
    await _add(database, *mine)
    lanes = {Lane.REPLY: 9}
    assert _names(await database.write(lambda tx: claims.claim(tx, lanes, NOON, LEASE))) == ["bot"]


async def test_rows_to_a_group_are_left_to_its_pace(database: Database) -> None:
    """Neither a turn, nor the claims of a lane, nor the settlement of the row before takes one."""
    rows = [_row("a1"), _row("a2")]
    assert await database.write(lambda tx: outbox.add(tx, rows, NOON, LEASE)) == []
    assert await database.write(lambda tx: claims.claim(tx, dict.fromkeys(Lane, 9), NOON, LEASE)) == []
    claimed = await database.write(_claim())
    assert await database.write(_settle(claimed)) == []
    assert _names(await database.write(_claim())) == ["a2"]


async def test_a_press_in_the_group_is_answered_at_once(database: Database) -> None:
    """Its answer is no message in the group, so neither order nor pace hold it up."""
    await _add(database, _row("a1"))
    answer = Parcel(ButtonAnswer("q", None), GROUP, Lane.DESK)
    assert _names(await database.write(lambda tx: outbox.add(tx, [answer], NOON, LEASE))) == ["callback"]


async def test_rows_of_a_case_are_not_claimed_by_the_turn_that_adds_them(database: Database) -> None:
    """They find out at their claim which messages they are about."""
    parcel = Parcel(Copy(1, GROUP, 9, "text", "x"), 5, Lane.REPLY, 1)
    assert await database.write(lambda tx: outbox.add(tx, [parcel], NOON, LEASE)) == []


async def test_the_smallest_rank_of_a_line_leaves_first_and_none_beside_what_is_under_way(
    database: Database,
) -> None:
    """A topic that has to be made anew goes before what waits for it, but not past what is being sent."""
    await _add(database, _row("a1"), _row("a2"))
    first = await database.write(_claim())
    await _add(database, _row("topic", 1, Rank.TOPIC, TopicOpening("1 · Ada")), _row("card", 1, Rank.FIRST))
    assert await database.write(_claim()) == []
    for expected in ("topic", "card", "a2"):
        await database.write(_settle(first, NOON - timedelta(hours=1)))
        first = await database.write(_claim())
        assert _names(first) == [expected]


async def test_first_lines_of_new_cases_go_before_what_others_add(database: Database) -> None:
    """However long the others have waited."""
    await _add(database, _row("old", 1), _row("old", 2), _row("card", 3, Rank.FIRST))
    assert _names(await database.write(_claim(most=1))) == ["card"]


async def test_a_group_gets_so_many_calls_in_any_minute(database: Database) -> None:
    """What is being sent counts, what was settled counts for a minute; what another clock settled, never."""
    pace = GroupPace(3)
    await _add(database, *(_row(f"n{number}", number) for number in range(1, 9)))
    first = await database.write(_claim(pace=pace))
    assert _names(first) == ["n1", "n2", "n3"]
    assert await database.write(_claim(pace=pace)) == []
    await database.write(_settle(first[:2], NOON))
    await database.write(_settle(first[2:], NOON + 10 * SECOND))
    assert await database.write(_claim(NOON + 59 * SECOND, pace)) == []
    later = await database.write(_claim(NOON + 60 * SECOND, pace))
    assert _names(later) == ["n4", "n5"]
    await database.write(_settle(later, NOON + timedelta(days=1)))
    assert len(await database.write(_claim(NOON + 61 * SECOND, pace))) == 2


async def test_several_processes_share_the_pace_of_a_group(database: Database) -> None:
    """Four that look at the same moment together claim what one may."""
    await _add(database, *(_row(f"n{number}", number) for number in range(1, 20)))
    found = await asyncio.gather(*(database.write(_claim(pace=GroupPace(5))) for _ in range(4)))
    assert sum(len(claimed) for claimed in found) == 5


async def test_an_album_counts_its_parts_and_is_not_overtaken(database: Database) -> None:
    """Or small ones would pass it for ever; one of more parts than a minute allows leaves alone."""
    album = Album(tuple(AlbumPart(number, "photo", "f") for number in range(4)))
    await _add(database, _row("a", 1), _row("", 2, content=album), _row("c", 3))
    first = await database.write(_claim(pace=GroupPace(3)))
    assert _names(first) == ["a"]
    await database.write(_settle(first, NOON - timedelta(minutes=2)))
    assert _names(await database.write(_claim(pace=GroupPace(3)))) == ["album"]


async def test_topics_are_made_one_by_one_and_evenly(database: Database) -> None:
    """A dozen in seconds got bots banned (python-telegram-bot#4774); other rows go on meanwhile."""
    topics = [_row("", case_id, Rank.TOPIC, TopicOpening("x")) for case_id in (1, 2)]
    await _add(database, *topics, _row("c", 3))
    first = await database.write(_claim())
    assert _names(first) == ["topic", "c"]
    await database.write(_settle(first))
    assert await database.write(_claim(NOON + 2 * SECOND)) == []
    assert _names(await database.write(_claim(NOON + 3 * SECOND))) == ["topic"]


async def test_a_group_that_has_to_wait_holds_back_what_was_never_tried_too(database: Database) -> None:
    """Unlike in a private chat, where only the row that met the limit waits."""
    await _add(database, _row("a1"), _row("b1", 2))
    await database.write(lambda tx: group_claims.hold_back(tx, GROUP, NOON + 7 * SECOND))
    assert await database.write(_claim(NOON + 6 * SECOND)) == []
    assert len(await database.write(_claim(NOON + 7 * SECOND))) == 2


async def test_what_waits_for_a_group_follows_it_to_its_new_number(database: Database) -> None:
    """Each row in its line; what another group waits for stays."""
    await _add(database, _row("a1"), Parcel(Message("else", ()), -7, Lane.DESK))
    assert await database.write(lambda tx: group_claims.move(tx, GROUP, -2002)) == 1
    assert await database.read(group_claims.waiting_groups) == [-2002, -7]


async def test_how_far_a_group_is_behind_is_told_in_minutes(database: Database) -> None:
    """Whole minutes at its pace."""
    await _add(database, *(_row(f"n{number}", number) for number in range(1, 8)))
    pace = GroupPace(3)
    assert await database.read(lambda tx: group_claims.behind(tx, GROUP, pace)) == timedelta(minutes=2)


def _copy(entry: int, html: str, reply_to: int | None = None) -> Parcel:
    return _row("", content=Copy(entry, 5, 10 + entry, "text", html, reply_to))


def _contents(tx: Connection) -> list[Content]:
    rows = tx.execute(select(deliveries.c.kind, deliveries.c.payload).order_by(deliveries.c.delivery_id))
    return [content_of(kind, payload) for kind, payload in rows]


async def _join(database: Database, *parcels: Parcel) -> list[int]:
    return [
        await database.write(lambda tx, each=parcel: joining.enqueue_joined(tx, each, NOON))  # type: ignore[misc]
        for parcel in parcels
    ]


async def test_texts_of_a_case_that_wait_are_joined(database: Database) -> None:
    """Three texts are one row and one message; another case has its own."""
    other = _row("", 2, content=Copy(9, 6, 9, "text", "altro"))
    numbers = await _join(database, _copy(1, "uno"), _copy(2, "<b>due</b>"), other, _copy(3, "tre"))
    assert numbers == [1, 1, 2, 1]
    assert (await database.read(_contents))[0] == JoinedTexts((1, 2, 3), "uno\n\n<b>due</b>\n\ntre")


@pytest.mark.parametrize(
    "between",
    [
        _row("una riga del bot"),
        _row("", content=Copy(7, 5, 17, "photo", "Ecco")),
        _row("", content=TwinEdit(1, "text", "uno!")),
        _copy(7, "risposta", reply_to=1),
    ],
)
async def test_texts_are_not_joined_past_anything_else(database: Database, between: Parcel) -> None:
    """The order in which a customer wrote is the order in the topic."""
    assert await _join(database, _copy(1, "uno"), between, _copy(2, "due")) == [1, 2, 3]


@pytest.mark.parametrize(("second", "joined"), [("😀" * 1022, True), ("😀" * 1023 + "x", False)])
async def test_joined_texts_keep_the_length_of_one_message(
    database: Database, second: str, *, joined: bool
) -> None:
    """4096 units of UTF-16 as read: markup counts nothing, an emoji two, &amp; one, the line between two."""
    first = f"<b>{'&amp;' * 2048}</b>"
    assert await _join(database, _copy(1, first), _copy(2, second)) == [1, 1 if joined else 2]


async def test_a_text_that_was_tried_or_is_under_way_is_not_joined(database: Database) -> None:
    """It may stand there already."""
    await _join(database, _copy(1, "uno"))
    claimed = await database.write(_claim())
    assert await _join(database, _copy(2, "due")) == [2]
    again = Settlement("queued", due_at=NOON)
    await database.write(_settle(claimed, NOON, again))
    await database.write(lambda tx: tx.execute(deliveries.delete().where(deliveries.c.delivery_id == 2)))
    assert await _join(database, _copy(3, "tre")) != [1]
