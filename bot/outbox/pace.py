"""The pace of each lane: replies at once, bulk at its own rate, all together within Telegram's limit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import floor
from typing import Any, Final

from bot.storage.outbox import BULK, Lane

#: What a bot may send in a second to everybody together, unless it pays (Bots FAQ, "Broadcasting to users").
TELEGRAM_PER_SECOND: Final = 30
#: Telegram's limits for bulk: one message a second in one chat, 20 a minute in a group.
_BULK_SPACING: Final = timedelta(seconds=1)
_GROUP_SPACING: Final = timedelta(seconds=3)
#: The allowance of an idle time that may be spent at once.
_BURST_S: Final = 0.25
#: What was sent is counted for so long, in slots of a hundredth of a second.
COUNTED_S: Final = 2.0
_SLOTS_PER_SECOND: Final = 100
#: Moments are sums of fractions: an allowance that lacks no more than this is whole.
_ROUNDING: Final = 1e-4
#: A moment so much ahead was written by a clock that has been set back since.
_AHEAD_S: Final = 1.0


def spacing(lane: Lane, chat_id: int | None) -> timedelta:
    """The least time between two messages of a lane in one chat."""
    if lane not in BULK or chat_id is None:
        return timedelta(0)
    return _BULK_SPACING if chat_id > 0 else _GROUP_SPACING


@dataclass(slots=True)
class Pace:
    """How many bulk messages may leave now. Times are seconds of one clock, whichever it is.

    Bulk grows by its rate (a token bucket), and in any second leaves room below the ceiling for the prompt
    messages that are to be expected by the last two seconds and the last half. What people wait for is never
    held back: it is taken from the share of bulk. So all together exceed the ceiling only where prompt
    messages alone do, or in the second in which they begin to pour in.
    """

    bulk_per_second: int
    _allowance: float = 0.0
    _counted_at: float | None = None
    _paused_until: float = 0.0
    #: By slot: how many bulk and how many prompt messages left.
    _sent: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def ceiling(self) -> int:
        """The most of all lanes in any second. A rate above Telegram's limit is one that is paid for."""
        return max(TELEGRAM_PER_SECOND, self.bulk_per_second)

    def room(self, now_s: float) -> int:
        """The number of bulk messages that may leave now."""
        grown_s = 0.0 if self._counted_at is None else max(0.0, now_s - self._counted_at)
        grown = self._allowance + grown_s * self.bulk_per_second
        self._allowance = min(grown, max(1.0, self.bulk_per_second * _BURST_S))
        self._counted_at = now_s
        if now_s < self._paused_until:
            return 0
        return max(0, min(int(self._allowance + _ROUNDING), self._free(now_s)))

    def note(self, at_s: float, *, bulk: int = 0, prompt: int = 0) -> None:
        """Count messages that left at a moment; bulk is taken off its allowance."""
        slot = floor(at_s * _SLOTS_PER_SECOND)
        bulk_before, prompt_before = self._sent.get(slot, (0, 0))
        self._sent[slot] = (bulk_before + bulk, prompt_before + prompt)
        self._allowance -= bulk

    def pause(self, until_s: float) -> None:
        """Send no bulk before this moment: Telegram asked for it."""
        self._paused_until = max(self._paused_until, until_s)

    def next_at(self, now_s: float) -> float:
        """The moment before which it is of no use to ask again."""
        missing_s = max(0.0, 1.0 - self._allowance) / self.bulk_per_second
        freed_s = 0.0
        if self._free(now_s) <= 0:
            second, slot = _SLOTS_PER_SECOND, floor(now_s * _SLOTS_PER_SECOND)
            spans = (second // 2, second, 2 * second)
            ends = [sent + span for sent in self._sent for span in spans if sent + span >= slot]
            freed_s = (min(ends, default=slot) + 1) / second
        return max(self._paused_until, now_s + missing_s, freed_s)

    def _free(self, now_s: float) -> int:
        """Count what the last second, and the prompt messages expected in this one, leave to bulk."""
        slot = floor(now_s * _SLOTS_PER_SECOND)
        second_ago, two_ago = slot - _SLOTS_PER_SECOND, slot - 2 * _SLOTS_PER_SECOND
        self._sent = {number: counts for number, counts in self._sent.items() if number >= two_ago}
        bulk = sum(counts[0] for number, counts in self._sent.items() if number >= second_ago)
        # What was late may be made up for, and half of what is left is free for a first reply.
        most = (self.bulk_per_second + self.ceiling) // 2
        expected = self._expected(slot)
        # One more, for the next may come a moment earlier than the last.
        return min(most, self.ceiling - expected - 1 if expected else most) - bulk

    def _expected(self, slot: int) -> int:
        """Return how many prompt messages a second may have: by the last two, and by the last half."""
        counts = [(slot - number, prompt) for number, (_, prompt) in self._sent.items() if prompt]
        second = _SLOTS_PER_SECOND
        before = sum(prompt for age, prompt in counts if age > second)
        rates = (part * sum(prompt for age, prompt in counts if age <= second // part) for part in (1, 2))
        return max(before, *rates)

    def state(self) -> dict[str, Any]:
        """What another process has to know to go on with."""
        return {
            "allowance": self._allowance,
            "counted_at": self._counted_at,
            "paused_until": self._paused_until,
            "sent": [[slot, *counts] for slot, counts in self._sent.items()],
        }

    @classmethod
    def of(cls, bulk_per_second: int, state: Mapping[str, Any], now_s: float) -> "Pace":
        """Go on with a state; from nothing where it is empty, or where the clock was set back since."""
        counted_at = state.get("counted_at")
        if counted_at is None or counted_at > now_s + _AHEAD_S:
            return cls(bulk_per_second)
        sent = {slot: (bulk, prompt) for slot, bulk, prompt in state["sent"]}
        return cls(bulk_per_second, state["allowance"], counted_at, state["paused_until"], sent)


class Stops:
    """The chats that Telegram told to wait. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def stop(self, chat_id: int, now_s: float, until_s: float) -> bool:
        """Note that a chat has to wait; return whether all bulk has to.

        Telegram does not say whom a wait is meant for. A group has a limit of its own, and one chat that is
        told to wait, waits alone; a second one in that time shows that it is meant for the bot.
        """
        self._until = {chat: end for chat, end in self._until.items() if end > now_s}
        is_second = any(chat > 0 for chat in self._until if chat != chat_id)
        self._until[chat_id] = max(until_s, self._until.get(chat_id, 0.0))
        return is_second and chat_id > 0

    def left(self, chat_id: int, now_s: float) -> float:
        """Return the seconds that a chat still has to wait."""
        return max(0.0, self._until.get(chat_id, 0.0) - now_s)
