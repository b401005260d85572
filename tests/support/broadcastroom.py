"""A desk with customers and colleagues, a clock, and a Telegram that takes what waits: broadcasts at work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select, update

from bot.config.readings import ReadingWindow
from bot.i18n import CallbackButton
from bot.services.broadcasts import audience, outcomes, stepping, store
from bot.services.broadcasts.audience import Counted
from bot.services.broadcasts.broadcast import Audience, Broadcast, Draft
from bot.services.broadcasts.sending import Faulty, Rules
from bot.services.broadcasts.words import Words
from bot.storage.engine import Database
from bot.storage.outbox import Lane
from bot.storage.tables import broadcast_recipients, customers, deliveries, links, persons, supplies
from tests.support.noticeroom import TUESDAY

EVERYBODY: Final = Audience()
TEXTS: Final = {"it": "Ciao"}


def draft(**values: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    """Return a service message to everybody."""
    fields: dict[str, Any] = {"name": "Prova", "purpose": "service", "texts": TEXTS, "audience": EVERYBODY}
    return Draft(**(fields | values))


def add_people(  # noqa: PLR0913 - what a person may be
    tx: Connection,
    numbers: Iterable[int],
    now: datetime,
    *,
    language: str = "it",
    subscribed: bool = True,
    supply: dict[str, Any] | None = None,
) -> None:
    """Add people; with a supply each of them has a contract with one like it."""
    wanted = list(numbers)
    person = {"first_name": "Ada", "language": language, "language_chosen": False, "subscribed": subscribed}
    tx.execute(persons.insert(), [{"person_id": n, "first_seen_at": now, **person} for n in wanted])
    if supply is None:
        return
    customer = {"name": "Ada", "tax_code": "x", "language": "it"}
    tx.execute(
        customers.insert(), [{"customer_id": n, "code": f"{n % 1_000_000:06d}", **customer} for n in wanted]
    )
    place = {"comune": "Cesena", "street": "Via Verdi", "street_number": "1", "electromedical": False}
    place |= {"has_corrector": False, "vendor": "energia-corrente", "istat": None}
    gas = supply.get("gas", False)
    own = {name: value for name, value in supply.items() if name != "gas"}
    tx.execute(
        supplies.insert(),
        [
            {"customer_id": n, "point": f"{n:014d}" if gas else f"IT001E{n:08d}", **place, **own}
            for n in wanted
        ],
    )
    link = {"proof": "phone", "linked_at": now}
    tx.execute(links.insert(), [{"person_id": n, "customer_id": n, **link} for n in wanted])


@dataclass
class BroadcastRoom:
    """People, broadcasts, and the job that sends them. ``send`` of it says how each delivery ends."""

    database: Database
    now: datetime = TUESDAY
    ahead: int = 250
    above: int = 1000
    training: bool = False
    windows: tuple[ReadingWindow, ...] = ()
    folder: Path = Path("var/broadcasts")
    #: What paused by itself.
    faults: list[Faulty] = field(default_factory=list)

    async def people(self, *numbers: int, **values: Any) -> None:  # noqa: ANN401 - as `add_people`
        """Add people."""
        await self.database.write(partial(add_people, numbers=numbers, now=self.now, **values))

    async def does(self, act: Callable[..., Broadcast], *args: Any, **values: Any) -> Broadcast:  # noqa: ANN401 - an act's own
        """Carry out an act of `store`."""
        return await self.database.write(lambda tx: act(tx, *args, now=self.now, **values))

    async def released(self, author: str = "anna", approver: str = "bruno", **values: Any) -> int:  # noqa: ANN401 - any field
        """Write, approve and release a broadcast; return its number."""
        made = await self.does(store.create, draft(**values), author)
        counted = await self.counts_audience(made.draft)
        number = made.broadcast_id
        await self.does(store.approve, number, approver, count=counted.count, above=self.above)
        await self.does(store.send, number, author)
        return number

    async def counts_audience(self, of: Draft) -> Counted:
        """Count whom a draft is for."""

        def count(tx: Connection) -> Counted:
            return audience.count(tx, audience.resolve(tx, of, self.windows, self.now))

        return await self.database.read(count)

    async def steps(self, times: int = 1, *, ends: str | None = "sent", **settled: Any) -> None:  # noqa: ANN401 - a delivery's
        """Let the job look so often, two seconds apart; what it handed over ends so each time."""
        for _ in range(times):
            self.faults += await stepping.step(self.database, self.rules, self.now)
            if ends is not None:
                await self.settles(ends, **settled)
            self.now += timedelta(seconds=2)

    async def settles(self, ends: str, **settled: Any) -> None:  # noqa: ANN401 - columns of a delivery
        """Let everything that waits in the outbox end so."""
        values = {
            "state": ends,
            "settled_at": self.now,
            "message_id": 7 if ends == "sent" else None,
        } | settled
        waiting = update(deliveries).where(deliveries.c.state == "queued")
        await self.database.write(lambda tx: tx.execute(waiting.values(values)))

    @property
    def rules(self) -> Rules:
        """What the job goes by."""
        return Rules(self.windows, self.above, self.ahead, self._words, self.training)

    def _words(self, broadcast: Broadcast) -> Words:
        return Words(broadcast.draft, self.folder, lambda _: CallbackButton("Basta", "/avviso basta offerte"))

    async def reads(self, number: int) -> Broadcast:
        """Return a broadcast."""
        return await self.database.read(lambda tx: store.read(tx, number))

    async def state(self, number: int) -> str:
        """Return the state of a broadcast."""
        return (await self.reads(number)).state

    async def counts(self, number: int) -> dict[str, int]:
        """Return how many recipients are in each state, but for empty ones."""
        found = await self.database.read(lambda tx: outcomes.counts(tx, number))
        return {state: count for state, count in found.items() if count}

    async def outcomes(self, number: int) -> dict[int, tuple[str, str | None]]:
        """Return state and cause of each recipient."""
        r = broadcast_recipients.c
        query = select(r.person_id, r.state, r.cause).where(r.broadcast_id == number)
        rows = await self.database.read(lambda tx: tx.execute(query).all())
        return {row.person_id: (row.state, row.cause) for row in rows}

    async def in_outbox(self, state: str | None = None) -> list[Any]:
        """Return the rows of the lane."""
        query = select(deliveries).where(deliveries.c.lane == int(Lane.BROADCAST))
        if state is not None:
            query = query.where(deliveries.c.state == state)
        return list(await self.database.read(lambda tx: tx.execute(query).all()))


def corrected(of: int, kind: str, **values: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    """Return a correction of a broadcast."""
    return draft(kind=kind, parent_id=of, **values)
