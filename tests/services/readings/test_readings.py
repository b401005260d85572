"""Readings by their rules: whose, when, once a day, what is kept, what is taken back."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection, event, select

from bot.config.readings import ReadingRules
from bot.services.readings import batches
from bot.services.readings import readings as service
from bot.storage.engine import Database
from bot.storage.tables import persons, readings
from handlers.contract.readings import (
    AttachPhoto,
    Counter,
    GasSuppliesRead,
    GasSupplyGone,
    Given,
    InviteReading,
    ReadGasSupplies,
    ReadingInvited,
    ReadingRead,
    ReadingsRead,
    ReadingWeighed,
    ReadReading,
    ReadReadings,
    SaveReading,
    SentToday,
    SetWindowReminders,
    WeighReading,
    WindowShut,
)
from tests.support.customers import ADA_CODE, HEADER, csv_file
from tests.support.readingroom import ADA, ADAS_CORRECTOR, ADAS_METER, BRUNO, BRUNOS_METER, CARLO, Room

_JANUARY: Final = {
    "windows": [
        {"vendor": "energia-corrente", "opens": "2026-01-10T08:00", "closes": "2026-01-20T22:00"},
        {"vendor": "gas-sud", "opens": "2026-01-25T08:00", "closes": "2026-02-02T22:00"},
    ]
}


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """A room in which one vendor takes readings and another will."""
    return await Room.open(database, tmp_path, ReadingRules.model_validate(_JANUARY))


async def test_gas_supplies_are_those_of_the_person(room: Room) -> None:
    """No power, nobody else's; with ``open_only`` only where a reading may be sent right now."""

    async def points(person_id: int, *, open_only: bool = False) -> tuple[list[str], bool]:
        answer = await room.asks(ReadGasSupplies(Given("45312"), open_only=open_only), person_id)
        assert isinstance(answer, GasSuppliesRead)
        assert answer.given == Given("45312")
        return [supply.masked_point for supply in answer.supplies], answer.is_linked

    assert await points(ADA) == (["PDR …0101", "PDR …0102"], True)
    assert await points(ADA, open_only=True) == (["PDR …0101"], True)
    assert await points(999) == ([], False)
    await room.sends(45312)
    assert await points(ADA, open_only=True) == ([], True)
    assert await points(BRUNO, open_only=True) == (["PDR …0201"], True)


async def test_an_invitation_names_the_counters(room: Room) -> None:
    """Digits and the last value of each counter, in the order in which they are asked."""
    answer = await room.asks(InviteReading(room.ids[ADAS_METER], Given("45312")))
    assert isinstance(answer, ReadingInvited)
    assert answer.counters == (Counter("meter", 5, 45000, date(2025, 12, 15)),)
    assert answer.given == Given("45312")
    room.clock.turn(days=12)
    answer = await room.asks(InviteReading(room.ids[ADAS_CORRECTOR]))
    assert isinstance(answer, ReadingInvited)
    assert answer.counters == (
        Counter("meter", 6, 120000, date(2025, 12, 15)),
        Counter("corrector", 8, 9000, date(2025, 12, 15)),
    )


async def test_outside_the_window_it_says_when_it_opens(room: Room) -> None:
    """The next opening where it is known; nothing is kept meanwhile."""
    shut = await room.asks(InviteReading(room.ids[ADAS_CORRECTOR]))
    assert isinstance(shut, WindowShut)
    assert shut.opens_at == datetime(2026, 1, 25, 7, 0, tzinfo=UTC)
    assert await room.sends(120500, 9100, point=ADAS_CORRECTOR) is None
    room.clock.turn(days=6)
    shut = await room.asks(InviteReading(room.ids[ADAS_METER]))
    assert isinstance(shut, WindowShut)
    assert shut.opens_at is None
    assert await room.sends(45312) is None


async def test_of_a_strangers_supply_nothing_is_said_or_done(room: Room) -> None:
    """Not asked, not weighed, not kept, not read, not deleted."""
    theirs = room.ids[BRUNOS_METER]
    assert await room.asks(InviteReading(theirs)) == GasSupplyGone()
    assert await room.asks(WeighReading(theirs, (1,))) == GasSupplyGone()
    assert await room.sends(1, point=BRUNOS_METER) is None
    brunos = await room.sends(1, point=BRUNOS_METER, person_id=BRUNO)
    assert brunos is not None
    assert await room.asks(ReadReading(brunos.reading_id)) == ReadingRead(None)
    await room.deletes(brunos)
    await room.changes(AttachPhoto(brunos.reading_id, "photo"))
    assert await room.states() == {brunos.reading_id: "pending"}
    # A power supply is no gas supply, whosever it is.
    assert await room.asks(InviteReading(room.ids["IT999E00100101"])) == GasSupplyGone()


async def test_one_reading_a_day(room: Room) -> None:
    """By the local date, whoever of the household sends it; tomorrow's is another."""
    first = await room.sends(45312)
    assert first is not None
    assert (first.taken_on, first.meter, first.state) == (date(2026, 1, 15), 45312, "pending")
    assert (first.used_m3, first.used_days, first.is_own) == (312, 31, True)
    again = await room.asks(InviteReading(room.ids[ADAS_METER]), CARLO)
    assert isinstance(again, SentToday)
    assert (again.reading.reading_id, again.reading.is_own) == (first.reading_id, False)
    assert await room.sends(45313, person_id=CARLO) == again.reading
    # 23:59 in Rome, then midnight.
    room.clock.turn(hours=10, minutes=59)
    assert (await room.todays()) == first
    room.clock.turn(minutes=1)
    second = await room.sends(45320)
    assert second is not None
    assert (second.taken_on, second.used_m3, second.used_days) == (date(2026, 1, 16), 8, 1)


async def test_two_who_send_at_the_same_moment(room: Room) -> None:
    """One of them is taken."""
    save = [
        partial(
            room.readings.carry_out,
            change=SaveReading(room.ids[ADAS_METER], (45312 + number,)),
            context=room.context(),
        )
        for number in range(8)
    ]
    assert await room.at_once(*save) == [()] * 8
    assert len(await room.states()) == 1


@pytest.mark.parametrize("values", [(450000,), (44000,), (60000,), (1, 2), ()])
async def test_what_is_never_taken(room: Room, values: tuple[int, ...]) -> None:
    """Too many digits, lower, more than can be, or not as many values as counters: whoever confirms it."""
    assert await room.sends(*values) is None
    assert await room.states() == {}


async def test_a_doubtful_value_is_taken_and_flagged(room: Room) -> None:
    """What was confirmed although it is unusual can be found; a doubt of which nobody was told is no yes."""
    await room.changes(SaveReading(room.ids[ADAS_METER], (48000,)))
    assert await room.todays() is None
    taken = await room.sends(48000)
    assert taken is not None
    assert taken.is_doubtful
    (doubts,) = await room.does(lambda tx: tx.execute(select(readings.c.doubts)).scalars().all())
    assert doubts == ["unusual"]


async def test_both_counters_are_kept_and_the_corrector_counts(room: Room) -> None:
    """The use is what the corrector says, which the company bills."""
    room.clock.turn(days=12)
    taken = await room.sends(120500, 9100, point=ADAS_CORRECTOR)
    assert taken is not None
    assert (taken.meter, taken.corrector, taken.used_m3) == (120500, 9100, 100)


async def test_a_roll_over_goes_on_from_zero(room: Room, tmp_path: Path) -> None:
    """The next reading counts from the new value, and history knows the way across."""
    row = (
        "001002,Bruno Salvemini,SLVBRN65C12X999E,,,it,00000000100201,Borgo Esempio,Via delle Prove,2,"
        "G4,5,no,99900,2025-12-15,no"
    )
    await room.takes_over(csv_file(tmp_path, row, header=HEADER))
    taken = await room.sends(50, point=BRUNOS_METER, person_id=BRUNO)
    assert taken is not None
    assert (taken.used_m3, taken.is_doubtful) == (150, True)
    room.clock.turn(days=1)
    taken = await room.sends(55, point=BRUNOS_METER, person_id=BRUNO)
    assert taken is not None
    assert (taken.used_m3, taken.is_doubtful) == (5, False)


async def test_deleting_is_for_the_household_while_it_is_pending(room: Room) -> None:
    """A deleted one is gone from the list, may be sent again, and can still be found by its number."""
    first = await room.sends(45312)
    assert first is not None
    await room.deletes(first, CARLO)
    assert await room.todays() is None
    gone = await room.asks(ReadReading(first.reading_id))
    assert isinstance(gone, ReadingRead)
    assert gone.reading is not None
    assert gone.reading.state == "deleted"
    second = await room.sends(45313)
    assert second is not None
    listed = await room.asks(ReadReadings())
    assert isinstance(listed, ReadingsRead)
    assert [[reading.reading_id for reading in found] for _, found in listed.supplies] == [
        [second.reading_id],
        [],
    ]
    one = await room.asks(ReadReadings(listed.supplies[1][0].supply_id))
    assert isinstance(one, ReadingsRead)
    assert one.supplies == listed.supplies[1:]
    assert await room.audited() == [
        ("person:7", "reading-sent", f"reading:{first.reading_id}"),
        ("person:9", "reading-deleted", f"reading:{first.reading_id}"),
        ("person:7", "reading-sent", f"reading:{second.reading_id}"),
    ]


async def test_without_the_reading_between_the_next_counts_from_before(room: Room) -> None:
    """A deleted reading leaves no hole in what was used."""
    await room.sends(45312)
    room.clock.turn(days=1)
    between = await room.sends(45322)
    room.clock.turn(days=1)
    after = await room.sends(45330)
    assert after is not None
    assert (after.used_m3, after.used_days) == (8, 1)
    await room.deletes(between)
    after = await room.todays()
    assert after is not None
    assert (after.used_m3, after.used_days) == (18, 2)


async def test_what_the_company_read_since_counts(room: Room, tmp_path: Path) -> None:
    """The newer of its reading and ours is the last one; on the same day it knows better."""
    await room.sends(45312)
    room.clock.turn(days=1)
    row = (
        "001001,Ada Ferrini,FRRDAA70A41X999I,,,it,00000000100101,Borgo Esempio,Via delle Prove,1,"
        "G4,5,no,{},{},no"
    )
    last = []
    for value, on in ((45000, "2025-12-15"), (45300, "2026-01-15"), (45305, "2026-01-16")):
        await room.takes_over(csv_file(tmp_path, row.format(value, on), header=HEADER))
        answer = await room.asks(InviteReading(room.ids[ADAS_METER]))
        assert isinstance(answer, ReadingInvited)
        last.append((answer.counters[0].last, answer.counters[0].last_on))
    assert last == [
        (45312, date(2026, 1, 15)),
        (45300, date(2026, 1, 15)),
        (45305, date(2026, 1, 16)),
    ]


async def test_weighing_keeps_nothing(room: Room) -> None:
    """It may be repeated; each value is judged on its own counter."""
    for _ in range(2):
        answer = await room.asks(WeighReading(room.ids[ADAS_CORRECTOR], (120100, 8999)))
        assert isinstance(answer, ReadingWeighed)
        assert [each.finding for each in answer.weighed] == [None, "lower"]
    assert await room.states() == {}


async def test_a_photo_is_its_senders_to_add(room: Room) -> None:
    """A later one replaces it; nobody else of the household adds one. It goes with a deleted reading."""
    taken = await room.sends(45312)
    assert taken is not None

    async def photo() -> str | None:
        return await room.does(lambda tx: tx.execute(select(readings.c.photo)).scalar())

    await room.changes(AttachPhoto(taken.reading_id, "one"))
    await room.changes(AttachPhoto(taken.reading_id, "two"))
    await room.changes(AttachPhoto(taken.reading_id, "other"), CARLO)
    assert await photo() == "two"
    await room.deletes(taken)
    assert await photo() is None
    await room.changes(AttachPhoto(taken.reading_id, "three"))
    assert await photo() is None


async def test_a_supply_that_moves_leaves_its_readings_behind(room: Room, tmp_path: Path) -> None:
    """The new customer neither sees nor deletes them, nor the old one; the company gets the old code."""
    sent = await room.sends(45312)
    assert sent is not None
    row = (
        "001002,Bruno Salvemini,SLVBRN65C12X999E,,,it,00000000100101,Borgo Esempio,Via delle Prove,1,"
        "G4,5,no,45000,2025-12-15,no"
    )
    await room.takes_over(csv_file(tmp_path, row, header=HEADER))
    for person_id in (ADA, BRUNO):
        assert await room.asks(ReadReading(sent.reading_id), person_id) == ReadingRead(None)
        listed = await room.asks(ReadReadings(), person_id)
        assert isinstance(listed, ReadingsRead)
        assert [reading for _, found in listed.supplies for reading in found] == []
        await room.deletes(sent, person_id)
    room.clock.turn(minutes=30)
    (claimed,) = await room.claims()
    assert [reading.customer_code for reading in claimed.batch.readings] == [ADA_CODE]
    # Its meter goes on from where it stood, whoever reads it.
    room.clock.turn(days=1)
    invited = await room.asks(InviteReading(room.ids[ADAS_METER]), BRUNO)
    assert isinstance(invited, ReadingInvited)
    assert invited.counters[0].last == 45312


async def test_a_corrector_that_is_gone_is_not_read(room: Room, tmp_path: Path) -> None:
    """Also where the file that says so has no column for what is read."""
    row = (
        "001001,Ada Ferrini,FRRDAA70A41X999I,,,it,00000000100102,Borgo Esempio,Via Larga,9,"
        "G16,6,{},120000,2025-12-15,no{}"
    )
    with_reads = csv_file(tmp_path, row.format("yes", ",corrector"), header=f"{HEADER},reads")
    await room.takes_over(with_reads)
    await room.takes_over(csv_file(tmp_path, row.format("no", ""), header=HEADER))
    room.clock.turn(days=12)
    invited = await room.asks(InviteReading(room.ids[ADAS_CORRECTOR]))
    assert isinstance(invited, ReadingInvited)
    assert [counter.register for counter in invited.counters] == ["meter"]


async def test_reminders_can_be_switched_off_and_on(room: Room) -> None:
    """Everybody begins with them on."""

    async def is_on() -> bool:
        own = select(persons.c.window_reminders).where(persons.c.person_id == ADA)
        return bool(await room.does(lambda tx: tx.execute(own).scalar_one()))

    seen = [await is_on()]
    for wanted in (False, True):
        await room.changes(SetWindowReminders(wanted))
        seen.append(await is_on())
    assert seen == [True, False, True]


async def test_photos_and_readings_are_kept_for_their_time(room: Room) -> None:
    """The photo goes first; what is on its way to the company never does."""
    taken = await room.sends(45312)
    assert taken is not None
    await room.changes(AttachPhoto(taken.reading_id, "photo"))

    def forget(tx: Connection) -> tuple[int, int]:
        later = room.clock() + timedelta(seconds=1)
        return service.forget_photos(tx, later), service.forget(tx, later)

    assert await room.does(forget) == (1, 0)
    await room.deletes(taken)
    assert await room.does(forget) == (0, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_table_of_readings_is_read_whole(room: Room) -> None:
    """What a turn asks, and what the clock asks every half minute, finds its rows by an index."""
    await room.sends(45312)
    room.clock.turn(days=1)
    supply_id = room.ids[ADAS_METER]
    seen: list[tuple[str, object]] = []

    def keep(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        seen.append((statement, values))

    def plans(tx: Connection) -> list[str]:
        return [
            str(row[-1])
            for statement, values in seen
            for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]  # as it came
        ]

    event.listen(room.database.engine, "before_cursor_execute", keep)
    for ask in (ReadGasSupplies(open_only=True), InviteReading(supply_id), ReadReadings()):
        await room.asks(ask)
    await room.deletes(await room.sends(45320))
    assert await room.is_due()
    await room.does(batches.waiting)
    (claimed,) = await room.claims()
    await room.acquires(claimed)
    event.remove(room.database.engine, "before_cursor_execute", keep)
    found = await room.does(plans)
    assert [plan for plan in found if plan.startswith("SCAN") and "INDEX" not in plan] == []
    assert any("ix_readings_one_a_day" in plan for plan in found)
    assert any("ix_readings_pending" in plan for plan in found)
    assert [plan for plan in found if "ix_readings_sent_at" in plan] == []
