"""What happened in the demo's year: who lives there, what they asked, read and were told.

Its people have written to the bot and left it since, so that nothing the demo does writes to them.
"""

import random
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from bot.demo.stage.year import desk, office
from bot.demo.stage.year.calendar import days, moments
from bot.demo.telegram.pictures import meter
from bot.demo.telegram.world import World
from bot.local_time import local_date
from bot.storage.engine import Database
from bot.storage.folded import folded
from bot.storage.tables import customers, links, persons, questions, readings, supplies

#: The contracts of the year begin here; those that the README names are below.
FIRST_CODE: Final = "900001"
_WORDS: Final = Path(__file__).parent / "words.toml"
_FIRST_PERSON: Final = 6_000_001
_HOUSEHOLDS: Final = 90
_QUESTIONS_A_DAY: Final = 70
_READINGS_A_DAY: Final = 5
_SEED: Final = 13
#: Readings that wait for the company, each with what speaks against it.
_DOUBTED: Final = (("lower", 2411), ("unusual", 5230), ("above_most", 9004))


async def live_through(database: Database, world: World, now: datetime) -> None:
    """Let the year before `now` have happened, in a database with the demo's customers."""
    chance = random.Random(_SEED)  # noqa: S311 - the same year at every start
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    photos = [world.keep_file(meter(f"{shown:05}"), "photo") for _, shown in _DOUBTED]

    def write(tx: Connection) -> None:
        people = _settle(tx, chance, words, now)
        _ask(tx, chance, words, people, now)
        _read_meters(tx, chance, people, now, photos)
        desk.work(tx, chance, words, people, now)
        office.work(tx, chance, words, people, now)

    await database.write(write)


def _settle(tx: Connection, chance: random.Random, words: Any, now: datetime) -> list[int]:  # noqa: ANN401 - TOML
    """Add people who have left the bot, with a gas contract each; return their numbers in Telegram."""
    names = [f"{first} {last}" for first in words["first_names"] for last in words["last_names"]]
    chosen = chance.sample(names, _HOUSEHOLDS)
    seen = now - timedelta(days=400)
    people = [_FIRST_PERSON + number for number in range(_HOUSEHOLDS)]
    about: Any = {"language": "it", "language_chosen": False, "subscribed": False, "first_seen_at": seen}
    tx.execute(
        insert(persons),
        [
            {"person_id": person, "first_name": name.split()[0], **about}
            for person, name in zip(people, chosen, strict=True)
        ],
    )
    first = int(FIRST_CODE)
    tx.execute(
        insert(customers),
        [
            {
                "code": str(first + number),
                "name": name,
                "folded_name": folded(name),
                "tax_code": f"XXXXXX99X99X{number:03}X",
                "language": "it",
            }
            for number, name in enumerate(chosen)
        ],
    )
    of_year = select(customers.c.customer_id).where(customers.c.code >= FIRST_CODE).order_by(customers.c.code)
    ids = tx.execute(of_year).scalars().all()
    tx.execute(
        insert(supplies),
        [
            {
                "customer_id": customer,
                "point": f"0000000090{number:04}",
                "comune": "Villa Modello",
                "street": chance.choice(words["streets"]),
                "street_number": str(chance.randint(1, 60)),
                "meter_class": "G4",
                "meter_digits": 5,
                "has_corrector": False,
                "electromedical": number % 30 == 0,
            }
            for number, customer in enumerate(ids)
        ],
    )
    linked = [
        {"person_id": person, "customer_id": customer, "proof": "phone", "linked_at": seen}
        for person, customer in zip(people, ids, strict=True)
    ]
    tx.execute(insert(links), linked)
    return people


def _ask(tx: Connection, chance: random.Random, words: Any, people: list[int], now: datetime) -> None:  # noqa: ANN401 - TOML
    known, unknown = words["asked"], words["missed"]
    weights, weights_unknown = ([each["weight"] for each in some] for some in (known, unknown))
    rows: list[dict[str, Any]] = []
    for number, day in enumerate(days(now)):
        # The bot has learned in this year: fewer and fewer questions are in vain.
        in_vain = 0.16 - 0.08 * number / 365
        for moment in moments(chance, day, _QUESTIONS_A_DAY, now):
            row: dict[str, Any] = {"chat_id": chance.choice(people), "asked_at": moment}
            row |= {"candidates": [], "entry_id": None, "picked_id": None, "vote": None}
            fate = chance.random()
            if fate < in_vain:
                topic = chance.choices(unknown, weights_unknown)[0]
                row |= {"decision": "none", "confidence": 0.1}
            else:
                topic = chance.choices(known, weights)[0]
                row |= _decided(chance, topic["entry"], is_sure=fate < 0.8)  # noqa: PLR2004 - the share at once
            rows.append(row | {"text": chance.choice(topic["texts"])})
    tx.execute(insert(questions), rows)


def _decided(chance: random.Random, entry: str, *, is_sure: bool) -> dict[str, Any]:
    candidates = [[entry, 0.81]]
    if not is_sure:
        picked = entry if chance.random() < 0.7 else None  # noqa: PLR2004 - most take a suggestion
        return {"decision": "suggest", "confidence": 0.5, "candidates": candidates, "picked_id": picked}
    vote = chance.choices((None, 1, -1), (80, 17, 3))[0]
    found = {"decision": "answer", "entry_id": entry, "confidence": 0.9}
    return found | {"candidates": candidates, "vote": vote}


def _read_meters(
    tx: Connection, chance: random.Random, people: list[int], now: datetime, photos: list[str]
) -> None:
    of_year = (
        select(supplies.c.supply_id, supplies.c.customer_id)
        .join(customers)
        .where(customers.c.code >= FIRST_CODE)
    )
    homes = tx.execute(of_year.order_by(supplies.c.supply_id)).all()
    rows: list[dict[str, Any]] = []
    # Those of the last homes are still to come, with a doubt each.
    turns = _turns(chance, len(homes) - len(_DOUBTED))
    last: dict[int, tuple[int, datetime]] = {}
    for day in days(now):
        for moment in moments(chance, day, _READINGS_A_DAY, now):
            place = next(turns)
            before, since = last.get(place, (1500 + 37 * place, moment - timedelta(days=30)))
            used_days = max(1, (moment - since).days)
            used = round(used_days * chance.uniform(1.2, 3.5))
            last[place] = before + used, moment
            is_refused = chance.random() < 0.03  # noqa: PLR2004 - a small share
            rows.append(
                {
                    **_reading(homes[place], people[place], moment),
                    "meter": before + used,
                    "used_m3": used,
                    "used_days": used_days,
                    "state": "refused" if is_refused else "acquired",
                    "reason": "non corrisponde al contatore" if is_refused else None,
                    "refused_at": moment + timedelta(hours=2) if is_refused else None,
                    "acquired_at": moment + timedelta(minutes=30),
                }
            )
    for number, (doubt, shown) in enumerate(_DOUBTED):
        place = len(homes) - 1 - number
        sent = now - timedelta(seconds=20 * number)
        rows.append(
            {
                **_reading(homes[place], people[place], sent),
                "meter": shown,
                "used_m3": None,
                "used_days": None,
                "state": "pending",
                "reason": None,
                "refused_at": None,
                "acquired_at": None,
                "doubts": [doubt],
                "is_flagged": True,
                "photo": photos[number],
            }
        )
    tx.execute(insert(readings), rows)


def _reading(home: Any, person_id: int, moment: datetime) -> dict[str, Any]:  # noqa: ANN401 - a row
    return {
        "supply_id": home.supply_id,
        "customer_id": home.customer_id,
        "person_id": person_id,
        "taken_on": local_date(moment),
        "sent_at": moment,
        "doubts": [],
        "is_flagged": False,
        "photo": None,
    }


def _turns(chance: random.Random, count: int) -> Iterator[int]:
    """Yield one home after the other, in another order each time: none twice a day."""
    order = list(range(count))
    chance.shuffle(order)
    while True:
        yield from order
