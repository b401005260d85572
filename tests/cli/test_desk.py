"""``sportello desk …``: the report, and the transcript of a case; an unknown case is one sentence."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from bot.cli.program import app, main
from bot.services.desk import transcript
from bot.storage.engine import Database
from tests.conftest import empty_database
from tests.support.cases import add_case, add_entry, rome

_TEN: Final = rome("2026-01-15 10:00")


def _write(tx: Connection) -> int:
    number = add_case(
        tx,
        _TEN,
        state="closed",
        ending="operator",
        closing_words="risolto",
        closed_at=_TEN + timedelta(hours=1),
        first_answered_at=_TEN + timedelta(minutes=5),
        stars=2,
        comment="lento",
        subject="Contatore",
    )
    asked = add_entry(
        tx,
        number,
        "customer",
        _TEN,
        html="il <b>contatore</b> &amp; io\n\x1b[2Jqui",
        earlier=[["2026-01-15T09:01:00+00:00", "il contatroe"]],
        edited_at=_TEN + timedelta(minutes=1),
        reactions={"operator": "👍"},
    )
    add_entry(
        tx, number, "note", _TEN + timedelta(minutes=2), html="è Ada", operator_name="Olga", state="kept"
    )
    add_entry(
        tx,
        number,
        "operator",
        _TEN + timedelta(minutes=5),
        html='Vedi <a href="https://example.org/a">qui</a>',
        operator_name="Olga",
        reply_to=asked,
        withdrawn_at=_TEN + timedelta(minutes=9),
        state="withdrawn",
    )
    add_entry(
        tx, number, "operator", _TEN + timedelta(minutes=10), kind="voice", state="failed", fault="no_voice"
    )
    add_entry(tx, number, "bot", _TEN + timedelta(hours=1), html="Chiuso", state="waiting")
    return number


_TEXT: Final = """\
Case 1: wish, closed
Subject: Contatore
Opened 2026-01-15 10:00
First answered 2026-01-15 10:05
Closed 2026-01-15 11:00 (operator, risolto)
Stars: 2 of 5: lento

1. 2026-01-15 10:00 Customer
    il contatore & io
    [2Jqui
    (until 2026-01-15 10:01 it said: il contatroe)
    (operator reacted with 👍)

2. 2026-01-15 10:02 Note of the operator Olga
    è Ada

3. 2026-01-15 10:05 Operator Olga, answers 1
    Vedi qui (https://example.org/a)
    (withdrawn 2026-01-15 10:09)

4. 2026-01-15 10:10 Operator [voice]
    (did not arrive: no_voice)

5. 2026-01-15 11:00 Bot
    Chiuso
    (has not arrived yet)
"""


async def test_a_transcript_has_all_that_was_written(database: Database) -> None:
    """Both sides in order with what became of each line; nothing in it commands a terminal."""
    number = await database.write(_write)
    found = await database.read(lambda tx: transcript.read(tx, number))
    assert found is not None
    assert transcript.as_text(found) == _TEXT
    first = json.loads(json.dumps(found))["entries"][0]
    assert (first["side"], first["earlier"]) == (
        "customer",
        [{"until": "2026-01-15T09:01:00+00:00", "html": "il contatroe"}],
    )
    assert await database.read(lambda tx: transcript.read(tx, number + 1)) is None


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with one case, where the command line finds it."""
    monkeypatch.chdir(tmp_path)
    with empty_database(request, "sqlite", tmp_path) as url:
        monkeypatch.setenv("SPORTELLO_DATABASE__URL", url)
        database = Database(url)
        with database.engine.begin() as tx:
            _write(tx)
        database.close()
        yield url


@pytest.mark.usefixtures("address")
def test_the_commands_answer() -> None:
    """For people and for programs."""

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["desk", *words])
        assert done.exit_code == 0
        return done.output

    assert run("export", "1") == run("export", "#1") == _TEXT
    assert json.loads(run("export", "1", "--json"))["stars"] == 2
    report = json.loads(run("report", "--since", "2026-01-15", "--json"))
    assert (report["cases"], report["reasons"], report["first_answer_s"]["median"]) == (1, {"wish": 1}, 300.0)
    assert json.loads(run("report", "--since", "2026-01-16", "--json"))["cases"] == 0
    first, second, *_ = run("report", "--since", "2026-01-15").splitlines()
    assert first == "Cases: 1 opened, 0 without an answer of a person"
    times = "median 5 min, 90 % within 5 min"
    assert second == f"First answer: {times} of the desk's hours; {times} by the clock"


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize("case", ["7", "zero", "1.0", "9" * 40, "0", "¹"])
def test_an_unknown_case_is_one_sentence(
    case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, nothing on standard output, whatever was typed."""
    monkeypatch.setattr("sys.argv", ["sportello", "desk", "export", case])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err) == (2, "", f"There is no case {case}.\n")
