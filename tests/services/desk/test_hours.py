"""The hours of the desk: open or not, how much of a time lies within them, and the usual wait."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.config.desk import DeskHours
from bot.local_time import ROME
from bot.services.desk.hours import WorkingTime, usual_wait
from bot.storage.engine import Database
from bot.storage.tables import cases

CLOCK = WorkingTime(DeskHours())


def _rome(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ROME).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-12-01 10:00", "2026-12-01 10:30", 30),
        ("2026-12-01 08:00", "2026-12-01 09:30", 30),
        ("2026-12-01 17:50", "2026-12-02 09:10", 20),
        # Friday evening to Monday morning, and over a holiday, the Tuesday of the 8th.
        ("2026-12-04 17:50", "2026-12-07 09:05", 15),
        ("2026-12-07 17:50", "2026-12-09 09:05", 15),
        ("2026-12-05 10:00", "2026-12-06 20:00", 0),
        # The Friday before each change of the clock: nights are not counted, whatever their length.
        ("2026-03-27 17:00", "2026-03-30 10:00", 120),
        ("2026-10-23 17:00", "2026-10-26 10:00", 120),
        ("2026-12-02 10:00", "2026-12-01 10:00", 0),
    ],
)
def test_only_time_within_the_hours_counts(since: str, until: str, minutes: int) -> None:
    """Nights, weekends and holidays are nobody's waiting; backwards there is nothing to count."""
    assert CLOCK.worked(_rome(since), _rome(until)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("handed_at", "begins"),
    [("2026-12-01 10:00", "2026-12-01 10:00"), ("2026-12-04 20:00", "2026-12-07 09:00")],
)
def test_a_wait_counts_from_the_hand_off_or_the_next_opening(handed_at: str, begins: str) -> None:
    """Who writes at night has waited since the morning."""
    assert CLOCK.begins(_rome(handed_at)) == _rome(begins)


def test_a_desk_without_hours_never_opens() -> None:
    """Then nothing is promised, and a wait counts from the hand-off."""
    never, now = WorkingTime(DeskHours(weekdays=None)), _rome("2026-12-01 10:00")
    assert (never.is_open(now), never.opens_at(now)) == (False, None)
    assert never.begins(now) == now


@pytest.mark.parametrize(("count", "minutes"), [(19, None), (20, 10)])
async def test_the_usual_wait_is_said_from_enough_cases(
    database: Database, count: int, minutes: int | None
) -> None:
    """The median of the last weeks; one that took a day, and an old one, do not change it."""
    now = _rome("2026-12-01 10:00")
    asked = [now - timedelta(minutes=60)] * (count - 1) + [now - timedelta(days=7)]
    waits = [timedelta(minutes=10)] * (count - 1) + [timedelta(days=1)]
    old = now - timedelta(weeks=5)
    rows = [_row(opened_at, opened_at + wait) for opened_at, wait in zip(asked, waits, strict=True)]
    async_rows = [*rows, _row(old, old + timedelta(days=2)), _row(now, None)]
    await database.write(lambda tx: tx.execute(cases.insert(), async_rows))
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert await database.read(lambda tx: usual_wait(tx, CLOCK, now)) == expected


def _row(opened_at: datetime, answered_at: datetime | None) -> dict[str, object]:
    return {
        "reason": "wish",
        "state": "closed",
        "language": "it",
        "opened_at": opened_at,
        "first_answered_at": answered_at,
        "last_written_at": opened_at,
        "topic_state": "there",
    }
