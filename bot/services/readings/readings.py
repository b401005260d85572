"""Gas readings that people send: whether one may be sent, what it means, keeping it, taking it back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, assert_never

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, exists, select, update

from bot.config.readings import ReadingRules
from bot.local_time import local_date
from bot.metrics import Metrics
from bot.services import audit, people
from bot.services.context import TurnContext
from bot.services.linking.supplies import OF_PERSON, columns_of
from bot.services.readings import checks, metered
from bot.services.readings import windows as reading_windows
from bot.services.readings.checks import NEVER_TAKEN
from bot.services.readings.metered import Metered
from bot.services.readings.windows import Window
from bot.storage.tables import IS_VALID, links, readings, supplies
from bot.storage.upsert import upsert
from handlers.contract.readings import (
    AttachPhoto,
    DeleteReading,
    GasSuppliesRead,
    GasSupplyGone,
    Given,
    InviteReading,
    ReadGasSupplies,
    Reading,
    ReadingAnswered,
    ReadingAsk,
    ReadingChange,
    ReadingInvited,
    ReadingRead,
    ReadingsRead,
    ReadingWeighed,
    ReadReading,
    ReadReadings,
    ReadTodays,
    SaveReading,
    SentToday,
    SetWindowReminders,
    TodaysRead,
    Weighed,
    WeighReading,
    WindowShut,
)
from handlers.contract.vocabulary import Outgoing

#: Of each supply, at most; a reading a day would fill two months.
_MOST_LISTED: Final = 60
#: A supply may have moved to another customer since, who is not to see how much gas its people used.
_OF_ITS_CUSTOMER: Final = and_(
    readings.c.supply_id == supplies.c.supply_id, readings.c.customer_id == supplies.c.customer_id
)
#: The readings of the supplies of the person `person_id`, sent by any person of the customer.
_OF_PERSON: Final[Select[Any]] = OF_PERSON.add_columns(
    *(column for column in readings.c if column.name not in {"supply_id", "customer_id"})
).join(readings, _OF_ITS_CUSTOMER)
_BY_NUMBER: Final = _OF_PERSON.where(readings.c.reading_id == bindparam("reading_id"))
_ON_DAY: Final = _OF_PERSON.where(
    readings.c.supply_id == bindparam("supply_id"), readings.c.taken_on == bindparam("day"), IS_VALID
)
_LISTED: Final = _OF_PERSON.where(readings.c.state != "deleted").order_by(
    readings.c.taken_on.desc(), readings.c.reading_id.desc()
)
_LISTED_OF_ONE: Final = _LISTED.where(readings.c.supply_id == bindparam("supply_id"))
_SENT_ON: Final = select(readings.c.reading_id).where(
    readings.c.supply_id == bindparam("supply_id"),
    readings.c.taken_on == bindparam("day"),
    IS_VALID,
)


class Readings:
    """The service of gas readings, by the company's rules."""

    def __init__(self, rules: ReadingRules, metrics: Metrics) -> None:
        self._rules = rules
        self._metrics = metrics

    def answer(self, tx: Connection, ask: ReadingAsk, context: TurnContext) -> ReadingAnswered:
        """Answer what a dialog asks about readings; nothing is changed."""
        person_id, now = context.person_id, context.now
        match ask:
            case ReadGasSupplies(given, open_only):
                return self._gas_supplies(tx, person_id, given, now, open_only=open_only)
            case InviteReading(supply_id, given):
                return self._invitation(tx, person_id, supply_id, given, now)
            case WeighReading(supply_id, values):
                supply = self._metered(tx, person_id, supply_id, now)
                return GasSupplyGone() if supply is None else self._weighed(supply, values, now)
            case ReadReading(reading_id):
                return ReadingRead(_one(tx, _BY_NUMBER, person_id, reading_id=reading_id))
            case ReadTodays(supply_id):
                return TodaysRead(_todays(tx, person_id, supply_id, now))
            case ReadReadings(supply_id):
                return _all(tx, person_id, supply_id)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, change: ReadingChange, context: TurnContext) -> Sequence[Outgoing]:
        """Change what a dialog decided; what cannot be changed any more stays as it is."""
        person_id, now = context.person_id, context.now
        match change:
            case SaveReading():
                self._save(tx, change, person_id, now)
            case AttachPhoto(reading_id, photo):
                self._attach(tx, reading_id, photo, person_id, now)
            case DeleteReading(reading_id):
                self._delete(tx, reading_id, person_id, now)
            case SetWindowReminders(wanted):
                people.set_window_reminders(tx, person_id, wanted=wanted)
                audit.note(
                    tx,
                    now,
                    audit.person(person_id),
                    "window-reminders",
                    f"person:{person_id}",
                    {"on": wanted},
                )
            case _:
                assert_never(change)
        return ()

    def _gas_supplies(
        self, tx: Connection, person_id: int, given: Given | None, now: datetime, *, open_only: bool
    ) -> GasSuppliesRead:
        found = metered.all_of(tx, person_id)
        is_linked = bool(found) or metered.is_linked(tx, person_id)
        if open_only and found:
            is_open = {
                vendor: reading_windows.open_at(self._windows(tx, vendor), now) is not None
                for vendor in set(found.values())
            }
            today = local_date(now)
            found = {
                supply: vendor
                for supply, vendor in found.items()
                if is_open[vendor] and not _is_sent(tx, supply.supply_id, today)
            }
        return GasSuppliesRead(tuple(found), is_linked, given, open_only)

    def _invitation(
        self, tx: Connection, person_id: int, supply_id: int, given: Given | None, now: datetime
    ) -> ReadingInvited | WindowShut | SentToday | GasSupplyGone:
        supply = self._metered(tx, person_id, supply_id, now)
        if supply is None:
            return GasSupplyGone()
        todays = _todays(tx, person_id, supply_id, now)
        if todays is not None:
            return SentToday(todays)
        windows = self._windows(tx, supply.vendor)
        window = reading_windows.open_at(windows, now)
        if window is None:
            coming = reading_windows.next_after(windows, now)
            return WindowShut(supply.supply, None if coming is None else coming.opens_at)
        return ReadingInvited(supply.supply, supply.counters, given)

    def _weighed(self, supply: Metered, values: Sequence[int], now: datetime) -> ReadingWeighed:
        """Weigh the values, one for each counter.

        Raises:
            ValueError: there are not as many values as counters.
        """
        plausibility = self._rules.plausibility
        most_m3h = plausibility.most_m3h(supply.meter_class)
        weighed: list[Weighed] = []
        for counter, value in zip(supply.counters, values, strict=True):
            factor = plausibility.corrector_factor if counter.register == "corrector" else 1
            weighed.append(
                checks.weigh(
                    counter,
                    value,
                    now,
                    history=supply.history(counter.register),
                    most_m3h=None if most_m3h is None else most_m3h * factor,
                    plausibility=plausibility,
                )
            )
        return ReadingWeighed(tuple(weighed))

    def _save(self, tx: Connection, do: SaveReading, person_id: int, now: datetime) -> None:
        supply = self._metered(tx, person_id, do.supply_id, now)
        if supply is None or len(do.values) != len(supply.registers):
            return
        if reading_windows.open_at(self._windows(tx, supply.vendor), now) is None:
            return
        weighed = self._weighed(supply, do.values, now).weighed
        doubts = sorted({each.finding for each in weighed if each.finding is not None})
        if not NEVER_TAKEN.isdisjoint(doubts) or not set(do.told).issuperset(doubts):
            # What has come up since the person was asked, they have not confirmed.
            return
        # The company bills what the corrector shows, where there is one.
        main = weighed[-1]
        values: dict[str, object] = dict(zip(supply.registers, do.values, strict=True))
        facts = {**values, "used_m3": main.used_m3, "used_days": main.days, "doubts": doubts}
        # Of two people who send at the same moment, the database lets one in.
        reading_id = tx.execute(
            upsert(tx.dialect.name, readings)
            .values(
                **facts,
                is_flagged=bool(doubts),
                supply_id=do.supply_id,
                customer_id=supply.customer_id,
                person_id=person_id,
                taken_on=local_date(now),
                sent_at=now,
                state="pending",
                photo=do.photo,
            )
            .on_conflict_do_nothing()
            .returning(readings.c.reading_id)
        ).scalar()
        if reading_id is None:
            return
        self._metrics.readings.labels("sent").inc()
        if doubts:
            self._metrics.readings.labels("doubtful").inc()
        audit.note(tx, now, audit.person(person_id), "reading-sent", f"reading:{reading_id}", facts)

    @staticmethod
    def _attach(tx: Connection, reading_id: int, photo: str, person_id: int, now: datetime) -> None:
        own = and_(
            readings.c.reading_id == reading_id,
            readings.c.person_id == person_id,
            readings.c.state != "deleted",
        )
        if tx.execute(update(readings).where(own).values(photo=photo)).rowcount:
            audit.note(tx, now, audit.person(person_id), "reading-photo", f"reading:{reading_id}", {})

    def _delete(self, tx: Connection, reading_id: int, person_id: int, now: datetime) -> None:
        """Delete a reading while it is pending; of this and an acquisition at the same moment one wins."""
        is_theirs = exists().where(
            _OF_ITS_CUSTOMER, links.c.customer_id == supplies.c.customer_id, links.c.person_id == person_id
        )
        pending = and_(readings.c.reading_id == reading_id, readings.c.state == "pending", is_theirs)
        values = {"state": "deleted", "deleted_at": now, "photo": None}
        deleted = tx.execute(update(readings).where(pending).values(values))
        if deleted.rowcount:
            metered.recount_after(tx, reading_id)
            self._metrics.readings.labels("deleted").inc()
            audit.note(tx, now, audit.person(person_id), "reading-deleted", f"reading:{reading_id}", {})

    def _metered(self, tx: Connection, person_id: int, supply_id: int, now: datetime) -> Metered | None:
        return metered.read(tx, person_id, supply_id, local_date(now), self._rules.plausibility)

    def _windows(self, tx: Connection, vendor: str) -> Sequence[Window]:
        return reading_windows.of_vendor(tx, self._rules.windows, vendor)


def forget_photos(tx: Connection, before: datetime) -> int:
    """Delete the photos of readings sent before `before`; return their number."""
    old = and_(readings.c.sent_at < before, readings.c.photo.is_not(None))
    return tx.execute(update(readings).where(old).values(photo=None)).rowcount


def forget(tx: Connection, before: datetime) -> int:
    """Delete the readings sent before `before`, but for those on their way; return their number."""
    old = and_(readings.c.sent_at < before, readings.c.state.not_in(("pending", "leaving")))
    return tx.execute(delete(readings).where(old)).rowcount


def _is_sent(tx: Connection, supply_id: int, day: date) -> bool:
    return tx.execute(_SENT_ON, {"supply_id": supply_id, "day": day}).first() is not None


def _todays(tx: Connection, person_id: int, supply_id: int, now: datetime) -> Reading | None:
    return _one(tx, _ON_DAY, person_id, supply_id=supply_id, day=local_date(now))


def _one(tx: Connection, which: Select[Any], person_id: int, **values: object) -> Reading | None:
    row = tx.execute(which, {"person_id": person_id, **values}).first()
    return None if row is None else _reading(row, person_id)


def _all(tx: Connection, person_id: int, supply_id: int | None) -> ReadingsRead:
    """The readings of the person's supplies, or of the one that is named."""
    found = metered.all_of(tx, person_id)
    wanted = [supply for supply in found if supply_id in {None, supply.supply_id}]
    by_supply: dict[int, list[Reading]] = {supply.supply_id: [] for supply in wanted}
    query = _LISTED if supply_id is None else _LISTED_OF_ONE
    for row in tx.execute(query, {"person_id": person_id, "supply_id": supply_id}):
        listed = by_supply[row.supply_id]
        if len(listed) < _MOST_LISTED:
            listed.append(_reading(row, person_id))
    return ReadingsRead(
        tuple((supply, tuple(by_supply[supply.supply_id])) for supply in wanted),
        is_linked=bool(found) or metered.is_linked(tx, person_id),
    )


def _reading(row: Row[Any], person_id: int) -> Reading:
    facts = columns_of(row)
    return Reading(
        facts["reading_id"],
        metered.gas_supply(row),
        facts["taken_on"],
        facts["sent_at"],
        facts["meter"],
        facts["corrector"],
        facts["state"],
        facts["used_m3"],
        facts["used_days"],
        is_doubtful=bool(facts["doubts"]),
        reason=facts["reason"],
        is_own=facts["person_id"] == person_id,
    )
