"""What happens by the clock while nobody answers: each step once, whoever else is at it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, update

from bot.config import Settings, Telegram
from bot.config.desk import Desk
from bot.jobs.desk import Ladder, jobs
from bot.local_time import ROME
from bot.metrics import Metrics
from bot.services.desk.group import Group
from bot.services.desk.parts import DeskParts
from bot.storage import outbox, sessions
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Message, TopicDeletion
from bot.storage.tables import cases, deliveries, desk_group
from handlers.contract.desk import CASE_DIALOG, CASE_DIALOG_VERSION, Ending
from handlers.contract.desk_news import CaseClosed, CaseWaits, ClosingSoon, GroupBehind, StillWaiting
from handlers.contract.vocabulary import GroupNews, News
from tests.support.cases import GROUP, add_case, add_entry, case, rome
from tests.support.deskroom import PlainPost

#: A Thursday, three days before the clocks go back.
_THURSDAY: Final = rome("2026-10-22 09:30")


class Desks:
    """Two processes of one desk under one clock, and what they have queued."""

    def __init__(self, database: Database, **desk: Any) -> None:  # noqa: ANN401 - any setting
        settings = Settings().model_copy(
            update={"telegram": Telegram(support_chat=GROUP), "desk": Desk.model_validate(desk)}
        )
        self.database = database
        self.now = _THURSDAY
        #: Whether the group gets what is queued for it at once.
        self.is_sending = True
        self.said: list[tuple[str, News | GroupNews]] = []
        group = Group(GROUP)
        self._post = PlainPost(group.chat_id)
        self._parts = DeskParts(group, settings.desk, self._post, lambda _words: ())
        self.metrics = Metrics()
        self._processes = [
            Ladder(database, settings, self._parts, self.metrics, lambda: self.now) for _ in range(2)
        ]

    async def climb(self) -> list[News | GroupNews]:
        """Let both processes look at the same moment; return what was queued."""
        before = len(self._post.told)
        await asyncio.gather(*(process.climb() for process in self._processes))
        if self.is_sending:
            await self.database.write(lambda tx: tx.execute(update(deliveries).values(state="sent")))
        told = self._post.told[before:]
        moment = f"{self.now.astimezone(ROME):%a %H:%M}"
        self.said += [(moment, each) for each in told]
        return told

    async def climb_until(self, until: datetime, every: timedelta) -> None:
        """Let time pass, and both look now and then."""
        while self.now < until:
            self.now += every
            await self.climb()

    async def count(self) -> None:
        """Count the figures."""
        await self._processes[0].count()

    async def row(self, number: int) -> Any:  # noqa: ANN401 - a row
        """The row of a case."""
        return await self.database.read(lambda tx: case(tx, number))


def _word(outgoing: News | GroupNews) -> str:
    match outgoing:
        case News(person_id, facts):
            return f"{type(facts).__name__} to {person_id}"
        case GroupNews(case_id, facts):
            return f"{type(facts).__name__} in {'General' if case_id is None else case_id}"


async def test_a_week_in_which_nobody_answers(database: Database) -> None:
    """Nights, a weekend and the change of the clock: each step once, told by day, over the desk's hours."""
    desks = Desks(database)

    def write(tx: Connection) -> None:
        add_case(tx, rome("2026-10-22 17:55"), person_id=1)
        # An operator answered; the customer fell silent.
        answered = rome("2026-10-23 10:00")
        add_case(
            tx,
            answered,
            person_id=2,
            waiting_since=None,
            first_answered_at=answered,
            last_written_at=answered,
        )
        # A weekend's message, and one that operators have silenced.
        add_case(tx, rome("2026-10-24 22:00"), person_id=3)
        add_case(tx, rome("2026-10-26 11:00"), person_id=4, is_silenced=True)

    await database.write(write)
    await desks.climb_until(_THURSDAY + timedelta(days=7), timedelta(hours=2))
    assert [(moment, _word(each)) for moment, each in desks.said] == [
        ("Thu 19:30", "StillWaiting to 1"),
        ("Fri 09:30", "CaseWaits in 1"),
        ("Fri 09:30", "CaseWaits in General"),
        ("Sat 09:30", "ClosingSoon to 1"),
        ("Sat 11:30", "ClosingSoon to 2"),
        # The clock has gone back by an hour.
        ("Sun 08:30", "CaseNote in 1"),
        ("Sun 08:30", "CaseClosed to 1"),
        ("Sun 10:30", "CaseNote in 2"),
        ("Sun 10:30", "CaseClosed to 2"),
        ("Mon 10:30", "StillWaiting to 3"),
        ("Mon 10:30", "CaseWaits in 3"),
        ("Mon 10:30", "CaseWaits in General"),
        ("Tue 10:30", "ClosingSoon to 3"),
        ("Tue 12:30", "ClosingSoon to 4"),
        ("Wed 10:30", "CaseNote in 3"),
        ("Wed 10:30", "CaseClosed to 3"),
        ("Wed 12:30", "CaseNote in 4"),
        ("Wed 12:30", "CaseClosed to 4"),
    ]


async def test_a_claim_is_released_and_all_are_told(database: Database) -> None:
    """The topic hears that it is nobody's; the general topic has a link; figures count the steps."""
    desks = Desks(database)
    now = _THURSDAY
    number = await database.write(
        lambda tx: add_case(tx, now, assigned_to=9, assigned_name="Olga", assigned_at=now)
    )
    desks.now = now + timedelta(minutes=10)
    told = await desks.climb()
    assert told == [GroupNews(number, CaseWaits(number, timedelta(minutes=10), is_released=True))]
    row = await desks.row(number)
    assert (row.assigned_to, row.assigned_name, row.assigned_at) == (None, None, None)
    desks.now = now + timedelta(minutes=30)
    assert await desks.climb() == [
        News(5, StillWaiting(None, None)),
        GroupNews(None, CaseWaits(number, timedelta(minutes=30), link="https://t.me/c/1234567890/77")),
    ]
    steps = {step: desks.metrics.desk_steps.labels(step)._value.get() for step in ("remind", "escalate")}  # noqa: SLF001 - as prometheus_client's own tests
    assert steps == {"remind": 1, "escalate": 1}


async def test_a_claim_with_an_answer_stays(database: Database) -> None:
    """The customer has written again, and their operator is only reminded; notes are no answer."""
    desks = Desks(database)

    def write(tx: Connection) -> list[int]:
        claim = {"assigned_to": 9, "assigned_name": "Olga", "assigned_at": _THURSDAY}
        numbers = [add_case(tx, _THURSDAY, person_id=person, **claim) for person in (1, 2)]
        for number, side in zip(numbers, ("operator", "note"), strict=True):
            add_entry(tx, number, side, _THURSDAY + timedelta(minutes=1))
        return numbers

    answered, noted = await database.write(write)
    desks.now = _THURSDAY + timedelta(minutes=15)
    assert await desks.climb() == [
        GroupNews(answered, CaseWaits(answered, timedelta(minutes=15))),
        GroupNews(noted, CaseWaits(noted, timedelta(minutes=15), is_released=True)),
    ]


async def test_a_late_start_takes_every_step_once(database: Database) -> None:
    """A bot that was away for a week does not close anything without the word before."""
    desks = Desks(database)
    number = await database.write(lambda tx: add_case(tx, _THURSDAY))
    desks.now = _THURSDAY + timedelta(days=7, hours=1)
    assert [_word(each) for each in await desks.climb()] == [
        "StillWaiting to 5",
        f"CaseWaits in {number}",
        "CaseWaits in General",
    ]
    assert await desks.climb() == []


async def test_an_answer_begins_the_ladder_anew(database: Database) -> None:
    """Whoever writes again later waits again, from then on."""
    desks = Desks(database)
    number = await database.write(lambda tx: add_case(tx, _THURSDAY))
    desks.now = _THURSDAY + timedelta(minutes=30)
    await desks.climb()
    later = desks.now + timedelta(minutes=5)
    of_case = cases.c.case_id == number
    answer = {"waiting_since": None, "first_answered_at": later, "last_written_at": later}
    await database.write(lambda tx: tx.execute(update(cases).where(of_case).values(answer)))
    desks.now = later + timedelta(hours=3)
    assert await desks.climb() == []
    again = {"waiting_since": desks.now, "last_written_at": desks.now}
    await database.write(lambda tx: tx.execute(update(cases).where(of_case).values(again)))
    desks.now += timedelta(minutes=10)
    assert await desks.climb() == [GroupNews(number, CaseWaits(number, timedelta(minutes=10)))]


@pytest.mark.parametrize("dialog", [CASE_DIALOG, "recovery"])
async def test_silence_closes_without_stars(database: Database, dialog: str) -> None:
    """The chat is the bot's again; another dialog that is open there stays."""
    desks = Desks(database, close_after_hours=4)
    quiet = {"waiting_since": None, "first_answered_at": _THURSDAY}

    def write(tx: Connection) -> int:
        sessions.put(tx, 5, dialog, CASE_DIALOG_VERSION, "InCase", {}, None)
        return add_case(tx, _THURSDAY, **quiet)

    number = await database.write(write)
    desks.now = _THURSDAY + timedelta(hours=2)
    closes_at = _THURSDAY + timedelta(hours=4)
    assert await desks.climb() == [News(5, ClosingSoon(number, closes_at))]
    desks.now = closes_at
    told, closed = await desks.climb()
    assert isinstance(told, GroupNews)
    assert closed == News(5, CaseClosed(number, Ending.SILENCE, asks_stars=False))
    row = await desks.row(number)
    assert (row.state, row.ending, row.closed_at, row.stars) == ("closed", "silence", closes_at, None)
    opened = await database.read(lambda tx: sessions.open_dialog(tx, 5))
    assert opened == ((CASE_DIALOG, "JustClosed") if dialog == CASE_DIALOG else (dialog, "InCase"))


def _queue(case_id: int | None, at: datetime) -> Callable[[Connection], object]:
    parcel = Parcel(Message("", ()), GROUP, Lane.DESK, case_id)
    return lambda tx: outbox.add(tx, [parcel], at, None)


async def test_a_group_that_is_behind_is_told_once(database: Database) -> None:
    """When something waits longer than two minutes, and when it is over; then again at the next rise."""
    desks = Desks(database)
    desks.is_sending = False
    told = []
    await database.write(_queue(7, _THURSDAY))
    for minutes in (1, 2, 3, 4):
        desks.now = _THURSDAY + timedelta(minutes=minutes)
        told.append(await desks.climb())
    sent = update(deliveries).values(state="sent")
    await database.write(lambda tx: tx.execute(sent))
    told += [await desks.climb(), await desks.climb()]
    await database.write(_queue(8, desks.now))
    desks.now += timedelta(minutes=3)
    told.append(await desks.climb())
    behind, over = GroupNews(None, GroupBehind(3)), GroupNews(None, GroupBehind(None))
    assert told == [[], [], [behind], [], [over], [], [behind]]


async def test_what_waits_for_something_else_is_not_behind(database: Database) -> None:
    """A case that is tried again and again, the general topic, and a group that cannot be worked in."""
    desks = Desks(database)
    desks.is_sending = False
    retried = Parcel(Message("", ()), GROUP, Lane.DESK, 7)

    def fail(tx: Connection) -> None:
        outbox.add(tx, [retried], _THURSDAY, None)
        tx.execute(update(deliveries).values(attempts=1))
        outbox.add(tx, [retried, Parcel(Message("", ()), GROUP, Lane.DESK)], _THURSDAY, None)

    await database.write(fail)
    desks.now = _THURSDAY + timedelta(minutes=10)
    assert await desks.climb() == []
    faulty = {"configured_id": GROUP, "chat_id": GROUP, "obstacle": "no_rights", "obstacle_since": _THURSDAY}
    await database.write(_queue(8, _THURSDAY))
    await database.write(lambda tx: tx.execute(desk_group.insert().values(faulty)))
    assert await desks.climb() == []


async def test_topics_are_deleted_after_their_time(database: Database) -> None:
    """Some at a time, each once, those of closed cases alone, in the group where they are."""
    desks = Desks(database, delete_topic_after_days=3)
    closed = {"state": "closed", "waiting_since": None, "closed_at": _THURSDAY}

    def write(tx: Connection) -> list[int]:
        numbers = [add_case(tx, _THURSDAY, person_id=person, **closed) for person in range(1, 8)]
        add_case(
            tx, _THURSDAY, person_id=8, first_answered_at=_THURSDAY, waiting_since=None, is_silenced=True
        )
        add_case(tx, _THURSDAY, person_id=9, **{**closed, "topic_state": "none"})
        return numbers

    numbers = await database.write(write)
    desks.now = _THURSDAY + timedelta(days=2, hours=23)
    await desks.climb()
    assert await database.read(_deletions) == []
    desks.now += timedelta(hours=2)
    await desks.climb()
    await desks.climb()
    assert await database.read(_deletions) == [(number, GROUP) for number in numbers]
    assert (await desks.row(numbers[0])).topic_state == "deleted"


def _deletions(tx: Connection) -> list[tuple[int, int]]:
    kind = Parcel(TopicDeletion(), GROUP).kind
    rows = tx.execute(select(deliveries).where(deliveries.c.kind == kind).order_by(deliveries.c.case_id))
    return [(row.case_id, row.chat_id) for row in rows]


async def test_figures_are_shown(database: Database) -> None:
    """/metrics has them under names that are promises."""
    desks = Desks(database)
    await database.write(lambda tx: add_case(tx, _THURSDAY))
    desks.now = _THURSDAY + timedelta(minutes=7)
    await desks.count()
    shown = desks.metrics.exposition().decode()
    for line in (
        'sportello_desk_cases{state="open"} 1.0',
        "sportello_desk_waiting 1.0",
        "sportello_desk_oldest_wait_seconds 420.0",
        'sportello_desk_opened{reason="wish"} 1.0',
        'sportello_desk_opened{reason="no-code"} 0.0',
        'sportello_desk_first_answer_seconds{share="0.5"} NaN',
        "sportello_desk_without_case_ratio 0.0",
    ):
        assert line in shown


async def test_without_a_group_there_is_no_ladder(database: Database) -> None:
    """Only figures are counted, since wishes count without a desk as well."""

    def names(support_chat: int | None) -> list[str]:
        telegram = Telegram(support_chat=support_chat)
        settings = Settings().model_copy(update={"telegram": telegram})
        group = Group(support_chat)
        parts = DeskParts(group, settings.desk, PlainPost(group.chat_id), lambda _words: ())
        return [job.name for job in jobs(database, settings, parts, Metrics(), lambda: _THURSDAY)]

    assert (names(None), names(GROUP)) == (["desk-figures"], ["desk", "desk-figures"])
