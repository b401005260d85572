"""The group and its topics: deleted, moved, out of reach, another one; nothing is lost, all is said once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.outbox.cases import CaseRecord
from bot.outbox.outcome import ChatMoved, Fault, Outcome, Sent, TopicGone
from bot.outbox.retry import settlement
from bot.services.desk import erasure, house, topics
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Delivery, Lane, Parcel
from bot.storage.parcels import Copy, Message, TopicDeletion, TopicOpening
from bot.storage.tables import deliveries, desk_group
from handlers.contract.desk import Ending, Reason
from handlers.contract.desk_changes import (
    AssignCase,
    CloseCase,
    MoveGroup,
    NotePresence,
    OpenCase,
    PassOn,
    RateCase,
    ReopenCase,
)
from handlers.contract.desk_news import CaseCard, GroupFault, TopicReplaced
from tests.support.deskroom import GROUP, MARIA, OPERATOR, DeskRoom

OTHER = -1009876543210


@pytest.fixture
def room(database: Database) -> DeskRoom:
    """A desk with its group."""
    return DeskRoom(database)


def _gone_in(topic_id: int) -> Callable[[Delivery], Outcome | None]:
    def outcome(delivery: Delivery) -> Outcome | None:
        return TopicGone("message thread not found") if delivery.topic_id == topic_id else None

    return outcome


async def _words(room: DeskRoom, place: int | None) -> list[str]:
    return [each.html for _, each in room.shown[place] if isinstance(each, Copy)]


async def test_a_deleted_topic_is_replaced(room: DeskRoom) -> None:
    """By a new one with a card that shows what the old one did; General is told where; the row goes there."""
    case_id = await room.opens(room.piece("prima"))
    await room.sends()
    old = (await room.case(case_id)).topic_id
    await room.writes(room.piece("dopo"))
    await room.operates(AssignCase(case_id, OPERATOR))
    await room.sends(_gone_in(old))
    case = await room.case(case_id)
    assert case.topic_id not in {old, None}
    assert await _words(room, case.topic_id) == ["dopo"]
    cards = [each.facts for each in room.post.told if isinstance(each.facts, CaseCard)]
    assert [line.html for line in cards[-1].recent] == ["prima"]
    replaced = [each for each in room.post.told if isinstance(each.facts, TopicReplaced)]
    assert [(each.case_id, each.facts) for each in replaced] == [
        (None, TopicReplaced(case_id, f"https://t.me/c/1234567890/{case.topic_id}"))
    ]
    assert await room.waiting() == []


async def test_the_topic_of_a_closed_case_is_not_made_anew(room: DeskRoom) -> None:
    """What was to be marked there is dropped; an opened case has a topic again."""
    case_id = await room.opens()
    await room.sends()
    old = (await room.case(case_id)).topic_id
    await room.does(CloseCase(Ending.CUSTOMER), RateCase(case_id, 5))
    await room.sends(_gone_in(old))
    assert ((await room.case(case_id)).topic_state, await room.waiting(GROUP)) == ("deleted", [])
    await room.writes(room.piece("ancora"))
    await room.sends()
    case = await room.case(case_id)
    assert (case.state, case.topic_state, await _words(room, case.topic_id)) == ("open", "there", ["ancora"])


async def test_a_topic_that_we_delete_is_noted(room: DeskRoom) -> None:
    """Its messages have no number any more."""
    case_id = await room.opens()
    await room.sends()
    parcel = Parcel(TopicDeletion(), GROUP, Lane.DESK, case_id)
    await room.write(lambda tx: outbox.enqueue(tx, [parcel], room.now))
    await room.sends()
    (entry,) = await room.entries("customer")
    assert ((await room.case(case_id)).topic_state, entry.group_message_id) == ("deleted", None)


async def test_a_case_that_is_opened_again_keeps_the_topic_that_was_to_be_deleted(room: DeskRoom) -> None:
    """The deletion has not left yet, and would meet a new topic as well as the old one."""
    case_id = await room.opens()
    await room.sends()
    await room.does(CloseCase(Ending.CUSTOMER))
    await room.sends()
    topic_id = (await room.case(case_id)).topic_id
    assert await room.write(lambda tx: erasure.delete_topics(tx, room.now + timedelta(days=1), room.now)) == 1
    await room.does(ReopenCase(), PassOn(), pieces=(room.piece("ancora"),))
    sent = await room.sends()
    case = await room.case(case_id)
    assert (case.state, case.topic_state, case.topic_id) == ("open", "there", topic_id)
    assert not [each for each in sent if isinstance(each, TopicDeletion | TopicOpening)]


async def test_a_topic_that_could_not_be_made_is_made_again(room: DeskRoom) -> None:
    """What is behind it asks for it."""
    await room.opens(room.piece("aiuto"))
    tries = iter([Fault("the name is wrong")])

    def outcome(delivery: Delivery) -> Outcome | None:
        if isinstance(delivery.content, TopicOpening):
            return next(tries, None)
        lacks = isinstance(delivery.content, Message | Copy) and delivery.topic_id is None
        return TopicGone("the case has no topic") if lacks and delivery.case_id is not None else None

    await room.sends(outcome)
    case = await room.case_of()
    assert await _words(room, case.topic_id) == ["aiuto"]


@pytest.mark.parametrize("by", ["turn", "queue"])
async def test_the_group_is_followed_to_its_new_number(room: DeskRoom, by: str) -> None:
    """By Telegram's word, or by the refusal of a delivery; twice does nothing."""
    case_id = await room.opens(room.piece("aiuto"))
    if by == "turn":
        for _ in range(2):
            await room.operates(MoveGroup(OTHER))
        await room.sends()
    else:
        await room.sends(lambda each: ChatMoved(OTHER) if each.chat_id == GROUP else None)
    case = await room.case(case_id)
    assert (case.group_id, await _words(room, case.topic_id)) == (OTHER, ["aiuto"])
    assert await room.write(room.group.chat_id) == OTHER


async def test_open_cases_move_into_another_group(room: DeskRoom) -> None:
    """With a new topic and all that waits; closed ones stay where they are. A second start moves nothing."""
    await room.opens()
    await room.does(CloseCase(Ending.CUSTOMER))
    await room.meets(6, "Eva")
    closed = (await room.case_of()).case_id
    await room.sends()
    await room.opens(room.piece("aperto"), person_id=6)
    await room.sends()
    await room.writes(room.piece("in attesa"), person_id=6)
    room.settle_in(OTHER)
    assert await room.write(lambda tx: house.move_in(room.parts, tx, room.now)) == 1
    assert await room.write(lambda tx: house.move_in(room.parts, tx, room.now)) == 0
    await room.sends()
    case = await room.case_of(6)
    assert (case.group_id, case.topic_state) == (OTHER, topics.THERE)
    assert await _words(room, case.topic_id) == ["in attesa"]
    assert (await room.case(closed)).group_id == GROUP
    assert (await room.entries("customer"))[1].group_message_id is None


async def test_what_keeps_the_group_from_working_is_said_once(room: DeskRoom) -> None:
    """And noted until it is put right; where the bot is out, nothing can be said."""
    await room.opens()
    for _ in range(2):
        await room.operates(NotePresence(is_member=True, lacks=("can_manage_topics",)))
    assert [each.facts for each in room.post.told if isinstance(each.facts, GroupFault)] == [
        GroupFault("no_rights")
    ]
    await room.operates(NotePresence(is_member=False, lacks=()))
    noted = select(desk_group.c.obstacle)
    assert await room.write(lambda tx: tx.execute(noted).scalar()) == "removed"
    await room.sends()
    assert await room.write(lambda tx: tx.execute(noted).scalar()) is None


async def test_a_group_without_topics_is_said_and_everything_waits(room: DeskRoom) -> None:
    """Until somebody turns topics on."""
    await room.opens(room.piece("aiuto"))
    tries = iter([Fault("Bad Request: the chat is not a forum")] * 2)

    def outcome(delivery: Delivery) -> Outcome | None:
        return next(tries, None) if isinstance(delivery.content, TopicOpening) else None

    sent = await room.sends(outcome)
    assert [type(each) for each in sent].count(TopicOpening) == 3
    assert [each.facts for each in room.post.told if isinstance(each.facts, GroupFault)] == [
        GroupFault("no_topics")
    ]
    assert await _words(room, (await room.case_of()).topic_id) == ["aiuto"]


async def test_settling_twice_changes_nothing(room: DeskRoom) -> None:
    """A claim that was lost and taken anew."""
    case_id = await room.opens()
    await room.sends()
    await room.answers(case_id)
    await room.sends()
    rows = select(deliveries).where(deliveries.c.kind == "copy", deliveries.c.chat_id == MARIA)
    before = await room.entries()

    def again(tx: Connection) -> None:
        delivery = room.claimed(tx, tx.execute(rows).one())
        outcome = Sent(before[1].customer_message_id)
        CaseRecord(room.parts).settled(
            tx, delivery, outcome, settlement(delivery, outcome, room.now), room.now
        )

    await room.write(again)
    assert (await room.entries(), await room.waiting()) == (before, [])


async def test_without_a_group_nothing_is_opened(database: Database) -> None:
    """Everything is as it was."""
    room = DeskRoom(database, None)
    await room.meets()
    await room.does(OpenCase(Reason.WISH, at_once=True))
    assert (await room.case_of(), await room.waiting()) == (None, [])
    assert await room.write(lambda tx: house.move_in(room.parts, tx, room.now)) == 0


async def test_what_waits_for_the_deleted_topic_of_a_closed_case_is_shown(room: DeskRoom) -> None:
    """Also where a line of the bot, which is not worth a new topic, finds out first that it is gone."""
    case_id = await room.opens(room.piece("prima"))
    await room.sends()
    old = (await room.case(case_id)).topic_id
    await room.operates(AssignCase(case_id, OPERATOR))
    await room.writes(room.piece("dopo"))
    await room.does(CloseCase(Ending.CUSTOMER))
    await room.sends(_gone_in(old))
    case = await room.case(case_id)
    assert await _words(room, case.topic_id) == ["dopo"]
    assert {entry.state for entry in await room.entries("customer")} == {"across"}
