"""Days that stand in the database and cannot be: they stop no reading."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.storage.engine import Database
from bot.storage.tables import supplies
from handlers.contract.readings import (
    Counter,
    Given,
    InviteReading,
    ReadingInvited,
    ReadingsRead,
    ReadingWeighed,
    ReadReadings,
    WeighReading,
)
from tests.support.readingroom import ADAS_METER, Room


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """A room whose windows are always open."""
    return await Room.open(database, tmp_path)


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(1, 1, 2), date(1899, 12, 31), date(1949, 12, 31), date(2026, 1, 16), date.max]
)
async def test_a_stored_day_that_cannot_be_stops_no_reading(room: Room, day: date) -> None:
    """As of an import of long ago: its value is taken for unknown wherever it is asked for."""

    def spoil(tx: Connection) -> None:
        tx.execute(supplies.update().values(last_reading_on=day))

    await room.database.write(spoil)
    answer = await room.asks(InviteReading(room.ids[ADAS_METER], Given("45312")))
    assert isinstance(answer, ReadingInvited)
    assert answer.counters == (Counter("meter", 5, None, None),)
    weighed = await room.asks(WeighReading(room.ids[ADAS_METER], (45312,)))
    assert isinstance(weighed, ReadingWeighed)
    await room.sends(45312)
    read = await room.asks(ReadReadings())
    assert isinstance(read, ReadingsRead)
    assert [reading.used_m3 for _, sent in read.supplies for reading in sent] == [None]
