"""Readings as staff look at them: those of some states and days, with what has become of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from bot.gateways.readings.port import HandedReading
from bot.services.readings import batches
from bot.storage.tables import readings

#: Rows in memory at once.
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Exported:
    """A reading as the company gets it, with its state."""

    reading: HandedReading
    state: str
    acquired_at: datetime | None
    reason: str | None


def exported(
    tx: Connection, states: Sequence[str], *, since: date | None = None, until: date | None = None
) -> Iterator[Exported]:
    """Read the readings in one of these states, taken between two days (both included), in order."""
    query = batches.handed_readings().where(readings.c.state.in_(states))
    if since is not None:
        query = query.where(readings.c.taken_on >= since)
    if until is not None:
        query = query.where(readings.c.taken_on <= until)
    for row in tx.execution_options(yield_per=_AT_ONCE).execute(query):
        yield Exported(batches.handed(row), row.state, row.acquired_at, row.reason)
