"""``sportello faq learn|unlearn|export|insights|evaluate`` as staff use them."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner

from bot import config, wiring
from bot.cli import database, program
from bot.config import Settings
from bot.errors import NotLearned
from bot.services.questions import answers
from bot.services.questions.answers import Edit
from faq import book

ENTRIES = wiring.entries_path(Settings())
NUMBERS = Settings().numbers.model_dump()


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, on a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPORTELLO_DATABASE__URL", f"sqlite:///{tmp_path / 'own.db'}")


def sportello(*words: str) -> str:
    """Run a command that succeeds; gives what it says."""
    result = CliRunner().invoke(program.app, ["faq", *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_phrase_is_learned_exported_and_taken_back(tmp_path: Path) -> None:
    """A phrase that does no harm is kept, can be written into the book's files, and can be taken back."""
    phrase = "il sito si apre bene anche con safari"
    assert sportello("learn", "ed-browser", phrase).endswith(f"Learned for ed-browser: {phrase}\n")
    assert "already" in sportello("learn", "ed-browser", phrase)
    copy = tmp_path / "entries"
    shutil.copytree(ENTRIES, copy)
    assert sportello("export", "--entries", str(copy)).startswith("1 phrases written")
    assert sportello("export", "--entries", str(copy)).startswith("0 phrases written")
    before = (ENTRIES / "e-distribuzione.toml").read_text("utf-8").splitlines()
    after = (copy / "e-distribuzione.toml").read_text("utf-8").splitlines()
    assert [line.strip() for line in after if line not in before] == [f'"{phrase}",']
    assert [line for line in before if line not in after] == []
    assert sportello("unlearn", "ed-browser", phrase) == f"Forgotten for ed-browser: {phrase}\n"


def test_edited_answers_are_exported_and_nothing_else_changes(tmp_path: Path) -> None:
    """The newest answer stands in the file as it was typed, quotes included; phrases stay."""
    answer = 'Sì, con <b>ogni</b> programma.\n\nChiama {number.power_fault}, o "scrivi" \\ aspetta.'

    def edit(tx: Connection) -> None:
        now = wiring.utc_now()
        answers.save(tx, Edit("ed-browser", "Una volta.", 0, ""), "staff:ada", now)
        answers.save(tx, Edit("ed-browser", answer, 1, ""), "staff:ada", now)
        answers.save(tx, Edit("no-such-entry", "Mai.", 0, ""), "staff:ada", now)
        answers.save(tx, Edit("ed-register", "{number.nobody}", 0, ""), "staff:ada", now)

    database.write(config.load(None), edit)
    copy = tmp_path / "entries"
    shutil.copytree(ENTRIES, copy)
    assert sportello("export", "--entries", str(copy)).splitlines() == [
        "The answer of ed-register was left out: unknown number {number.nobody} in the answer.",
        f"0 phrases written to {copy}.",
        f"1 answers written to {copy}.",
    ]
    assert "0 answers written" in sportello("export", "--entries", str(copy))
    before, after = book.load(ENTRIES, NUMBERS), book.load(copy, NUMBERS)
    assert [entry.written for entry in after if entry.written != before[entry.id].written] == [answer]
    assert [entry.phrases for entry in after] == [entry.phrases for entry in before]


@pytest.mark.parametrize(
    ("entry_id", "phrase", "reason"),
    [
        ("no-such-entry", "qualcosa", "no entry no-such-entry"),
        ("ed-browser", "???", "needs words"),
        ("ed-browser", "scrivimi a ada@example.org", "could name somebody"),
        (
            "ed-browser",
            "Ho dimenticato la mia password per l'area riservata, come posso resettarla?",
            "ed-reset-password",
        ),
    ],
)
def test_an_unfit_phrase_is_refused_with_its_reason(entry_id: str, phrase: str, reason: str) -> None:
    """Unknown entries, empty and personal phrases, phrases of others and harmful ones are refused."""
    result = CliRunner().invoke(program.app, ["faq", "learn", entry_id, phrase])
    assert isinstance(result.exception, NotLearned)
    assert reason in str(result.exception)


def test_a_phrase_that_serves_people_worse_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The labelled questions beside the book are asked before and after; who would suffer is named."""
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "book.toml").write_text(
        '[[entry]]\nid = "plug"\nquestion = "Come aggiusto la presa?"\nanswer = "Non da solo."\n'
        '[[entry]]\nid = "lamp"\nquestion = "Come cambio la lampadina?"\nanswer = "Si svita."\n',
        "utf-8",
    )
    (tmp_path / "labelled").mkdir()
    (tmp_path / "labelled" / "ours.tsv").write_text("il forno non scalda\t-\tgap\n", "utf-8")
    monkeypatch.setenv("SPORTELLO_FAQ__ENTRIES", str(tmp_path / "entries"))
    result = CliRunner().invoke(program.app, ["faq", "learn", "plug", "il forno non scalda"])
    assert isinstance(result.exception, NotLearned)
    assert result.stdout == "worse   il forno non scalda: right -> wrong answer\n"
    assert sportello("insights").splitlines()[0] == "Asked in vain (0):"


def test_taking_back_what_was_never_learned_is_refused() -> None:
    """Nothing to forget is said, not passed over."""
    result = CliRunner().invoke(program.app, ["faq", "unlearn", "ed-browser", "mai detto"])
    assert isinstance(result.exception, NotLearned)


def test_insights_of_an_empty_desk_are_empty() -> None:
    """Before the first question there is nothing to read, and that is no fault."""
    assert sportello("insights").splitlines()[0] == "Asked in vain (0):"


def test_evaluate_prints_the_figures_and_draws_them(tmp_path: Path) -> None:
    """The table has a line a category, and the picture is SVG."""
    rows = tmp_path / "rows.tsv"
    rows.write_text(
        "password dimenticata area riservata\ted-reset-password\tplain\nche ore sono\t-\toos\n", "utf-8"
    )
    table = sportello("evaluate", str(rows), "--plot", "out.svg")
    assert [line.split()[0] for line in table.splitlines()[:4]] == ["category", "plain", "oos", "all"]
    assert (tmp_path / "out.svg").read_text("utf-8").startswith("<svg")
