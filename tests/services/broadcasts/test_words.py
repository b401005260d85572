"""What a person gets: their language, their name, the buttons; and what of it is missing."""

from pathlib import Path
from typing import Any, Final

import pytest

from bot.i18n import CallbackButton
from bot.services.broadcasts.broadcast import LinkButton
from bot.services.broadcasts.words import Reader, Words
from bot.storage.parcels import Deletion, Message, PostEdit, PostPhoto
from tests.support.broadcastroom import draft

_TEXTS: Final = {"it": "Ciao {name}", "de": "Hallo {name}"}
_LINK: Final = LinkButton("https://example.org/", {"it": "Leggi"})


def _words(**values: Any) -> Words:  # noqa: ANN401 - any field of a draft
    made = draft(**({"texts": _TEXTS} | values))
    return Words(made, Path("/pictures"), lambda language: CallbackButton(f"Basta ({language})", "/x"))


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (Reader("it", "Ada"), "Ciao Ada"),
        (Reader("de", "Ada"), "Hallo Ada"),
        (Reader("en", "Ada"), "Ciao Ada"),
        (Reader("it", "<b>\"'&"), "Ciao &lt;b&gt;&quot;&#x27;&amp;"),
        (Reader("it", "\u200b"), "Ciao "),
    ],
)
def test_everybody_reads_it_in_their_language_with_their_name(reader: Reader, text: str) -> None:
    """A name is what somebody wrote of themselves: it never becomes markup."""
    assert _words().content(reader) == Message(text, ())


def test_only_promotional_messages_carry_their_way_out() -> None:
    """Below the links, in the reader's language."""
    rows = [
        [[button.label for button in row] for row in content.rows]
        for purpose in ("service", "promotional")
        if isinstance(
            content := _words(purpose=purpose, buttons=(_LINK,)).content(Reader("de", "A")), Message
        )
    ]
    assert rows == [[["Leggi"]], [["Leggi"], ["Basta (de)"]]]


def test_each_kind_is_a_delivery_of_its_own() -> None:
    """A picture is a post; a correction needs the message that it is about."""
    had, none = Reader("it", "A", message_id=7), Reader("it", "A")
    assert _words(picture="p.png").content(none) == PostPhoto("Ciao A", (), path="/pictures/p.png")
    edit = _words(kind="edit", parent_id=1, picture="p.png")
    assert edit.content(had) == PostEdit("Ciao A", (), message_id=7, below_picture=True)
    delete = _words(kind="delete", parent_id=1, texts={})
    assert (delete.content(had), delete.content(none), edit.content(none)) == (Deletion(7), None, None)


def test_what_a_person_would_miss_is_named() -> None:
    """Language, name, label and picture, before anything is sent."""
    words = _words(buttons=(_LINK,), picture="p.png", texts={"it": "Ciao {name}"})
    assert words.missing(Reader("de", "")) == [
        "no text in de: they read it in it",
        "no first name for {name}",
        "no label in de for the button to https://example.org/",
        "no picture p.png in /pictures",
    ]
    assert _words().missing(Reader("it", "Ada")) == []
