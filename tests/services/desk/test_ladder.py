"""The laws of waiting: who is told what and when, over hours, nights, holidays and changes of the clock."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from bot.config.desk import Desk, DeskHours
from bot.services.desk import ladder
from bot.services.desk.hours import WorkingTime
from bot.services.desk.ladder import Standing
from handlers.contract.desk import CaseState
from tests.support.cases import rome

_DESK: Final = Desk()
_HOURS: Final = WorkingTime(_DESK.hours)
#: A Thursday.
_TEN: Final = rome("2026-01-15 10:00")
_CASE: Final = Standing(
    case_id=1,
    person_id=5,
    state=CaseState.OPEN,
    opened_at=_TEN,
    last_written_at=_TEN,
    waiting_since=_TEN,
    first_answered_at=None,
    assigned_at=None,
    is_claim_answered=False,
    is_silenced=False,
    has_topic=True,
    reassured_at=None,
    reminded_at=None,
    escalated_at=None,
    warned_of_closing_at=None,
)


def _written(at: str) -> Standing:
    """A case that was opened, and last written in, at that local time; nobody has answered."""
    moment = rome(at)
    return replace(_CASE, opened_at=moment, waiting_since=moment, last_written_at=moment)


def _due(
    case: Standing, now: datetime, *, usual_wait: timedelta | None = None, desk: Desk = _DESK
) -> list[str]:
    return [step.kind.value for step in ladder.due(case, WorkingTime(desk.hours), desk, usual_wait, now)]


@pytest.mark.parametrize(
    ("written", "now", "steps"),
    [
        ("2026-01-15 10:00", "2026-01-15 10:09", []),
        ("2026-01-15 10:00", "2026-01-15 10:10", ["remind"]),
        ("2026-01-15 10:00", "2026-01-15 10:30", ["reassure", "remind", "escalate"]),
        # Before the desk opens nothing counts.
        ("2026-01-15 07:00", "2026-01-15 09:09", []),
        ("2026-01-15 07:00", "2026-01-15 09:10", ["remind"]),
        # Ten minutes before it closes for the weekend.
        ("2026-01-16 17:55", "2026-01-19 09:04", ["reassure"]),
        ("2026-01-16 17:55", "2026-01-19 09:05", ["reassure", "remind"]),
        ("2026-01-16 17:55", "2026-01-19 09:25", ["reassure", "remind", "escalate"]),
        # A holiday, and both changes of the clock.
        ("2026-01-05 19:00", "2026-01-06 12:00", []),
        ("2026-01-05 19:00", "2026-01-07 09:10", ["remind"]),
        ("2026-03-28 19:00", "2026-03-30 09:09", []),
        ("2026-03-28 19:00", "2026-03-30 09:10", ["remind"]),
        ("2026-10-24 19:00", "2026-10-26 09:10", ["remind"]),
    ],
)
def test_operators_are_reminded_by_the_hours_of_the_desk(written: str, now: str, steps: list[str]) -> None:
    """After ten and after thirty minutes in which somebody could have answered."""
    assert _due(_written(written), rome(now)) == steps


@pytest.mark.parametrize(
    ("written", "usual_wait", "now", "is_told"),
    [
        ("2026-01-15 10:00", 15, "2026-01-15 10:14", False),
        ("2026-01-15 10:00", 15, "2026-01-15 10:15", True),
        # Sooner than operators are reminded nobody is told again.
        ("2026-01-15 10:00", 2, "2026-01-15 10:09", False),
        ("2026-01-15 10:00", 2, "2026-01-15 10:10", True),
        # "In a quarter of an hour" passes by the customer's clock, though the desk has closed since.
        ("2026-01-15 17:50", 15, "2026-01-15 18:05", True),
        # "It opens at nine": at nine nothing has passed yet.
        ("2026-01-15 20:00", 15, "2026-01-16 09:00", False),
        ("2026-01-15 20:00", 15, "2026-01-16 09:15", True),
        # Nobody is woken by a bot that was late.
        ("2026-01-15 17:50", 15, "2026-01-16 03:00", False),
    ],
)
def test_the_customer_hears_once_more_when_the_estimate_has_passed(
    written: str, usual_wait: int, now: str, *, is_told: bool
) -> None:
    """The estimate that was said: the usual wait, from the message or from the opening that was named."""
    steps = _due(_written(written), rome(now), usual_wait=timedelta(minutes=usual_wait))
    assert ("reassure" in steps) == is_told


def test_every_step_is_taken_once_for_each_wait() -> None:
    """A step of an earlier wait does not count for the next."""
    later = _TEN + timedelta(hours=1)
    told = _TEN + timedelta(minutes=31)
    taken = replace(_CASE, reassured_at=told, reminded_at=told, escalated_at=told)
    again = replace(taken, waiting_since=later, last_written_at=later, first_answered_at=later)
    assert _due(taken, later) == []
    assert _due(again, later + timedelta(minutes=30)) == ["reassure", "remind", "escalate"]


@pytest.mark.parametrize(
    "case",
    [
        replace(_CASE, waiting_since=None, first_answered_at=_TEN),
        replace(_CASE, waiting_since=None, has_topic=False),
        replace(_CASE, is_silenced=True),
        replace(_CASE, state=CaseState.CLOSED),
    ],
    ids=["answered", "nothing-written", "silenced", "closed"],
)
def test_who_waits_for_nobody_is_not_reminded_of(case: Standing) -> None:
    """Answered, curious only, silenced by an operator, closed."""
    assert _due(case, _TEN + timedelta(hours=7)) == []


def test_a_case_of_a_button_waits_from_its_opening() -> None:
    """Its reason says it all, so nothing need be written in it."""
    assert _due(replace(_CASE, waiting_since=None), _TEN + timedelta(minutes=10)) == ["remind"]


def test_a_paused_case_is_the_operators_alone() -> None:
    """Its customer is back with the bot, and is not told that a person comes soon."""
    paused = replace(_CASE, state=CaseState.PAUSED)
    assert _due(paused, _TEN + timedelta(minutes=30)) == ["remind", "escalate"]


@pytest.mark.parametrize(
    ("claimed", "is_answered", "now", "released"),
    [
        (0, False, 10, [True]),
        # Who has claimed it at the ninth minute has ten of his own.
        (9, False, 18, []),
        (9, False, 19, [True]),
        (0, True, 10, [False]),
    ],
)
def test_a_claim_without_an_answer_is_released(
    claimed: int, now: int, released: list[bool], *, is_answered: bool
) -> None:
    """Whoever has answered since then keeps the case, and is only reminded."""
    case = replace(_CASE, assigned_at=_TEN + timedelta(minutes=claimed), is_claim_answered=is_answered)
    steps = ladder.due(case, _HOURS, _DESK, None, _TEN + timedelta(minutes=now))
    assert [step.is_released for step in steps] == released


def test_a_new_claim_is_reminded_of_again() -> None:
    """A second operator who takes it and says nothing does not keep it for ever."""
    reminded = replace(_CASE, reminded_at=_TEN + timedelta(minutes=10))
    claimed = replace(reminded, assigned_at=_TEN + timedelta(minutes=12))
    assert _due(reminded, _TEN + timedelta(minutes=22)) == []
    assert _due(claimed, _TEN + timedelta(minutes=22)) == ["remind"]


_QUIET: Final = replace(_CASE, waiting_since=None, first_answered_at=_TEN)


@pytest.mark.parametrize(
    ("written", "warned", "now", "steps"),
    [
        ("2026-01-15 10:00", None, "2026-01-16 09:59", []),
        ("2026-01-15 10:00", None, "2026-01-16 10:00", ["warn"]),
        ("2026-01-15 10:00", "2026-01-16 10:00", "2026-01-17 09:59", []),
        ("2026-01-15 10:00", "2026-01-16 10:00", "2026-01-17 10:00", ["close"]),
        # The word comes first, however late it is.
        ("2026-01-15 10:00", None, "2026-02-15 10:00", ["warn"]),
        ("2026-01-15 10:00", "2026-02-15 10:00", "2026-02-16 09:00", []),
        ("2026-01-15 10:00", "2026-02-15 10:00", "2026-02-16 10:00", ["close"]),
        # What was written since it was said begins anew.
        ("2026-01-16 12:00", "2026-01-16 10:00", "2026-01-17 11:59", []),
        ("2026-01-16 12:00", "2026-01-16 10:00", "2026-01-17 12:00", ["warn"]),
        # Nobody is told at night.
        ("2026-01-15 23:00", None, "2026-01-16 23:00", []),
        ("2026-01-15 23:00", None, "2026-01-17 09:00", ["warn"]),
        # The night on which summer time begins: two days of silence are 48 hours.
        ("2026-03-28 10:00", "2026-03-29 11:00", "2026-03-30 10:59", []),
        ("2026-03-28 10:00", "2026-03-29 11:00", "2026-03-30 11:00", ["close"]),
    ],
)
def test_silence_closes_a_case_after_a_word(
    written: str, warned: str | None, now: str, steps: list[str]
) -> None:
    """A day before, and by day; nights and holidays are silence too."""
    warned_at = None if warned is None else rome(warned)
    case = replace(_QUIET, last_written_at=rome(written), warned_of_closing_at=warned_at)
    assert _due(case, rome(now)) == steps


def test_a_short_silence_is_warned_of_at_its_half() -> None:
    """The setting may be less than two days."""
    desk = Desk(close_after_hours=4)
    assert _due(_QUIET, _TEN + timedelta(hours=1, minutes=59), desk=desk) == []
    assert _due(_QUIET, _TEN + timedelta(hours=2), desk=desk) == ["warn"]


def test_the_moment_that_is_said_is_the_moment_of_closing() -> None:
    """At night nothing is closed, so no moment of the night is named."""
    quiet = replace(_QUIET, last_written_at=rome("2026-01-15 23:00"))
    warned_at = rome("2026-01-17 08:00")
    (step,) = ladder.due(quiet, _HOURS, _DESK, None, warned_at)
    assert step.closes_at is not None
    warned = replace(quiet, warned_of_closing_at=warned_at)
    assert _due(warned, step.closes_at - timedelta(seconds=1)) == []
    assert _due(warned, step.closes_at) == ["close"]


@pytest.mark.parametrize(
    ("written", "escalated", "now", "steps"),
    [
        ("2026-01-15 10:00", "2026-01-15 10:30", "2026-01-16 09:59", []),
        ("2026-01-15 10:00", "2026-01-15 10:30", "2026-01-16 10:00", ["warn"]),
        # A weekend is nobody's silence.
        ("2026-01-16 17:55", None, "2026-01-18 18:00", []),
        ("2026-01-16 17:55", None, "2026-01-19 09:25", ["escalate"]),
        ("2026-01-16 17:55", "2026-01-19 09:25", "2026-01-20 08:54", []),
        ("2026-01-16 17:55", "2026-01-19 09:25", "2026-01-20 08:55", ["warn"]),
        # Christmas is a Friday: the desk was open for five minutes, and then on Monday.
        ("2026-12-24 17:55", None, "2026-12-28 09:25", ["escalate"]),
        ("2026-12-24 17:55", "2026-12-28 09:25", "2026-12-29 09:00", ["warn"]),
    ],
)
def test_who_waits_for_an_answer_is_not_closed_while_nobody_was_there(
    written: str, escalated: str | None, now: str, steps: list[str]
) -> None:
    """The silence of operators counts from when they could have answered, and all were told."""
    case = replace(
        _written(written),
        escalated_at=None if escalated is None else rome(escalated),
        reassured_at=rome(now),
        reminded_at=rome(now),
    )
    assert _due(case, rome(now)) == steps


def test_a_silenced_case_ends_as_well() -> None:
    """Nobody is reminded of it, and it does not stay open for ever."""
    silenced = replace(_CASE, is_silenced=True)
    assert _due(silenced, _TEN + timedelta(minutes=29)) == []
    assert _due(silenced, rome("2026-01-16 10:00")) == ["warn"]


def test_a_desk_that_never_opens_reminds_nobody() -> None:
    """Without hours no time of the desk passes."""
    desk = Desk.model_construct(
        **{**Desk().__dict__, "hours": DeskHours.model_construct(weekdays=None, saturday=None, sunday=None)}
    )
    assert _due(_CASE, _TEN + timedelta(days=9), desk=desk) == []
