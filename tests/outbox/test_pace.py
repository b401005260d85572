"""The pace of bulk: so many a second, never more than Telegram allows, nothing while it says wait."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.pace import TokenBucket, spacing
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
    pace = TokenBucket(40)
    assert pace.allowance(0.0) == 0
    assert pace.allowance(30_000.0) == 10


def test_a_pause_holds_all_bulk_until_its_end() -> None:
    """What Telegram asked for is obeyed, and a shorter pause does not cut a longer one short."""
    pace = TokenBucket(10)
    pace.allowance(0.0)
    pace.pause(5.0)
    pace.pause(3.0)
    assert (pace.allowance(4.9), pace.next_at(4.9)) == (0, 5.0)
    assert pace.allowance(5.0) > 0


def test_the_next_one_is_due_when_the_allowance_has_grown() -> None:
    """With four a second a spent allowance is worth another look after a quarter."""
    pace = TokenBucket(4)
    pace.allowance(0.0)
    assert pace.allowance(0.25) == 1
    pace.spend(1)
    assert pace.next_at(0.25) == pytest.approx(0.5)


@given(
    per_second=st.integers(1, 1000),
    steps=st.lists(st.tuples(st.floats(0, 2), st.integers(0, 300)), max_size=60),
)
def test_never_more_than_so_many_a_second(per_second: int, steps: list[tuple[float, int]]) -> None:
    """However greedily and irregularly it is asked, over any time no more leave than were allowed."""
    pace, now_s, left = TokenBucket(per_second), 0.0, 0
    pace.allowance(now_s)
    for wait_s, wanted in steps:
        now_s += wait_s
        count = min(wanted, pace.allowance(now_s))
        pace.spend(count)
        left += count
    burst = max(1.0, per_second * 0.25)
    assert left <= now_s * per_second + burst + 1e-6
