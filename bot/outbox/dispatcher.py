"""Claims deliveries under a lease, sends and settles them; replies first, order within a chat kept."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic, perf_counter
from typing import Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.metrics import Metrics
from bot.outbox.bulk import BulkShare
from bot.outbox.desk import CaseLedger, NoCases, addressed
from bot.outbox.ended import Ended, settle
from bot.outbox.outcome import Outcome, Retry, Sender, Sent, Unknown
from bot.outbox.pace import Stops
from bot.outbox.retry import settlement
from bot.storage import claims, group_claims, outbox
from bot.storage.apart import write_apart
from bot.storage.engine import Database, is_about_rows, lock_chat
from bot.storage.group_claims import GroupPace
from bot.storage.lines import is_group
from bot.storage.outbox import BULK, LONGEST_WAIT, PROMPT, Carrier, Delivery, DeliveryId, Lane, Settlement
from bot.storage.parcels import ButtonAnswer

_log = structlog.get_logger(__name__)

#: Sends under way at once, at least: replies and relays have places of their own, bulk cannot take them.
_PLACES: Final = 100
#: The most bulk of one claim: SQLite has one writer, and replies wait for it.
_BULK_AT_ONCE: Final = 20
_LOOK_EVERY_S: Final = 1.0
_RECLAIM_EVERY_S: Final = 5.0
_DATABASE_WAIT_S: Final = 0.5
#: A claim outlasts its send by this much, the time to write down what became of it.
_LEASE_MARGIN: Final = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class _Lookout:
    """A loop that claims what is due: what wakes it, and what is held while it claims."""

    due: asyncio.Event = field(default_factory=asyncio.Event)
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)


class Dispatcher:
    """Sends the outbox of one carrier. `run` until cancelled, then `stop`."""

    def __init__(  # noqa: PLR0913 - the settings of a queue
        self,
        database: Database,
        sender: Sender,
        metrics: Metrics,
        now: Callable[[], datetime],
        *,
        bulk_per_second: int,
        send_timeout: timedelta,
        carrier: Carrier = Carrier.TELEGRAM,
        ledger: CaseLedger | None = None,
        group_per_minute: int = 20,
    ) -> None:
        self._carrier = carrier
        self._ledger = ledger or NoCases()
        self._group_pace = GroupPace(group_per_minute)
        self._stops = Stops()
        self._database = database
        self._sender = sender
        self._metrics = metrics
        self._now = now
        self._share = BulkShare(database, bulk_per_second, carrier)
        #: A fast rate has more under way: as much as leaves while an answer takes a quarter of a second.
        self._places: dict[tuple[Lane, ...], int] = {
            PROMPT: _PLACES,
            BULK: max(_PLACES, bulk_per_second // 4),
        }
        self._lease_time = send_timeout + _LEASE_MARGIN
        self._sends: dict[asyncio.Task[None], Delivery] = {}
        self._outcomes: list[tuple[Delivery, Outcome]] = []
        self._broken = claims.Broken(self._report_broken)
        #: Rows whose wait is longer than `due_at` is trusted for, and its end by the monotonic clock.
        self._waiting: dict[DeliveryId, float] = {}
        #: The fencing tokens that are held, and when each was seen first by the monotonic clock.
        self._seen: dict[str, float] = {}
        self._writing_down = asyncio.Lock()
        self._prompt = _Lookout()
        self._bulk = _Lookout()
        self._something_settled = asyncio.Event()
        self._stopping = False

    # --- for the runner

    def lease(self) -> datetime | None:
        """Until when a row may be claimed for immediate sending; None: leave it in the queue."""
        if self._stopping or not self._sender.is_open or self._free_places(PROMPT) <= 0:
            return None
        return self._now() + self._lease_time

    def hand_over(self, deliveries: Iterable[Delivery]) -> None:
        """Send these claimed rows now."""
        for delivery in deliveries:
            if self._stopping:
                self._outcomes.append((delivery, Retry("stopping", timedelta(0))))
                continue
            if not _is_paced(delivery) and not isinstance(delivery.content, ButtonAnswer):
                self._share.note_prompt()
            task = asyncio.create_task(self._send(delivery))
            self._sends[task] = delivery
            task.add_done_callback(self._sends.pop)

    def look(self) -> None:
        """Look for what is due now: rows were added that nobody has claimed."""
        self._prompt.due.set()
        self._bulk.due.set()

    # --- at work

    async def take_up(self) -> None:
        """Settle what an earlier process was sending when it died; before anything is handed over.

        On SQLite nobody else can hold a claim; on PostgreSQL another process may, for as long as its lease.
        """
        await self._reclaim(after=timedelta(0) if self._database.is_sqlite else self._lease_time)

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look(self._prompt, self._claim))
            tasks.create_task(self._look(self._bulk, self._claim_bulk))
            tasks.create_task(self._settle())
            tasks.create_task(self._watch_leases())

    async def stop(self, grace_s: float) -> None:
        """Wait up to `grace_s` seconds for the sends under way, then settle each.

        Raises nothing: a send that did not end is of unknown outcome.
        """
        self._stopping = True
        async with self._prompt.claiming, self._bulk.claiming:
            pass  # What a claim under way has taken is handed back below.
        if self._sends:
            await asyncio.wait(self._sends, timeout=grace_s)
        for task, delivery in list(self._sends.items()):
            task.cancel()
            self._outcomes.append((delivery, Unknown("stopped while sending")))
        try:
            await self._write_down()
        except DBAPIError:
            _log.exception("the last outcomes could not be written; their claims run out by themselves")

    async def _look(self, lookout: _Lookout, claim: Callable[[], Awaitable[float | None]]) -> None:
        """Claim again and again: after the seconds that `claim` returns, else when something is due."""
        while True:
            if not self._sender.is_open:
                await self._sender.reopened()
            lookout.due.clear()
            try:
                async with lookout.claiming:
                    wait_s = None if self._stopping else await claim()
            except DBAPIError:
                _log.warning("the outbox cannot be read; trying again", exc_info=True)
                self._metrics.failures.labels("database").inc()
                wait_s = None
            if wait_s is not None and wait_s < _LOOK_EVERY_S:
                # The pace is the limit, so nothing that comes meanwhile could leave.
                await asyncio.sleep(wait_s)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await lookout.due.wait()

    async def _claim(self) -> None:
        """Claim and send what is due of what people wait for, and what the paces of groups allow."""
        places = self._free_places(PROMPT)
        self._waiting = {number: end for number, end in self._waiting.items() if end > monotonic()}
        wanted = dict.fromkeys(PROMPT, places)

        def claim(tx: Connection) -> tuple[list[Delivery], list[int]]:
            claimed = self._claim_lanes(tx, wanted)
            is_telegram = self._carrier is Carrier.TELEGRAM
            return claimed, group_claims.waiting_groups(tx) if is_telegram else []

        claimed, groups = await self._database.write(claim)
        self.hand_over(claimed)
        for group_id in groups:
            await self._claim_of_group(group_id)

    async def _claim_bulk(self) -> float | None:
        """Claim and send the bulk that its pace allows; return the seconds until more may leave.

        Broadcasts get what notices leave of it. None: there is no more.
        """

        def claim(tx: Connection, most: int) -> list[Delivery]:
            claimed = self._claim_lanes(tx, {Lane.NOTICE: most})
            return claimed + self._claim_lanes(tx, {Lane.BROADCAST: most - len(claimed)})

        places = min(_BULK_AT_ONCE, self._free_places(BULK))
        claimed, wait_s = await self._share.claim(places, claim)
        self.hand_over(claimed)
        return wait_s

    async def _claim_of_group(self, group_id: int) -> None:
        """Claim and send what the pace of a group allows, in a transaction that may have to wait."""
        if self._stopping or self._stops.left(group_id, monotonic()):
            return
        most, waiting, broken = self._free_places(PROMPT), self._waiting, self._broken

        def claim(tx: Connection) -> list[Delivery]:
            lock_chat(tx, group_id)
            # Only now: what another process has settled while this one waited is past, and counts.
            now = self._now()
            until, pace = now + self._lease_time, self._group_pace
            claimed = group_claims.claim(
                tx, group_id, pace, now, until, most=most, waiting=waiting, broken=broken
            )
            return addressed(self._ledger, tx, claimed)

        self.hand_over(await self._database.write(claim))

    def _claim_lanes(self, tx: Connection, wanted: dict[Lane, int]) -> list[Delivery]:
        now, waiting, broken = self._now(), self._waiting, self._broken
        claimed = claims.claim(
            tx, wanted, now, now + self._lease_time, self._carrier, waiting=waiting, broken=broken
        )
        return addressed(self._ledger, tx, claimed)

    async def _send(self, delivery: Delivery) -> None:
        begun = perf_counter()
        outcome: Outcome
        if self._sender.is_open:
            try:
                outcome = await self._sender.send(delivery)
            except Exception as error:  # noqa: BLE001 - without an outcome, what stands behind would wait
                _log.exception("a delivery failed on our side", delivery_id=delivery.delivery_id)
                outcome = Unknown(type(error).__name__)
        else:
            outcome = Retry("the other side does not answer", timedelta(0))
        is_telegram = self._carrier is Carrier.TELEGRAM
        queue = delivery.lane.label if is_telegram else str(self._carrier)
        self._metrics.sends.labels(queue, type(outcome).__name__.lower()).inc()
        if is_telegram:
            self._metrics.send_s.observe(perf_counter() - begun)
        if isinstance(outcome, Sent) and is_telegram and delivery.lane is Lane.REPLY:
            waited_s = (self._now() - delivery.created_at).total_seconds()
            self._metrics.reply_s.observe(max(0.0, waited_s))
        if isinstance(outcome, Retry) and outcome.after and delivery.chat_id is not None:
            now_s, wait_s = monotonic(), outcome.after.total_seconds()
            if self._stops.stop(delivery.chat_id, now_s, now_s + wait_s) and delivery.lane in BULK:
                self._share.pause(now_s + wait_s)
        self._outcomes.append((delivery, outcome))
        self._something_settled.set()

    async def _settle(self) -> None:
        """Settle outcomes as they come; those that come during one transaction share the next."""
        while True:
            await self._something_settled.wait()
            self._something_settled.clear()
            try:
                await self._write_down()
            except DBAPIError:
                _log.warning("outcomes cannot be written; trying again", exc_info=True)
                self._metrics.failures.labels("database").inc()
                self._something_settled.set()
                await asyncio.sleep(_DATABASE_WAIT_S)

    async def _write_down(self) -> None:
        async with self._writing_down:
            await self._write_down_all()

    async def _write_down_all(self) -> None:
        if not self._outcomes:
            return
        outcomes, self._outcomes = self._outcomes, []
        now = self._now()
        settled = [
            Ended(delivery, outcome, settlement(delivery, outcome, now)) for delivery, outcome in outcomes
        ]
        lease_until = self.lease()
        try:
            async for following in write_apart(
                self._database,
                settled,
                lambda tx, some: settle(tx, some, self._now, lease_until, self._ledger),
                self._set_aside,
            ):
                self.hand_over(following)
        except DBAPIError:
            # What was settled already has another fencing token by now, or none.
            self._outcomes = outcomes + self._outcomes
            raise
        for ended in settled:
            self._look_again(ended.delivery, ended.result, now)

    async def _set_aside(self, ended: Ended, error: Exception) -> None:
        """Settle a row whose settlement cannot be written; where that fails too, leave it to nobody."""
        delivery, result = ended.delivery, ended.result
        self._report_broken(delivery.delivery_id, error)
        fault = type(error).__name__
        try:
            await self._database.write(lambda tx: outbox.set_aside(tx, delivery, result, fault, self._now()))
        except DBAPIError as again:
            if not is_about_rows(again):
                raise
            self._broken.stuck.add(delivery.delivery_id)

    def _report_broken(self, number: DeliveryId, error: Exception) -> None:
        self._metrics.failures.labels("row").inc()
        _log.error("a delivery was set aside", delivery_id=number, exc_info=error)

    def _look_again(self, delivery: Delivery, result: Settlement, now: datetime) -> None:
        if result.state in {"failed", "unconfirmed"}:
            self._metrics.failures.labels(f"send {result.state}").inc()
            _log.warning(
                "a delivery ended badly",
                delivery_id=delivery.delivery_id,
                kind=delivery.kind,
                outcome=result.state,
                reason=result.fault,
            )
        due_at = result.due_at if result.state == "queued" else result.next_due_at
        if due_at is None and is_group(delivery.chat_id):
            due_at = now  # What stands behind it is claimed at the group's pace, not with the settlement.
        if due_at is not None:
            wait_s = max(0.0, (due_at - now).total_seconds())
            if wait_s > LONGEST_WAIT.total_seconds():
                self._waiting[delivery.delivery_id] = monotonic() + wait_s
            lookout = self._bulk if _is_paced(delivery) else self._prompt
            asyncio.get_running_loop().call_later(wait_s, lookout.due.set)

    async def _watch_leases(self) -> None:
        while True:
            await asyncio.sleep(_RECLAIM_EVERY_S)
            try:
                await self._reclaim(after=self._lease_time)
            except DBAPIError:
                self._metrics.failures.labels("database").inc()

    async def _reclaim(self, *, after: timedelta) -> None:
        """Settle claims that others have held for so long, by our monotonic clock, as of unknown outcome.

        Not by the moment that was written down: another process may have another clock, or one that has
        been set since, and what is still being sent would be sent twice.
        """
        held = await self._database.read(lambda tx: claims.held(tx, self._carrier))
        own = {delivery.claim_token for delivery in self._sends.values()}
        own |= {delivery.claim_token for delivery, _ in self._outcomes}
        now_s = monotonic()
        others = [token for number, token in held.items() if number not in self._broken.stuck]
        self._seen = {token: self._seen.get(token, now_s) for token in others if token not in own}
        dead = [token for token, since in self._seen.items() if now_s - since >= after.total_seconds()]
        if not dead:
            return
        lease_until = self._now() + self._lease_time
        lost = await self._database.write(
            lambda tx: addressed(
                self._ledger, tx, claims.reclaim(tx, dead, lease_until, self._carrier, broken=self._broken)
            )
        )
        self._outcomes += [(delivery, Unknown("interrupted", interrupted=True)) for delivery in lost]
        await self._write_down()
        _log.info("deliveries of an interrupted run are taken up", count=len(lost))
        self.look()

    def _free_places(self, lanes: tuple[Lane, ...]) -> int:
        return self._places[lanes] - sum(delivery.lane in lanes for delivery in self._sends.values())


def _is_paced(delivery: Delivery) -> bool:
    """Whether it keeps the pace of bulk. To a group everything keeps the group's."""
    return delivery.lane in BULK and not is_group(delivery.chat_id)
