"""Hands pending readings to the company when they are due, and takes in what it says about them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.gateways.readings.port import Refusal, Utility, UtilityAway, UtilityRefused
from bot.metrics import Metrics
from bot.services.readings import batches
from bot.services.readings.batches import Claimed
from bot.storage.engine import Database
from bot.storage.post import Post

_log = structlog.get_logger(__name__)

#: A claim outlasts its handing over by this much, the time to write down what became of it.
_LEASE_MARGIN: Final = timedelta(minutes=1)
#: The most refusals in one transaction: nobody else waits for longer than that takes.
_REFUSALS_AT_ONCE: Final = 20
#: The most faults of a reply that are logged; they show what is wrong with it.
_MOST_FAULTS: Final = 10


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

    async def take_up(self) -> None:
        """Release an earlier process's claims; on PostgreSQL, where others may hold them, leases must end."""
        if self._database.is_sqlite:
            await self._database.write(batches.take_up)

    async def run(self) -> None:
        """Hand over what is due, then take in replies."""
        while await self._database.read(lambda tx: batches.is_due(tx, self._now(), self._every)):
            claimed = await self._database.write(
                lambda tx: batches.claim(tx, self._now(), self._every, self._lease)
            )
            if claimed is None:
                break
            await self._hand_over(claimed)
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
            count = await self._database.write(partial(self._refuse_some, refusals=some))
            self._metrics.readings.labels("refused").inc(count)

    def _refuse_some(self, tx: Connection, refusals: Sequence[Refusal]) -> int:
        now = self._now()
        return self._post.send(tx, batches.refuse(tx, refusals, now), now)

    def _failed(self, error: Exception) -> None:
        self._metrics.failures.labels("acquisition").inc()
        if not self._is_away:
            self._is_away = True
            _log.warning("readings cannot be handed over; trying again", reason=str(error))

    def _answered(self) -> None:
        if self._is_away:
            self._is_away = False
            _log.warning("readings are handed over again")
