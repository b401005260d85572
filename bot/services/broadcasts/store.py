"""Broadcasts as they are kept, and what staff do with them: each act under a lock, and audited."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import Connection, select, update

from bot.errors import SportelloError
from bot.local_time import ROME
from bot.services import audit
from bot.services.broadcasts import outcomes, states
from bot.services.broadcasts.broadcast import Audience, Broadcast, Draft, State, columns_of, of_row
from bot.services.broadcasts.states import Act, NotPossible, after
from bot.storage.tables import broadcasts
from handlers.contract.speech import N_

#: The hour that comes twice, or never, at a change of clock.
_NO_HOUR: Final = (time(2), time(3))
#: A correction changes what these hold; the others are still to be changed themselves.
_HAS_GONE_OUT: Final = frozenset({"sending", "paused", "done", "cancelled"})


class Overtaken(NotPossible):
    """Somebody else changed the broadcast after it was looked at. ``current``: as it is now."""

    def __init__(self, current: Broadcast) -> None:
        self.current = current
        super().__init__(
            N_("Broadcast {number} was changed by {author} meanwhile; look at it once more."),
            number=current.broadcast_id,
            author=current.author,
        )


class BroadcastUnknown(SportelloError):
    """No broadcast has this number."""

    def __init__(self, broadcast_id: int) -> None:
        super().__init__(f"There is no broadcast {broadcast_id}; `sportello broadcast status` shows them.")


def create(tx: Connection, draft: Draft, author: str, now: datetime) -> Broadcast:
    """Keep a new draft.

    Raises:
        NotPossible: its times make no sense, or what it corrects has not gone out.
    """
    draft = completed(tx, draft, now)
    values = columns_of(draft) | {"state": "draft", "author": author, "created_at": now}
    key = tx.execute(broadcasts.insert().values(values)).inserted_primary_key
    broadcast = read(tx, 0 if key is None else key[0])
    detail = {"kind": draft.kind, "purpose": draft.purpose, "hash": draft.content_hash}
    _note(tx, broadcast, author, "created", now, **detail)
    return broadcast


def change(  # noqa: PLR0913, PLR0917 - what, by whom, when, and in whose place
    tx: Connection, broadcast_id: int, draft: Draft, who: str, now: datetime, seen: str | None = None
) -> Broadcast:
    """Put other contents in the place of those of a broadcast that has not been sent: it is a draft again.

    Who changes it is its author from then on, for nobody approves what they wrote. ``seen``: the version that
    they began with (`Draft.version`).

    Raises:
        Overtaken: by now it is another version.
        NotPossible: it has been sent; or as `create`.
    """
    broadcast = locked(tx, broadcast_id)
    _check_seen(broadcast, seen)
    before = broadcast.draft
    kind, parent_id = before.kind, before.parent_id
    draft = completed(tx, replace(draft, kind=kind, parent_id=parent_id), now)
    values = columns_of(draft) | {"author": who, **_UNAPPROVED, "reason": None}
    detail = {"before": before.content_hash, "after": draft.content_hash}
    return do(tx, broadcast, "change", who, now, values, detail)


_UNAPPROVED: Final[dict[str, Any]] = {
    "approved_by": None,
    "approved_at": None,
    "approved_hash": None,
    "break_glass": None,
}


def approve(  # noqa: PLR0913 - who, for how many, and on what ground
    tx: Connection,
    broadcast_id: int,
    who: str,
    now: datetime,
    *,
    count: int,
    above: int,
    break_glass: str | None = None,
    seen: str | None = None,
) -> Broadcast:
    """Approve exactly this content, for about `count` people.

    ``above``: from how many people on a second person is needed. ``break_glass``: why the author approves it
    alone, where a second person is needed; a line of its own in the audit. ``seen``: the version that was
    looked at (`Draft.version`).

    Raises:
        Overtaken: by now it is another version.
        NotPossible: it is no draft, or takes a second person.
    """
    broadcast = locked(tx, broadcast_id)
    _check_seen(broadcast, seen)
    states.check_approval(broadcast, who, count, above, break_glass)
    is_alone = states.same_person(who, broadcast.author)
    reason = (break_glass or "").strip() if is_alone else ""
    values = {
        "approved_by": who,
        "approved_at": now,
        "approved_hash": broadcast.draft.content_hash,
        "break_glass": reason or None,
        "reason": None,
    }
    detail = {"hash": broadcast.draft.content_hash, "count": count}
    approved = do(tx, broadcast, "approve", who, now, values, detail)
    if reason:
        _note(tx, broadcast, who, "BREAK-GLASS", now, reason=reason, count=count)
    return approved


def refuse(tx: Connection, broadcast_id: int, who: str, reason: str, now: datetime) -> Broadcast:
    """Hand a broadcast back to its author, with the reason: it is a draft, and approved by nobody.

    Raises:
        NotPossible: it is being sent, or no reason is given.
    """
    if not reason.strip():
        raise NotPossible(N_("A refusal needs its reason, for whoever wrote the broadcast."))
    values = _UNAPPROVED | {"reason": f"refused by {who}: {reason.strip()}"}
    return do(tx, locked(tx, broadcast_id), "refuse", who, now, values, {"reason": reason})


def send(tx: Connection, broadcast_id: int, who: str, now: datetime) -> Broadcast:
    """Release an approved broadcast: it is sent at its time, or as soon as the bot looks.

    Raises:
        NotPossible: it is not approved as it is, or was valid until a moment that has passed.
    """
    broadcast = locked(tx, broadcast_id)
    if broadcast.state == "approved" and not broadcast.is_approved:
        raise NotPossible(
            N_("Broadcast {number} is not what was approved; approve it once more."), number=broadcast_id
        )
    until = broadcast.draft.valid_until
    if until is not None and until <= now:
        raise NotPossible(
            N_("Broadcast {number} was valid until {until}, which has passed."),
            number=broadcast_id,
            until=_said(until),
        )
    return do(tx, broadcast, "send", who, now, {}, {})


def pause(tx: Connection, broadcast_id: int, who: str, now: datetime, reason: str = "") -> Broadcast:
    """Stop sending at once: what waits in the outbox is taken back, what is under way ends.

    Raises:
        NotPossible: it is not being sent.
    """
    broadcast = locked(tx, broadcast_id)
    paused = do(tx, broadcast, "pause", who, now, {"reason": reason or None}, {"reason": reason})
    outcomes.take_back(tx, broadcast_id)
    return paused


def resume(tx: Connection, broadcast_id: int, who: str, now: datetime) -> Broadcast:
    """Go on where a pause began; faults are counted anew.

    Raises:
        NotPossible: it is not paused.
    """
    return do(tx, locked(tx, broadcast_id), "resume", who, now, {"resumed_at": now, "reason": None}, {})


def cancel(tx: Connection, broadcast_id: int, who: str, now: datetime, reason: str = "") -> Broadcast:
    """End a broadcast at once: whoever has not been written to is skipped.

    Raises:
        NotPossible: it is over.
    """
    broadcast = locked(tx, broadcast_id)
    ended = None if broadcast.sending_at is not None else now
    values = {"reason": reason or None, "ended_at": ended}
    cancelled = do(tx, broadcast, "cancel", who, now, values, {"reason": reason})
    if broadcast.sending_at is not None:
        outcomes.take_back(tx, broadcast_id)
        outcomes.skip_pending(tx, broadcast_id, "cancelled", now)
        outcomes.close(tx, broadcast_id, now)
    return cancelled


def read(tx: Connection, broadcast_id: int) -> Broadcast:
    """Return a broadcast.

    Raises:
        BroadcastUnknown: there is none.
    """
    return _read(tx, broadcast_id, lock=False)


def locked(tx: Connection, broadcast_id: int) -> Broadcast:
    """Return a broadcast that nobody else changes or sends until the transaction ends.

    Raises:
        BroadcastUnknown: there is none.
    """
    return _read(tx, broadcast_id, lock=True)


def every(tx: Connection) -> Sequence[Broadcast]:
    """Return all broadcasts, the newest first."""
    query = select(broadcasts).order_by(broadcasts.c.broadcast_id.desc())
    return [of_row(row) for row in tx.execute(query)]


def listed(tx: Connection, state: State | None, before: int | None, most: int) -> Sequence[Broadcast]:
    """Return the broadcasts of a state, or all, the newest first, behind the one of this number."""
    query = select(broadcasts).order_by(broadcasts.c.broadcast_id.desc()).limit(most)
    if state is not None:
        query = query.where(broadcasts.c.state == state)
    if before is not None:
        query = query.where(broadcasts.c.broadcast_id < before)
    return [of_row(row) for row in tx.execute(query)]


def corrections_of(tx: Connection, broadcast_id: int) -> Sequence[Broadcast]:
    """Return what was written about a broadcast that has gone out, the oldest first."""
    query = select(broadcasts).where(broadcasts.c.parent_id == broadcast_id)
    return [of_row(row) for row in tx.execute(query.order_by(broadcasts.c.broadcast_id))]


def going_out(tx: Connection) -> Sequence[Broadcast]:
    """Return the broadcasts that are being sent or paused."""
    query = select(broadcasts).where(broadcasts.c.state.in_(("sending", "paused")))
    return [of_row(row) for row in tx.execute(query.order_by(broadcasts.c.broadcast_id))]


def forget(tx: Connection, before: datetime) -> int:
    """Delete the broadcasts that ended before `before`, with their recipients; return their number."""
    is_old = broadcasts.c.ended_at < before
    outcomes.forget(tx, select(broadcasts.c.broadcast_id).where(is_old))
    return tx.execute(broadcasts.delete().where(is_old)).rowcount


def do(  # noqa: PLR0913, PLR0917 - an act with its traces
    tx: Connection,
    broadcast: Broadcast,
    act: Act,
    who: str,
    now: datetime,
    values: dict[str, Any],
    detail: Mapping[str, object],
) -> Broadcast:
    """Carry out an act on a broadcast that is locked, and note it in the audit.

    Raises:
        NotPossible: the act makes no sense in its state.
    """
    state = after(broadcast.state, act)
    own = broadcasts.c.broadcast_id == broadcast.broadcast_id
    tx.execute(update(broadcasts).where(own).values(values | {"state": state}))
    _note(tx, broadcast, who, act, now, **{"from": broadcast.state, "to": state}, **detail)
    return read(tx, broadcast.broadcast_id)


def _check_seen(broadcast: Broadcast, seen: str | None) -> None:
    if seen is not None and seen != broadcast.draft.version:
        raise Overtaken(broadcast)


def _note(tx: Connection, broadcast: Broadcast, who: str, what: str, now: datetime, **detail: object) -> None:
    subject = f"broadcast:{broadcast.broadcast_id}"
    audit.note(tx, now, audit.staff(who), f"broadcast-{what}", subject, detail)


def _read(tx: Connection, broadcast_id: int, *, lock: bool) -> Broadcast:
    query = select(broadcasts).where(broadcasts.c.broadcast_id == broadcast_id)
    row = tx.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise BroadcastUnknown(broadcast_id)
    return of_row(row)


def completed(tx: Connection, draft: Draft, now: datetime) -> Draft:
    """Check the times of a draft, and take from its parent what a correction takes from it.

    Raises:
        NotPossible: its times make no sense, or what it corrects has not gone out.
        BroadcastUnknown: there is no such parent.
    """
    starts_at, until = draft.starts_at, draft.valid_until
    if starts_at is not None and _NO_HOUR[0] <= starts_at.astimezone(ROME).time() < _NO_HOUR[1]:
        raise NotPossible(
            N_("Nothing is scheduled between 2 and 3 at night: that hour comes twice or never.")
        )
    if until is not None and until <= max(now, starts_at or now):
        raise NotPossible(
            N_("It is valid until {until}, which is before it could be sent."), until=_said(until)
        )
    if draft.parent_id is None:
        if draft.kind != "new":
            raise NotPossible(
                N_("A broadcast of the kind {kind} needs the one that it is about."), kind=draft.kind
            )
        return draft
    parent = read(tx, draft.parent_id)
    if parent.state not in _HAS_GONE_OUT or parent.sending_at is None:
        raise NotPossible(
            N_("Broadcast {number} has not gone out, so there is nothing to correct."),
            number=parent.broadcast_id,
        )
    if not parent.draft.writes_anew:
        raise NotPossible(
            N_("Broadcast {number} is a correction itself; correct the one before it."),
            number=parent.broadcast_id,
        )
    return _of_parent(draft, parent.draft)


def _of_parent(draft: Draft, parent: Draft) -> Draft:
    """Let a correction be for those of its parent whom it is about, under its parent's purpose."""
    own = replace(draft, purpose=parent.purpose)
    match draft.kind:
        case "resend":
            ended = draft.audience.ended or ("unconfirmed",)
            same = replace(own, texts=parent.texts, picture=parent.picture, buttons=parent.buttons)
            return replace(same, audience=Audience(ended=ended))
        case "edit":
            # The picture of a message stays: its words below it are changed.
            return replace(own, picture=parent.picture, audience=Audience(ended=("sent",)))
        case "delete":
            return replace(own, texts={}, picture=None, buttons=(), audience=Audience(ended=("sent",)))
        case _:
            return replace(own, audience=Audience(ended=("sent",)))


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(ROME):%Y-%m-%d %H:%M}"
