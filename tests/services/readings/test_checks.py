"""What a number on a gas meter means: digits, roll-over, what the meter lets through, what is usual."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.readings import QMAX_M3H, Plausibility
from bot.local_time import day_begins, local_date
from bot.services.readings.checks import NEVER_TAKEN, Point, Use, uses, weigh
from handlers.contract.readings import Counter, Finding, Weighed

NOON: Final = datetime(2026, 1, 15, 11, 0, tzinfo=UTC)
TODAY: Final = date(2026, 1, 15)
_RULES: Final = Plausibility()
#: A household: heating in winter, hot water in summer.
_WINTER: Final = Use(date(2024, 12, 20), date(2025, 1, 20), 300)
_SUMMER: Final = Use(date(2025, 7, 1), date(2025, 8, 1), 20)


def _weigh(  # noqa: PLR0913 - a case
    value: int,
    *,
    last: int | None = 45000,
    days: int = 31,
    digits: int = 5,
    history: tuple[Use, ...] = (),
    meter_class: str | None = "G4",
    now: datetime = NOON,
) -> Weighed:
    last_on = None if last is None else local_date(now) - timedelta(days=days)
    return weigh(
        Counter("meter", digits, last, last_on),
        value,
        now,
        history=history,
        most_m3h=_RULES.most_m3h(meter_class),
        plausibility=_RULES,
    )


@pytest.mark.parametrize(
    ("value", "used_m3", "finding", "bound"),
    [
        (45312, 312, None, None),
        (45000, 0, None, None),
        (450000, None, "too_long", 5),
        (44999, None, "lower", 45000),
        # 31 days and 12 hours at 6 m³/h, and one for what was dropped after the comma.
        (45000 + 4537, 4537, "unusual", None),
        (45000 + 4538, 4538, "above_most", 4537),
        # A fifth of what the meter lets through, and the slack.
        (45000 + 937, 937, None, None),
        (45000 + 938, 938, "unusual", None),
    ],
)
def test_a_first_value_is_judged_by_the_meter(
    value: int, used_m3: int | None, finding: Finding | None, bound: int | None
) -> None:
    """Nothing is known but the last reading a month ago on a G4."""
    weighed = _weigh(value)
    assert (weighed.used_m3, weighed.finding, weighed.bound) == (used_m3, finding, bound)


@pytest.mark.parametrize(
    ("used_m3", "finding", "bound"),
    [(300, None, None), (30, "unusual", 300), (70, None, None), (930, None, None), (931, "unusual", 300)],
)
def test_the_same_season_of_last_year_says_what_is_usual(
    used_m3: int, finding: Finding | None, bound: int | None
) -> None:
    """A third and thrice last winter's use are the bounds, with some cubic metres of slack."""
    weighed = _weigh(45000 + used_m3, history=(_WINTER, _SUMMER))
    assert (weighed.finding, weighed.bound) == (finding, bound)


@pytest.mark.parametrize(("used_m3", "finding"), [(0, None), (100, None), (190, None), (191, "unusual")])
def test_another_season_says_little(used_m3: int, finding: Finding | None) -> None:
    """Where only summer is known, winter may be eight times that and nothing is too little."""
    assert _weigh(45000 + used_m3, history=(_SUMMER,)).finding == finding


def test_a_long_span_is_no_season() -> None:
    """A use over a whole year says what is usual in any season, not in this one."""
    year = Use(date(2025, 1, 14), date(2026, 1, 14), 365)
    assert _weigh(45000 + 8 * 31 + 30, history=(year,)).finding is None
    assert _weigh(45000 + 8 * 31 + 31, history=(year,)).finding == "unusual"


def test_a_day_is_compared_with_the_weeks_around_it_a_year_ago() -> None:
    """The use of one day has a season too."""
    assert _weigh(45011, days=1, history=(_WINTER,)).finding is None
    assert _weigh(45000 + 60, days=1, history=(_WINTER,)).finding == "unusual"


@pytest.mark.parametrize(
    ("last", "value", "used_m3", "finding"),
    [
        (99900, 12, 112, "rolled_over"),
        (99999, 0, 1, "rolled_over"),
        (99000, 800, None, "lower"),
        (50000, 49999, None, "lower"),
    ],
)
def test_a_counter_that_began_again_is_told_from_a_lower_value(
    last: int, value: int, used_m3: int | None, finding: Finding
) -> None:
    """Across zero it is plausible only where the use is."""
    weighed = _weigh(value, last=last)
    assert (weighed.used_m3, weighed.finding) == (used_m3, finding)


def test_a_roll_over_is_weighed_against_the_habit_too() -> None:
    """What would be plausible for the meter is not for a house that uses a tenth of it."""
    summer = (Use(date(2025, 1, 1), date(2025, 3, 1), 10),)
    assert _weigh(300, last=99500, history=summer).finding == "lower"
    assert _weigh(300, last=99500).finding == "rolled_over"


def test_with_nothing_known_any_value_of_the_right_length_is_taken() -> None:
    """The first reading of a supply has nothing to be compared with."""
    assert _weigh(99999, last=None) == Weighed(Counter("meter", 5, None, None), 99999, None, None)
    assert _weigh(100000, last=None).finding == "too_long"


def test_without_a_known_class_there_is_no_limit_but_history() -> None:
    """Of a meter whose size nobody knows, no value is refused as too much."""
    assert _weigh(99999, meter_class=None).finding is None
    assert _weigh(99999, meter_class=None, history=(_WINTER,)).finding == "unusual"


def test_the_company_read_this_morning() -> None:
    """On the day of the last reading what the meter lets through counts from midnight."""
    weighed = _weigh(45060, days=0)
    assert (weighed.days, weighed.used_m3, weighed.finding) == (0, 60, "unusual")
    # Twelve hours at 6 m³/h, and one.
    assert _weigh(45073, days=0).finding == "unusual"
    assert _weigh(45074, days=0).finding == "above_most"


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)]
)
def test_days_are_as_long_as_the_clocks_make_them(on: date, hours: int) -> None:
    """From one midnight to the next there are 23 hours in March and 25 in October."""
    midnight = day_begins(on + timedelta(days=1))
    weighed = _weigh(45000 + hours * 6 + 2, days=1, now=midnight)
    assert (weighed.finding, weighed.bound) == ("above_most", hours * 6 + 1)


def test_uses_leave_out_what_nobody_can_say() -> None:
    """Between values that fell without a roll-over nothing is known; across zero it is counted."""
    points = [
        Point(date(2026, 1, 1), 99990),
        Point(date(2026, 1, 11), 5, across_zero=True),
        Point(date(2026, 1, 21), 3),
        Point(date(2026, 1, 31), 10),
    ]
    assert list(uses(points, 5)) == [
        Use(date(2026, 1, 1), date(2026, 1, 11), 15),
        Use(date(2026, 1, 21), date(2026, 1, 31), 7),
    ]


# --- for all values ----------------------------------------------------------------------------------

_DIGITS: Final = st.integers(4, 9)
_DAYS: Final = st.integers(0, 2000)
_CLASSES: Final = st.sampled_from(sorted(QMAX_M3H))
_NOWS: Final = st.integers(0, 20 * 366 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@st.composite
def _histories(draw: st.DrawFn) -> tuple[Use, ...]:
    points = [date(2023, 1, 1)]
    found = []
    for _ in range(draw(st.integers(0, 6))):
        points.append(points[-1] + timedelta(days=draw(st.integers(1, 200))))
        found.append(Use(points[-2], points[-1], draw(st.integers(0, 5000))))
    return tuple(found)


@given(data=st.data(), digits=_DIGITS, days=_DAYS, meter_class=_CLASSES, now=_NOWS, history=_histories())
def test_whatever_is_taken_lies_within_the_bounds(  # noqa: PLR0913, PLR0917 - the dimensions
    data: st.DataObject, digits: int, days: int, meter_class: str, now: datetime, history: tuple[Use, ...]
) -> None:
    """A value that is not refused means a use that the meter lets through, and none is negative."""
    last = data.draw(st.integers(0, 10**digits - 1))
    value = data.draw(st.integers(0, 10 ** (digits + 1) - 1))
    weighed = _weigh(
        value, last=last, days=days, digits=digits, history=history, meter_class=meter_class, now=now
    )
    hours = (now - day_begins(local_date(now) - timedelta(days=days))) / timedelta(hours=1)
    most = QMAX_M3H[meter_class] * hours + 1
    assert (weighed.finding == "too_long") == (len(str(value)) > digits)
    if weighed.finding not in NEVER_TAKEN:
        assert weighed.used_m3 is not None
        assert 0 <= weighed.used_m3 <= most
        assert (last + weighed.used_m3) % 10**digits == value
    if weighed.finding == "above_most":
        assert weighed.used_m3 is not None
        assert weighed.used_m3 > most - 1
    if weighed.finding == "lower":
        assert value < last


@given(data=st.data(), digits=_DIGITS, days=st.integers(1, 2000), meter_class=_CLASSES, now=_NOWS)
def test_whatever_the_meter_lets_through_is_not_refused(
    data: st.DataObject, digits: int, days: int, meter_class: str, now: datetime
) -> None:
    """A true reading is taken, at most after another question, and the use across zero is the true one.

    Across zero only up to the share of the meter's power that is asked about no further.
    """
    last = data.draw(st.integers(0, 10**digits - 1))
    hours = (now - day_begins(local_date(now) - timedelta(days=days))) / timedelta(hours=1)
    most = int(QMAX_M3H[meter_class] * hours)
    used = data.draw(st.integers(0, min(most, 10**digits - 1)))
    rolls_over = last + used >= 10**digits
    weighed = _weigh(
        (last + used) % 10**digits, last=last, days=days, digits=digits, meter_class=meter_class, now=now
    )
    if not rolls_over:
        assert weighed.used_m3 == used
        assert weighed.finding in {None, "unusual"}
    elif used <= most * _RULES.share_without_history:
        assert (weighed.used_m3, weighed.finding) == (used, "rolled_over")
    else:
        assert weighed.finding in {"rolled_over", "lower"}
