"""A house with customers, followers and notices, and a clock: what people are told of planned works."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.local_time import ROME
from bot.services.notices import fan_out, posting, store
from bot.services.notices.notice import Notice, Span, StreetRow
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Message
from bot.storage.tables import customers, deliveries, follows, links, notice_news, persons, supplies
from handlers.contract.notices import NoticeNews, NoticeReminder
from handlers.contract.vocabulary import News

#: Tuesday, 1 December 2026, ten o'clock in Rome.
TUESDAY: Final = datetime(2026, 12, 1, 9, tzinfo=UTC)
VIA_VERDI: Final = StreetRow("Via Verdi", "", "side")


def rome(day: int, hour: int, minute: int = 0, *, month: int = 12, year: int = 2026) -> datetime:
    """Return the moment of a day of December 2026 at which Rome's clocks show this time."""
    return datetime(year, month, day, hour, minute, tzinfo=ROME).astimezone(UTC)


def span(day: int, start: int, end: int) -> Span:
    """Return hours of a day of December 2026."""
    return Span(rome(day, start), rome(day, end))


def outage(notice_id: str = "N1", **values: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    """Return a notice of a power cut in the whole Via Verdi on Thursday the 3rd, 9:00 to 13:00."""
    fields: dict[str, Any] = {
        "notice_id": notice_id,
        "kind": "outage",
        "version": 1,
        "status": "published",
        "utility": "electricity",
        "istat": None,
        "comune": "Cesena",
        "place": "",
        "streets": (VIA_VERDI,),
        "points": (),
        "spans": (span(3, 9, 13),),
        "reason": "lavori sulla rete",
        "notice_date": date(2026, 11, 27),
    }
    return Notice(**(fields | values))


def replacement(notice_id: str = "R1", **values: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    """Return the exchange of the meter of the first supply on Thursday the 10th, 9:00 to 12:00."""
    fields = {"streets": (), "points": ("IT001E00000001",), "spans": (span(10, 9, 12),), "comune": ""}
    ours = {"kind": "replacement", "company": "Contatori Uno", "check": "numero sulla lettera"}
    return outage(notice_id, **(fields | ours | values))


@dataclass
class NoticeRoom:
    """Customers with a supply each and a person each, and the jobs that tell them."""

    database: Database
    now: datetime = TUESDAY
    #: How many messages may wait in the outbox.
    ahead: int = 1_000_000
    #: What each person was told, in order: moment, notice, news.
    told: dict[int, list[tuple[datetime, str, str]]] = field(default_factory=dict)
    _number: int = 0

    async def lives(
        self,
        street: str,
        number: str,
        comune: str = "Cesena",
        *,
        gas: bool = False,
        electromedical: bool = False,
    ) -> int:
        """Add a customer with a supply there and a person linked to them; return the person's number."""
        self._number += 1
        person_id = 1000 + self._number
        place = {
            "comune": comune,
            "street": street,
            "street_number": number,
            "electromedical": electromedical,
        }
        point = f"{self._number:014d}" if gas else f"IT001E{self._number:08d}"
        await self.database.write(partial(self._add, person_id=person_id, point=point, place=place))
        return person_id

    async def follows(self, street: str, number: str, comune: str = "Cesena") -> int:
        """Add a person without a contract who follows an address; return their number."""
        self._number += 1
        person_id = 5000 + self._number

        def add(tx: Connection) -> None:
            tx.execute(persons.insert().values(_person(person_id, self.now)))
            values = {"comune": comune, "street": street, "street_number": number, "followed_at": self.now}
            tx.execute(follows.insert().values(person_id=person_id, **values))

        await self.database.write(add)
        return person_id

    async def takes(self, *found: Notice) -> store.Taken:
        """Import notices, and write their news as the command does."""
        kinds = {each.kind for each in found}
        taken = await self.database.write(lambda tx: store.take(tx, found, kinds, self.now))
        await fan_out.spread_versions(self.database, self.now)
        return taken

    async def passes(self, until: datetime, step: timedelta = timedelta(minutes=30)) -> None:
        """Let the clock run, and the jobs with it."""
        while self.now < until:
            await self.tells()
            self.now = min(self.now + step, until)
        await self.tells()

    async def tells(self) -> None:
        """Run the jobs once."""
        await fan_out.spread_versions(self.database, self.now)
        await fan_out.spread_reminders(self.database, self.now)
        await fan_out.post_due(self.database, self.enqueue, self.now, ahead=self.ahead)

    def enqueue(self, tx: Connection, news: Sequence[News], now: datetime) -> list[int]:
        """Put news into the outbox in plain words, and remember it."""
        for each in news:
            assert isinstance(each.facts, NoticeNews | NoticeReminder)
            said = each.facts.news if isinstance(each.facts, NoticeNews) else each.facts.occasion
            self.told.setdefault(each.person_id, []).append((now, each.facts.works.notice_id, said))
        parcels = [Parcel(Message(str(each.facts), ()), each.person_id, Lane.NOTICE) for each in news]
        return list(outbox.enqueue(tx, parcels, now))

    def heard(self, person_id: int) -> list[tuple[str, str]]:
        """Return what a person was told: local day and hour, and the news."""
        return [
            (f"{moment.astimezone(ROME):%d %H:%M}", said) for moment, _, said in self.told.get(person_id, [])
        ]

    async def states(self, notice_id: str = "N1") -> list[tuple[int, int, str, str]]:
        """Return version, person, news and state of what a notice told."""
        rows = await self.database.read(lambda tx: posting.states(tx, notice_id))
        return [(row["version"], row["person"], row["news"], row["state"]) for row in rows]

    async def settles(self, state: str) -> None:
        """Let all deliveries end so."""
        await self.database.write(lambda tx: tx.execute(deliveries.update().values(state=state)))

    async def rows(self) -> Iterable[Any]:
        """Return every row of news."""
        return await self.database.read(lambda tx: tx.execute(select(notice_news)).all())

    def _add(self, tx: Connection, *, person_id: int, point: str, place: dict[str, Any]) -> None:
        """Add a customer with one supply, and the person linked to them."""
        customer = {"code": f"{self._number:06d}", "name": "Ada", "tax_code": "x", "language": "it"}
        key = tx.execute(customers.insert().values(customer)).inserted_primary_key
        assert key is not None
        supply = {"customer_id": key[0], "point": point, "has_corrector": False, **place}
        tx.execute(supplies.insert().values(supply))
        tx.execute(persons.insert().values(_person(person_id, self.now)))
        link = {"customer_id": key[0], "proof": "phone", "linked_at": self.now}
        tx.execute(links.insert().values(person_id=person_id, **link))


def _person(person_id: int, now: datetime) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "first_name": "Ada",
        "language": "it",
        "language_chosen": False,
        "subscribed": True,
        "first_seen_at": now,
    }
