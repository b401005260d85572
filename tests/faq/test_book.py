"""The book: what is read, and every gap for which a book is refused."""

from pathlib import Path

import pytest

from faq.book import BookError, Entry, load

ENTRY = '[[entry]]\nid = "one"\nquestion = "Come?"\nanswer = "Così."\n'


def _book(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "book.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_entry_is_read_with_its_defaults(tmp_path: Path) -> None:
    """Three keys are enough."""
    assert tuple(load(_book(tmp_path, ENTRY))) == (Entry("one", "Come?", "Così."),)


def test_a_folder_is_one_book(tmp_path: Path) -> None:
    """All files of a folder count together, in order of name."""
    _book(tmp_path, ENTRY)
    (tmp_path / "a.toml").write_text(ENTRY.replace('"one"', '"two"'), encoding="utf-8")
    assert [entry.id for entry in load(tmp_path)] == ["two", "one"]


def test_numbers_are_filled_in(tmp_path: Path) -> None:
    """A place for a number takes what the configuration says, safe for HTML."""
    text = ENTRY.replace("Così.", "Chiama {number.fault}.")
    assert load(_book(tmp_path, text), {"fault": "1 & 2"})["one"].answer == "Chiama 1 &amp; 2."


def test_plain_text_is_made_safe(tmp_path: Path) -> None:
    """A bare sign of plain text is escaped, an entity and a tag stay."""
    text = ENTRY.replace("Così.", "<b>A</b> < B & C &amp; D")
    assert load(_book(tmp_path, text))["one"].answer == "<b>A</b> &lt; B &amp; C &amp; D"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no entry"),
        ("[[entry]", "not readable as TOML"),
        ("entry = 3", "must be written as [[entry]] tables"),
        (ENTRY + "[other]\n", 'unknown key "other"'),
        (ENTRY + ENTRY, "the id is already used"),
        (ENTRY.replace('question = "Come?"\n', ""), '"question" is missing'),
        (ENTRY.replace("Così.", " "), '"answer" is empty'),
        (ENTRY.replace('"Come?"', "3"), '"question" must be a text'),
        (ENTRY.replace('"one"', '"o|e"'), '"id" must be up to 40 plain characters'),
        (ENTRY + "portal = 3\n", '"portal" must be a text'),
        (ENTRY + 'tags = "luce"\n', '"tags" must be a list'),
        (ENTRY + 'phrases = [""]\n', '"phrases" must be a list'),
        (ENTRY + 'colour = "red"\n', 'unknown key "colour"'),
        (ENTRY + 'related = ["two"]\n', 'related entry "two" does not exist'),
        (ENTRY.replace("Così.", "à" * 4097), "4097 characters"),
        (ENTRY.replace("Così.", "{number.fire}"), "unknown number {number.fire}"),
        (ENTRY.replace("Così.", "<p>x</p>"), "refuses the tag <p>"),
        (ENTRY.replace("Così.", "<br/>"), "refuses the tag <br/>"),
        (ENTRY.replace("Così.", "<b>x"), "leaves <b> open"),
        (ENTRY.replace("Così.", "x</b>"), "</b> closes nothing"),
        (ENTRY.replace("Così.", "<b><i>x</b></i>"), "</b> closes nothing"),
        (ENTRY.replace("Così.", "<a>x</a>"), "without href"),
        (ENTRY.replace("Così.", "<b style='x'>x</b>"), 'attribute "style"'),
        (ENTRY.replace("Così.", "<!-- x -->"), "refuses a comment"),
    ],
)
def test_a_book_with_a_gap_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    """The fault names the file and says what is wrong."""
    file = _book(tmp_path, text)
    with pytest.raises(BookError) as refused:
        load(file)
    assert any(str(file) in fault and sentence in fault for fault in refused.value.faults)


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    """Who mends a book sees everything that is wrong with it."""
    with pytest.raises(BookError) as refused:
        load(_book(tmp_path, '[[entry]]\nid = "a"\n[[entry]]\nid = "b"\n'))
    assert len(refused.value.faults) == 4


def test_a_path_to_nowhere_is_refused(tmp_path: Path) -> None:
    """A missing file is a fault like any other."""
    with pytest.raises(BookError, match="no such file or folder"):
        load(tmp_path / "none.toml")
