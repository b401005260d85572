"""Where updates enter the house, by whichever door: committed, counted, and the runner woken."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.chat import inbound
from bot.metrics import Metrics
from bot.storage import inbox
from bot.storage.apart import write_apart
from bot.storage.engine import Database, is_about_rows
from bot.storage.inbox import Arrival

_log = structlog.get_logger(__name__)


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

        An update that cannot be kept holds up no other: only who asked is kept of it, to be apologised to.
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
            now, added, kept = self._now(), 0, 0

            def add(tx: Connection, some: Sequence[Arrival]) -> tuple[int, int]:
                return inbox.add(tx, some, now), len(some)

            async for new, whole in write_apart(self._database, arrivals, add, self._set_aside):
                added, kept = added + new, kept + whole
        self._metrics.updates.labels("new").inc(added)
        self._metrics.updates.labels("repeated").inc(kept - added)
        self._wake({arrival.chat_id for arrival in arrivals})

    async def _set_aside(self, arrival: Arrival, error: Exception) -> None:
        self._metrics.failures.labels("update").inc()
        # What was raised may quote what the person wrote.
        _log.error("an update cannot be kept", update_id=arrival.update_id, cause=type(error).__name__)
        instead = inbound.without_content(arrival)
        if instead is None:
            return
        try:
            await self._database.write(lambda tx: inbox.add(tx, [instead], self._now()))
        except Exception as again:
            if not is_about_rows(again):
                raise
            _log.error("an update cannot even be apologised for", update_id=arrival.update_id)
