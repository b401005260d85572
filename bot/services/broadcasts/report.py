"""How a broadcast goes, and who got it: figures that sum to the snapshot, and a line for each recipient."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from bot.services.broadcasts import outcomes, sending
from bot.services.broadcasts.broadcast import Broadcast, RecipientState
from bot.storage.tables import broadcast_recipients, persons

#: The rate is that of so long.
_LATELY: Final = timedelta(seconds=60)
_BATCH: Final = 1000
#: What a report says of each recipient, as its columns are named.
COLUMNS: Final = ("person", "first_name", "language", "state", "cause", "settled_at", "answered_at")

_R: Final = broadcast_recipients.c


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a broadcast stands. "Sent" says that Telegram took it, never that anybody read it."""

    counts: Mapping[RecipientState, int]
    #: Recipients a second, of the last minute.
    per_second: float
    #: When the last would be reached at that rate; None where nobody can say.
    ends_at: datetime | None
    #: It waits for the morning.
    is_night: bool
    answers: int
    causes: Sequence[tuple[str, str, int]]

    @property
    def total(self) -> int:
        """The number of the snapshot."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """How many have an outcome."""
        return self.total - sum(self.counts[state] for state in outcomes.OPEN)


def progress(tx: Connection, broadcast: Broadcast, now: datetime) -> Progress:
    """Return where a broadcast stands."""
    number = broadcast.broadcast_id
    found = outcomes.counts(tx, number)
    is_sending = broadcast.state == "sending"
    per_second = _rate(tx, broadcast, now) if is_sending else 0.0
    is_night = broadcast.state in {"scheduled", "sending"} and sending.is_night(broadcast, now)
    left = sum(found[state] for state in outcomes.OPEN)
    ends_at = now + timedelta(seconds=left / per_second) if per_second and left and not is_night else None
    return Progress(
        found, per_second, ends_at, is_night, outcomes.answers(tx, number), outcomes.causes(tx, number)
    )


def rows(tx: Connection, broadcast_id: int) -> Iterator[Mapping[str, Any]]:
    """Yield each recipient with `COLUMNS`, in the order of their numbers; as many as the snapshot."""
    last = None
    while True:
        query = (
            select(
                _R.person_id.label("person"),
                persons.c.first_name,
                persons.c.language,
                _R.state,
                _R.cause,
                _R.settled_at,
                _R.answered_at,
            )
            .outerjoin(persons, persons.c.person_id == _R.person_id)
            .where(_R.broadcast_id == broadcast_id)
        )
        if last is not None:
            query = query.where(_R.person_id > last)
        found = tx.execute(query.order_by(_R.person_id).limit(_BATCH)).mappings().all()
        yield from (dict(row) for row in found)
        if len(found) < _BATCH:
            return
        last = found[-1]["person"]


def _rate(tx: Connection, broadcast: Broadcast, now: datetime) -> float:
    since = max(now - _LATELY, broadcast.resumed_at or now)
    lately_s = (now - since).total_seconds()
    if lately_s <= 0:
        return 0.0
    query = select(func.count()).where(_R.broadcast_id == broadcast.broadcast_id, _R.settled_at >= since)
    return float(tx.execute(query).scalar_one() / lately_s)
