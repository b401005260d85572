"""The special characters of E-Distribuzione's password: the source names examples ("ad esempio"), no list."""

import html
import re
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

from bot.config import Settings
from bot.i18n import FOLDER, LANGUAGES
from bot.wiring import load_book
from handlers.recovery.portals import PASSWORD_RULES

_TAG: Final = re.compile(r"</?\w+>")
#: Three signs and more side by side, or the place where a sentence puts them.
_SIGNS: Final = re.compile(r"(?:[!@#$%^&*?+§](?:\s*,)?\s*){3,}|\{signs\}")
#: What has to stand right before them.
_AS_EXAMPLE: Final = re.compile(
    r"(?:ad esempio|per esempio|for example|such as|zum Beispiel|z\. ?B\.)\s*:?\s*$"
)
_CLOSED: Final = re.compile(
    r"\b(?:uno tra|una tra|uno di questi|solo|one of|only|eines von|eines der|nur)\b[^.]*$"
)


def _texts() -> list[str]:
    found = [entry.answer for entry in load_book(Settings())]
    for language in LANGUAGES:
        with (Path(FOLDER) / language / "LC_MESSAGES" / "messages.po").open("rb") as po:
            for message in read_po(po):
                for text in (message.id, message.string):
                    found += [text] if isinstance(text, str) else list(text or ())
    return [html.unescape(_TAG.sub("", text)) for text in found]


def _closed_lists(text: str) -> list[str]:
    """The places in which signs are named otherwise than as examples."""
    return [
        text
        for signs in _SIGNS.finditer(text)
        if not _AS_EXAMPLE.search(text[: signs.start()]) or _CLOSED.search(text[: signs.start()])
    ]


def test_no_text_names_the_characters_as_a_closed_list() -> None:
    """In the book, and in what the dialogs say in each language: who has another sign is not turned away."""
    texts = _texts()
    assert sum(_SIGNS.search(text) is not None for text in texts) > len(LANGUAGES)
    assert [found for text in texts for found in _closed_lists(text)] == []


def test_the_rules_of_a_password_name_the_source_s_signs() -> None:
    """Those of seed 000, and the sentence around them calls them examples."""
    assert html.unescape(str(PASSWORD_RULES.values["signs"])) == "<code>! @ # $ % ^ & +</code>"


@pytest.mark.parametrize(
    ("text", "is_closed"),
    [
        ("un carattere speciale (ad esempio ! @ # $)", False),
        ("a special character (for example {signs})", False),
        ("un carattere speciale: ! @ # $ % ^ & +", True),
        ("un carattere speciale tra ! @ # $", True),
        ("at least one of {signs}", True),
        ("solo i caratteri, ad esempio ! @ #", True),
    ],
)
def test_what_a_closed_list_is(text: str, *, is_closed: bool) -> None:
    """The law itself, tried on sentences."""
    assert bool(_closed_lists(text)) is is_closed
