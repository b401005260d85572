"""The figures of the desk: of its hours and by the clock, by reason, and whoever needed nobody."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from bot.config.desk import DeskHours
from bot.services.desk import figures
from bot.services.desk.figures import Times
from bot.services.desk.hours import WorkingTime
from bot.storage import inbox
from bot.storage.engine import Database
from bot.storage.inbox import Arrival, UpdateId
from bot.storage.tables import questions
from handlers.contract.desk import LookAtDesk, Reason
from tests.support.cases import GROUP, add_case, rome
from tests.support.deskroom import DeskRoom

_HOURS: Final = WorkingTime(DeskHours())
_SINCE: Final = rome("2026-01-12 00:00")
_NOW: Final = rome("2026-01-16 12:00")


def _minutes(*minutes: int) -> list[timedelta]:
    return [timedelta(minutes=each) for each in minutes]


async def test_times_are_counted_twice(database: Database) -> None:
    """A message of the evening waits from the next opening on; silence and spam are no solution."""

    def write(tx: Connection) -> None:
        for number, (opened, answered, closed, ending) in enumerate(
            [
                ("2026-01-13 10:00", "2026-01-13 10:04", "2026-01-13 11:00", "operator"),
                ("2026-01-13 20:00", "2026-01-14 09:10", "2026-01-14 10:00", "customer"),
                ("2026-01-14 10:00", "2026-01-14 10:30", "2026-01-16 10:30", "silence"),
                # Before the time that is counted.
                ("2026-01-09 10:00", "2026-01-09 11:00", "2026-01-09 12:00", "operator"),
            ]
        ):
            add_case(
                tx,
                rome(opened),
                person_id=number,
                state="closed",
                waiting_since=None,
                first_answered_at=rome(answered),
                last_written_at=rome(answered),
                closed_at=rome(closed),
                ending=ending,
                stars=5 if number == 0 else None,
            )
        add_case(tx, rome("2026-01-16 11:00"), person_id=9, reason="no-code")

    await database.write(write)
    report = await database.read(lambda tx: figures.report(tx, _HOURS, _SINCE, _NOW))
    ten, half = _minutes(10, 30)
    assert report.first_answer == Times(3, ten, half)
    assert report.first_answer_by_clock == Times(3, half, timedelta(hours=13, minutes=10))
    assert report.solution == Times(2, timedelta(hours=1), timedelta(hours=1))
    assert report.solution_by_clock == Times(2, timedelta(hours=7, minutes=30), timedelta(hours=14))
    assert (report.cases, report.unanswered) == (4, 1)
    assert report.reasons == {"wish": 3, "no-code": 1}
    assert report.endings == {"customer": 1, "operator": 1, "silence": 1}
    assert (report.stars, report.mean_stars) == ({1: 0, 2: 0, 3: 0, 4: 0, 5: 1}, 5.0)
    assert (report.open, report.paused, report.waiting) == (1, 0, 1)
    assert report.oldest_wait == timedelta(hours=1)


async def test_whoever_had_no_case_needed_nobody(database: Database) -> None:
    """People who wrote in the period, in private; whoever was with operators in it is no such person."""

    def write(tx: Connection) -> None:
        chats = (1, 2, 2, 3, GROUP)
        arrivals = [Arrival(UpdateId(number), chat, {}) for number, chat in enumerate(chats, start=1)]
        inbox.add(tx, arrivals, rome("2026-01-15 10:00"))
        inbox.add(tx, [Arrival(UpdateId(90), 90, {})], rome("2026-01-09 10:00"))
        asked = {
            "text": "?",
            "decision": "none",
            "candidates": [],
            "confidence": 0.0,
            "asked_at": rome("2026-01-13 10:00"),
        }
        tx.execute(questions.insert().values(chat_id=4, **asked))
        add_case(tx, rome("2026-01-15 10:01"), person_id=3)
        # Opened before, and written in since.
        add_case(tx, rome("2026-01-09 10:01"), person_id=2, last_written_at=rome("2026-01-15 10:00"))
        figures.note_wish(tx, _NOW)
        figures.note_wish(tx, _SINCE - timedelta(days=1))

    await database.write(write)
    report = await database.read(lambda tx: figures.report(tx, _HOURS, _SINCE, _NOW))
    assert (report.people, report.people_without_case, report.share_without_case) == (4, 2, 0.5)
    assert report.wishes_without_desk == 1


async def test_nothing_is_no_number(database: Database) -> None:
    """Where nobody came there is no median, no mean and no share."""
    report = await database.read(lambda tx: figures.report(tx, _HOURS, _SINCE, _NOW))
    assert report.first_answer == Times(0, None, None)
    assert (report.mean_stars, report.share_without_case) == (None, None)
    written = figures.as_json(report)
    assert written["first_answer_s"] == {
        "cases": 0,
        "median": None,
        "p90": None,
        "median_by_clock": None,
        "p90_by_clock": None,
    }


async def test_wishes_without_a_desk_are_counted(database: Database) -> None:
    """Whoever wishes for a person counts; a dead end that only would have offered one does not."""
    room = DeskRoom(database, group_id=None)
    for reason in (Reason.WISH, Reason.NO_CODE, Reason.WISH):
        await room.asks(LookAtDesk(reason))
    report = await database.read(lambda tx: figures.report(tx, _HOURS, _SINCE, room.now))
    assert report.wishes_without_desk == 2
