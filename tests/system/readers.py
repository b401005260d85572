"""A thousand people who read their gas meters, and a company that fetches the files."""

import asyncio
import csv
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

from sqlalchemy import Connection, insert, select

from bot.demo.lookalike import Lookalike
from bot.demo.walker import Walker
from bot.i18n import DEFAULT_LANGUAGE
from bot.storage.tables import customers, links, readings, supplies
from tests.support.clock import Clock
from tests.system.processes import NotInTimeError

_LOOK_EVERY_S: Final = 0.3
_YES: Final = "✅ Sì"
_RECEIPT: Final = "Da acquisire"
_LAST: Final = 1000


@dataclass
class _Reader:
    """A person, what their meter shows, and how far they have come."""

    walker: Walker
    meter: int
    #: Messages of the bot that were looked at.
    looked_at: int = 0
    has_receipt: bool = False


class Readers:
    """People with one gas supply each, who send its number and say yes to what was understood."""

    def __init__(self, telegram: Lookalike, chance: random.Random, people: int) -> None:
        self._readers = [
            _Reader(telegram.user(f"Persona {number}"), _LAST + chance.randrange(300))
            for number in range(people)
        ]

    def sign(self, tx: Connection) -> None:
        """Let everybody be a customer who is linked already."""
        for number, reader in enumerate(self._readers):
            key = tx.execute(
                insert(customers)
                .values(
                    code=f"{number:06}",
                    name=f"Persona {number}",
                    tax_code="RSSMRA70A01X999U",
                    language=DEFAULT_LANGUAGE,
                )
                .returning(customers.c.customer_id)
            ).scalar_one()
            supply = {
                "customer_id": key,
                "point": f"{number:014}",
                "comune": "Borgo Esempio",
                "street": "Via delle Prove",
                "street_number": str(number),
                "meter_class": "G4",
                "meter_digits": 5,
                "has_corrector": False,
                "electromedical": False,
            }
            tx.execute(insert(supplies).values(supply))
            link = {"person_id": reader.walker.id, "customer_id": key, "proof": "phone"}
            tx.execute(insert(links).values(**link, linked_at=Clock()()))

    async def send_all(self, per_second: float) -> None:
        """Everybody writes a number, at this pace; whoever is asked meanwhile says yes."""
        answering = asyncio.create_task(self._answer_for_ever())
        begun = monotonic()
        for count, reader in enumerate(self._readers):
            await reader.walker.says(str(reader.meter))
            await asyncio.sleep(max(0.0, begun + count / per_second - monotonic()))
        answering.cancel()

    async def finish(self, limit_s: float) -> None:
        """Go on saying yes until everybody has a receipt.

        Raises:
            NotInTimeError: somebody has none within the limit.
        """
        ends_at = monotonic() + limit_s
        while without := [reader for reader in self._readers if not reader.has_receipt]:
            if monotonic() > ends_at:
                picture = without[0].walker.picture()
                raise NotInTimeError(f"{len(without)} people have no receipt; the first:\n{picture}")
            await self._answer()
            await asyncio.sleep(_LOOK_EVERY_S)

    def sent(self) -> dict[str, int]:
        """What everybody has sent, by the point of their supply."""
        return {f"{number:014}": reader.meter for number, reader in enumerate(self._readers)}

    async def _answer_for_ever(self) -> None:
        while True:
            await self._answer()
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _answer(self) -> None:
        for reader in self._readers:
            if reader.has_receipt:
                continue
            chat = reader.walker.chat
            for bubble in chat[reader.looked_at :]:
                if bubble.by_bot and _YES in bubble.labels:
                    await reader.walker.presses(_YES, on=bubble)
                reader.has_receipt |= bubble.by_bot and _RECEIPT in bubble.text
            reader.looked_at = len(chat)


@dataclass
class Company:
    """Fetches files now and then, and counts what was in them."""

    folder: Path
    #: Every row that was fetched: the number of the reading, its point, the meter.
    rows: list[tuple[int, str, int]] = field(default_factory=list)

    async def fetch_for_ever(self, every_s: float) -> None:
        """Take every file away that lies there, again and again."""
        while True:
            self.fetch()
            await asyncio.sleep(every_s)

    def fetch(self) -> None:
        """Take away what lies there."""
        for path in sorted(self.folder.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                self.rows += [
                    (int(row["reading_id"]), row["point"], int(row["meter"])) for row in csv.DictReader(file)
                ]
            path.unlink()

    def copies(self) -> Counter[int]:
        """The readings that came more than once."""
        count = Counter(reading_id for reading_id, _, _ in self.rows)
        return Counter({reading_id: times - 1 for reading_id, times in count.items() if times > 1})


def states(tx: Connection) -> Counter[str]:
    """How many readings there are in each state."""
    return Counter(tx.execute(select(readings.c.state)).scalars())
