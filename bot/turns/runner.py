"""Takes turns: one transaction each, one chat in order, different chats side by side."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Final, NamedTuple, Protocol

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import UpdateUnreadable
from bot.i18n import DEFAULT_LANGUAGE
from bot.redaction import redacted, shortened, without_secrets
from bot.services import people
from bot.services.context import TurnContext
from bot.storage import inbox, outbox, reminders, sessions
from bot.storage.engine import Database, is_away, lock_chat
from bot.storage.inbox import Arrival
from bot.storage.outbox import Delivery
from bot.storage.parcels import Deletion
from bot.turns import turn
from bot.turns.turn import Incoming, TurnParts

_log = structlog.get_logger(__name__)

_SWEEP_EVERY_S: Final = 5.0
_DATABASE_WAIT_S: Final = 1.0


class Handover(Protocol):
    """What the runner knows of the dispatcher."""

    def lease(self) -> datetime | None:
        """Return until when a row may be claimed for immediate sending; None: leave it in the queue."""

    def hand_over(self, deliveries: Iterable[Delivery]) -> None:
        """Send these claimed rows now."""


class _TurnFailed(Exception):
    def __init__(self, arrival: Arrival, incoming: Incoming) -> None:
        self.arrival = arrival
        self.incoming = incoming
        super().__init__(arrival.update_id)


class _Taken(NamedTuple):
    """A turn that was taken: what is to be sent now."""

    claimed: Sequence[Delivery]
    #: The person's words are to leave no trace.
    hides_words: bool = False
    #: Another update of the chat waits for its turn.
    more_waits: bool = False


class Runner:
    """Serves each chat that has something waiting, in a task of its own.

    ``read`` understands a stored update or raises `UpdateUnreadable`.
    """

    def __init__(
        self,
        database: Database,
        read: Callable[[inbox.Payload], Incoming],
        parts: TurnParts,
        handover: Handover,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._read = read
        self._parts = parts
        self._handover = handover
        self._now = now
        #: The chats being served; True: called again since their last look into the inbox.
        self._serving: dict[int, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def wake(self, chats: Iterable[int]) -> None:
        """Start a task for each of these chats; return at once."""
        if self._stopping:
            return
        for chat_id in chats:
            if chat_id in self._serving:
                self._serving[chat_id] = True
                continue
            self._serving[chat_id] = False
            task = asyncio.create_task(self._serve(chat_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def run(self) -> None:
        """Look into the inbox every few seconds, until cancelled."""
        while True:
            try:
                await self.look()
                await self._database.scrub_again()
            except DBAPIError:
                self._parts.metrics.failures.labels("database").inc()
                _log.warning("the database does not answer; trying again", exc_info=True)
            await asyncio.sleep(_SWEEP_EVERY_S)

    async def look(self) -> None:
        """Start what `wake` was not called for: after a restart, from another process, by the clock."""
        self.wake(await self._database.read(inbox.waiting_chats))
        self.wake(await self._database.read(lambda tx: sessions.overdue_chats(tx, self._now())))
        if await self._database.read(lambda tx: reminders.is_due(tx, self._now())):
            await self._database.write(lambda tx: reminders.keep(tx, self._now()))

    async def stop(self) -> None:
        """Start no further turn, and wait for those under way."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _serve(self, chat_id: int) -> None:
        try:
            while not self._stopping:
                self._serving[chat_id] = False
                more_waits = await self._next(chat_id)
                if not more_waits and not self._serving[chat_id]:
                    return
        finally:
            del self._serving[chat_id]

    async def _next(self, chat_id: int) -> bool:
        """Take one turn; return whether another waits, or the same one because the database refused it."""
        try:
            return await self._take_one(chat_id)
        except DBAPIError:
            _log.warning("the database refused a turn; trying again", exc_info=True)
            self._parts.metrics.failures.labels("database").inc()
            await asyncio.sleep(_DATABASE_WAIT_S)
            return True

    async def _take_one(self, chat_id: int) -> bool:
        metrics = self._parts.metrics
        begun = perf_counter()
        lease = self._handover.lease()
        try:
            taken = await self._database.write(lambda tx: self._take(tx, chat_id, lease))
            if taken is None:
                return False
            metrics.turn_s.observe(perf_counter() - begun)
        except _TurnFailed as failure:
            hides_words = _kept(failure.arrival) is not None
            # What was raised may quote what the person wrote.
            cause = type(failure.__cause__).__name__ if hides_words else None
            _log.error(
                "a turn failed",
                update_id=failure.arrival.update_id,
                cause=cause,
                exc_info=None if hides_words else failure.__cause__,
            )
            metrics.failures.labels("turn").inc()
            apologise = partial(self._apologise, failure=failure, lease=self._handover.lease())
            claimed = await self._database.write(apologise)
            taken = _Taken(claimed, hides_words, more_waits=True)
        self._handover.hand_over(taken.claimed)
        if taken.hides_words:
            await self._database.scrub()
        return taken.more_waits

    def _take(self, tx: Connection, chat_id: int, lease: datetime | None) -> _Taken | None:
        """Take the next turn of a chat in its transaction; None where nothing waited."""
        lock_chat(tx, chat_id)
        now = self._now()
        arrival = inbox.oldest(tx, chat_id)
        if arrival is None:
            language = people.language_of(tx, chat_id, DEFAULT_LANGUAGE)
            context = TurnContext.private(chat_id, language, now)
            parcels = turn.take_time_out(self._parts, tx, context)
            return None if parcels is None else _Taken(outbox.add(tx, parcels, now, lease))
        incoming = Incoming(None)
        try:
            incoming = self._read(arrival.payload)
            sender, language = incoming.sender, DEFAULT_LANGUAGE
            if sender is not None and sender.person_id == chat_id:
                language = people.meet(tx, sender, now).language
            context = TurnContext.private(chat_id, language, now)
            parcels = turn.take(self._parts, tx, incoming, context)
            claimed = outbox.add(tx, parcels, now, lease)
            inbox.done(tx, arrival.update_id)
        except UpdateUnreadable as error:
            reason = _reason(error, arrival, str(error))
            _log.warning("an update was set aside", update_id=arrival.update_id, reason=reason)
            self._parts.metrics.failures.labels("unreadable").inc()
            kept = _kept(arrival)
            inbox.set_aside(tx, arrival.update_id, "unreadable", reason, instead=kept)
            return _Taken((), kept is not None, arrival.is_followed)
        except Exception as error:
            # A database that is away may take the same turn later; one that refuses its work never will.
            if isinstance(error, DBAPIError) and is_away(error):
                raise
            raise _TurnFailed(arrival, incoming) from error
        hides_words = any(isinstance(parcel.content, Deletion) for parcel in parcels)
        return _Taken(claimed, hides_words, arrival.is_followed)

    def _apologise(self, tx: Connection, failure: _TurnFailed, lease: datetime | None) -> Sequence[Delivery]:
        """Set the update aside, so that it blocks nothing, and ask the person to write again."""
        chat_id, sender = failure.arrival.chat_id, failure.incoming.sender
        lock_chat(tx, chat_id)
        fault = _reason(failure.__cause__, failure.arrival, repr(failure.__cause__))
        inbox.set_aside(tx, failure.arrival.update_id, "failed", fault, instead=_kept(failure.arrival))
        if sender is None or sender.person_id != chat_id:
            return ()
        language, now = people.language_of(tx, chat_id, sender.language), self._now()
        parcels = turn.apology(self._parts, chat_id, language, failure.incoming.pressed, now)
        return outbox.add(tx, parcels, now, lease)


def _kept(arrival: Arrival) -> inbox.Payload | None:
    """Return what may be kept of an update that holds a secret; None where all of it may."""
    kept = without_secrets(arrival.payload)
    return kept if kept != arrival.payload else None


def _reason(error: BaseException | None, arrival: Arrival, words: str) -> str:
    """Return why an update was set aside; beside a secret only the kind of error, for it may quote it."""
    return type(error).__name__ if _kept(arrival) is not None else redacted(shortened(words))
