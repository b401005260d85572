"""What the demo's gas meters showed in the past year, and when one of its vendors takes readings. Made up."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, insert, select

from bot.demo.telegram.world import FIRST_PERSON
from bot.local_time import ROME, local_date
from bot.storage.engine import Database
from bot.storage.tables import reading_windows, readings, supplies

#: The vendor whose windows are short; the others' are those of the configuration.
RARE_VENDOR: Final = "gas-modello"
_READING_DAY: Final = 28
_READINGS: Final = 13
_FIRST_OPENING: Final = timedelta(days=2)
_OPEN_FOR: Final = timedelta(days=5)
_EVERY: Final = timedelta(days=30)
_WINDOWS: Final = 12


@dataclass(frozen=True, slots=True)
class _Household:
    """Who sent the readings of a meter, and how much gas goes through it."""

    point: str
    person_id: int
    #: Cubic metres a day, for cooking and hot water.
    always_m3: float
    #: Cubic metres a day, on the coldest day, for heating.
    heating_m3: float
    #: How much more the corrector counts, where there is one.
    pressed: float = 1.0

    def used_m3(self, since: date, until: date) -> float:
        """What goes through after one day up to another."""
        days = ((since + timedelta(days=number)) for number in range(1, (until - since).days + 1))
        return sum(self.always_m3 + self.heating_m3 * _coldness(day) for day in days)


#: Emily's meter has shown nothing yet: hers is the first reading.
_HOUSEHOLDS: Final = (
    _Household("00000000100101", FIRST_PERSON, 0.6, 6.0),
    _Household("00000000100201", FIRST_PERSON + 1, 0.4, 4.5),
    _Household("00000000100401", FIRST_PERSON + 1, 14.0, 22.0, 1.9),
    _Household("00000000100601", FIRST_PERSON + 3, 0.2, 1.9),
    _Household("00000000100602", FIRST_PERSON + 3, 8.0, 40.0, 2.0),
    _Household("00000000100603", FIRST_PERSON + 3, 1.0, 7.5),
)


async def remember(database: Database, now: datetime) -> None:
    """Let the year before `now` have happened, in a database that holds the demo's customers and no more."""
    await database.write(lambda tx: _write(tx, now))


def _write(tx: Connection, now: datetime) -> None:
    found = tx.execute(select(supplies)).mappings()
    by_point = {row["point"]: row for row in found}
    rows = [row for each in _HOUSEHOLDS for row in _past(each, by_point[each.point], local_date(now))]
    tx.execute(insert(readings), rows)
    tx.execute(insert(reading_windows), list(_windows(now)))


def _past(household: _Household, supply: RowMapping, today: date) -> Iterator[dict[str, Any]]:
    """The readings of a meter, one a month, taken in by the company the same day."""
    since = supply["last_reading_on"]
    days = [day for day in _reading_days(today) if day > since]
    totals = [0.0, *(household.used_m3(since, day) for day in days)]
    for (before, day), (total_before, total) in zip(pairwise((since, *days)), pairwise(totals), strict=True):
        has_meter = supply["reads"] != "corrector"
        factor = household.pressed
        first = supply["last_corrector"]
        corrector = None if first is None else first + int(total * factor)
        counted = factor if corrector is not None else 1.0
        noon = datetime.combine(day, time(12), ROME)
        yield {
            "supply_id": supply["supply_id"],
            "customer_id": supply["customer_id"],
            "person_id": household.person_id,
            "taken_on": day,
            "sent_at": noon,
            "meter": supply["last_reading"] + int(total) if has_meter else None,
            "corrector": corrector,
            "used_m3": int(total * counted) - int(total_before * counted),
            "used_days": (day - before).days,
            "state": "acquired",
            "doubts": [],
            "acquired_at": noon,
        }


def _reading_days(today: date) -> list[date]:
    """The newest days on which the demo's people look at their meters, the oldest first; not yesterday."""
    months = [today.year * 12 + today.month - 1 - back for back in range(_READINGS, -1, -1)]
    days = [date(month // 12, month % 12 + 1, _READING_DAY) for month in months]
    return [day for day in days if day < today - timedelta(days=1)][-_READINGS:]


def _coldness(day: date) -> float:
    """Of the coldest day: 1 in the middle of January, 0 from May to September."""
    year = (day - date(day.year, 1, 15)).days / 365.25
    return max(0.0, math.cos(2 * math.pi * year) - 0.1) / 0.9


def _windows(now: datetime) -> Iterator[dict[str, Any]]:
    first = datetime.combine(local_date(now) + _FIRST_OPENING, time(8), ROME)
    for number in range(_WINDOWS):
        opens_at = first + number * _EVERY
        yield {"vendor": RARE_VENDOR, "opens_at": opens_at, "closes_at": opens_at + _OPEN_FOR}
