"""How much Telegram takes from a bot in one group: so many messages in so many seconds, over everything."""

import math
from collections import deque
from dataclasses import dataclass

from bot.demo.telegram.refusal import too_many


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `limit` acts in any `window_s` seconds."""

    limit: int
    window_s: float

    def take(self, times: deque[float], now: float, count: int = 1) -> None:
        """Write `count` acts down among those of one group.

        Raises:
            ApiError: 429, with the whole seconds after which so many are taken again. None is written down.

        """
        while times and times[0] <= now - self.window_s:
            times.popleft()
        excess = len(times) + count - self.limit
        if excess > 0:
            free_at = times[min(excess, len(times)) - 1] + self.window_s if times else now + self.window_s
            raise too_many(max(1, math.ceil(free_at - now)))
        times.extend([now] * count)
