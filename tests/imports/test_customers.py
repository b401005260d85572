"""The file of customers: good files are taken once, bad ones not at all, each fault by its line."""

import os
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from sqlalchemy import Connection, func, select

from bot.errors import FileRefused
from bot.imports import customers as customers_csv
from bot.imports.customers import OPTIONAL_COLUMNS
from bot.services.linking import customers, rows
from bot.services.linking.customers import Taken
from bot.services.linking.rows import CustomerRow, SupplyRow
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.tables import supplies
from tests.support.clock import Clock
from tests.support.customers import DEMO, HEADER, csv_file

_TODAY: Final = date(2026, 1, 15)
_ADA: Final = "001001,Ada Ferrini,FRRDAA70A41X999I,ada@example.org,+393990000001,it"
_GAS: Final = "00000000100101,Borgo Esempio,Via delle Prove,1,G4,5,no,1234,2025-12-31,no"
_POWER: Final = "IT999E00100101,Borgo Esempio,Via delle Prove,1,,,,,,yes"
_EXAMPLE: Final = Path(__file__).parents[2] / "docs" / "examples" / "customers.csv"


def _read(path: Path) -> rows.CustomerFile:
    return customers_csv.read(path, _TODAY, lambda _count: None)


def _faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(FileRefused) as caught:
        _read(path)
    return caught.value.faults


async def _take(database: Database, path: Path) -> Taken:
    file = _read(path)
    return await database.write(lambda tx: customers.take(tx, file, lambda _count: None))


def test_a_customer_with_two_supplies(tmp_path: Path) -> None:
    """Lines of one customer make one customer with its supply points, each value in its type."""
    file = _read(csv_file(tmp_path, f"{_ADA},{_GAS}", f"{_ADA},{_POWER}"))
    assert file.customers == (
        CustomerRow("001001", "Ada Ferrini", "FRRDAA70A41X999I", "ada@example.org", "+393990000001", "it"),
    )
    gas, power = file.supplies
    assert gas == SupplyRow(
        customer_code="001001",
        point="00000000100101",
        comune="Borgo Esempio",
        street="Via delle Prove",
        street_number="1",
        meter_class="G4",
        meter_digits=5,
        has_corrector=False,
        last_reading=1234,
        last_reading_on=date(2025, 12, 31),
        electromedical=False,
        vendor="energia-corrente",
        reads=None,
        last_corrector=None,
        corrector_digits=None,
        istat=None,
    )
    assert (power.point, power.meter_class, power.electromedical) == ("IT999E00100101", None, True)


@pytest.mark.parametrize("path", [DEMO, _EXAMPLE], ids=["demo", "docs"])
def test_the_files_that_come_with_the_bot(path: Path) -> None:
    """The demo's customers and the example of the documentation have no faults."""
    assert len(_read(path).customers) >= 4


def test_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    """Semicolons, a byte order mark, Windows line ends, another order of columns, Italian dates are taken."""
    header = HEADER.split(",")[::-1]
    row = f"{_ADA},{_GAS}".replace("2025-12-31", "31/12/2025").replace(",no", ",NO").split(",")[::-1]
    path = tmp_path / "customers.csv"
    path.write_bytes("\ufeff".encode() + f"{';'.join(header)}\r\n{';'.join(row)}\r\n".encode())
    assert _read(path).supplies[0].last_reading_on == date(2025, 12, 31)


@pytest.mark.parametrize("day", ["31-12-2025", "31.12.2025", "2025-12-31 00:00:00", "31/12/2025 0:00"])
def test_a_day_as_programs_write_it(tmp_path: Path, day: str) -> None:
    """With other marks, and with the midnight that spreadsheets and databases put behind it."""
    file = _read(csv_file(tmp_path, f"{_ADA},{_GAS}".replace("2025-12-31", day)))
    assert file.supplies[0].last_reading_on == date(2025, 12, 31)


_CUSTOMER: Final = f"{_ADA},{_GAS}"


@pytest.mark.parametrize(
    "content",
    [
        f"sep=,\n{HEADER}\n{_CUSTOMER}\n",
        f"{HEADER}\n{_CUSTOMER}\n".replace(",", "\t"),
        f"sep=;\r\n{HEADER}\r\n{_CUSTOMER}\r\n".replace(",", ";"),
        f"\ufeffSEP=;\n{HEADER}\n{_CUSTOMER}\n".replace(",", ";"),
        f'"sep=;"\n{HEADER}\n{_CUSTOMER}\n'.replace(",", ";"),
        f"sep=;{';' * 15}\n{HEADER}\n{_CUSTOMER}\n".replace(",", ";"),
        f"sep=\t\n{HEADER}\n{_CUSTOMER}\n".replace(",", "\t"),
        f"{HEADER},,\n{_CUSTOMER},,\n,,,\n",
        f"{HEADER},,\n{_CUSTOMER}\n",
        f"{HEADER}\n{_CUSTOMER},,,\n",
        f"{HEADER};;\n{_CUSTOMER};\u00a0;\n".replace(",", ";"),
        f"{HEADER}\n{_CUSTOMER}\n".replace(",", "\u00a0,\u2009"),
        f"{HEADER}\n{_CUSTOMER}\n".replace(",", ",\u200b"),
        f"{HEADER}\n\u200e{_CUSTOMER}\n".replace(",", "\u202c,\u2060"),
        f"{HEADER}\n{_CUSTOMER}\n".replace("Ada Ferrini", "Ada\u00a0Ferrini"),
        f"{HEADER}\n{_CUSTOMER}\n".replace("FRRDAA70A41X999I", "FRRDAA 70A41\u202fX999I"),
        f"{HEADER}\n{_CUSTOMER}".replace("\n", "\r"),
        f"{HEADER}\n{_CUSTOMER}".replace(",no", ",FALSO"),
        f"{HEADER}\n{_CUSTOMER}".replace(",no", ",falsch"),
    ],
)
def test_what_spreadsheets_add_changes_nothing(tmp_path: Path, content: str) -> None:
    """A line with the delimiter, empty columns at the end, blanks of any kind, truth in their language."""
    path = tmp_path / "odd.csv"
    path.write_bytes(content.encode())
    assert _read(path) == _read(csv_file(tmp_path, _CUSTOMER))


@pytest.mark.parametrize(
    ("word", "is_yes"), [("VERO", True), ("FALSO", False), ("WAHR", True), ("Nein", False)]
)
def test_truth_in_the_language_of_the_spreadsheet(tmp_path: Path, word: str, *, is_yes: bool) -> None:
    """Excel writes it so when a file is saved."""
    (supply,) = _read(csv_file(tmp_path, f"{_ADA},{_GAS}".replace("5,no", f"5,{word}"))).supplies
    assert supply.has_corrector is is_yes


def test_lines_are_counted_with_the_line_of_the_delimiter(tmp_path: Path) -> None:
    """A fault names the line that an editor shows."""
    path = tmp_path / "odd.csv"
    path.write_text(f"sep=,\n{HEADER}\n{_CUSTOMER.replace('G4', 'G5')}\n", encoding="utf-8")
    assert _faults(path)[0].startswith("line 3, meter_class")
    path.write_text(f"sep=,\nname\n{_CUSTOMER}\n", encoding="utf-8")
    assert _faults(path)[0].startswith("line 2: missing columns")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_refused_in_a_sentence(tmp_path: Path, encoding: str) -> None:
    """What Excel calls "Unicode text", and what it calls CSV without more."""
    path = tmp_path / "odd.csv"
    path.write_bytes(f"{HEADER}\n{_CUSTOMER.replace('Ada', 'Adà')}\n".encode(encoding))
    assert _faults(path) == ("it is not UTF-8: save it as “CSV UTF-8”",)


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    """As ``/dev/stdin`` and a shell's ``<(…)`` are."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for content, is_good in ((f"{HEADER}\n{_CUSTOMER}\n", True), (f"sep=,\n{HEADER}\n1,2\n", False)):
        writer = Thread(target=pipe.write_text, args=(content,))
        writer.start()
        if is_good:
            assert len(_read(pipe).customers) == 1
        else:
            assert _faults(pipe) == ("line 3: it has 2 values, and there are 16 columns",)
        writer.join()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (f"{_ADA},{_GAS}".replace("001001,", "1001,"), "line 2, customer_code: “1001” is not six digits"),
        (f"{_ADA},{_GAS}".replace("999I", "999J"), "line 2, tax_code: “FRRDAA70A41X999J” is no codice"),
        (f"{_ADA},{_GAS}".replace("ada@", "ada"), "line 2, email: “adaexample.org” is no e-mail address"),
        (f"{_ADA},{_GAS}".replace("+393990000001", "12"), "line 2, mobile: “12” is no mobile number"),
        (f"{_ADA},{_GAS}".replace("+393990000001", "+390612345678"), "line 2, mobile: “+390612345678” is no"),
        (f"{_ADA},{_GAS}".replace("+393990000001", "399000000O"), "line 2, mobile: “399000000O” is no"),
        (f"{_ADA},{_GAS}".replace(",it,", ",xx,"), "line 2, language: “xx” is none of it, en, de"),
        (f"{_ADA},{_GAS}".replace("Ada Ferrini", ""), "line 2, name: it is empty"),
        *(
            (
                f"{_ADA},{_GAS}".replace(f",{was},", f",{'x' * 4200},"),
                f"line 2, {column}: it is 4200 characters",
            )
            for column, was in (
                ("name", "Ada Ferrini"),
                ("comune", "Borgo Esempio"),
                ("street", "Via delle Prove"),
            )
        ),
        (
            f"{_ADA},{_GAS}".replace("Prove,1,", f"Prove,{'1' * 201},"),
            "line 2, street_number: it is 201 char",
        ),
        (
            f"{_ADA},{_GAS}".replace("Ada Ferrini", "Ada\u202eFerrini"),
            "line 2, name: it holds a line break or",
        ),
        (f"{_ADA},{_GAS}".replace("Ada Ferrini", "\u3164\u2800"), "line 2, name: nothing of it can be seen"),
        (
            f"{_ADA},{_GAS}".replace("00000000100101", "0000000010010"),
            "line 2, point: “0000000010010” is no POD",
        ),
        (f"{_ADA},{_POWER}".replace("IT999E", "IT99E"), "line 2, point: “IT99E00100101” is no POD"),
        (f"{_ADA},{_GAS}".replace("G4", "G5"), "line 2, meter_class: “G5” is none of G1.6"),
        (f"{_ADA},{_GAS}".replace(",G4,", ",,"), "line 2, meter_class: a gas supply (PDR) needs"),
        (f"{_ADA},{_GAS}".replace(",5,", ",3,"), "line 2, meter_digits: “3” is no number from 4 to 9"),
        (f"{_ADA},{_GAS}".replace("1234,", "123456,"), "line 2, last_reading: 123456 has more digits"),
        (f"{_ADA},{_GAS}".replace("1234,", "12,5,"), "line 2: it has 17 values, and there are 16 columns"),
        (f"{_ADA},{_GAS}".replace("1234,", "12.5,"), "line 2, last_reading: “12.5” is not the digits"),
        (f"{_ADA},{_GAS}".replace("2025-12-31", ""), "line 2, last_reading: a reading needs its date"),
        (
            f"{_ADA},{_GAS}".replace("2025-12-31", "2025-02-30"),
            "line 2, last_reading_date: “2025-02-30”",
        ),
        *(
            (
                f"{_ADA},{_GAS}".replace("2025-12-31", day),
                f"line 2, last_reading_date: “{day}” is before 1950",
            )
            for day in ("0001-01-01", "01/01/0001", "0025-12-31", "31.12.0025", "1900-01-01", "1949-12-31")
        ),
        (f"{_ADA},{_GAS}".replace("2025", "2026"), "line 2, last_reading_date: 2026-12-31 is in the future"),
        (f"{_ADA},{_GAS}".replace("5,no", "5,perhaps"), "line 2, corrector: “perhaps” is neither yes nor no"),
        (f"{_ADA},{_GAS}"[:-2] + "yes", "line 2, electromedical: it belongs to a power supply"),
        (f"{_ADA},{_POWER}".replace("1,,,", "1,G4,,"), "line 2, meter_class: only a gas supply (PDR) has it"),
        (f"{_ADA},{_GAS}\n{_ADA},{_GAS}", "line 3, point: 00000000100101 stands on line 2 already"),
        (
            f"{_ADA},{_GAS}\n{_ADA.replace('Ferrini', 'Verdi')},{_POWER}",
            "line 3, name: customer 001001 has another one on line 2",
        ),
        (f"{_ADA},{',' * 9}\n{_ADA},{',' * 9}", "line 3: it repeats a customer and names no supply point"),
        (f'"{_ADA}', "line 2: it is not CSV"),
        ("", "it has no rows"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, fault: str) -> None:
    """Each kind of fault has its line, its column and a sentence."""
    faults = _faults(csv_file(tmp_path, row))
    assert [found[: len(fault)] for found in faults] == [fault]


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    """Whoever mends a file sees all there is to mend."""
    bad = f"{_ADA},{_GAS}".replace("999I", "999J").replace("G4", "G5")
    good = f"001002,Bruno,SLVBRN65C12X999E,,,it,{',' * 9}"
    faults = _faults(csv_file(tmp_path, good, bad, "1,2"))
    assert [fault.split(":")[0] for fault in faults] == [
        "line 3, tax_code",
        "line 3, meter_class",
        "line 4",
    ]


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (HEADER.replace("email,", "") + ",mail", "line 1: unknown columns: mail"),
        (HEADER + ",point", "line 1: columns twice: point"),
        (HEADER.replace("email", ""), "line 1: unknown columns: (empty)"),
    ],
)
def test_a_wrong_header(tmp_path: Path, header: str, fault: str) -> None:
    """Columns that are missing, unknown or there twice are named before any row is read."""
    assert fault in _faults(csv_file(tmp_path, "x", header=header))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A missing file and one in another encoding are refused in a sentence."""
    assert _faults(tmp_path / "none.csv") == ("it cannot be read (No such file or directory)",)
    latin = tmp_path / "latin.csv"
    latin.write_bytes(HEADER.encode() + b"\n\xe0\n")
    assert _faults(latin) == ("it is not UTF-8: save it as “CSV UTF-8”",)


async def test_the_same_file_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    """The first time all is new, the second time nothing, and what has changed is changed in its place."""
    path = csv_file(tmp_path, f"{_ADA},{_GAS}", f"{_ADA},{_POWER}")
    assert await _take(database, path) == Taken(1, 0, 2, 0)
    assert await _take(database, path) == Taken(0, 0, 0, 0)
    moved = path.read_text().replace("Via delle Prove", "Via Nuova").replace("ada@", "a.ferrini@")
    path.write_text(moved)
    assert await _take(database, path) == Taken(0, 1, 0, 2)
    row = await database.read(
        lambda tx: tx.execute(select(tables.customers.c.customer_id, tables.customers.c.email)).one()
    )
    assert tuple(row) == (1, "a.ferrini@example.org")


async def test_customers_without_supplies(database: Database, tmp_path: Path) -> None:
    """A file may hold customers alone."""
    assert await _take(database, csv_file(tmp_path, f"{_ADA},{',' * 9}")) == Taken(1, 0, 0, 0)


async def test_a_supply_moves_to_another_customer(database: Database, tmp_path: Path) -> None:
    """A point that the file gives to another customer is that one's from then on; its old nicknames go."""
    await _take(database, csv_file(tmp_path, f"{_ADA},{_GAS}"))

    def link_and_name(tx: Connection) -> None:
        tx.execute(
            tables.links.insert().values(person_id=7, customer_id=1, proof="phone", linked_at=Clock()())
        )
        tx.execute(tables.nicknames.insert().values(person_id=7, supply_id=1, nickname="Casa"))

    await database.write(link_and_name)
    bruno = "001002,Bruno Salvemini,SLVBRN65C12X999E,,,it"
    assert await _take(database, csv_file(tmp_path, f"{bruno},{_GAS}")) == Taken(1, 0, 0, 1)
    owner, names = await database.read(
        lambda tx: (
            tx.execute(select(tables.supplies.c.customer_id)).scalar_one(),
            tx.execute(select(func.count()).select_from(tables.nicknames)).scalar_one(),
        )
    )
    assert (owner, names) == (2, 0)


async def test_all_of_a_file_or_nothing(database: Database, tmp_path: Path) -> None:
    """A database that fails half-way holds nothing of the file."""
    file = _read(csv_file(tmp_path, f"{_ADA},{_GAS}"))

    def fail(count: int) -> None:
        if count > 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await database.write(lambda tx: customers.take(tx, file, fail))
    counted = select(func.count()).select_from(tables.customers)
    assert await database.read(lambda tx: tx.execute(counted).scalar_one()) == 0


async def test_a_file_without_the_optional_columns_leaves_them_alone(
    database: Database, tmp_path: Path
) -> None:
    """What an earlier file has said of them stays; with the column an empty value is the usual one."""
    point = "00000000100109"
    row = f"{_ADA},{point},Borgo Esempio,Via Larga,9,G16,6,yes,120000,2025-12-15,no"
    optional = ",".join(OPTIONAL_COLUMNS)

    async def after(values: str | None) -> tuple[object, ...]:
        extra, header = ("", HEADER) if values is None else (f",{values}", f"{HEADER},{optional}")
        await _take(database, csv_file(tmp_path, row + extra, header=header))
        columns = (
            supplies.c.vendor,
            supplies.c.reads,
            supplies.c.last_corrector,
            supplies.c.corrector_digits,
            supplies.c.istat,
        )
        found = await database.read(lambda tx: tx.execute(select(*columns)).one())
        return tuple(found)

    assert await after(None) == ("energia-corrente", None, None, None, None)
    assert await after("Gas-Sud,corrector,9000,8,040007") == ("gas-sud", "corrector", 9000, 8, "040007")
    assert await after(None) == ("gas-sud", "corrector", 9000, 8, "040007")
    # Of another day's corrector nothing is known.
    row = row.replace("2025-12-15", "2026-01-10")
    assert await after(None) == ("gas-sud", "corrector", None, 8, "040007")
    assert await after(",,,,") == ("energia-corrente", None, None, None, None)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (f"{_ADA},{_GAS},gas sud,,,,", "line 2, vendor: “gas sud” is no name like energia-corrente"),
        (f"{_ADA},{_GAS},,all,,,", "line 2, reads: “all” is none of meter, both, corrector"),
        (f"{_ADA},{_GAS},,both,,,", "line 2, reads: both needs a corrector"),
        (f"{_ADA},{_GAS},,,9000,,", "line 2, last_corrector: the column corrector says there is none"),
        (f"{_ADA},{_GAS},,,,8,", "line 2, corrector_digits: the column corrector says there is none"),
        (
            f"{_ADA},{_GAS},,,90000,4,".replace(",no,1234", ",yes,1234"),
            "line 2, last_corrector: 90000 has more digits than the corrector (4)",
        ),
        (f"{_ADA},{_GAS},,,,,40007", "line 2, istat: “40007” is not a comune’s six digits"),
        (f"{_ADA},{_POWER},,meter,,,", "line 2, reads: only a gas supply (PDR) has it"),
    ],
)
def test_faults_in_optional_columns_are_named(tmp_path: Path, row: str, fault: str) -> None:
    """As those in any other."""
    file = csv_file(tmp_path, row, header=f"{HEADER},{','.join(OPTIONAL_COLUMNS)}")
    assert [found for found in _faults(file) if found.startswith(fault)] != [], _faults(file)


@pytest.mark.parametrize("head", ["", f"{HEADER}\n"], ids=["first", "second"])
def test_a_line_without_end_is_refused(tmp_path: Path, head: str) -> None:
    """It would fill the memory before its first value is known."""
    path = tmp_path / "endless.csv"
    path.write_text(head + "x" * 3 * 2**20)
    assert _faults(path) == ("it has a line of more than 1048575 characters",)


def test_a_source_without_end_is_refused() -> None:
    """A device for one."""
    assert _faults(Path("/dev/zero")) == ("it has a line of more than 1048575 characters",)


def test_a_long_value_is_quoted_in_part(tmp_path: Path) -> None:
    """A sentence about it is for a person to read."""
    (fault,) = _faults(csv_file(tmp_path, f"{_ADA.replace('it', 'x' * 5000)},{_GAS}"))
    assert len(fault) < 300


def test_of_very_many_faults_the_first_are_told() -> None:
    """All are kept, and so many are shown."""
    refused = FileRefused("a.csv", [f"line {line}: wrong" for line in range(1, 5001)])
    lines = str(refused).splitlines()
    assert (len(refused.faults), len(lines), lines[-1]) == (5000, 1002, "… and 4000 more")
