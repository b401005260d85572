"""Made-up customers and notices of real looks, and who is touched by the issue's laws, found one by one.

Nothing of the service is used: a street is one of a table of spellings, house numbers are read by a small
reader of the few forms that these lists have, and every customer is held against every row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, insert

from bot.services.notices.notice import Notice, Ranges, Span, StreetRow
from bot.storage.tables import customers, links, persons, supplies

#: Comune, its ISTAT code, and how customers' files write it.
COMUNI: Final = (
    ("Cesena", "040007", ("Cesena", "CESENA", "Cesena (FC)")),
    ("Forlì", "040012", ("Forlì", "FORLI'", "Forli")),
    ("Bozen/Bolzano", "021008", ("Bolzano", "Bozen", "Bolzano - Bozen")),
    ("Reggio nell'Emilia", "035033", ("Reggio Emilia", "Reggio nell’Emilia")),
    ("Sant'Agata Feltria", "099021", ("S. Agata Feltria", "Sant’Agata Feltria")),
)
#: Each street with spellings that mean it for certain; neighbours look alike and are others.
STREETS: Final = (
    ("Via Giuseppe Verdi", "V. G. Verdi", "via verdi g.", "VIA GIUSEPPE VERDI"),
    ("Vicolo Verdi", "V.lo Verdi"),
    ("Viale della Repubblica", "V.le Repubblica", "vle della repubblica"),
    ("Piazza della Repubblica", "P.zza della Repubblica"),
    ("Corso Cavour", "C.so Cavour"),
    ("Via XX Settembre", "Via 20 Settembre"),
    ("Via San Francesco", "Via S. Francesco"),
    ("SP12", "S.P. 12", "Strada Provinciale 12"),
    ("Via Roma", "v. Roma"),
    ("Via Romagna", "V. Romagna"),
    ("Piazza Dante", "P.zza Dante"),
    ("Via dei Mille", "VIA DEI MILLE"),
)
#: Lists as companies print them.
NUMBERS: Final = (
    "",
    "tutti",
    "da 1 a 39",
    "dispari da 3 a 21",
    "pari da 4 a 30",
    "dal 2 al 18 pari",
    "da 7 a 17, da 17/b a 23",
    "dal 31 fino alla fine",
    "12, 14, 16/A",
    "5; 7; 9/B;",
    "da 2 a 18, 20/A",
    "1, 3, da 8 a 12",
    "da 10/A a 20",
    "da 5 a 5/C",
    "SN",
    "SN, 2, da 21 a 33",
    "40bis, 42",
    "da 44 a 50, SN",
)
_DOORS: Final = ("", "SN", *(f"{n}{s}" for n in range(1, 60) for s in ("", "", "", "/A", "/B", "bis")))
_SPAN: Final = Span(datetime(2026, 12, 3, 8, tzinfo=UTC), datetime(2026, 12, 3, 12, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class House:
    """A supply: where it is, as the file of customers writes it, and which street that is (an index)."""

    point: str
    comune: int
    written: str
    istat: str | None
    street: int
    spelling: str
    number: str


def houses(count: int, seed: int) -> Iterator[House]:
    """Make up supplies, one in four of gas."""
    chance = Random(seed)  # noqa: S311 - a test
    for index in range(1, count + 1):
        comune, street = chance.randrange(len(COMUNI)), chance.randrange(len(STREETS))
        yield House(
            point=f"{index:014d}"
            if index % 4 == 0
            else f"IT001E{index:08d}" + chance.choice(["", "", "A", "7"]),
            comune=comune,
            written=chance.choice(COMUNI[comune][2]),
            istat=chance.choice([None, COMUNI[comune][1]]),
            street=street,
            spelling=chance.choice(STREETS[street]),
            number=chance.choice(_DOORS),
        )


def notices(count: int, all_houses: list[House], seed: int, rows: int = 4) -> list[tuple[Notice, list[int]]]:
    """Make up notices, and the street (an index; -1: every street) of each row, in the order of rows."""
    chance = Random(seed)  # noqa: S311 - a test
    found = []
    for index in range(count):
        comune = chance.randrange(len(COMUNI))
        meant: dict[StreetRow, int] = {}
        for _ in range(chance.randrange(1, 2 * rows)):
            street = chance.randrange(len(STREETS))
            ranges: Ranges = chance.choice(["side", "all"])
            meant[StreetRow(chance.choice(STREETS[street]), chance.choice(NUMBERS), ranges)] = street
        if index % 40 == 7:
            meant[StreetRow("*", "", "side")] = -1
        streets = sorted(meant, key=lambda row: (row.street, row.numbers, row.ranges))
        points = {_printed(chance.choice(all_houses).point, chance) for _ in range(chance.choice([0, 0, 3]))}
        values: dict[str, Any] = {"streets": tuple(streets), "points": tuple(sorted(points))}
        found.append((_notice(index, comune, chance, values), [meant[row] for row in streets]))
    return found


def _printed(point: str, chance: Random) -> str:
    """Print a point with its fifteenth character, without it, or with another one."""
    if not point.startswith("IT"):
        return point
    return point[:14] + chance.choice(["", "", "A", "7", "9"])


def _notice(index: int, comune: int, chance: Random, values: dict[str, Any]) -> Notice:
    return Notice(
        notice_id=f"{COMUNI[comune][1]}-2026-{index:05d}",
        kind="outage",
        version=1,
        status="published",
        utility="gas" if index % 5 == 0 else "electricity",
        istat=chance.choice([None, COMUNI[comune][1]]),
        comune=COMUNI[comune][0],
        place="",
        spans=(_SPAN,),
        reason=chance.choice(["lavori sulla rete", "manutenzione della cabina", ""]),
        notice_date=date(2026, 11, 25),
        **values,
    )


def touched(notice: Notice, meant: list[int], house: House) -> tuple[str, bool] | None:
    """Say by which rule a notice touches a house, and whether that is certain: by the issue's laws alone."""
    if house.point.startswith("IT") != (notice.utility == "electricity"):
        return None
    for point in notice.points:
        shorter = min(len(point), len(house.point))
        if point[:shorter] == house.point[:shorter]:
            return "pod", True
    if COMUNI[house.comune][0] != notice.comune:
        return None
    answers = {
        ("street" if street >= 0 else "comune", held)
        for row, street in zip(notice.streets, meant, strict=True)
        if street in (-1, house.street) and (held := _holds(row, house.number)) is not False
    }
    for answer in (("street", True), ("comune", True), ("street", None)):
        if answer in answers:
            return answer[0], answer[1] is True
    return None


def _holds(row: StreetRow, number: str) -> bool | None:
    pieces = [piece.strip() for piece in re.split(r"[,;]", row.numbers) if piece.strip()]
    if pieces in ([], ["tutti"]):
        return True
    if not number:
        return None
    if number == "SN":
        return "SN" in pieces
    return any(_piece_holds(piece, _door(number), row.ranges) for piece in pieces if piece != "SN")


def _piece_holds(piece: str, door: tuple[int, int], ranges: str) -> bool:
    ends = [_door(each) for each in re.findall(r"\d+(?:/?[A-Za-z]\b|bis)?", piece)]
    if not piece.startswith(("da", "dispari", "pari")):
        return door == ends[0]
    side = 1 if "dispari" in piece else 0 if "pari" in piece else ends[0][0] % 2 if ranges == "side" else None
    last = ends[1] if len(ends) > 1 else (10**6, 0)
    return ends[0] <= door <= last and side in (None, door[0] % 2)


def _door(number: str) -> tuple[int, int]:
    """Order doors: plain < bis < A < B < next number."""
    digits = re.match(r"\d+", number)
    assert digits is not None
    suffix = number[digits.end() :].strip("/").lower()
    rank = 0 if not suffix else 1 if suffix == "bis" else 2 + ord(suffix) - ord("a")
    return int(digits[0]), rank


def add(tx: Connection, all_houses: list[House], now: datetime) -> None:
    """Put a customer, a supply and a person linked to them on record for each house, numbered from 1."""
    numbers = range(1, len(all_houses) + 1)
    named = {"name": "Ada", "tax_code": "x", "language": "it"}
    tx.execute(insert(customers), [{"customer_id": n, "code": f"{n:06d}", **named} for n in numbers])
    tx.execute(
        insert(supplies),
        [
            {
                "customer_id": number, "point": house.point, "has_corrector": False, "electromedical": False,
                "comune": house.written, "istat": house.istat, "street": house.spelling,
                "street_number": house.number,
            }
            for number, house in enumerate(all_houses, start=1)
        ],
    )  # fmt: skip
    person = {"first_name": "Ada", "language": "it", "language_chosen": False, "subscribed": True}
    tx.execute(insert(persons), [{"person_id": n, "first_seen_at": now, **person} for n in numbers])
    link = {"proof": "phone", "linked_at": now}
    tx.execute(insert(links), [{"person_id": n, "customer_id": n, **link} for n in numbers])
