"""The file of customers: a line a supply point, read and checked whole (docs/customers-csv.md)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from bot.csv_file import CsvFile
from bot.errors import FileRefused
from bot.imports import values
from bot.imports.row_checks import RowChecks
from bot.imports.values import WrongValue
from bot.services.linking.rows import CustomerFile, CustomerRow, SupplyRow

CUSTOMER_COLUMNS: Final = ("customer_code", "name", "tax_code", "email", "mobile", "language")
SUPPLY_COLUMNS: Final = (
    "point", "comune", "street", "street_number", "meter_class", "meter_digits", "corrector",
    "last_reading", "last_reading_date", "electromedical",
)  # fmt: skip
COLUMNS: Final = CUSTOMER_COLUMNS + SUPPLY_COLUMNS
#: Of supplies too. A file without such a column leaves what is known of it as it is.
OPTIONAL_COLUMNS: Final = ("vendor", "reads", "last_corrector", "corrector_digits", "istat")
_PROGRESS_EVERY: Final = 1000


def read(path: Path, today: date, progress: Callable[[int], None]) -> CustomerFile:
    """Read a file whole; ``progress`` is told the rows so far, now and then.

    Raises:
        FileRefused: with a sentence for each fault, named by line. A fault of the file as such comes alone.
    """
    return _Reading(path, today).whole(progress)


class _Reading:
    """One file being read: what was found so far, and every fault."""

    def __init__(self, path: Path, today: date) -> None:
        self._path = path
        self._today = today
        self._faults: list[str] = []
        self._file = CsvFile(path, COLUMNS, OPTIONAL_COLUMNS, self._faults.append)
        self._line = 1
        #: By code: the customer, the columns as they stood, and the line.
        self._customers: dict[str, tuple[CustomerRow, tuple[str, ...], int]] = {}
        #: By point: the supply and the line.
        self._supplies: dict[str, tuple[SupplyRow, int]] = {}

    def whole(self, progress: Callable[[int], None]) -> CustomerFile:
        """Take every row, then refuse the file where there was a fault."""
        for count, (line, row) in enumerate(self._file.rows(), 1):
            self._line = line
            self._take(row)
            if count % _PROGRESS_EVERY == 0:
                progress(count)
        if not self._faults and not self._customers:
            self._faults.append("it has no rows")
        if self._faults:
            raise FileRefused(self._path, self._faults)
        customers = tuple(customer for customer, _, _ in self._customers.values())
        supplies = tuple(supply for supply, _ in self._supplies.values())
        return CustomerFile(customers, supplies, frozenset(OPTIONAL_COLUMNS) - set(self._file.columns))

    def _take(self, row: Mapping[str, str]) -> None:
        faults = len(self._faults)
        customer = self._customer(row)
        if any(value for name, value in row.items() if name not in CUSTOMER_COLUMNS):
            self._supply(row)
        elif customer is None and len(self._faults) == faults:
            self._faults.append(f"line {self._line}: it repeats a customer and names no supply point")

    def _customer(self, row: Mapping[str, str]) -> CustomerRow | None:
        """The customer of a row where it is new; the same again must say the same."""
        as_written = tuple(row[name] for name in CUSTOMER_COLUMNS)
        known = self._customers.get(row["customer_code"])
        if known is not None:
            for name, here, there in zip(CUSTOMER_COLUMNS, as_written, known[1], strict=True):
                if here != there:
                    self._fault(name, f"customer {row['customer_code']} has another one on line {known[2]}")
            return None
        check = RowChecks(row, self._fault)
        customer = CustomerRow(
            code=check("customer_code", values.customer_code, ""),
            name=check("name", values.words, ""),
            tax_code=check("tax_code", values.tax_code, ""),
            email=check("email", values.email, None),
            mobile=check("mobile", values.mobile, None),
            language=check("language", values.language, ""),
        )
        self._customers[row["customer_code"]] = (customer, as_written, self._line)
        return customer

    def _supply(self, row: Mapping[str, str]) -> None:
        faults = len(self._faults)
        check = RowChecks(row, self._fault)
        supply = SupplyRow(
            customer_code=row["customer_code"],
            point=check("point", values.point, ""),
            comune=check("comune", values.words, ""),
            street=check("street", values.words, ""),
            street_number=check("street_number", values.words, ""),
            meter_class=check("meter_class", values.meter_class, None),
            meter_digits=check("meter_digits", values.meter_digits, None),
            has_corrector=check("corrector", values.yes_or_no, otherwise=False),
            last_reading=check("last_reading", values.reading, None),
            last_reading_on=check("last_reading_date", self._past_date, None),
            electromedical=check("electromedical", values.yes_or_no, otherwise=False),
            vendor=check("vendor", values.vendor, ""),
            reads=check("reads", values.reads, None),
            last_corrector=check("last_corrector", values.reading, None),
            corrector_digits=check("corrector_digits", values.meter_digits, None),
            istat=check("istat", values.istat, None),
        )
        if len(self._faults) > faults:
            return
        for name, words in _contradictions(supply):
            self._fault(name, words)
        known = self._supplies.get(supply.point)
        if known is not None:
            self._fault("point", f"{supply.point} stands on line {known[1]} already")
        self._supplies[supply.point] = (supply, self._line)

    def _past_date(self, value: str) -> date | None:
        found = values.day(value)
        if found is not None and found > self._today:
            raise WrongValue(f"{value} is in the future")
        return found

    def _fault(self, name: str, words: str) -> None:
        self._faults.append(f"line {self._line}, {name}: {words}")


def _contradictions(supply: SupplyRow) -> Iterator[tuple[str, str]]:
    if supply.point.startswith("IT"):
        yield from _belonging_to_gas(supply)
    else:
        if supply.meter_class is None:
            yield "meter_class", "a gas supply (PDR) needs the class of its meter, for example G4"
        if supply.meter_digits is None:
            yield "meter_digits", "a gas supply (PDR) needs the number of its meter's digits before the comma"
        if supply.electromedical:
            yield "electromedical", "it belongs to a power supply (POD), not to gas"
        if not supply.has_corrector:
            yield from _belonging_to_a_corrector(supply)
    yield from _about_the_last_reading(supply)


def _belonging_to_gas(supply: SupplyRow) -> Iterator[tuple[str, str]]:
    of_gas = {
        "meter_class": supply.meter_class,
        "meter_digits": supply.meter_digits,
        "corrector": supply.has_corrector,
        "last_reading": supply.last_reading,
        "last_reading_date": supply.last_reading_on,
        "reads": supply.reads,
        "last_corrector": supply.last_corrector,
        "corrector_digits": supply.corrector_digits,
    }
    for name, value in of_gas.items():
        if value:
            yield name, "only a gas supply (PDR) has it"


def _belonging_to_a_corrector(supply: SupplyRow) -> Iterator[tuple[str, str]]:
    if supply.reads in {"both", "corrector"}:
        yield "reads", f"{supply.reads} needs a corrector, and the column corrector says there is none"
    if supply.last_corrector is not None:
        yield "last_corrector", "the column corrector says there is none"
    if supply.corrector_digits is not None:
        yield "corrector_digits", "the column corrector says there is none"


def _about_the_last_reading(supply: SupplyRow) -> Iterator[tuple[str, str]]:
    has_value = supply.last_reading is not None or supply.last_corrector is not None
    if has_value is not (supply.last_reading_on is not None):
        yield "last_reading", "a reading needs its date, and a date its reading"
    for name, value, digits, what in (
        ("last_reading", supply.last_reading, supply.meter_digits, "meter"),
        ("last_corrector", supply.last_corrector, supply.corrector_digits, "corrector"),
    ):
        if value is not None and digits and len(str(value)) > digits:
            yield name, f"{value} has more digits than the {what} ({digits})"
