"""Hands pending readings to the company when they are due, and takes in what it says about them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.gateways.readings.port import Refusal, Utility, UtilityAway, UtilityRefused
from bot.jobs.scheduler import Job
from bot.metrics import Metrics
from bot.services.readings import batches
from bot.services.readings.batches import Broken, Claimed
from bot.storage.apart import write_apart
from bot.storage.engine import Database, is_about_rows
from bot.storage.post import Post

_log = structlog.get_logger(__name__)

#: A claim outlasts its handing over by this much, the time to write down what became of it.
_LEASE_MARGIN: Final = timedelta(minutes=1)
#: The most refusals in one transaction: nobody else waits for longer than that takes.
_REFUSALS_AT_ONCE: Final = 20
#: The most faults of a reply that are logged; they show what is wrong with it.
_MOST_FAULTS: Final = 10
#: How often a bot looks for readings that are due; the settings say when they are.
_LONGEST_LOOK: Final = timedelta(seconds=30)


class Acquisition:
    """One process's part in handing over: `take_up` at the start, then `run` now and then.

    Every process of a desk may do so at the same moment. A batch is handed over by one at a time, and
    again under the same key where nobody knows what became of it.
    """

    def __init__(  # noqa: PLR0913 - what it stands between
        self,
        database: Database,
        utility: Utility,
        post: Post,
        metrics: Metrics,
        now: Callable[[], datetime],
        *,
        every: timedelta,
        timeout: timedelta,
    ) -> None:
        self._database = database
        self._utility = utility
        self._post = post
        self._metrics = metrics
        self._now = now
        self._every = every
        self._lease = 2 * timeout + _LEASE_MARGIN
        self._is_away = False
        self._broken = Broken(self._report_broken)

    async def take_up(self) -> None:
        """Release an earlier process's claims; on PostgreSQL, where others may hold them, leases must end."""
        if self._database.is_sqlite:
            await self._database.write(batches.take_up)

    def job(self) -> Job:
        """Look for readings that are due at least every 30 s."""
        return Job("run", self.run, min(self._every, _LONGEST_LOOK), at_start=True)

    async def run(self) -> None:
        """Hand over what is due, then take in replies."""
        while await self._database.read(lambda tx: batches.is_due(tx, self._now(), self._every, self._lease)):
            claimed = await self._database.write(
                lambda tx: batches.claim(tx, self._now(), self._every, self._lease, self._broken)
            )
            if claimed is None:
                break
            try:
                await self._hand_over(claimed)
            except Exception as error:
                if not is_about_rows(error):
                    raise
                # Its lease ends by itself; until then the others are handed over.
                self._report_broken(f"batch:{claimed.batch_id}", error)
        await self._take_replies()

    async def _hand_over(self, claimed: Claimed) -> None:
        try:
            refusals = await self._utility.hand_over(claimed.batch)
        except (UtilityAway, UtilityRefused) as error:
            self._failed(error)
            fault = f"{type(error).__name__}: {error}"
            await self._database.write(lambda tx: batches.failed(tx, claimed, fault, self._now()))
            return
        self._answered()
        # First what it refused: a process that dies in between is given the same answer again.
        await self._refuse(refusals)
        count = await self._database.write(lambda tx: batches.acquired(tx, claimed, self._now()))
        self._metrics.readings.labels("acquired").inc(count)

    async def _take_replies(self) -> None:
        try:
            replies = await self._utility.replies()
            for reply in replies:
                if reply.faults:
                    faults = reply.faults[:_MOST_FAULTS]
                    _log.error("a reply of the company is unreadable", reply=reply.name, faults=faults)
                    self._metrics.failures.labels("acquisition").inc()
                else:
                    await self._refuse(reply.refusals)
                # A second time it changes nothing, so it may lie until now.
                await self._utility.put_away(reply)
        except UtilityAway as error:
            self._failed(error)

    async def _refuse(self, refusals: Sequence[Refusal]) -> None:
        """Mark readings as refused, some at a time; the same again changes nothing."""
        for start in range(0, len(refusals), _REFUSALS_AT_ONCE):
            some = refusals[start : start + _REFUSALS_AT_ONCE]
            async for count in write_apart(self._database, some, self._refuse_some, self._pass_over):
                self._metrics.readings.labels("refused").inc(count)

    def _refuse_some(self, tx: Connection, refusals: Sequence[Refusal]) -> int:
        now = self._now()
        return self._post.send(tx, batches.refuse(tx, refusals, now), now)

    async def _pass_over(self, refusal: Refusal, error: Exception) -> None:
        self._metrics.failures.labels("acquisition").inc()
        _log.error("a refusal cannot be kept", reading_id=refusal.reading_id, exc_info=error)

    def _report_broken(self, row: str, error: Exception) -> None:
        self._metrics.failures.labels("acquisition").inc()
        _log.error("readings cannot be handed over as they stand", row=row, exc_info=error)

    def _failed(self, error: Exception) -> None:
        self._metrics.failures.labels("acquisition").inc()
        if not self._is_away:
            self._is_away = True
            _log.warning("readings cannot be handed over; trying again", reason=str(error))

    def _answered(self) -> None:
        if self._is_away:
            self._is_away = False
            _log.warning("readings are handed over again")
