"""Where updates enter the house, by whichever door: committed, counted, and the runner woken."""

import asyncio
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
        #: What came while the database was keeping what came before, and the task that will keep it.
        self._gathered: list[Arrival] = []
        self._keeping_next: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    async def take(self, arrivals: Sequence[Arrival]) -> None:
        """Commit; when this returns nothing of it can be lost. Repetitions do nothing.

        Calls that come during one commit share the next.
        """
        if not arrivals:
            return
        self._gathered.extend(arrivals)
        if self._keeping_next is None:
            self._keeping_next = asyncio.create_task(self._keep())
        # A caller that goes away takes nobody's commit along.
        await asyncio.shield(self._keeping_next)

    async def _keep(self) -> None:
        async with self._one_at_a_time:
            arrivals, self._gathered, self._keeping_next = self._gathered, [], None
            now = self._now()
            added = await self._database.write(lambda tx: inbox.add(tx, arrivals, now))
        self._metrics.updates.labels("new").inc(added)
        self._metrics.updates.labels("repeated").inc(len(arrivals) - added)
        self._wake({arrival.chat_id for arrival in arrivals})
