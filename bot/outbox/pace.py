"""The rate limit of each lane: replies at once, bulk within Telegram's limits."""

from datetime import timedelta
from typing import Final

from bot.storage.outbox import BULK, Lane

#: Telegram's limits for bulk: one message a second in one chat, 20 a minute in a group.
_BULK_SPACING: Final = timedelta(seconds=1)
_GROUP_SPACING: Final = timedelta(seconds=3)
#: The allowance of an idle time that may be spent at once.
_BURST_S: Final = 0.25


def spacing(lane: Lane, chat_id: int | None) -> timedelta:
    """The least time between two messages of a lane in one chat."""
    if lane not in BULK or chat_id is None:
        return timedelta(0)
    return _BULK_SPACING if chat_id > 0 else _GROUP_SPACING


class TokenBucket:
    """The allowance of bulk messages, refilled with time. Times are seconds of a monotonic clock."""

    def __init__(self, bulk_per_second: int) -> None:
        self._per_second = bulk_per_second
        self._allowance = 0.0
        self._counted_at: float | None = None
        self._paused_until = 0.0

    def allowance(self, now_s: float) -> int:
        """The number of bulk messages that may be sent now."""
        if self._counted_at is None:
            self._counted_at = now_s
        grown = self._allowance + (now_s - self._counted_at) * self._per_second
        self._allowance = min(grown, max(1.0, self._per_second * _BURST_S))
        self._counted_at = now_s
        return 0 if now_s < self._paused_until else int(self._allowance)

    def spend(self, count: int) -> None:
        """Take `count` sent messages off the allowance."""
        self._allowance -= count

    def pause(self, until_s: float) -> None:
        """Send no bulk before this moment: Telegram asked for it."""
        self._paused_until = max(self._paused_until, until_s)

    def next_at(self, now_s: float) -> float:
        """The moment from which at least one bulk message may be sent."""
        missing = max(0.0, 1.0 - self._allowance) / self._per_second
        return max(self._paused_until, now_s + missing)


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
