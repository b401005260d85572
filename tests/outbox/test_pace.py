"""The pace of bulk: so many a second, with the other lanes never more than Telegram allows."""

import json
from bisect import bisect_left
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.pace import Pace, spacing
from bot.storage.outbox import Lane


@pytest.mark.parametrize(
    ("lane", "chat_id", "wait_s"),
    [
        (Lane.REPLY, 5, 0),
        (Lane.REPLY, -5, 0),
        (Lane.DESK, -5, 0),
        (Lane.NOTICE, 5, 1),
        (Lane.BROADCAST, 5, 1),
        (Lane.BROADCAST, -5, 3),
        (Lane.BROADCAST, None, 0),
    ],
)
def test_only_bulk_is_spaced_within_a_chat(lane: Lane, chat_id: int | None, wait_s: int) -> None:
    """A second in a chat, three in a group (20 a minute); people who talk are not slowed down."""
    assert spacing(lane, chat_id) == timedelta(seconds=wait_s)


def test_nothing_is_saved_up_over_an_idle_night() -> None:
    """After any silence only a quarter of a second's worth leaves at once."""
    pace = Pace(40)
    assert pace.room(0.0) == 0
    assert pace.room(30_000.0) == 10


def test_a_pause_holds_all_bulk_until_its_end() -> None:
    """What Telegram asked for is obeyed, and a shorter pause does not cut a longer one short."""
    pace = Pace(10)
    pace.room(0.0)
    pace.pause(5.0)
    pace.pause(3.0)
    assert (pace.room(4.9), pace.next_at(4.9)) == (0, 5.0)
    assert pace.room(5.0) > 0


def test_the_next_one_is_due_when_the_allowance_has_grown() -> None:
    """With four a second a spent allowance is worth another look after a quarter."""
    pace = Pace(4)
    pace.room(0.0)
    assert pace.room(0.25) == 1
    pace.note(0.25, bulk=1)
    assert pace.next_at(0.25) == pytest.approx(0.5)


@pytest.mark.parametrize(("rate", "ceiling"), [(1, 30), (25, 30), (30, 30), (1000, 1000)])
def test_the_ceiling_is_telegrams_unless_more_is_configured(rate: int, ceiling: int) -> None:
    """Who configures more than thirty a second pays Telegram for them, and for no more."""
    assert Pace(rate).ceiling == ceiling


@given(
    per_second=st.integers(1, 1000),
    steps=st.lists(st.tuples(st.floats(0, 2), st.integers(0, 300)), max_size=60),
)
def test_never_more_than_so_many_a_second(per_second: int, steps: list[tuple[float, int]]) -> None:
    """However greedily and irregularly it is asked, over any time no more leave than were allowed."""
    pace, now_s, left = Pace(per_second), 0.0, 0
    pace.room(now_s)
    for wait_s, wanted in steps:
        now_s += wait_s
        count = min(wanted, pace.room(now_s))
        pace.note(now_s, bulk=count)
        left += count
    burst = max(1.0, per_second * 0.25)
    assert left <= now_s * per_second + burst + 1e-3


def _run(pace: Pace, prompt: Callable[[float], float], seconds: int) -> tuple[list[float], list[float]]:
    """Send bulk as fast as it may, and prompt messages at a rate that changes; return when each left."""
    now_s, bulk, others, next_prompt_s = 0.0, [], [], 0.0
    while now_s < seconds:
        while next_prompt_s <= now_s:
            others.append(next_prompt_s)
            pace.note(next_prompt_s, prompt=1)
            next_prompt_s += 1 / prompt(next_prompt_s)
        count = pace.room(now_s)
        pace.note(now_s, bulk=count)
        bulk += [now_s] * count
        # The loop wakes a little late, as loops do.
        now_s = max(now_s + 0.02, pace.next_at(now_s)) + 0.002
    return bulk, others


def _busiest_second(moments: list[float]) -> int:
    ordered = sorted(moments)
    return max(bisect_left(ordered, moment + 1.0) - number for number, moment in enumerate(ordered))


@pytest.mark.parametrize(
    ("prompt", "least"), [(0.01, 24.75), (1, 24.75), (3, 24.75), (5, 23), (10, 18), (20, 8), (29, 0)]
)
def test_all_lanes_stay_below_thirty_a_second(prompt: float, least: float) -> None:
    """What people wait for takes from bulk, which has 99 % of its rate as long as three a second do."""
    bulk, others = _run(Pace(25), lambda _: prompt, 40)
    assert _busiest_second([moment for moment in bulk + others if moment > 2]) <= 30
    assert len(bulk) / 40 >= least


def test_replies_that_grow_take_from_bulk_and_give_back() -> None:
    """Replies that grow to twenty a second and fall again never make thirty-one messages in one."""
    bulk, others = _run(Pace(25), lambda at_s: 1 + 19 * max(0.0, 1 - abs(at_s - 20) / 15), 60)
    assert _busiest_second(bulk + others) <= 30
    assert sum(at_s > 40 for at_s in bulk) / 20 >= 24.75


def test_random_replies_leave_bulk_its_rate() -> None:
    """Two a second that come as people come cost bulk less than one percent."""
    chance = Random(1)  # noqa: S311 - chance for a test
    bulk, _ = _run(Pace(25), lambda _: 1 / chance.expovariate(2), 200)
    assert len(bulk) / 200 >= 24.75


def test_replies_above_the_ceiling_stop_bulk_and_no_longer() -> None:
    """While people alone are given forty a second nothing of bulk leaves; two seconds later all of it."""
    bulk, _ = _run(Pace(25), lambda at_s: 40 if at_s < 10 else 0.1, 30)
    assert [at_s for at_s in bulk if 1 < at_s < 10] == []
    assert sum(at_s > 12.1 for at_s in bulk) / 17.9 >= 24.75


def test_another_process_goes_on_with_the_same_pace() -> None:
    """What one has sent counts for the next, through JSON; so does a wait."""
    first = Pace(25)
    first.room(0.0)
    first.note(1.0, bulk=first.room(1.0), prompt=20)
    first.pause(1.7)
    second = Pace.of(25, json.loads(json.dumps(first.state())), 1.6)
    assert second.room(1.6) == 0
    # Of thirty a second twenty are left to what people wait for, six left and one is spare.
    assert second.room(1.7) == 3


def test_a_clock_that_was_set_back_holds_nothing_up() -> None:
    """What was written under a clock that was an hour ahead is forgotten."""
    ahead = Pace(25)
    ahead.room(3600.0)
    ahead.note(3600.0, prompt=30)
    ahead.pause(3700.0)
    pace = Pace.of(25, ahead.state(), 0.0)
    pace.room(0.0)
    assert pace.room(1.0) == 6
