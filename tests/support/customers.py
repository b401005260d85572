"""Customers for tests: made-up people with codes whose check characters fit."""

from pathlib import Path
from typing import Final

from bot.demo.stage.contracts import FILE
from bot.imports.customers import CUSTOMER_COLUMNS, SUPPLY_COLUMNS

HEADER: Final = ",".join(CUSTOMER_COLUMNS + SUPPLY_COLUMNS)
#: The demo's customers, whom walks link to.
DEMO: Final = FILE
ADA_CODE: Final = "001001"
ADA_TAX_CODE: Final = "FRRDAA70A41X999I"
BRUNO_CODE: Final = "001002"
BRUNO_TAX_CODE: Final = "SLVBRN65C12X999E"
#: Valid, and nobody's.
NOBODYS_CODE: Final = "009999"
NOBODYS_TAX_CODE: Final = "RSSMRA70A01X999U"


def csv_file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """A file of these rows."""
    path = folder / "customers.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path
