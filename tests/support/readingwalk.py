"""A walk of people who are linked to gas supplies; the bot is stopped and started after every turn."""

from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select

from bot.demo.walker import Bubble
from bot.imports import customers as customers_csv
from bot.services.linking import customers
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.tables import readings
from tests.support.clock import Clock
from tests.support.customers import HEADER, csv_file
from tests.support.linkwalk import LinkWalk

_ADA: Final = "001001,Ada Ferrini,FRRDAA70A41X999I,ada.ferrini@example.org,+393990000001,it"
#: 312 m³ are 31 days of ten: the walks begin on 15 January 2026.
HOUSE: Final = f"{_ADA},00000000100101,Borgo Esempio,Via delle Prove,1,G4,5,no,1234,2025-12-15,no"
#: Its counter is about to begin again at zero.
BARN: Final = f"{_ADA},00000000100102,Borgo Esempio,Vicolo del Saggio,9,G4,5,no,99950,2025-12-15,no"
#: Nothing is known of it yet.
FLAT: Final = f"{_ADA},00000000100103,Borgo Esempio,Piazza Nuova,3,G4,5,no,,,no"
SHOP: Final = f"{_ADA},00000000100104,Borgo Esempio,Corso Prova,7,G25,6,yes,120450,2025-12-15,no"
POWER: Final = f"{_ADA},IT999E00100101,Borgo Esempio,Via delle Prove,1,,,,,,no"
OF_OTHERS: Final = (
    "001002,Bruno Salvemini,SLVBRN65C12X999E,,+393990000099,it,"
    "00000000100201,Borgo Esempio,Via delle Prove,12/A,G4,5,no,40210,2025-12-15,no"
)


class ReadingWalk(LinkWalk):
    """Ada's walk."""

    async def sends_photo(self, *seen: str, caption: str = "") -> None:
        """Ada sends a picture, perhaps with words below it."""
        await self._turn(lambda: self.person.sends_photo(caption), self.person, seen)

    async def catches_up(self, *seen: str, **time: float) -> None:
        """Time passes, and the bot does what it does by the clock."""
        self.clock.turn(**time)
        async with self.opened() as bot:
            await bot.catch_up()
            self.last = [await self.person.sees(words) for words in seen]
        # An answered press without words flashes nothing.
        assert [words for words in self.person.unseen if words] == []

    @property
    def shown(self) -> Bubble:
        """The last message that this turn was seen to bring."""
        return self.last[-1]


async def sign(
    database: Database, folder: Path, *rows: str, linked: int | None = None, header: str = HEADER
) -> None:
    """Take these supplies; with ``linked`` that person is connected to Ada's contract already."""
    file = csv_file(folder, *rows, header=header)
    await database.write(lambda tx: take(tx, file, linked))


def take(tx: Connection, file: Path, linked: int | None) -> None:
    """The same in a transaction that is open already."""
    customers.take(tx, customers_csv.read(file, date.max, lambda _count: None), lambda _count: None)
    if linked is not None:
        ada = select(tables.customers.c.customer_id).where(tables.customers.c.code == "001001")
        facts = {"person_id": linked, "proof": "phone", "linked_at": Clock()()}
        tx.execute(insert(tables.links).values(customer_id=ada.scalar_subquery(), **facts))


async def kept(database: Database) -> list[tuple[int | None, int | None, str, bool]]:
    """What is stored: meter, corrector, state, and whether there is a photo.

    A stop may have come between leaving and having been acquired, which are the same to everybody else.
    """
    rows = await database.read(lambda tx: tx.execute(readings.select().order_by("reading_id")).all())
    states = {"leaving": "acquired"}
    return [
        (row.meter, row.corrector, states.get(row.state, row.state), row.photo is not None) for row in rows
    ]
