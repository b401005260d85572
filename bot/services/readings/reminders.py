"""Who is told that a reading window has opened, or that it closes soon: once each, in daytime."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, and_, delete, exists, select

from bot.config.readings import ReadingWindow
from bot.local_time import ROME, earliest_moment, local_date
from bot.services.readings import windows
from bot.services.readings.metered import IS_GAS
from bot.services.readings.windows import Window
from bot.storage.tables import IS_VALID, links, persons, readings, sessions, supplies
from bot.storage.tables import reading_windows as imported
from bot.storage.tables import window_reminders as reminded
from bot.storage.upsert import upsert
from handlers.contract.readings import WindowCloses, WindowOpens
from handlers.contract.vocabulary import News
from handlers.readings import SENDING

Kind = Literal["opens", "closes"]

#: Nobody is written to before, or from this hour on.
_DAY_BEGINS: Final = time(9)
_DAY_ENDS: Final = time(20)
#: How long it is news that a window has opened; a bot that was down says it late, or not at all.
_IS_NEWS: Final = timedelta(days=3)
#: The second reminder comes this many days before the window closes …
_DAYS_BEFORE_CLOSING: Final = 2
#: … unless less than this would lie between the two.
_LEAST_BETWEEN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A window of a vendor that people are to be told of now."""

    vendor: str
    window: Window
    kind: Kind


def occasions(tx: Connection, configured: Sequence[ReadingWindow], now: datetime) -> list[Occasion]:
    """Return the windows that people are to be told of now; none at night."""
    if not _DAY_BEGINS <= now.astimezone(ROME).time() < _DAY_ENDS:
        return []
    vendors = {window.vendor for window in configured}
    vendors |= set(tx.execute(select(imported.c.vendor).distinct()).scalars())
    found = []
    for vendor in sorted(vendors):
        window = windows.open_at(windows.of_vendor(tx, configured, vendor), now)
        kind = None if window is None else kind_at(window, now)
        if window is not None and kind is not None:
            found.append(Occasion(vendor, window, kind))
    return found


def kind_at(window: Window, now: datetime) -> Kind | None:
    """Return which reminder of an open window is due; None where neither is."""
    day = local_date(window.closes_at) - timedelta(days=_DAYS_BEFORE_CLOSING)
    soon_closes_at = earliest_moment(datetime.combine(day, _DAY_BEGINS))
    if soon_closes_at < window.opens_at + _LEAST_BETWEEN:
        soon_closes_at = window.closes_at
    if now >= soon_closes_at:
        return "closes"
    return "opens" if now < window.opens_at + _IS_NEWS else None


def owing(tx: Connection, occasion: Occasion, after: int | None, most: int) -> Sequence[int]:
    """Return the next people to tell, beyond the person `after`, in the order of their numbers.

    They want to be told, have not been, are not sending a reading at this moment, and have a gas supply of
    this vendor without one in this window.
    """
    owes = exists().where(
        links.c.person_id == persons.c.person_id,
        links.c.customer_id == supplies.c.customer_id,
        supplies.c.vendor == occasion.vendor,
        IS_GAS,
        ~exists().where(
            readings.c.supply_id == supplies.c.supply_id,
            IS_VALID,
            readings.c.taken_on >= local_date(occasion.window.opens_at),
            readings.c.sent_at >= occasion.window.opens_at,
        ),
    )
    is_told = exists().where(
        reminded.c.person_id == persons.c.person_id,
        reminded.c.vendor == occasion.vendor,
        reminded.c.opens_at == occasion.window.opens_at,
        reminded.c.kind == occasion.kind,
    )
    wants = and_(persons.c.subscribed, persons.c.window_reminders)
    is_sending = exists().where(sessions.c.chat_id == persons.c.person_id, sessions.c.dialog == SENDING)
    query = select(persons.c.person_id).where(wants, owes, ~is_told, ~is_sending)
    if after is not None:
        query = query.where(persons.c.person_id > after)
    return tx.execute(query.order_by(persons.c.person_id).limit(most)).scalars().all()


def remind(tx: Connection, occasion: Occasion, people: Sequence[int], now: datetime) -> list[News]:
    """Mark these people as told, and return the news for them.

    Another process may be telling the same people at this moment; each is told by one of the two.
    """
    window, kind = occasion.window, occasion.kind
    mark = {"vendor": occasion.vendor, "opens_at": window.opens_at, "kind": kind, "reminded_at": now}
    marked = tx.execute(
        upsert(tx.dialect.name, reminded)
        .values([{"person_id": person_id, **mark} for person_id in people])
        .on_conflict_do_nothing()
        .returning(reminded.c.person_id)
    )
    ours = set(marked.scalars())
    facts = WindowOpens(window.closes_at) if kind == "opens" else WindowCloses(window.closes_at)
    return [News(person_id, facts) for person_id in people if person_id in ours]


def forget(tx: Connection, before: datetime) -> int:
    """Delete the marks from before `before`; return their number."""
    return tx.execute(delete(reminded).where(reminded.c.reminded_at < before)).rowcount
