"""Notices as JSON: the same laws as the tables, faults by path, nothing that programs read differently."""

import json
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DocumentRefused, FileRefused
from bot.imports import notice_values, notices_json, outages, replacements
from bot.imports.notice_models import Outage, Replacement
from tests.imports.notices.tables import table

_EXAMPLE: Final = Path(__file__).parents[3] / "docs" / "examples" / "notices.json"
_DOCUMENT: Final = json.loads(_EXAMPLE.read_text(encoding="utf-8"))


def _changed(*changes: tuple[tuple[str | int, ...], Any]) -> bytes:
    """The example with values set at their paths; ``...`` takes a key away."""
    document = deepcopy(_DOCUMENT)
    for (*way, last), value in changes:
        place: Any = document
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return json.dumps(document).encode()


def _faults(document: bytes) -> list[tuple[str, str]]:
    with pytest.raises(DocumentRefused) as caught:
        notices_json.parse(document)
    return list(caught.value.faults)


def test_the_example_says_what_the_tables_say() -> None:
    """The three examples of the documentation are about the same works."""
    received = notices_json.read(_EXAMPLE)
    by_table = [
        *outages.read(_EXAMPLE.with_name("outages.csv")).notices,
        *replacements.read(_EXAMPLE.with_name("replacements.csv")).notices[:1],
    ]
    assert list(received.notices) == by_table
    assert received.kinds == {"outage", "replacement"}


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("sent",), ..., ("sent", "it is missing")),
        (("sent",), "gestern", ("sent", "“gestern” is no date and time")),
        (("more",), 1, ("more", "there is no such key")),
        (("notices",), ..., ("notices", "it is missing")),
        (("notices",), {}, ("notices", "Input should be a valid list")),
        (("notices", 0), [], ("notices[0]", "it is no object")),
        (("notices", 0, "kind"), ..., ("notices[0].kind", "it is none of outage, replacement")),
        (("notices", 0, "kind"), ["outage"], ("notices[0].kind", "it is none of")),
        (("notices", 0, "more"), 1, ("notices[0].more", "there is no such key")),
        (("notices", 0, "notice_id"), "a b", ("notices[0].notice_id", "“a b” is not 1 to 64")),
        (("notices", 0, "notice_id"), 7, ("notices[0].notice_id", "Input should be a valid string")),
        (("notices", 0, "version"), "1", ("notices[0].version", "Input should be a valid integer")),
        (("notices", 0, "version"), True, ("notices[0].version", "Input should be a valid integer")),
        (("notices", 0, "version"), 1.0, ("notices[0].version", "Input should be a valid integer")),
        (("notices", 0, "version"), 0, ("notices[0].version", "Input should be greater")),
        (("notices", 0, "status"), "done", ("notices[0].status", "Input should be 'published'")),
        (("notices", 2, "status"), "started", ("notices[2].status", "Input should be 'published'")),
        (("notices", 0, "istat"), "123", ("notices[0].istat", "“123” is not a comune’s six digits")),
        (("notices", 0, "comune"), "", ("notices[0].comune", "it is empty")),
        (
            ("notices", 0, "comune"),
            None,
            ("notices[0].comune", "it is empty, and only a notice that names points"),
        ),
        (("notices", 1, "streets"), [], ("notices[1].streets", "the notice names neither a street")),
        (("notices", 0, "streets", 0, "street"), "", ("notices[0].streets[0].street", "it is empty")),
        (("notices", 0, "streets", 0, "numbers"), 3, ("notices[0].streets[0].numbers", "Input should be a")),
        (("notices", 1, "streets", 0, "numbers"), "3", ("notices[1].streets[0].numbers", "every street (*)")),
        (("notices", 0, "points", 0), "00880012345678", ("notices[0].points[0]", "00880012345678 is a PDR")),
        (("notices", 2, "points", 1), "00880012345678", ("notices[2].points[1]", "00880012345678 is a PDR")),
        (("notices", 2, "points"), [], ("notices[2].points", "it is empty")),
        (("notices", 0, "spans"), [], ("notices[0].spans", "it is empty, and only a postponed")),
        (("notices", 0, "spans", 0, "end"), "08:00", ("notices[0].spans[0]", "its end is not after")),
        (("notices", 1, "spans", 1, "start"), "2026-12-04T06:00", ("notices[1].spans", "2026-12-03T22:00Z")),
        (("notices", 0, "notice_date"), "", ("notices[0].notice_date", "it is empty")),
        (("notices", 0, "urgent"), "yes", ("notices[0].urgent", "Input should be a valid boolean")),
        (("notices", 2, "from"), "9 Uhr", ("notices[2].from", "“9 Uhr” is no time")),
        (("notices", 2, "from"), None, ("notices[2].date", "date, from and to belong together")),
        (("notices", 1, "notice_id"), "SOST-2026-3012", ("notices[2].notice_id", "notices[1] has it, and")),
        (("notices", 0, "reason"), "\ud800", ("", "it holds half a character")),
    ],
)
def test_a_fault_is_named_by_its_path(
    path: tuple[str | int, ...], value: object, fault: tuple[str, str]
) -> None:
    """One fault, at its place in the document, in a sentence."""
    ((where, words),) = _faults(_changed((path, value)))
    assert (where, words[: len(fault[1])]) == fault


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Those of one value and those of values together, of every notice; a file is refused with all."""
    document = _changed(
        (("notices", 0, "istat"), "1"), (("notices", 1, "spans"), []), (("notices", 2, "points", 0), "x")
    )
    assert [path for path, _ in _faults(document)] == [
        "notices[0].istat",
        "notices[1].spans",
        "notices[2].points[0]",
    ]
    path = tmp_path / "notices.json"
    path.write_bytes(document)
    with pytest.raises(FileRefused, match=r"3 faults:\nnotices\[0\].istat: “1”"):
        notices_json.read(path)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "it is no JSON"),
        (b"{", "it is no JSON"),
        (b"\xff", "it is not UTF-8"),
        (b'{"sent": NaN}', "it holds NaN"),
        (b'{"sent": -Infinity}', "it holds -Infinity"),
        (b'{"sent": 1e999}', "it holds a number too large"),
        (b'{"sent": ' + b"9" * 9000 + b"}", "it holds a number too large"),
        (b'{"sent": 1, "sent": 2}', "it holds a key twice: 'sent'"),
        (b'{"sent": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "it is nested too deeply"),
        (b"[]", "Input should be a valid dictionary or instance"),
    ],
)
def test_what_has_no_one_meaning_is_refused(document: bytes, words: str) -> None:
    """Also what could stop the process."""
    ((path, found),) = _faults(document)
    assert (path, found[: len(words)]) == ("", words)


def test_an_empty_list_says_that_nothing_is_planned() -> None:
    """Of both kinds."""
    received = notices_json.parse(b'\xef\xbb\xbf{"sent": "2026-11-25T10:00", "notices": []}')
    assert not received.notices
    assert received.kinds == {"outage", "replacement"}


def test_the_same_notice_twice() -> None:
    """Said alike it is one; with other content it is a fault; another version is a notice of its own."""
    first = _DOCUMENT["notices"][0]
    alike = {"sent": "2026-11-25T10:00", "notices": [first, {**first, "streets": first["streets"][::-1]}]}
    received = notices_json.parse(json.dumps(alike).encode())
    assert len(received.notices) == 1
    other = {**alike, "notices": [first, {**first, "reason": "altro"}]}
    assert _faults(json.dumps(other).encode()) == [
        ("notices[1]", "the same notice and version has other content at notices[0]")
    ]
    higher = {**alike, "notices": [{**first, "version": 3}, first]}
    received = notices_json.parse(json.dumps(higher).encode())
    assert [notice.version for notice in received.notices] == [1, 3]


def test_the_models_know_every_status() -> None:
    """What a table may say as status, JSON may say too."""
    assert get_args(Outage.model_fields["status"].annotation) == notice_values.OUTAGE_STATUSES
    assert get_args(Replacement.model_fields["status"].annotation) == notice_values.REPLACEMENT_STATUSES


_WORDS = st.sampled_from(["Cesena", "Bozen/Bolzano", "Sant’Angelo  di  Sopra", "Forlì"])
_CLOCK = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda time: "{:02}:{:02}".format(*time))
_STREET = st.fixed_dictionaries(
    {
        "street": st.sampled_from(["Via Verdi", "V.le Roma", "*"]),
        "numbers": st.just(""),
        "ranges": st.sampled_from(["side", "all"]),
    }
) | st.fixed_dictionaries(
    {
        "street": st.sampled_from(["Via Verdi", "Corso  Cavour"]),
        "numbers": st.sampled_from(["da 1 a 39", "14ap, SN", "90;90B;", "??"]),
        "ranges": st.just("side"),
    }
)
_OUTAGES = st.fixed_dictionaries(
    {
        "notice_id": st.from_regex(rf"\A{notice_values.NOTICE_ID}\Z"),
        "version": st.integers(1, 2**31 - 1),
        "status": st.sampled_from(notice_values.OUTAGE_STATUSES),
        "istat": st.from_regex(r"\A([0-9]{6})?\Z"),
        "comune": _WORDS,
        "place": st.just("") | _WORDS,
        "streets": st.lists(_STREET, min_size=1, max_size=4),
        "points": st.lists(st.from_regex(r"\AIT[0-9]{3}E[0-9]{8}[0-9A-Z]?\Z"), max_size=3),
        "spans": st.dates()
        .filter(lambda day: 1950 < day.year < 2100)
        .flatmap(
            lambda day: _CLOCK.map(
                lambda clock: [
                    {"start": f"{day}T{clock}", "end": "PT2H"},
                    {"start": f"{day}T{clock}Z", "end": f"{day.replace(year=day.year + 1, day=1)}T24:00"},
                ][day.day % 2 :][:1]
            )
        ),
        "reason": st.just("") | _WORDS,
        "notice_date": st.sampled_from(["2026-11-25", "2026-12-01"]),
        "urgent": st.booleans(),
        "test": st.booleans(),
    }
)


@given(_OUTAGES)
def test_an_outage_is_the_same_as_table_and_as_json(outage: dict[str, Any]) -> None:
    """Whatever a notice says, both forms give the same value."""
    document = {"sent": "2026-11-25T10:00", "notices": [{"kind": "outage", **outage}]}
    shared = {name: str(value) for name, value in outage.items() if name not in {"streets", "points"}}
    shared["spans"] = " ".join(f"{span['start']}/{span['end']}" for span in outage["spans"])
    shared |= {name: "yes" if outage[name] else "no" for name in ("urgent", "test")}
    rows = [{**shared, **street, "points": " ".join(outage["points"])} for street in outage["streets"]]
    with TemporaryDirectory() as folder:
        by_table = outages.read(table(Path(folder), *rows[::-1]))
    assert by_table.notices == notices_json.parse(json.dumps(document).encode()).notices
