"""The dispatcher and the support group: its pace, its faults, and the ledger of cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups, topics
from bot.demo.telegram.faults import TooMany
from bot.demo.telegram.model import Chat
from bot.demo.telegram.pace import Pace
from bot.outbox import retry
from bot.outbox.desk import cause, group_fault
from bot.outbox.outcome import Fault, Gone, Outcome, Retry, Sent, TopicGone, Unknown
from bot.outbox.retry import settlement
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Delivery, DeliveryId, Lane, Parcel, Rank, Settlement
from bot.storage.parcels import Content, Message, Pin, TopicOpening
from tests.support.office import Office, office_at, reply, said_to, somebody, until_settled

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass
class Twin:
    """A ledger that knows the topics of cases, and makes a new one where one is gone."""

    topics: dict[int, int] = field(default_factory=dict)
    noted: list[tuple[int | None, str]] = field(default_factory=list)

    def lock(self, tx: Connection, deliveries: Sequence[Delivery]) -> None:
        """Lock nothing: what it knows stands in no table."""

    def addressed(self, tx: Connection, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Fill in the topic of each."""
        del tx
        return [replace(each, topic_id=self.topics.get(each.case_id or 0)) for each in deliveries]

    def settled(
        self, tx: Connection, delivery: Delivery, outcome: Outcome, settlement: Settlement, now: datetime
    ) -> None:
        """Note the topic, or that it is gone."""
        del settlement
        case_id = delivery.case_id or 0
        self.noted.append((delivery.case_id, type(outcome).__name__))
        match outcome:
            case Sent(int(number)) if isinstance(delivery.content, TopicOpening):
                self.topics[case_id] = number
            case TopicGone():
                self.topics.pop(case_id, None)
                again = Parcel(TopicOpening("di nuovo"), delivery.chat_id, Lane.DESK, case_id, Rank.TOPIC)
                outbox.enqueue(tx, [again], now)
            case _:
                pass


def _row(group: Chat, text: str, case_id: int | None = None) -> Parcel:
    return Parcel(Message(text, ()), group.id, Lane.DESK, case_id)


def _opening(group: Chat, case_id: int) -> Parcel:
    return Parcel(TopicOpening(f"{case_id} · Ada"), group.id, Lane.DESK, case_id, Rank.TOPIC)


async def _post(office: Office, *parcels: Parcel) -> None:
    await office.database.write(lambda tx: outbox.enqueue(tx, parcels, office.now()))
    office.dispatcher.look()


def _said(telegram: Lookalike, group: Chat, thread: int | None = 0) -> list[str]:
    return [line.html for line in telegram.transcript(group, thread)]


async def test_a_case_gets_its_topic_then_its_lines_in_order(telegram: Lookalike, database: Database) -> None:
    """Each row is told its topic when it is claimed, which the row before it has made."""
    group, ledger = telegram.forum("Sportello", "Olga"), Twin()
    async with office_at(telegram, database, ledger=ledger, group_per_minute=6000) as office:
        lines = [_row(group, f"{case}.{number}", case) for number in range(3) for case in (1, 2)]
        await _post(office, _opening(group, 1), _opening(group, 2), *lines)
        await until_settled(database, *["sent"] * 8)
    for case in (1, 2):
        assert _said(telegram, group, ledger.topics[case]) == [f"{case}.{number}" for number in range(3)]
    assert sorted(ledger.noted) == [(case, "Sent") for case in (1, 2) for _ in range(4)]


async def test_a_topic_that_was_deleted_is_made_anew_and_nothing_is_lost(
    telegram: Lookalike, database: Database
) -> None:
    """The row that found out goes into the new one, and what stood behind it after it."""
    group, ledger = telegram.forum("Sportello", "Olga"), Twin()
    async with office_at(telegram, database, ledger=ledger, group_per_minute=6000) as office:
        await _post(office, _opening(group, 1))
        await until_settled(database, "sent")
        topics.deletes(telegram.world, group.id, ledger.topics[1])
        await _post(office, _row(group, "uno", 1), _row(group, "due", 1))
        await until_settled(database, *["sent"] * 4)
    assert _said(telegram, group, ledger.topics[1]) == ["uno", "due"]


async def test_a_group_that_has_moved_is_followed(telegram: Lookalike, database: Database) -> None:
    """Rows with and without a case; the ledger hears of it by either."""
    olga = await somebody(telegram, "Olga")
    old, ledger = telegram.group("Sportello", "group"), Twin()
    telegram.world.set_status(old.id, olga.person, "administrator")
    new = groups.becomes_supergroup(telegram.world, olga.person, old.id)
    async with office_at(telegram, database, ledger=ledger) as office:
        await _post(office, _row(old, "uno"), _row(old, "due"))
        await until_settled(database, "sent", "sent")
    assert _said(telegram, new) == ["uno", "due"]
    assert ledger.noted == [(None, "ChatMoved")]


async def test_a_group_is_never_asked_for_more_than_its_pace(telegram: Lookalike, database: Database) -> None:
    """Two processes at once, and no 429; what is left waits while customers are answered."""
    group, ada = telegram.forum("Sportello", "Olga"), await somebody(telegram, "Ada")
    telegram.world.group_pace = Pace(5, 60.0)
    rows = [_row(group, f"n. {number}", number) for number in range(1, 12)]
    threads = {
        number: topics.opens(telegram.world, telegram.world.bot, group.id, "x").id for number in range(12)
    }
    async with (
        office_at(telegram, database, ledger=Twin(threads), group_per_minute=5) as office,
        office_at(telegram, database, ledger=Twin(threads), group_per_minute=5) as other,
    ):
        await _post(office, *rows)
        other.dispatcher.look()
        await telegram.called("sendMessage", chat_id=group.id, times=5)
        await office.says(ada, "subito")
        await ada.sees("subito")
    calls = telegram.journal.of("sendMessage", chat_id=group.id)
    assert [call.status for call in calls] == [200] * 5


async def test_a_429_of_a_group_stops_that_group_alone(telegram: Lookalike, database: Database) -> None:
    """Its other cases wait as well; customers, bulk to others and another group do not."""
    group, other = telegram.forum("Sportello", "Olga"), telegram.forum("Piazza", "Pia")
    ada = await somebody(telegram, "Ada")
    telegram.faults.switch_on(TooMany(1), chat_id=group.id, times=1)
    async with office_at(telegram, database) as office:
        await _post(office, _row(group, "uno"))
        await telegram.called("sendMessage", chat_id=group.id)
        await until_settled(database, "queued")
        notice = reply(ada.id, "avviso", Lane.NOTICE)
        await _post(office, Parcel(Message("due", ()), group.id, Lane.NOTICE), notice, _row(other, "tre"))
        await ada.sees("avviso")
        await telegram.called("sendMessage", chat_id=other.id)
        assert len(telegram.journal.of("sendMessage", chat_id=group.id)) == 1
        calls = await telegram.called("sendMessage", chat_id=group.id, times=3)
    assert calls[1].at - calls[0].at >= 1.0


async def test_bulk_goes_on_while_one_chat_has_to_wait(telegram: Lookalike, database: Database) -> None:
    """A wait that Telegram asked of one chat holds up nobody else's notices."""
    ada, bruno = await somebody(telegram, "Ada"), await somebody(telegram, "Bruno")
    telegram.faults.switch_on(TooMany(60), chat_id=ada.id)
    async with office_at(telegram, database) as office:
        await _post(office, reply(ada.id, "avviso", Lane.NOTICE))
        await telegram.called("sendMessage", chat_id=ada.id)
        await _post(office, reply(bruno.id, "avviso", Lane.NOTICE))
        await bruno.sees("avviso")
    assert said_to(ada) == []


async def test_nothing_is_given_up_while_the_bot_is_out_of_the_group(
    telegram: Lookalike, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is back, all arrives in order."""
    monkeypatch.setattr(retry, "_FIRST_WAIT", timedelta(milliseconds=5))
    group = telegram.forum("Sportello", "Olga")
    olga = telegram.user("Olga").person
    telegram.world.set_status(group.id, olga, "kicked")
    async with office_at(telegram, database, group_per_minute=6000) as office:
        await _post(office, _row(group, "uno"), _row(group, "due"))
        await telegram.called("sendMessage", chat_id=group.id, times=3)
        telegram.world.set_status(group.id, olga, "administrator")
        await until_settled(database, "sent", "sent")
    assert _said(telegram, group) == ["uno", "due"]


def _delivery(content: Content, *, attempts: int = 0, unknowns: int = 0, days: int = 0) -> Delivery:
    born = NOON - timedelta(days=days)
    return Delivery(DeliveryId(1), Lane.DESK, -1, content, attempts, unknowns, born, "token", NOON, case_id=1)


WORDS = Message("x", ())


@pytest.mark.parametrize(
    ("delivery", "outcome", "state", "wait_s"),
    [
        (_delivery(WORDS, days=9, attempts=12), Retry("away"), "queued", 30),
        (_delivery(WORDS), Gone("Forbidden: bot was kicked from the supergroup chat"), "queued", 0.5),
        (_delivery(WORDS, attempts=3), Fault("Not enough rights to send text messages"), "queued", 4),
        (_delivery(TopicOpening("x")), Fault("The chat is not a forum"), "queued", 0.5),
        (_delivery(TopicOpening("x"), attempts=12), Fault("TOPICS_TOO_MUCH"), "queued", 30),
        (_delivery(TopicOpening("x"), unknowns=9), Unknown("502"), "queued", 30),
        (_delivery(WORDS), TopicGone("TOPIC_DELETED"), "queued", 0.5),
        (replace(_delivery(WORDS), case_id=None), TopicGone("TOPIC_DELETED"), "failed", None),
        (_delivery(WORDS), Fault("Message is too long"), "failed", None),
        (_delivery(WORDS, unknowns=4), Unknown("502"), "unconfirmed", None),
        (_delivery(Pin()), Fault("Not enough rights to manage pinned messages"), "failed", None),
    ],
)
def test_what_is_for_operators_waits_while_the_group_is_to_blame(
    delivery: Delivery, outcome: Outcome, state: str, wait_s: float | None
) -> None:
    """However long; what is the message's own fault is settled, and a pin holds up nothing."""
    result = settlement(delivery, outcome, NOON)
    due_at = None if wait_s is None else NOON + timedelta(seconds=wait_s)
    assert (result.state, result.due_at, result.unreachable) == (state, due_at, False)


@pytest.mark.parametrize(
    ("reason", "fault", "why"),
    [
        ("The chat is not a forum", "no_topics", "other"),
        ("Not enough rights to create a topic", "no_rights", "other"),
        ("Forbidden: bot was kicked from the supergroup chat", "removed", "other"),
        ("Chat not found", "not_found", "not_found"),
        ("Forbidden: bot was blocked by the user", None, "blocked"),
        ("Forbidden: user is deactivated", None, "deactivated"),
        ("VOICE_MESSAGES_FORBIDDEN", None, "no_voice"),
        ("Message caption is too long", None, "too_long"),
        ("Something new", None, "other"),
    ],
)
def test_the_words_of_telegram_have_names(reason: str, fault: str | None, why: str) -> None:
    """For the fault of the group, and for the cause that a sender reads."""
    assert (group_fault(reason), cause(reason)) == (fault, why)
