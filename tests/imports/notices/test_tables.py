"""The files of outages and replacements: good ones become notices, faults are told by line and column."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from bot.errors import FileRefused
from bot.imports import notice_files, outages, replacements
from bot.services.notices.notice import Notice, StreetRow
from tests.imports.notices.tables import OUTAGE, REPLACEMENT, span, table

_POD: Final = "IT001E12345678"
_PDR: Final = "00880012345678"


def _faults(path: Path) -> list[str]:
    with pytest.raises(FileRefused) as caught:
        notice_files.read(path)
    return list(caught.value.faults)


def test_lines_of_an_outage_lie_apart(tmp_path: Path) -> None:
    """Streets and points of all lines add up, in an order of their own, the same street joined."""
    other = {**OUTAGE, "notice_id": "C-2"}
    rows = [
        {**OUTAGE, "street": "Via Verdi", "numbers": "30/32"},
        other,
        {**OUTAGE, "street": "Via Roma", "numbers": "", "ranges": "ALL", "points": f"{_POD} it001e12345670"},
        {**OUTAGE, "street": "Via Verdi", "numbers": "1"},
        {**OUTAGE, "street": "Via Verdi", "numbers": "1", "utility": "Electricity"},
        {**OUTAGE, "street": "", "numbers": "", "points": _POD, "notice_date": "25/11/2026"},
    ]
    received = outages.read(table(tmp_path, *rows))
    first = received.notices[0]
    assert first == Notice(
        notice_id="C-1",
        kind="outage",
        version=1,
        status="published",
        utility="electricity",
        istat="040007",
        comune="Cesena",
        place="",
        streets=(
            StreetRow("Via Roma", "", "all"),
            StreetRow("Via Verdi", "1", "side"),
            StreetRow("Via Verdi", "30/32", "side"),
        ),
        points=("IT001E12345670", _POD),
        spans=(span("2026-12-03T08:00", "2026-12-03T12:30"),),
        reason="lavori",
        notice_date=date(2026, 11, 25),
    )
    assert outages.read(table(tmp_path, *rows[::-1])) == received


def test_columns_that_may_be_left_out(tmp_path: Path) -> None:
    """A file without the optional columns says what empty ones say."""
    short = {name: OUTAGE[name] for name in outages.COLUMNS}
    empty = {**OUTAGE, "reason": ""}
    assert outages.read(table(tmp_path, short)) == outages.read(table(tmp_path, empty))


def test_versions_of_a_notice_stand_apart(tmp_path: Path) -> None:
    """Each is a notice of its own, in the order of versions; the store keeps the highest."""
    rows = [{**OUTAGE, "version": version, "comune": f"V{version}"} for version in ("2", "10", "9")]
    received = outages.read(table(tmp_path, *rows))
    assert [(notice.version, notice.comune) for notice in received.notices] == [
        (2, "V2"),
        (9, "V9"),
        (10, "V10"),
    ]


def test_a_table_without_rows_says_that_nothing_is_planned(tmp_path: Path) -> None:
    """Its kind was heard of all the same."""
    path = tmp_path / "empty.CSV"
    path.write_text(",".join(replacements.COLUMNS), encoding="utf-8")
    received = notice_files.read(path)
    assert not received.notices
    assert received.kinds == {"replacement"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"notice_id": ""}, "line 2, notice_id: an empty value is not 1 to 64"),
        ({"notice_id": "C 1"}, "line 2, notice_id: “C 1” is not 1 to 64"),
        ({"notice_id": "C" * 65}, "line 2, notice_id: “CCC"),
        ({"notice_id": "è"}, "line 2, notice_id: “è”"),
        ({"version": "0"}, "line 2, version: “0” is no version"),
        ({"version": ""}, "line 2, version: an empty value"),
        ({"version": "1.0"}, "line 2, version: “1.0”"),
        ({"version": "-1"}, "line 2, version: “-1”"),
        ({"version": "9" * 9000}, "line 2, version: “999"),
        ({"version": "0" * 9000 + "1"}, "line 2, version: “000"),
        ({"version": "2147483648"}, "line 2, version: “2147483648”"),
        ({"status": "done"}, "line 2, status: “done” is none of published, changed"),
        ({"status": ""}, "line 2, status: an empty value"),
        ({"utility": "water"}, "line 2, utility: “water” is none of electricity, gas"),
        ({"istat": "40007"}, "line 2, istat: “40007” is not a comune’s six digits"),
        ({"comune": ""}, "line 2, comune: it is empty"),
        ({"comune": "x" * 201}, "line 2, comune: it is 201 characters long"),
        ({"street": "", "numbers": ""}, "line 2, street: the row names neither a street nor points"),
        ({"street": "", "numbers": "3"}, "line 2, numbers: there are numbers and no street"),
        ({"street": "*", "numbers": "3"}, "line 2, numbers: every street (*) has no numbers of its own"),
        ({"ranges": "odd"}, "line 2, ranges: “odd” is none of side, all"),
        ({"points": "IT001"}, "line 2, points: “IT001” is no POD"),
        ({"points": _PDR}, f"line 2, points: {_PDR} is a PDR, and the notice is about electricity"),
        ({"points": _POD, "utility": "gas"}, f"line 2, points: {_POD} is a POD, and the notice is about gas"),
        ({"spans": ""}, "line 2, spans: it is empty, and only a postponed or cancelled"),
        ({"spans": "2026-12-03T13:00/09:00"}, "line 2, spans: its end is not after its start"),
        ({"reason": "x" * 501}, "line 2, reason: it is 501 characters long"),
        ({"reason": "\x00"}, "line 2, reason: it holds a line break or another"),
        ({"notice_date": ""}, "line 2, notice_date: it is empty"),
        ({"notice_date": "morgen"}, "line 2, notice_date: “morgen” is no date"),
        ({"notice_date": "9999-12-31"}, "line 2, notice_date: “9999-12-31” is after 2100"),
        ({"urgent": "forse"}, "line 2, urgent: “forse” is neither yes nor no"),
        ({"test": "forse"}, "line 2, test: “forse” is neither yes nor no"),
    ],
)
def test_a_fault_of_an_outage_is_named(tmp_path: Path, changes: dict[str, str], fault: str) -> None:
    """By line and column, alone, saying what it should be."""
    (found,) = _faults(table(tmp_path, {**OUTAGE, **changes}))
    assert found.startswith(fault)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"status": "started"}, "line 2, status: “started” is none of published, changed"),
        ({"point": ""}, "line 2, point: an empty value is no POD"),
        ({"date": ""}, "line 2, date: date, from and to belong together"),
        ({"from": ""}, "line 2, date: date, from and to belong together"),
        ({"date": "", "from": "", "to": ""}, "line 2, date: it is empty, and only a postponed"),
        ({"from": "24:00", "to": "24:00"}, "line 2, date: its end is not after its start"),
        ({"from": "12:00", "to": "8:30"}, "line 2, date: its end is not after its start"),
        ({"to": "25:00"}, "line 2, to: “25:00” is no time"),
        ({"from": "8:60"}, "line 2, from: “8:60” is no time"),
        ({"company": "x" * 201}, "line 2, company: it is 201 characters long"),
        ({"check": "x" * 501}, "line 2, check: it is 501 characters long"),
        ({"notice_id": "?", "date": "x"}, "line 2, date: “x” is no date"),
    ],
)
def test_a_fault_of_a_replacement_is_named(tmp_path: Path, changes: dict[str, str], fault: str) -> None:
    """By line and column, saying what it should be."""
    assert _faults(table(tmp_path, {**REPLACEMENT, **changes}))[0].startswith(fault)


def test_points_of_a_replacement_add_up(tmp_path: Path) -> None:
    """Several lines are several points; a visit may end at 24:00."""
    rows = [{**REPLACEMENT, "to": "24:00", "point": point} for point in (_POD, "IT999E00401471", _POD)]
    (notice,) = replacements.read(table(tmp_path, *rows)).notices
    assert (notice.points, notice.spans) == (
        (_POD, "IT999E00401471"),
        (span("2026-12-09T07:30", "2026-12-09T23:00"),),
    )


def test_lines_of_a_notice_agree(tmp_path: Path) -> None:
    """Each line that says something else is named with its column, all at once; nothing is taken."""
    rows = [OUTAGE, {**OUTAGE, "comune": "Forlì", "test": "yes"}, {**OUTAGE, "version": "0"}, OUTAGE]
    assert _faults(table(tmp_path, *rows)) == [
        "line 3, comune: version 1 of C-1 has another one on line 2",
        "line 3, test: version 1 of C-1 has another one on line 2",
        "line 4, version: “0” is no version; the first is 1, then 2, …",
    ]
    mixed = [REPLACEMENT, {**REPLACEMENT, "point": _PDR, "to": "11:00"}]
    assert _faults(table(tmp_path, *mixed)) == [
        "line 3, point: version 1 of S-1 is of another utility on line 2",
        "line 3, date, from or to: version 1 of S-1 has another one on line 2",
    ]


def test_every_street_may_say_all_numbers(tmp_path: Path) -> None:
    """`*` with «tutti» is every street, said twice."""
    (notice,) = outages.read(table(tmp_path, {**OUTAGE, "street": "*", "numbers": "Tutti"})).notices
    assert notice.streets == (StreetRow("*", "", "side"),)


def test_a_cell_of_several_lines_is_one_text(tmp_path: Path) -> None:
    """A spreadsheet breaks long lists of numbers."""
    (notice,) = outages.read(table(tmp_path, {**OUTAGE, "numbers": "da 2\na 18,\r\n 20"})).notices
    assert notice.streets[0].numbers == "da 2 a 18, 20"


@pytest.mark.parametrize("name", ["outages.csv", "replacements.csv", "notices.json"])
def test_the_examples_of_the_documentation(name: str) -> None:
    """They have no faults."""
    assert notice_files.read(Path(__file__).parents[3] / "docs" / "examples" / name).notices


def test_a_table_of_neither_kind(tmp_path: Path) -> None:
    """Unknown columns are named."""
    path = tmp_path / "other.csv"
    path.write_text("notice_id,name\n", encoding="utf-8")
    assert _faults(path) == ["line 1: unknown columns: name"]


def test_points_alone_need_no_comune(tmp_path: Path) -> None:
    """A point says where it is; a street does not."""
    changes = {"comune": "", "street": "", "numbers": "", "points": "IT001E12345678"}
    (notice,) = outages.read(table(tmp_path, {**OUTAGE, **changes})).notices
    assert (notice.comune, notice.streets, notice.points) == ("", (), ("IT001E12345678",))
