"""The past of the demo's meters: plausible for the bot itself, whenever the demo is begun."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select

from bot.config.readings import ReadingRules
from bot.demo.stage import contracts, meters
from bot.demo.telegram.world import FIRST_PERSON
from bot.metrics import Metrics
from bot.services.context import TurnContext
from bot.services.readings.readings import Readings
from bot.storage.engine import Database
from bot.storage.tables import customers, links
from handlers.contract.readings import (
    InviteReading,
    ReadingInvited,
    ReadingsRead,
    ReadingWeighed,
    ReadReadings,
    WeighReading,
    WindowShut,
)

_ADA, _JONAS = FIRST_PERSON, FIRST_PERSON + 3
_BEGINNINGS: Final = [
    datetime(2026, 1, 15, 12, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
    datetime(2031, 8, 1, 6, 0, tzinfo=UTC),
]


@pytest.fixture
def service() -> Readings:
    """The service by its default rules."""
    return Readings(ReadingRules(), Metrics())


async def _begins(database: Database, now: datetime, person_id: int, code: str) -> None:
    """The demo's past up to now, with a person linked to one of its customers."""
    await contracts.sign(database)
    await meters.remember(database, now)
    customer = select(customers.c.customer_id).where(customers.c.code == code)
    facts = {"person_id": person_id, "proof": "phone", "linked_at": now}
    await database.write(
        lambda tx: tx.execute(links.insert(), {"customer_id": tx.execute(customer).scalar_one(), **facts})
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("now", _BEGINNINGS)
async def test_a_year_of_readings_rises_to_what_is_usual_now(
    database: Database, service: Readings, now: datetime
) -> None:
    """A household's next reading, a little higher than the last, has nothing that speaks against it."""
    await _begins(database, now, _ADA, "001001")
    listed = await database.read(
        lambda tx: service.answer(tx, ReadReadings(), TurnContext.private(_ADA, "it", now))
    )
    assert isinstance(listed, ReadingsRead)
    [(supply, past)] = listed.supplies
    assert len(past) >= 12
    assert {reading.state for reading in past} == {"acquired"}
    assert all(reading.used_m3 and reading.used_days for reading in past)
    newest = past[0].meter
    assert newest is not None
    days = (now.date() - past[0].taken_on).days
    ask = WeighReading(supply.supply_id, (newest + 2 * days,))
    weighed = await database.read(lambda tx: service.answer(tx, ask, TurnContext.private(_ADA, "it", now)))
    assert isinstance(weighed, ReadingWeighed)
    assert [each.finding for each in weighed.weighed] == [None]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("now", _BEGINNINGS)
async def test_one_vendor_takes_readings_in_short_windows(
    database: Database, service: Readings, now: datetime
) -> None:
    """Of Jonas's supplies one has to wait; of the others one counts by its corrector alone."""
    await _begins(database, now, _JONAS, "001006")
    listed = await database.read(
        lambda tx: service.answer(tx, ReadReadings(), TurnContext.private(_JONAS, "it", now))
    )
    assert isinstance(listed, ReadingsRead)
    asks = [InviteReading(supply.supply_id) for supply, _ in listed.supplies]
    flat, workshop, rare = await database.read(
        lambda tx: [service.answer(tx, ask, TurnContext.private(_JONAS, "it", now)) for ask in asks]
    )
    assert isinstance(flat, ReadingInvited)
    assert isinstance(workshop, ReadingInvited)
    assert [counter.register for counter in (*flat.counters, *workshop.counters)] == ["meter", "corrector"]
    assert isinstance(rare, WindowShut)
    assert rare.opens_at is not None
    assert timedelta(days=1) < rare.opens_at - now < timedelta(days=3)
