"""Labelled files and the figures over them."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from faq import weights
from faq.book import Book, Entry
from faq.examine import tune
from faq.examine.evaluate import LabelError, Row, evaluate, read_rows, table
from faq.examine.picture import plot
from faq.matcher import Matcher

_FAQ: Final = Path(tune.__file__).parents[1]
_KEPT: Final = 12
BOOK = Book(
    (
        Entry("shop-pay", "Come pago il conto?", "Alla cassa.", phrases=("pagare il conto",)),
        Entry("shop-open", "A che ora aprite il negozio?", "Alle nove.", phrases=("orario del negozio",)),
    )
)


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "rows.tsv"
    file.write_text(text, encoding="utf-8")
    return file


def test_rows_are_read(tmp_path: Path) -> None:
    """Bars or commas, whole ids or their endings, with or without a category, a dash for none."""
    text = "# note\n\npago?\tshop-pay|open\tplain\norari\topen,pay\nluna\t-\toos\n"
    both = frozenset({"shop-pay", "shop-open"})
    assert read_rows(_file(tmp_path, text), BOOK) == [
        Row("pago?", both, "plain"),
        Row("orari", both, "question"),
        Row("luna", frozenset(), "oos"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no row"),
        ("solo una colonna\n", "line 1: needs query, ids and category"),
        ("x\tshop-pay\tplain\ny\tnope\tplain\n", 'line 2: the book has no entry "nope"'),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """The sentence names the line; nothing is taken."""
    with pytest.raises(LabelError, match=sentence):
        read_rows(_file(tmp_path, text), BOOK)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """It cannot be read, and that is said."""
    with pytest.raises(LabelError, match="cannot be read"):
        read_rows(tmp_path / "none.tsv", BOOK)


def test_figures() -> None:
    """Shares of the rows with an entry, false answers of the others."""
    rows = [
        Row("come pago il conto", frozenset({"shop-pay"}), "plain"),
        Row("a che ora aprite il negozio", frozenset({"shop-open"}), "plain"),
        Row("come si fotografa la luna", frozenset(), "oos"),
    ]
    report = evaluate(Matcher(BOOK), rows)
    assert (report.total.first, report.total.among, report.total.without) == (1.0, 1.0, 1)
    assert [name for name, _ in report.categories] == ["plain", "oos"]
    assert report.total.right + report.total.suggested + report.total.wrong + report.total.silent == 1.0
    assert report.total.c_at_1 == report.total.right * (2 - report.total.right - report.total.wrong)


def test_the_table_and_the_picture_are_whole() -> None:
    """A line a category, and a picture that any browser reads."""
    report = evaluate(Matcher(BOOK), [Row("pago il conto", frozenset({"shop-pay"}), "plain")])
    lines = table(report).splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["category", "plain", "all"]
    assert ET.fromstring(plot(report)).tag.endswith("svg")  # noqa: S314  - our own picture


def _shortened_book(folder: Path) -> set[str]:
    """Write the first entries of each of our files; return their ids. The matcher is built fifty times."""
    folder.mkdir()
    kept: set[str] = set()
    for file in (_FAQ / "entries").glob("*.toml"):
        head, *entries = re.split(r"(?m)^(?=\[\[entry\]\])", file.read_text(encoding="utf-8"))
        text = re.sub(r"(?m)^related = .*$", "", "".join(entries[:_KEPT]))
        (folder / file.name).write_text(head + text, encoding="utf-8")
        kept |= set(re.findall(r'(?m)^id = "(.+)"$', text))
    return kept


def test_the_weights_can_be_tuned_again(tmp_path: Path) -> None:
    """The command writes a file that reads back as what it says."""
    out, entries = tmp_path / "weights.toml", tmp_path / "entries"
    kept = _shortened_book(entries) | {"-"}
    lines = (_FAQ / "labelled" / "tune.tsv").read_text(encoding="utf-8").splitlines()
    about = [line for line in lines if "\t" in line and set(line.split("\t")[1].split("|")) <= kept]
    few = _file(tmp_path, "\n".join(about[::3]))
    assert tune.main(["--entries", str(entries), "--labelled", str(few), "--out", str(out)]) == 0
    assert weights.dump(weights.load(out)) == out.read_text(encoding="utf-8")


def test_tuning_refuses_a_faulty_file(tmp_path: Path) -> None:
    """Exit code 2 and the sentence."""
    assert tune.main(["--labelled", str(_file(tmp_path, "x\n")), "--out", str(tmp_path / "w")]) == 2
