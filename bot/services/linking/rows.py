"""The rows of a customer file, checked: what an import hands to the customers service."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as the file has it; e-mail and mobile (E.164) may be unknown."""

    code: str
    name: str
    tax_code: str
    email: str | None
    mobile: str | None
    language: str


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """A supply point as the file has it, with the code of its customer."""

    customer_code: str
    point: str
    comune: str
    street: str
    street_number: str
    meter_class: str | None
    meter_digits: int | None
    has_corrector: bool
    last_reading: int | None
    last_reading_on: date | None
    electromedical: bool
    vendor: str
    reads: str | None
    last_corrector: int | None
    corrector_digits: int | None
    #: The comune's ISTAT code, six digits.
    istat: str | None


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """A file without faults: each customer and each supply point once.

    ``absent``: the optional columns that it does not have, whose values say nothing.
    """

    customers: tuple[CustomerRow, ...]
    supplies: tuple[SupplyRow, ...]
    absent: frozenset[str]
