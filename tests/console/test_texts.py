"""What pages make of texts: a message as a customer sees it, and the difference between two."""

import pytest

from bot.console.difference import Piece, difference
from bot.console.entries import FLAWS
from bot.console.telegram_html import bubble
from faq.answer import Flaw


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>A</b> &lt; B &amp; C", "<b>A</b> &lt; B &amp; C"),
        ("<strike>A</strike><tg-spoiler>B</tg-spoiler>", "<s>A</s><span>B</span>"),
        (
            '<a href="https://e.example/?a=1&amp;b=%22">A</a>',
            '<a href="https://e.example/?a=1&amp;b=%22" rel="noreferrer" target="_blank">A</a>',
        ),
        ('<a href="javascript:alert(1)">A</a>', "<a>A</a>"),
        ('<a href="//[">A</a>', "<a>A</a>"),
        ('<b onclick="x">A', "<b>A</b>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x>A</b>", "&lt;img src=x&gt;A&lt;/b&gt;"),
        ("<!-- A --><br/>", "&lt;!-- A --&gt;&lt;br/&gt;"),
    ],
)
def test_a_message_is_shown_with_nothing_in_it_that_runs(written: str, shown: str) -> None:
    """Telegram's own tags are kept without attributes; all else is text."""
    assert bubble(written) == shown


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("a b", "a b", [("same", "a b")]),
        ("a b c", "a x c", [("same", "a "), ("gone", "b"), ("new", "x"), ("same", " c")]),
        ("", "a", [("new", "a")]),
        ("a", "", [("gone", "a")]),
        ("", "", []),
    ],
)
def test_a_difference_names_whole_words(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    """What is the same and gone is the text before, what is the same and new the text after."""
    found = difference(before, after)
    assert found == tuple(Piece(*each) for each in pieces)
    assert "".join(piece.text for piece in found if piece.kind != "new") == before
    assert "".join(piece.text for piece in found if piece.kind != "gone") == after


def test_every_kind_of_fault_has_words_for_staff() -> None:
    """A flaw that the page could not name would be a blank sentence."""
    assert set(FLAWS) == set(Flaw)
