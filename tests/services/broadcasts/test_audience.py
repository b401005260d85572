"""Whom a broadcast is for: "and" between kinds, "or" in lists, consents, and why somebody is left out."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from bot.config.readings import ReadingWindow
from bot.services import consents
from bot.services.broadcasts import audience
from bot.services.broadcasts.broadcast import Audience
from bot.storage.engine import Database
from bot.storage.tables import follows, links, readings, supplies
from handlers.contract.notices import Purpose
from tests.support.broadcastroom import BroadcastRoom, draft

#: Six people: power in Via Verdi, gas in Via Verdi, power in Forlì with a device, a German with two kinds,
#: one without a contract who follows an address, and one who has blocked the bot.
POWER, GAS, DEVICE, BOTH, FOLLOWER, GONE = range(1, 7)
_WINDOW: Final = ReadingWindow(
    vendor="energia-corrente",
    opens=datetime(2026, 11, 30, tzinfo=UTC),
    closes=datetime(2026, 12, 5, tzinfo=UTC),
)


@pytest.fixture
async def room(database: Database) -> BroadcastRoom:
    """The six."""
    room = BroadcastRoom(database, windows=(_WINDOW,))
    await room.people(POWER, supply={"istat": "040007"})
    await room.people(GAS, supply={"gas": True, "street": "V. Giuseppe Verdi"})
    await room.people(DEVICE, supply={"comune": "Forli'", "electromedical": True})
    await room.people(BOTH, language="de", supply={"street": "Via Roma", "vendor": "altra"})
    await room.people(FOLLOWER)
    await room.people(GONE, subscribed=False, supply={})

    def more(tx: Connection) -> None:
        place = {"comune": "Cesena", "street": "Via Roma", "street_number": "9"}
        tx.execute(follows.insert().values(person_id=FOLLOWER, followed_at=room.now, **place))
        second = {"customer_id": BOTH, "point": f"{BOTH:014d}", "has_corrector": False, "vendor": "altra"}
        tx.execute(supplies.insert().values(second | place | {"comune": "Forlì", "electromedical": False}))
        # Two contracts of one person are one person.
        tx.execute(links.insert().values(person_id=POWER, customer_id=GAS, proof="phone", linked_at=room.now))

    await database.write(more)
    return room


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {POWER, GAS, DEVICE, BOTH, FOLLOWER}),
        ({"comuni": ("Cesena (FC)",)}, {POWER, GAS, BOTH}),
        ({"comuni": ("040007",)}, {POWER}),
        ({"comuni": ("Forlì",)}, {DEVICE, BOTH}),
        ({"comuni": ("Cesena", "Forlì"), "supplies": ("gas",)}, {POWER, GAS, BOTH}),
        # Kind and place of one supply: gas in Cesena is not the power of Cesena and the gas of Forlì.
        ({"comuni": ("Cesena",), "supplies": ("gas",)}, {POWER, GAS}),
        ({"comuni": ("Cesena",), "streets": ("via G. Verdi", "VIA VERDI")}, {POWER, GAS}),
        ({"comuni": ("Cesena",), "streets": ("Via Roma",)}, {BOTH}),
        ({"comuni": ("Borgo Ignoto",)}, set()),
        ({"vendors": ("altra",)}, {BOTH}),
        ({"languages": ("de", "en")}, {BOTH}),
        ({"linked": True}, {POWER, GAS, DEVICE, BOTH}),
        ({"linked": False}, {FOLLOWER}),
        ({"electromedical": True}, {DEVICE}),
        ({"electromedical": True, "languages": ("de",)}, set()),
        ({"followers": ("via Roma 9, Cesena",)}, {FOLLOWER}),
        ({"followers": ("via Roma 8, Cesena",)}, set()),
        ({"points": (f"IT001E{DEVICE:08d}A", f"{BOTH:014d}", "IT001E99999999")}, {DEVICE, BOTH}),
        ({"window_open": True}, {POWER, GAS}),
    ],
)
async def test_all_that_is_set_must_hold_and_of_a_list_any(
    room: BroadcastRoom, wanted: dict[str, Any], expected: set[int]
) -> None:
    """Each counts once, nobody who has blocked the bot; asked one by one, each is in or out alike."""
    meant = draft(audience=Audience(**wanted))
    counted = await room.counts_audience(meant)
    assert ({sample.person_id for sample in counted.samples}, counted.count) == (expected, len(expected))

    def in_one_by_one(tx: Connection) -> set[int]:
        resolved = audience.resolve(tx, meant, room.windows, room.now, few=True)
        return {person for person in range(1, 8) if not audience.why_not(tx, resolved, person)}

    assert await room.database.read(in_one_by_one) == expected


async def test_who_has_sent_the_reading_is_not_asked_for_it(room: BroadcastRoom) -> None:
    """Nor when the window has closed; a reading that was deleted is none."""
    reading = {"customer_id": GAS, "person_id": GAS, "taken_on": room.now.date(), "sent_at": room.now}
    owing = draft(audience=Audience(window_open=True))

    def send(tx: Connection, state: str) -> None:
        of_supply = (supplies.c.supply_id, supplies.c.customer_id == GAS)
        supply_id = tx.execute(of_supply[0].table.select().where(of_supply[1])).scalar_one()
        values = reading | {"supply_id": supply_id, "state": state, "doubts": []}
        tx.execute(readings.insert().values(values))

    await room.database.write(partial(send, state="deleted"))
    assert (await room.counts_audience(owing)).count == 2
    await room.database.write(partial(send, state="pending"))
    assert (await room.counts_audience(owing)).count == 0
    room.now += timedelta(days=9)
    assert (await room.counts_audience(owing)).count == 0


@pytest.mark.parametrize(
    ("purpose", "decided", "expected"),
    [
        ("service", None, True),
        ("service", False, False),
        ("service", True, True),
        ("promotional", None, False),
        ("promotional", True, True),
        ("promotional", False, False),
    ],
)
async def test_service_is_heard_until_refused_and_offers_only_when_asked_for(
    room: BroadcastRoom,
    purpose: Purpose,
    decided: bool | None,  # noqa: FBT001 - a table
    expected: bool,  # noqa: FBT001 - a table
) -> None:
    """Each purpose is a choice of its own: the other one changes nothing."""
    other: Purpose = "service" if purpose == "promotional" else "promotional"

    def decide(tx: Connection) -> None:
        consents.decide(tx, POWER, other, wanted=not expected, now=room.now)
        for wanted in () if decided is None else (not decided, decided):
            consents.decide(tx, POWER, purpose, wanted=wanted, now=room.now)

    await room.database.write(decide)
    meant = draft(purpose=purpose, audience=Audience(points=(f"IT001E{POWER:08d}",)))
    assert (await room.counts_audience(meant)).count == int(expected)


async def test_what_is_not_found_and_what_may_be_meant_is_said(room: BroadcastRoom) -> None:
    """Likeness alone takes nobody in, and a name that nobody has is no silence."""
    await room.people(90, supply={"street": "Viale Verdi"})
    asked = ("Verdi", "Via Giovanni Verdi")
    wanted = Audience(comuni=("Cesena", "Ignota"), streets=asked, followers=("via X 1, Cesena",))
    counted = await room.counts_audience(draft(audience=wanted))
    assert counted.unknown == ("Ignota", *asked, "via X 1, Cesena")
    assert {"Viale Verdi", "Via Verdi"} <= set(counted.perhaps)
    assert counted.count == 0


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (POWER, ()),
        (GONE, ("blocked",)),
        (FOLLOWER, ("unlinked", "supply")),
        (BOTH, ("language",)),
        (999, ("erased",)),
    ],
)
async def test_it_is_told_why_a_person_is_in_or_not(
    room: BroadcastRoom, person: int, expected: tuple[str, ...]
) -> None:
    """Every reason, by the law that also counts and sends."""
    wanted = draft(audience=Audience(comuni=("Cesena",), supplies=("power",), languages=("it",)))

    def why(tx: Connection) -> tuple[str, ...]:
        return audience.why_not(tx, audience.resolve(tx, wanted, (), room.now), person)

    assert await room.database.read(why) == expected
