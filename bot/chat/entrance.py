"""Where updates enter the house, by whichever door: committed, counted, and the runner woken."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.metrics import Metrics
from bot.storage import inbox
from bot.storage.engine import Database
from bot.storage.inbox import Arrival


class Entrance:
    """The one door to the inbox."""

    def __init__(
        self,
        database: Database,
        metrics: Metrics,
        now: Callable[[], datetime],
        wake: Callable[[Iterable[int]], None],
    ) -> None:
        self._database = database
        self._metrics = metrics
        self._now = now
        self._wake = wake

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Commit; when this returns nothing of it can be lost. Repetitions do nothing."""
        if not arrivals:
            return
        now = self._now()
        added = await self._database.write(lambda tx: inbox.add(tx, arrivals, now))
        self._metrics.updates.labels("new").inc(added)
        self._metrics.updates.labels("repeated").inc(len(arrivals) - added)
        self._wake({arrival.chat_id for arrival in arrivals})
