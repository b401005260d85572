"""Takes turns: one transaction each, one chat in order, different chats side by side."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
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
from bot.services.desk.group import Group
from bot.storage import inbox, outbox, sessions
from bot.storage.engine import Database, is_about_rows, is_away, lock_chat
from bot.storage.inbox import Arrival, UpdateId
from bot.storage.outbox import Delivery, Parcel
from bot.storage.parcels import Deletion
from bot.turns import edits, moves, turn
from bot.turns.albums import joined
from bot.turns.incoming import Incoming, Pressed
from bot.turns.promises import Promises
from bot.turns.turn import TurnParts
from handlers.contract.chat import AddedToGroup
from handlers.contract.desk import CASE_DIALOG, Author

_log = structlog.get_logger(__name__)

_SWEEP_EVERY_S: Final = 5.0
_DATABASE_WAIT_S: Final = 1.0
#: The parts of an album come in calls of their own, one right after the other.
_ALBUM_WAIT_S: Final = 0.7


class Handover(Protocol):
    """What the runner knows of the dispatcher."""

    def lease(self) -> datetime | None:
        """Return until when a row may be claimed for immediate sending; None: leave it in the queue."""

    def hand_over(self, deliveries: Iterable[Delivery]) -> None:
        """Send these claimed rows now."""

    def look(self) -> None:
        """Look for what a turn has left in the queue."""


class Members(Protocol):
    """What the runner knows of the members of the support group."""

    def is_known(self, tx: Connection, person_id: int, now: datetime) -> bool:
        """Tell whether it was found out lately what somebody is in the group."""

    async def ask(self, author: Author) -> bool:
        """Find it out and write it down; return whether that could be done."""


@dataclass(slots=True)
class _Attempt:
    """How far a turn has come, for whoever has to mend it when it fails, be it at the commit."""

    arrival: Arrival | None = None
    incoming: Incoming = field(default_factory=lambda: Incoming(None))


class _Taken(NamedTuple):
    """A turn that was taken: what is to be sent now."""

    claimed: Sequence[Delivery]
    #: The person's words are to leave no trace.
    hides_words: bool = False
    #: Another update of the chat waits for its turn.
    more_waits: bool = False
    #: Nothing was taken yet: the other parts of this album are waited for.
    awaited_album: str | None = None
    #: Nothing was taken yet: first it is asked what this author is in the group.
    unknown: Author | None = None
    #: What crosses between a customer and the group waits in the queue.
    changes_cases: bool = False


class Runner:
    """Serves each chat that has something waiting, in a task of its own.

    ``read`` understands a stored update, given the number of the support group, or raises
    `UpdateUnreadable`. Without a ``group`` there are no ``members`` either.
    """

    def __init__(  # noqa: PLR0913 - what a runner stands on
        self,
        database: Database,
        read: Callable[[inbox.Payload, int | None], Incoming],
        parts: TurnParts,
        handover: Handover,
        now: Callable[[], datetime],
        *,
        group: Group | None = None,
        members: Members | None = None,
    ) -> None:
        self._group = group or Group(None)
        self._members = members
        self._database = database
        self._read = read
        self._parts = parts
        self._handover = handover
        self._now = now
        #: The chats being served; True: called again since their last look into the inbox.
        self._serving: dict[int, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        #: The album of each chat whose first parts were given the time for the others to come.
        self._awaited: dict[int, str] = {}
        #: The last update of a chat that bears no change, and so can be neither taken nor set aside.
        self._passed_over: dict[int, UpdateId] = {}
        self._promises = Promises(database, parts.metrics, now)
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
        await self._promises.keep()

    async def stop(self) -> None:
        """Start no further turn, and wait for those under way."""
        self._stopping = True
        await self.rest()

    async def rest(self) -> None:
        """Wait until no turn is under way."""
        while self._tasks:
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
        attempt = _Attempt()
        try:
            taken = await self._database.write(lambda tx: self._take(tx, chat_id, lease, attempt))
            if taken is None:
                return False
            metrics.turn_s.observe(perf_counter() - begun)
        except Exception as error:
            # A database that is away may take the same turn later; one that refuses its work never will.
            if isinstance(error, DBAPIError) and is_away(error):
                raise
            taken = await self._mend(chat_id, attempt, error)
        if taken.unknown is not None and self._members is not None:
            # Without an answer the group waits for the next look at the inbox, and it alone.
            return await self._members.ask(taken.unknown)
        if taken.awaited_album is not None:
            self._awaited[chat_id] = taken.awaited_album
            await asyncio.sleep(_ALBUM_WAIT_S)
        self._handover.hand_over(taken.claimed)
        if taken.changes_cases:
            self._handover.look()
        if taken.hides_words:
            await self._database.scrub()
        return taken.more_waits

    async def _mend(self, chat_id: int, attempt: _Attempt, error: Exception) -> _Taken:
        """Set aside what a fault of ours keeps from being taken, so that the chat goes on without it.

        Raises:
            DBAPIError: nothing of the chat can be read or written; all of it is tried again later.
        """
        arrival = attempt.arrival
        hides_words = arrival is not None and _kept(arrival) is not None
        _log.error(
            "a turn failed",
            update_id=None if arrival is None else arrival.update_id,
            # What was raised may quote what the person wrote.
            cause=type(error).__name__ if hides_words else None,
            exc_info=None if hides_words else error,
        )
        self._parts.metrics.failures.labels("turn").inc()
        if arrival is None:
            if isinstance(error, DBAPIError) and not is_about_rows(error):
                raise error
            await self._database.write(lambda tx: self._close_dialog(tx, chat_id))
            return _Taken(())
        lease = self._handover.lease()
        try:
            apologise = partial(self._apologise, arrival=arrival, attempt=attempt, error=error, lease=lease)
            return _Taken(await self._database.write(apologise), hides_words, more_waits=True)
        except DBAPIError as again:
            if is_away(again):
                raise
        fault = type(error).__name__
        try:
            kept = _kept(arrival)
            await self._database.write(
                lambda tx: inbox.set_aside(tx, arrival.update_id, "failed", fault, instead=kept)
            )
        except DBAPIError as again:
            if is_away(again):
                raise
            # It bears no change at all. Until the next start the chat goes on behind it.
            self._passed_over[chat_id] = arrival.update_id
        return _Taken((), hides_words, more_waits=True)

    def _take(self, tx: Connection, chat_id: int, lease: datetime | None, attempt: _Attempt) -> _Taken | None:
        """Take the next turn of a chat in its transaction; None where nothing waited."""
        lock_chat(tx, chat_id)
        now = self._now()
        behind = self._passed_over.get(chat_id)
        arrival = inbox.oldest(tx, chat_id) if behind is None else inbox.oldest(tx, chat_id, behind)
        if arrival is None:
            language = people.language_of(tx, chat_id, DEFAULT_LANGUAGE)
            context = TurnContext.private(chat_id, language, now)
            ended = turn.take_time_out(self._parts, tx, context)
            if ended is None:
                return None
            claimed = outbox.add(tx, ended.parcels, now, lease)
            return _Taken(claimed, changes_cases=ended.changes_cases)
        attempt.arrival = arrival
        # Only a group may be the support group, under a number that may have changed.
        group_id = self._group.chat_id(tx) if chat_id < 0 else None
        try:
            incoming = attempt.incoming = self._read(arrival.payload, group_id)
        except UpdateUnreadable as error:
            reason = _reason(error, arrival, str(error))
            _log.warning("an update was set aside", update_id=arrival.update_id, reason=reason)
            self._parts.metrics.failures.labels("unreadable").inc()
            kept = _kept(arrival)
            inbox.set_aside(tx, arrival.update_id, "unreadable", reason, instead=kept)
            apology = self._apology(tx, error, now)
            return _Taken(outbox.add(tx, apology, now, lease), kept is not None, arrival.is_followed)
        if isinstance(incoming.event, AddedToGroup) and moves.is_coming_here(
            tx, self._read, chat_id, group_id
        ):
            incoming = Incoming(None)
        if (author := self._unknown(tx, incoming, now)) is not None:
            return _Taken((), unknown=author)
        album = None if incoming.trace is None else incoming.trace.album
        parts = self._parts_of(tx, arrival, incoming, album, group_id)
        if not parts:
            return _Taken((), more_waits=True, awaited_album=album)
        answer = self._answer(tx, chat_id, list(parts.values()), now)
        for update_id, part in parts.items():
            # What was passed over leaves no trace: the last turn about it is still the newest.
            inbox.done(tx, update_id, None if answer is None else part.trace)
        if answer is None:
            return _Taken((), more_waits=arrival.is_followed)
        claimed = outbox.add(tx, answer.parcels, now, lease)
        hides_words = any(isinstance(parcel.content, Deletion) for parcel in answer.parcels)
        return _Taken(claimed, hides_words, arrival.is_followed, changes_cases=answer.changes_cases)

    def _unknown(self, tx: Connection, incoming: Incoming, now: datetime) -> Author | None:
        """Return who acts in the support group and may be a stranger there; None: nobody of whom to ask."""
        author = incoming.author
        if author is None or author.person_id is None or self._members is None:
            return None
        return None if self._members.is_known(tx, author.person_id, now) else author

    def _apology(self, tx: Connection, error: UpdateUnreadable, now: datetime) -> Sequence[Parcel]:
        """Apologise to whoever asked for something that we cannot understand; to nobody else."""
        if error.asker is None:
            return []
        language = people.language_of(tx, error.asker, error.language or DEFAULT_LANGUAGE)
        pressed = None if error.callback_id is None else Pressed(error.callback_id, None)
        return turn.apology(self._parts, error.asker, language, pressed, now)

    def _answer(
        self, tx: Connection, chat_id: int, parts: Sequence[Incoming], now: datetime
    ) -> turn.Taken | None:
        """Take the turn of a message, or of the parts of one; None where it was answered before."""
        incoming = edits.meant(tx, joined(parts), chat_id, now)
        if incoming is None or self._is_answered_with_album(tx, chat_id, incoming):
            return None
        if incoming.is_of_group:
            context = TurnContext.of_group(incoming.author, chat_id, DEFAULT_LANGUAGE, now)
            return turn.take(self._parts, tx, incoming, context)
        sender, language = incoming.sender, DEFAULT_LANGUAGE
        if sender is not None and sender.person_id == chat_id:
            language = people.meet(tx, sender, now).language
        return turn.take(self._parts, tx, incoming, TurnContext.private(chat_id, language, now))

    @staticmethod
    def _is_answered_with_album(tx: Connection, chat_id: int, incoming: Incoming) -> bool:
        """Tell whether a part of an album came too late to say anything: in a case every part counts."""
        trace = incoming.trace
        if trace is None or trace.album is None or trace.fingerprint is not None or incoming.is_of_group:
            return False
        is_late = not incoming.is_edit and inbox.has_taken_of_album(tx, chat_id, trace.album)
        return is_late and not sessions.is_open(tx, chat_id, CASE_DIALOG)

    def _parts_of(
        self, tx: Connection, arrival: Arrival, first: Incoming, album: str | None, group_id: int | None
    ) -> dict[UpdateId, Incoming]:
        """Return the message, or the parts of its album that are here; none while more may come."""
        if album is None or first.is_edit:
            return {arrival.update_id: first}
        was_awaited = self._awaited.pop(arrival.chat_id, None) == album
        if not was_awaited and not inbox.has_taken_of_album(tx, arrival.chat_id, album):
            return {}
        parts = {arrival.update_id: first}
        for other in inbox.waiting_behind(tx, arrival):
            try:
                part = self._read(other.payload, group_id)
            except UpdateUnreadable:
                continue  # Its own turn says so.
            if part.trace is not None and part.trace.album == album and not part.is_edit:
                parts[other.update_id] = part
        return parts

    def _close_dialog(self, tx: Connection, chat_id: int) -> None:
        """Close the dialog that cannot be closed in its own words, or it would fail again for ever."""
        lock_chat(tx, chat_id)
        sessions.close(tx, chat_id)

    def _apologise(
        self, tx: Connection, arrival: Arrival, attempt: _Attempt, error: Exception, lease: datetime | None
    ) -> Sequence[Delivery]:
        """Set the update aside, so that it blocks nothing, and ask the person to write again."""
        chat_id, sender = arrival.chat_id, attempt.incoming.sender
        lock_chat(tx, chat_id)
        fault = _reason(error, arrival, repr(error))
        inbox.set_aside(tx, arrival.update_id, "failed", fault, instead=_kept(arrival))
        if sender is None or sender.person_id != chat_id:
            return ()
        language, now = people.language_of(tx, chat_id, sender.language), self._now()
        parcels = turn.apology(self._parts, chat_id, language, attempt.incoming.pressed, now)
        return outbox.add(tx, parcels, now, lease)


def _kept(arrival: Arrival) -> inbox.Payload | None:
    """Return what may be kept of an update that holds a secret; None where all of it may."""
    kept = without_secrets(arrival.payload)
    return kept if kept != arrival.payload else None


def _reason(error: BaseException | None, arrival: Arrival, words: str) -> str:
    """Return why an update was set aside; beside a secret only the kind of error, for it may quote it."""
    return type(error).__name__ if _kept(arrival) is not None else redacted(shortened(words))
