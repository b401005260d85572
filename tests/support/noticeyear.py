"""A simulated year: notices come and change, people come and go, the clock jumps, processes crash.

A model beside it, which knows nothing of the service, says what may be told and what must have been.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.services.notices import fan_out, store
from bot.services.notices.notice import Notice, Span, StreetRow
from bot.storage import outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Message
from bot.storage.tables import customers, deliveries, follows, links, notice_choices, notice_news, persons
from bot.storage.tables import supplies as supply_table
from handlers.contract.notices import NoticeNews, NoticeReminder
from handlers.contract.vocabulary import News

_T = TypeVar("_T")
_YEAR: Final = timedelta(days=365)
_CHECK_EVERY: Final = 40
_ROME: Final = ZoneInfo("Europe/Rome")
_STREETS: Final = ("Via Verdi", "Via Roma", "Corso Garibaldi", "Piazza Dante")
_PEOPLE: Final = 12
_NEWS: Final = ("published", "changed", "postponed", "cancelled", "started", "restored", "no_longer")
_ENDED: Final = ("cancelled", "no_longer", "restored")
_AHEAD: Final = ("published", "changed", "postponed", "started")


class Crash(Exception):
    """The process ends here."""


class FragileDatabase(Database):
    """A database whose process ends now and then: before a transaction, in the middle, or after it."""

    def __init__(self, address: str, chance: Random) -> None:
        super().__init__(address)
        self._chance = chance
        self.crashes = 0
        self.is_safe = False

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run the transaction, or crash somewhere."""
        fate = 1.0 if self.is_safe else self._chance.random()
        if fate > 0.12:
            return await super().write(work)
        self.crashes += 1
        if fate < 0.04:
            raise Crash

        def broken(tx: Connection) -> _T:
            result = work(tx)
            if fate < 0.08:
                raise Crash
            return result

        await super().write(broken)
        raise Crash


@dataclass
class Person:
    """What the model knows of a person."""

    streets: set[str] = field(default_factory=set)
    followed: set[str] = field(default_factory=set)
    subscribed: bool = True
    outages: bool = True
    evening: bool = True
    quiet: bool = True
    electromedical: bool = False
    #: The last news of each notice: its word and spans.
    told: dict[str, tuple[str, list[Any]]] = field(default_factory=dict)

    def is_touched(self, notice: Notice) -> bool:
        """Whether one of the streets is theirs; supplies are of power."""
        named = {row.street for row in notice.streets}
        return bool(self.followed & named or (notice.utility == "electricity" and self.streets & named))


class Year:
    """The model, the clock, and the bot's processes."""

    def __init__(self, databases: Sequence[FragileDatabase], chance: Random) -> None:
        self.databases = databases
        self.chance = chance
        self.now = datetime(2026, 1, 10, 9, tzinfo=UTC) + timedelta(days=chance.randrange(300))
        self.people = {number: Person() for number in range(1, _PEOPLE + 1)}
        self.notices: dict[str, Notice] = {}
        self.allowed: set[tuple[str, int]] = set()
        self.seen: set[tuple[Any, ...]] = set()
        self.last_delivery = 0
        self.counts: dict[str, int] = {}
        self.turns = 0

    async def writes(self, work: Callable[[Connection], _T]) -> _T:
        """Change something as people and staff do: without a crash."""
        return await Database.write(self.databases[0], work)

    async def begins(self) -> None:
        """Put everybody on record: a customer and a supply in each street for each person, not linked."""

        def add(tx: Connection) -> None:
            for number in self.people:
                tx.execute(insert(persons).values(_person(number, self.now)))
                for index, street in enumerate(_STREETS):
                    customer_id = _customer(number, street)
                    code = {"code": f"{customer_id:06d}", "name": "Ada", "tax_code": "x", "language": "it"}
                    tx.execute(insert(customers).values(customer_id=customer_id, **code))
                    supply = {
                        "customer_id": customer_id,
                        "point": f"IT001E{customer_id:08d}",
                        "has_corrector": False,
                        "comune": "Cesena",
                        "street": street,
                        "street_number": str(index + 1),
                        "electromedical": number == 1,
                    }
                    tx.execute(insert(supply_table).values(supply))

        await self.writes(add)
        self.people[1].electromedical = True
        for _ in range(2 * _PEOPLE):
            await self.somebody_changes()

    async def somebody_changes(self) -> None:
        """Let a person link or unlink a supply, follow or not, choose, block the bot or come back."""
        number = self.chance.choice(list(self.people))
        person, street = self.people[number], self.chance.choice(_STREETS)
        match self.chance.choice(["link", "link", "follow", "choose", "block"]):
            case "link":
                link = {"person_id": number, "customer_id": _customer(number, street)}
                proof = {"proof": "phone", "linked_at": self.now}
                own = [links.c[name] == value for name, value in link.items()]
                await self._toggles(
                    person.streets,
                    street,
                    delete(links).where(*own),
                    insert(links).values(link | proof),
                )
            case "follow":
                values = {"person_id": number, "comune": "Cesena", "street": street, "street_number": "7"}
                own = [follows.c.person_id == number, follows.c.street == street]
                await self._toggles(
                    person.followed,
                    street,
                    delete(follows).where(*own),
                    insert(follows).values(values | {"followed_at": self.now}),
                )
            case "choose":
                person.outages, person.evening, person.quiet = (self.chance.random() < 0.8 for _ in range(3))
                values = {"outages": person.outages, "evening": person.evening, "quiet_hours": person.quiet}

                def choose(tx: Connection) -> None:
                    tx.execute(delete(notice_choices).where(notice_choices.c.person_id == number))
                    tx.execute(insert(notice_choices).values(person_id=number, chosen_at=self.now, **values))

                await self.writes(choose)
            case _:
                person.subscribed = not person.subscribed or self.chance.random() < 0.5
                state = update(persons).where(persons.c.person_id == number)
                await self.writes(lambda tx: tx.execute(state.values(subscribed=person.subscribed)))

    async def _toggles(self, known: set[str], street: str, removing: Any, adding: Any) -> None:  # noqa: ANN401 - statements
        if street in known:
            known.remove(street)
            await self.writes(lambda tx: tx.execute(removing))
        else:
            known.add(street)
            await self.writes(lambda tx: tx.execute(adding))

    def comes(self, notice_id: str) -> Notice:
        """Make up the next version of a notice, or its first."""
        before = self.notices.get(notice_id)
        statuses = ["changed", "changed", "postponed", "cancelled", "started", "restored", "published"]
        status: Any = self.chance.choice(statuses) if before else "published"
        spans = before.spans if before and before.spans and self.chance.random() < 0.5 else self._spans()
        if status in ("postponed", "cancelled") and self.chance.random() < 0.3:
            spans = ()
        streets = self.chance.sample(_STREETS, self.chance.choice([1, 1, 2]))
        if before and self.chance.random() < 0.6:
            streets = [row.street for row in before.streets]
        return Notice(
            notice_id=notice_id,
            kind="outage",
            version=before.version + self.chance.choice([1, 1, 3]) if before else 1,
            status=status,
            utility=before.utility if before else self.chance.choice(["electricity", "electricity", "gas"]),
            istat=None,
            comune="Cesena",
            place="",
            streets=tuple(StreetRow(street, "", "side") for street in sorted(streets)),
            points=(),
            spans=spans,
            reason=self.chance.choice(["lavori", "manutenzione"]),
            notice_date=date(2026, 1, 1),
            is_urgent=before.is_urgent if before else self.chance.random() < 0.2,
        )

    def _spans(self) -> tuple[Span, ...]:
        starts_at = self.now + timedelta(minutes=self.chance.choice([-200, 40, 300, 2000, 5000, 9000, 15000]))
        starts_at = starts_at.replace(minute=self.chance.choice([0, 30]), second=0, microsecond=0)
        found = []
        for _ in range(self.chance.choice([1, 1, 1, 2, 3])):
            ends_at = starts_at + timedelta(hours=self.chance.choice([1, 4, 8, 30]))
            found.append(Span(starts_at, ends_at))
            starts_at = ends_at + timedelta(hours=self.chance.choice([1, 16, 20]))
        return tuple(found)

    async def takes(self, notice: Notice) -> None:
        """Import a version; now and then once more, or an older one with it."""
        older = self.notices.get(notice.notice_id)
        found = [notice, older] if older and self.chance.random() < 0.3 else [notice]
        self.allowed |= {(notice.notice_id, notice.version)}
        self.notices[notice.notice_id] = notice
        await self.writes(lambda tx: store.take(tx, found, {"outage"}, self.now))

    async def tells(self, *, also: Notice | None = None) -> None:
        """Run the jobs of every process at the same time, and an import beside them; check what was said."""
        self.allowed = {(each.notice_id, each.version) for each in self.notices.values()}
        beside = [self.takes(also)] if also is not None else []
        await asyncio.gather(*(self._job(database) for database in self.databases), *beside)
        await self.check_said()
        await self.writes(self._settles)

    async def _job(self, database: FragileDatabase) -> None:
        try:
            await fan_out.spread_versions(database, self.now)
            await fan_out.spread_reminders(database, self.now)
            await fan_out.post_due(database, self._enqueue, self.now, ahead=1000)
        except Crash:
            return

    def _enqueue(self, tx: Connection, news: Sequence[News], now: datetime) -> list[int]:
        parcels = []
        for each in news:
            facts = each.facts
            assert isinstance(facts, NoticeNews | NoticeReminder)
            said = {
                "id": facts.news_id,
                "notice": facts.works.notice_id,
                "version": facts.works.version,
                "said": facts.news if isinstance(facts, NoticeNews) else facts.occasion,
                "spans": _written(facts.works.spans),
            }
            parcels.append(Parcel(Message(json.dumps(said), ()), each.person_id, Lane.NOTICE))
        return list(outbox.enqueue(tx, parcels, now))

    def _settles(self, tx: Connection) -> None:
        """Let what waits in the outbox end, in one way or another, or wait on."""
        state = self.chance.choice(["sent", "sent", "unconfirmed", "failed", "gone", "queued"])
        tx.execute(update(deliveries).where(deliveries.c.state == "queued").values(state=state))

    async def check_said(self) -> None:
        """Look at every message since the last time: whether it may be said now, and for the first time."""
        query = (
            select(deliveries.c.delivery_id, deliveries.c.chat_id, deliveries.c.payload, notice_news.c.key)
            .outerjoin(notice_news, notice_news.c.delivery_id == deliveries.c.delivery_id)
            .where(deliveries.c.delivery_id > self.last_delivery)
            .order_by(deliveries.c.delivery_id)
        )
        for row in await self.databases[0].read(lambda tx: tx.execute(query).all()):
            self.last_delivery = row.delivery_id
            said = json.loads(row.payload["text"])
            assert row.key is not None, ("a message without its row, so said twice", said)
            self._check(row.chat_id, said, row.key)

    def _check(self, number: int, said: dict[str, Any], key: str) -> None:
        person, notice_id, word = self.people[number], said["notice"], said["said"]
        notice = self.notices[notice_id]
        self.counts[word] = self.counts.get(word, 0) + 1
        once = (number, notice_id, key if word in _NEWS else (word, key[:10], key))
        assert once not in self.seen, ("said twice", number, said, key)
        self.seen.add(once)
        assert (notice_id, said["version"]) in self.allowed, ("of a version that was over", said)
        assert person.subscribed, ("to somebody who is gone", said)
        assert person.outages, ("to somebody who wants none", said)
        is_day = 8 <= self.now.astimezone(_ROME).hour < 21
        may_at_night = person.electromedical or not person.quiet or (notice.is_urgent and word in _NEWS)
        assert is_day or may_at_night, ("at night", said, self.now)
        if said["version"] == notice.version and word not in ("cancelled", "no_longer"):
            assert person.is_touched(notice), ("to somebody who is not touched", said)
        if word in _NEWS:
            known = person.told.get(notice_id)
            if word != "published" and (word, known) != ("started", None):
                assert known is not None, ("of what they never heard of", said)
                assert known[0] not in _ENDED or word == "started", ("after its end", said, known)
            person.told[notice_id] = (word, said["spans"])
        else:
            assert notice.status in _AHEAD or said["version"] != notice.version, ("reminded of nothing", said)
            assert word != "evening" or person.evening or person.electromedical
            assert word not in ("day", "confirm") or person.electromedical

    async def check_current(self) -> None:
        """At noon of the next day, after a fresh version of everything: everybody knows what holds."""
        for database in self.databases:
            database.is_safe = True
        for notice_id in list(self.notices):
            await self.takes(self.comes(notice_id))
        self.now = _next_noon(self.now)
        await self.tells()
        for notice in self.notices.values():
            for number, person in self.people.items():
                self._check_current(number, person, notice)
        rows = await self.databases[0].read(lambda tx: tx.execute(select(notice_news)).all())
        unsaid = [row for row in rows if row.state in ("held", "dropped")]
        assert all(row.delivery_id is None for row in unsaid), "said and not"
        assert all(row.delivery_id is not None for row in rows if row not in unsaid)
        assert not [row for row in rows if row.state == "held" and row.due_at <= self.now]
        counted = await self.databases[0].read(
            lambda tx: tx.execute(select(func.count()).select_from(deliveries)).scalar_one()
        )
        assert counted == len(rows) - len(unsaid) == len(self.seen)
        for database in self.databases:
            database.is_safe = False

    def _check_current(self, number: int, person: Person, notice: Notice) -> None:
        if not person.subscribed or not person.outages:
            return
        told = person.told.get(notice.notice_id)
        is_over = bool(notice.spans) and notice.spans[-1].ends_at <= self.now
        known_ahead = told and told[0] not in _ENDED and (not told[1] or max(told[1])[1] > _stamp(self.now))
        if notice.status not in _AHEAD or not person.is_touched(notice):
            assert not known_ahead, ("believes in what is off", number, notice.notice_id, told)
        elif not is_over and notice.spans:
            assert told is not None, ("was never told", number, notice)
            assert told[1] == _written(notice.spans), ("knows other hours", number, told, notice)

    async def passes(self) -> None:
        """Live through the year."""
        await self.begins()
        ends_at = self.now + _YEAR
        while self.now < ends_at:
            self.turns += 1
            for _ in range(self.chance.choice([0, 0, 1])):
                await self.somebody_changes()
            coming = None
            if self.chance.random() < 0.3:
                coming = self.comes(f"N{self.chance.randrange(1 + self.turns // 8)}")
            is_beside = len(self.databases) > 1 and self.chance.random() < 0.5
            if coming is not None and not is_beside:
                await self.takes(coming)
            await self.tells(also=coming if is_beside else None)
            if self.turns % _CHECK_EVERY == 0:
                await self.check_current()
            self.now += self.chance.choice(
                [
                    timedelta(minutes=self.chance.randrange(1, 50)),
                    timedelta(minutes=self.chance.randrange(1, 90)),
                    timedelta(hours=self.chance.randrange(1, 9)),
                    timedelta(minutes=self.chance.randrange(30, 300)),
                    timedelta(days=self.chance.randrange(1, 12), minutes=self.chance.randrange(1000)),
                ]
            )


def _customer(number: int, street: str) -> int:
    return 10 * number + _STREETS.index(street)


def _person(number: int, now: datetime) -> dict[str, Any]:
    named = {"first_name": "Ada", "language": "it", "language_chosen": False}
    return {"person_id": number, "subscribed": True, "first_seen_at": now, **named}


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}"


def _written(spans: Sequence[Any]) -> list[list[str]]:
    return [[_stamp(each.starts_at), _stamp(each.ends_at)] for each in spans]


def _next_noon(now: datetime) -> datetime:
    day = now.astimezone(_ROME).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 12, tzinfo=_ROME).astimezone(UTC)
