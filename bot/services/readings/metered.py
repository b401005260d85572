"""A gas supply as its readings see it: what is read there, and what its counters have shown so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, cast, get_args

from sqlalchemy import Connection, Row, RowMapping, Select, bindparam, select, update

from bot.config.readings import Plausibility
from bot.local_time import EARLIEST_DAY
from bot.services.linking.supplies import OF_PERSON, address, columns_of, masked_point, own_name
from bot.services.readings import checks
from bot.services.readings.checks import Point, Use
from bot.storage.tables import IS_VALID, customers, links, readings, supplies
from handlers.contract.readings import Counter, GasSupply, Register

#: Older readings say nothing that newer ones do not say better.
_HISTORY: Final = timedelta(days=4 * 366)
#: A PDR has figures only, a POD begins with the country (DOMAIN, codes).
IS_GAS: Final = supplies.c.point.not_like("IT%")

#: The gas supplies of the person `person_id`, with all that is known of their meters.
_OF_PERSON: Final[Select[Any]] = OF_PERSON.add_columns(
    supplies.c.vendor,
    supplies.c.meter_class,
    supplies.c.meter_digits,
    supplies.c.has_corrector,
    supplies.c.corrector_digits,
    supplies.c.reads,
    supplies.c.last_reading,
    supplies.c.last_corrector,
    supplies.c.last_reading_on,
).where(IS_GAS)
_IN_ORDER: Final = _OF_PERSON.order_by(customers.c.code, supplies.c.point)
_ONE: Final = _OF_PERSON.where(supplies.c.supply_id == bindparam("supply_id"))
_SENT: Final = (
    select(readings.c.taken_on, readings.c.meter, readings.c.corrector, readings.c.doubts)
    .where(
        readings.c.supply_id == bindparam("supply_id"),
        IS_VALID,
        readings.c.taken_on < bindparam("before"),
        readings.c.taken_on >= bindparam("since"),
    )
    .order_by(readings.c.taken_on)
)


@dataclass(frozen=True, slots=True)
class Metered:
    """A gas supply of a person with the facts that a reading is judged by."""

    supply: GasSupply
    customer_id: int
    vendor: str
    meter_class: str | None
    registers: tuple[Register, ...]
    digits: dict[Register, int]
    #: By register, in the order of days: what the company knows, and what people sent.
    points: dict[Register, tuple[Point, ...]]

    def counter(self, register: Register) -> Counter:
        """A counter with its last known value."""
        last = self.points[register][-1:]
        value, on = (last[0].value, last[0].on) if last else (None, None)
        return Counter(register, self.digits[register], value, on)

    @property
    def counters(self) -> tuple[Counter, ...]:
        """The counters that are read, in this order."""
        return tuple(self.counter(register) for register in self.registers)

    def history(self, register: Register) -> Sequence[Use]:
        """Return the cubic metres used between the known values of a counter."""
        return list(checks.uses(self.points[register], self.digits[register]))


def all_of(tx: Connection, person_id: int) -> dict[GasSupply, str]:
    """Return the gas supplies of a person with the vendor of each, in the order of the contracts."""
    return {gas_supply(row): row.vendor for row in tx.execute(_IN_ORDER, {"person_id": person_id})}


def is_linked(tx: Connection, person_id: int) -> bool:
    """Tell whether the person is linked to any customer."""
    own = select(links.c.person_id).where(links.c.person_id == person_id).limit(1)
    return tx.execute(own).first() is not None


def read(
    tx: Connection, person_id: int, supply_id: int, today: date, plausibility: Plausibility
) -> Metered | None:
    """Return a gas supply of the person, as known before `today`; None where it is not theirs."""
    row = tx.execute(_ONE, {"person_id": person_id, "supply_id": supply_id}).first()
    if row is None:
        return None
    facts = columns_of(row)
    registers = _registers(facts)
    span = {"supply_id": supply_id, "before": today, "since": today - _HISTORY}
    sent = list(tx.execute(_SENT, span).mappings())
    return Metered(
        gas_supply(row),
        facts["customer_id"],
        facts["vendor"],
        facts["meter_class"],
        registers,
        {
            "meter": facts["meter_digits"],
            "corrector": facts["corrector_digits"] or plausibility.corrector_digits,
        },
        {register: _points(register, facts, sent, today) for register in get_args(Register)},
    )


def recount_after(tx: Connection, reading_id: int) -> None:
    """Recompute the next reading's use without this deleted or refused one."""
    columns = (readings.c.supply_id, readings.c.taken_on, readings.c.used_m3, readings.c.used_days)
    gone = tx.execute(select(*columns).where(readings.c.reading_id == reading_id)).one()
    after = tx.execute(
        select(readings.c.reading_id, *columns)
        .where(readings.c.supply_id == gone.supply_id, IS_VALID, readings.c.taken_on > gone.taken_on)
        .order_by(readings.c.taken_on)
        .limit(1)
    ).first()
    if after is None or after.used_days != (after.taken_on - gone.taken_on).days:
        return
    is_known = gone.used_m3 is not None and after.used_m3 is not None
    used = {
        "used_m3": gone.used_m3 + after.used_m3 if is_known else None,
        "used_days": gone.used_days + after.used_days if is_known else None,
    }
    tx.execute(update(readings).where(readings.c.reading_id == after.reading_id).values(used))


def gas_supply(row: Row[Any]) -> GasSupply:
    """A supply as people know it."""
    where = address(row)
    return GasSupply(row.supply_id, own_name(row) or where, where, masked_point(row.point))


def _registers(facts: RowMapping) -> tuple[Register, ...]:
    """Return the counters to be read: as the company says, else all there are."""
    if not facts["has_corrector"]:
        # Also where it was taken away, and the file that says so knows nothing of what is read.
        return ("meter",)
    match facts["reads"]:
        case "corrector":
            return ("corrector",)
        case "meter":
            return ("meter",)
        case _:
            return ("meter", "corrector")


def _points(
    register: Register, facts: RowMapping, rows: Sequence[RowMapping], today: date
) -> tuple[Point, ...]:
    """What the counter has shown; on the same day the company knows better.

    A value whose day cannot be is taken for unknown: an import of long ago may have left the year 1 there.
    """
    known = {
        row["taken_on"]: Point(row["taken_on"], row[register], across_zero="rolled_over" in row["doubts"])
        for row in rows
        if row[register] is not None
    }
    value = facts["last_reading" if register == "meter" else "last_corrector"]
    on = cast("date | None", facts["last_reading_on"])
    if value is not None and on is not None and EARLIEST_DAY <= on <= today:
        known[on] = Point(on, value)
    return tuple(known[day] for day in sorted(known))
