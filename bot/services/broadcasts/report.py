"""How a broadcast goes, and who got it: figures that sum to the snapshot, and a line for each recipient."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, func, select

from bot.csv_file import harmless
from bot.local_time import ROME
from bot.services.broadcasts import outcomes, sending, store
from bot.services.broadcasts.broadcast import Broadcast, RecipientState
from bot.storage.tables import broadcast_recipients, persons

#: The rate is that of so long.
_LATELY: Final = timedelta(seconds=60)
#: So many recipients are read at once.
BATCH: Final = 1000
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
    is_night = broadcast.state in {"scheduled", "sending"} and sending.is_night(broadcast, now)
    left = sum(found[state] for state in outcomes.OPEN)
    per_second, ends_at = _pace(tx, broadcast, left, now)
    return Progress(
        found, per_second, ends_at, is_night, outcomes.answers(tx, number), outcomes.causes(tx, number)
    )


def going_out(tx: Connection, now: datetime) -> dict[str, dict[str, Any]]:
    """Return where each broadcast stands that is being sent or paused, by its number; as JSON."""
    found: dict[str, dict[str, Any]] = {}
    for broadcast in store.going_out(tx):
        counts = outcomes.counts(tx, broadcast.broadcast_id)
        left = sum(counts[state] for state in outcomes.OPEN)
        per_second, ends_at = _pace(tx, broadcast, left, now)
        found[str(broadcast.broadcast_id)] = {
            **{str(state): count for state, count in counts.items()},
            "state": broadcast.state,
            "settled": sum(counts.values()) - left,
            "per_second": round(per_second, 1),
            "ends_at": None if ends_at is None else ends_at.isoformat(),
        }
    return found


def _pace(tx: Connection, broadcast: Broadcast, left: int, now: datetime) -> tuple[float, datetime | None]:
    """Return the rate, and when it would be through with what is ``left``."""
    per_second = _rate(tx, broadcast, now) if broadcast.state == "sending" else 0.0
    if not per_second or not left or sending.is_night(broadcast, now):
        return per_second, None
    return per_second, now + timedelta(seconds=left / per_second)


def rows(tx: Connection, broadcast_id: int) -> Iterator[Mapping[str, Any]]:
    """Yield each recipient with `COLUMNS`, in the order of their numbers; as many as the snapshot."""
    last = None
    while found := part(tx, broadcast_id, after=last):
        yield from found
        last = found[-1]["person"]


def part(
    tx: Connection,
    broadcast_id: int,
    *,
    after: int | None,
    state: RecipientState | None = None,
    most: int = BATCH,
) -> Sequence[Mapping[str, Any]]:
    """Return the recipients behind a number, of one state or of all, in the order of their numbers."""
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
    if after is not None:
        query = query.where(_R.person_id > after)
    if state is not None:
        query = query.where(_R.state == state)
    return [dict(row) for row in tx.execute(query.order_by(_R.person_id).limit(most)).mappings()]


def csv_lines(rows: Iterable[Mapping[str, Any]], line_end: str, *, has_head: bool = True) -> Iterator[str]:
    """Yield a report as lines of CSV, its cells harmless to a spreadsheet, under a line of names."""
    buffer = StringIO()
    table = csv.writer(buffer, lineterminator=line_end)
    named = dict(zip(COLUMNS, COLUMNS, strict=True))
    for row in chain([named] if has_head else [], rows):
        table.writerow([_cell(row[name]) for name in COLUMNS])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(ROME).isoformat(timespec="seconds")
    return harmless(value)


def _rate(tx: Connection, broadcast: Broadcast, now: datetime) -> float:
    since = max(now - _LATELY, broadcast.resumed_at or now)
    lately_s = (now - since).total_seconds()
    if lately_s <= 0:
        return 0.0
    query = select(func.count()).where(_R.broadcast_id == broadcast.broadcast_id, _R.settled_at >= since)
    return float(tx.execute(query).scalar_one() / lately_s)
