"""Who is told that a reading window has opened, or that it closes soon: once each, in daytime."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal, NamedTuple

from sqlalchemy import Connection, and_, delete, exists, select

from bot.config.readings import ReadingWindow
from bot.i18n import Texts
from bot.local_time import ROME, earliest_moment, local_date
from bot.services.readings import windows
from bot.services.readings.metered import IS_GAS
from bot.services.readings.windows import Window
from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel
from bot.storage.tables import COUNTS, links, persons, readings, sessions, supplies
from bot.storage.tables import reading_windows as imported
from bot.storage.tables import window_reminders as reminded
from bot.storage.upsert import upsert
from handlers.contract.speech import N_, At, Say, Shortcut
from handlers.readings import SENDING
from handlers.shared import buttons

Kind = Literal["opens", "closes"]

#: Nobody is written to before, or from this hour on.
_DAY_BEGINS: Final = time(9)
_DAY_ENDS: Final = time(20)
#: That a window has opened is news for so long; a bot that was down says it late, or not at all.
_IS_NEWS: Final = timedelta(days=3)
#: The second reminder comes so many days before the window closes …
_DAYS_BEFORE_CLOSING: Final = 2
#: … unless that would be within so long of the first.
_LEAST_BETWEEN: Final = timedelta(days=1)
_OPENS: Final = N_(
    "📟 You can send your gas reading now: the window closes {moment}. It takes half a minute, "
    "and the number on the meter is all I need."
)
_CLOSES: Final = N_(
    "⏳ The window for gas readings closes {moment}, and a reading of yours is missing. It takes half a "
    "minute, and the number on the meter is all I need."
)
_ROWS: Final = (
    (buttons.send_reading(),),
    (Shortcut(N_("🔕 Do not remind me any more"), "/promemoria no"),),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A window of a vendor that people are to be told of now."""

    vendor: str
    window: Window
    kind: Kind


class Addressee(NamedTuple):
    """A person to be told, and the language they read."""

    person_id: int
    language: str


def occasions(tx: Connection, configured: Sequence[ReadingWindow], now: datetime) -> list[Occasion]:
    """What people are to be told of now; nothing at night."""
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
    """What there is to say of an open window."""
    day = local_date(window.closes_at) - timedelta(days=_DAYS_BEFORE_CLOSING)
    soon_closes_at = earliest_moment(datetime.combine(day, _DAY_BEGINS))
    if soon_closes_at < window.opens_at + _LEAST_BETWEEN:
        soon_closes_at = window.closes_at
    if now >= soon_closes_at:
        return "closes"
    return "opens" if now < window.opens_at + _IS_NEWS else None


def owing(tx: Connection, occasion: Occasion, after: int | None, most: int) -> Sequence[Addressee]:
    """The next people to tell, beyond the person `after`, in the order of their numbers.

    Who wants to be told, has not been, is not sending a reading at this moment, and has a gas supply of this
    vendor without one in this window.
    """
    owes = exists().where(
        links.c.person_id == persons.c.person_id,
        links.c.customer_id == supplies.c.customer_id,
        supplies.c.vendor == occasion.vendor,
        IS_GAS,
        ~exists().where(
            readings.c.supply_id == supplies.c.supply_id,
            COUNTS,
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
    query = select(persons.c.person_id, persons.c.language).where(wants, owes, ~is_told, ~is_sending)
    if after is not None:
        query = query.where(persons.c.person_id > after)
    return [Addressee(*row) for row in tx.execute(query.order_by(persons.c.person_id).limit(most))]


def remind(
    tx: Connection, occasion: Occasion, people: Sequence[Addressee], texts: Texts, now: datetime
) -> int:
    """Tell these people, whom another process may be telling at this moment; gives how many we told."""
    window, kind = occasion.window, occasion.kind
    mark = {"vendor": occasion.vendor, "opens_at": window.opens_at, "kind": kind, "reminded_at": now}
    marked = tx.execute(
        upsert(tx.dialect.name, reminded)
        .values([{"person_id": person.person_id, **mark} for person in people])
        .on_conflict_do_nothing()
        .returning(reminded.c.person_id)
    )
    ours = set(marked.scalars())
    say = Say(_OPENS if kind == "opens" else _CLOSES, rows=_ROWS, moment=At(window.closes_at))
    words = {language: texts.render(say, language, 0, now).payload() for _, language in people}
    parcels = [
        Parcel("message", person.person_id, words[person.language], Lane.NOTICE)
        for person in people
        if person.person_id in ours
    ]
    outbox.add(tx, parcels, now, None)
    return len(parcels)


def forget(tx: Connection, before: datetime) -> int:
    """Drop the marks from before `before`; gives how many."""
    return tx.execute(delete(reminded).where(reminded.c.reminded_at < before)).rowcount
