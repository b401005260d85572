"""The company's side of notices in the demo: hands documents over as a program does."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiohttp import ClientSession
from sqlalchemy import Connection, literal, select

from bot.demo.stage import year
from bot.demo.stage.clock import Clock
from bot.demo.telegram.model import Json
from bot.demo.telegram.world import World
from bot.local_time import ROME
from bot.services.notices import listing, occasions, posting, store
from bot.services.notices.notice import Notice
from bot.services.notices.store import Kept
from bot.storage.engine import Database
from bot.storage.tables import customers, follows, supplies

#: Asked of those who live by a device until they answer: no moment of a notice's life.
_NO_MOMENT: Final = "confirm"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot's API answered."""

    status: int
    body: Any


class NoticeDesk:
    """An office that is shut until `open` has given it a bot."""

    def __init__(self, world: World, clock: Clock) -> None:
        self._world = world
        self._clock = clock
        self._database: Database | None = None
        self._post: Callable[[bytes], Awaitable[Answer]] | None = None
        #: What was found when it looked last: the notices, and the doors of the demo.
        self.seen: Json = {"notices": [], "doors": []}

    def open(self, database: Database, address: Callable[[], str], key: str) -> None:
        """Take up work with a bot's database, the address of its API once it listens, and a key."""

        async def post(document: bytes) -> Answer:
            headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            url = f"{address()}/api/v1/notices"
            async with ClientSession() as http, http.post(url, data=document, headers=headers) as response:
                return Answer(response.status, await response.json())

        self._database = database
        self._post = post

    async def hand_over(self, document: bytes) -> Answer:
        """Hand a document to the bot's API, as it is; whoever is told of it at once is told on return."""
        if self._post is None:
            return Answer(503, {"error": "there is no bot yet"})
        answer = await self._post(document)
        await self._clock.catch_up()
        return answer

    async def look(self) -> None:
        """See what the bot knows by now."""
        if self._database is not None:
            self.seen = await self._database.read(self._read)

    def moments(self) -> list[Json]:
        """Return the moments ahead of all notices, the next first."""
        found = [
            {"notice": notice["notice"], **moment}
            for notice in self.seen["notices"]
            for moment in notice["moments"]
        ]
        return sorted(
            (moment for moment in found if moment["at"] > self._clock.seconds()), key=lambda each: each["at"]
        )

    def _read(self, tx: Connection) -> Json:
        lines = {line["notice"]: line for line in listing.listed(tx)}
        own = [kept for kept in store.of_ids(tx) if not kept.notice.notice_id.startswith(year.NOTICE_PREFIX)]
        newest = sorted(own, key=lambda kept: kept.received_at, reverse=True)
        return {
            "notices": [self._notice(tx, kept, lines[kept.notice.notice_id]) for kept in newest],
            "doors": _doors(tx),
        }

    def _notice(self, tx: Connection, kept: Kept, line: Any) -> Json:  # noqa: ANN401 - a line of the listing
        notice = kept.notice
        news = posting.states(tx, notice.notice_id, with_reminders=True)
        return {
            **line,
            "document": _document(notice),
            "moments": list(_moments(notice, self._clock())),
            "doors": list(listing.touches(tx, [notice.notice_id])),
            "news": [{**each, "person": self._name(each["person"])} for each in news],
        }

    def _name(self, person_id: int) -> str:
        person = self._world.people.get(person_id)
        return person.name if person else str(person_id)


def _doors(tx: Connection) -> list[Json]:
    """Return the supplies of those one can play and the addresses that are followed, by street and number."""
    site = (supplies.c.comune, supplies.c.street, supplies.c.street_number.label("number"))
    owned = select(*site, supplies.c.point, customers.c.name).join(customers)
    owned = owned.where(customers.c.code < year.FIRST_CODE)
    address = (follows.c.comune, follows.c.street, follows.c.street_number.label("number"))
    followed = select(*address, literal("").label("point"), literal("").label("name"))
    doors = [dict(row) for query in (owned, followed) for row in tx.execute(query).mappings()]
    return sorted(
        doors, key=lambda door: (door["comune"], door["street"], len(door["number"]), door["number"])
    )


def _moments(notice: Notice, now: datetime) -> Iterator[Json]:
    """Yield when the bot has something to say of a notice, and when its works begin."""
    for due in occasions.reminders(notice, now):
        if due.occasion != _NO_MOMENT:
            yield {"name": due.occasion, "at": int(due.from_.timestamp())}
    if notice.status not in {"cancelled", "restored", "done"} and notice.kind == "outage":
        for span in notice.spans:
            yield {"name": "start", "at": int(span.starts_at.timestamp())}


def _document(notice: Notice) -> Json:
    """Write a notice as docs/notices.md has it, for its next version to be made of."""
    same: Json = {
        "kind": notice.kind,
        "notice_id": notice.notice_id,
        "version": notice.version,
        "status": notice.status,
        "points": list(notice.points),
        "notice_date": notice.notice_date.isoformat(),
    }
    local = [(span.starts_at.astimezone(ROME), span.ends_at.astimezone(ROME)) for span in notice.spans]
    if notice.kind == "replacement":
        own: Json = {"company": notice.company, "check": notice.check}
        for start, end in local:
            clock = end.strftime("%H:%M") if end.date() == start.date() else "24:00"
            own |= {"date": start.date().isoformat(), "from": start.strftime("%H:%M"), "to": clock}
        return same | own
    return same | {
        "utility": notice.utility,
        "istat": notice.istat,
        "comune": notice.comune,
        "place": notice.place,
        "streets": [
            {"street": row.street, "numbers": row.numbers, "ranges": row.ranges} for row in notice.streets
        ],
        "spans": [
            {"start": start.isoformat(timespec="minutes"), "end": end.isoformat(timespec="minutes")}
            for start, end in local
        ],
        "reason": notice.reason,
        "urgent": notice.is_urgent,
        "test": notice.is_test,
    }
