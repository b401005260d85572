"""The services of readings on a database with made-up customers, each call a transaction, and a clock."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, insert, select

from bot.config.readings import ReadingRules
from bot.gateways.readings.port import Refusal
from bot.i18n import Texts
from bot.imports import customers as customers_csv
from bot.metrics import Metrics
from bot.services import people
from bot.services.context import TurnContext
from bot.services.linking import customers
from bot.services.people import Sender
from bot.services.readings import batches
from bot.services.readings.batches import Claimed
from bot.services.readings.readings import Readings
from bot.storage.engine import Database
from bot.storage.outbox import Parcel
from bot.storage.post import Post
from bot.storage.tables import audit, links, readings, supplies
from bot.storage.tables import customers as customers_table
from handlers.contract.readings import (
    DeleteReading,
    Reading,
    ReadingAnswered,
    ReadingAsk,
    ReadingChange,
    ReadTodays,
    SaveReading,
    TodaysRead,
)
from tests.support.clock import Clock
from tests.support.customers import ADA_CODE, ADA_TAX_CODE, BRUNO_CODE, BRUNO_TAX_CODE, HEADER, csv_file

_T = TypeVar("_T")

ADA: Final = 7
BRUNO: Final = 8
#: Ada's partner, who is linked to her contract.
CARLO: Final = 9
EVERY: Final = timedelta(minutes=30)
LEASE: Final = timedelta(minutes=2)
ADAS_METER: Final = "00000000100101"
ADAS_CORRECTOR: Final = "00000000100102"
BRUNOS_METER: Final = "00000000100201"
_ADA_ROW: Final = f"{ADA_CODE},Ada Ferrini,{ADA_TAX_CODE},,,it"
_BRUNO_ROW: Final = f"{BRUNO_CODE},Bruno Salvemini,{BRUNO_TAX_CODE},,,it"
_ROWS: Final = (
    f"{_ADA_ROW},{ADAS_METER},Borgo Esempio,Via delle Prove,1,G4,5,no,45000,2025-12-15,no,,,,",
    f"{_ADA_ROW},{ADAS_CORRECTOR},Borgo Esempio,Via Larga,9,G16,6,yes,120000,2025-12-15,no,gas-sud,,9000,8",
    f"{_ADA_ROW},IT999E00100101,Borgo Esempio,Via delle Prove,1,,,,,,no,,,,",
    f"{_BRUNO_ROW},{BRUNOS_METER},Borgo Esempio,Via delle Prove,2,G4,5,no,,,no,,,,",
)


class Room:
    """Ada and Carlo with two gas supplies and a power supply, Bruno with one gas supply."""

    def __init__(self, database: Database, rules: ReadingRules) -> None:
        self.database = database
        self.clock = Clock()
        self.metrics = Metrics()
        self.post = Post(Texts.load())
        self.readings = Readings(rules, self.metrics)
        #: Supply ids by point.
        self.ids: dict[str, int] = {}

    @classmethod
    async def open(cls, database: Database, folder: Path, rules: ReadingRules | None = None) -> "Room":
        """Let the customers in, and the people who are linked to them."""
        room = cls(database, rules or ReadingRules())
        header = f"{HEADER},vendor,reads,last_corrector,corrector_digits"
        file = csv_file(folder, *_ROWS, header=header)
        await room.takes_over(file)
        await database.write(room._meet)
        return room

    async def takes_over(self, file: Path) -> None:
        """Import a file of customers."""
        found = customers_csv.read(file, self.clock().date(), lambda _count: None)
        await self.does(lambda tx: customers.take(tx, found, lambda _count: None))

    def _meet(self, tx: Connection) -> None:
        of_code = {row.code: row.customer_id for row in tx.execute(select(customers_table))}
        for person_id, code, language in (
            (ADA, ADA_CODE, "it"),
            (CARLO, ADA_CODE, "de"),
            (BRUNO, BRUNO_CODE, "it"),
        ):
            people.meet(tx, Sender(person_id, "Persona", language), self.clock())
            link = {"person_id": person_id, "customer_id": of_code[code], "proof": "phone"}
            tx.execute(insert(links).values(**link, linked_at=self.clock()))
        self.ids = {row.point: row.supply_id for row in tx.execute(select(supplies))}

    async def does(self, work: Callable[[Connection], _T]) -> _T:
        """Let a service do something."""
        return await self.database.write(work)

    def context(self, person_id: int = ADA) -> TurnContext:
        """A turn of a person at this moment."""
        return TurnContext.private(person_id, "it", self.clock())

    async def asks(self, ask: ReadingAsk, person_id: int = ADA) -> ReadingAnswered:
        """A dialog asks."""
        return await self.does(lambda tx: self.readings.answer(tx, ask, self.context(person_id)))

    async def changes(self, do: ReadingChange, person_id: int = ADA) -> None:
        """A dialog decides."""
        await self.does(lambda tx: self.readings.carry_out(tx, do, self.context(person_id)))

    async def sends(self, *values: int, point: str = ADAS_METER, person_id: int = ADA) -> Reading | None:
        """A person sends a reading, whatever speaks against it; gives today's afterwards."""
        await self.changes(SaveReading(self.ids[point], values, ("rolled_over", "unusual")), person_id)
        return await self.todays(point, person_id)

    async def todays(self, point: str = ADAS_METER, person_id: int = ADA) -> Reading | None:
        """Today's reading of a supply."""
        answer = await self.asks(ReadTodays(self.ids[point]), person_id)
        assert isinstance(answer, TodaysRead)
        return answer.reading

    async def deletes(self, reading: Reading | None, person_id: int = ADA) -> None:
        """A person deletes a reading."""
        assert reading is not None
        await self.changes(DeleteReading(reading.reading_id), person_id)

    async def claims(self) -> list[Claimed]:
        """Somebody takes what is due, one after the other."""
        claimed: list[Claimed] = []
        while (one := await self.does(self.claims_one)) is not None:
            claimed.append(one)
        return claimed

    def claims_one(self, tx: Connection) -> Claimed | None:
        """The same in a transaction, once."""
        return batches.claim(tx, self.clock(), EVERY, LEASE)

    async def is_due(self) -> bool:
        """Whether anything is."""
        return await self.does(lambda tx: batches.is_due(tx, self.clock(), EVERY, LEASE))

    async def acquires(self, claimed: Claimed) -> int:
        """The company has a batch."""
        return await self.does(lambda tx: batches.acquired(tx, claimed, self.clock()))

    async def refuses(self, *refusals: Refusal) -> Sequence[Parcel]:
        """The company does not take these."""
        return await self.does(
            lambda tx: self.post.parcels(tx, batches.refuse(tx, refusals, self.clock()), self.clock())
        )

    async def states(self) -> dict[int, str]:
        """The state of every reading by its number."""
        rows = await self.does(lambda tx: tx.execute(select(readings)).all())
        return {row.reading_id: row.state for row in rows}

    async def audited(self) -> list[tuple[str, str, str]]:
        """Who did what to which thing, in order."""
        rows = await self.does(lambda tx: tx.execute(select(audit).order_by(audit.c.audit_id)).all())
        return [(row.who, row.what, row.subject) for row in rows]

    async def at_once(self, *works: Callable[[Connection], Any]) -> list[Any]:
        """Transactions at the same moment."""
        return await asyncio.gather(*(self.database.write(work) for work in works), return_exceptions=True)
