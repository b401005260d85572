"""Names that others wrote: what cannot be seen is dropped, what is long is cut, directions stay apart."""

import pytest

from handlers.shared.names import shown, tidied


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Casa", "Casa"),
        ("  Casa \u00a0 al\u3000mare\n", "Casa al mare"),
        ("Ca\u200bsa", "Casa"),
        ("\u202eCasa", "Casa"),
        ("\u2066Casa\u2069\ufeff", "Casa"),
        ("Ca\u00adsa\x00", "Casa"),
        ("Casa\U000e0041", "Casa"),
        ("Ca\u200dsa", "Casa"),
        ("🏠", "🏠"),
        ("👨\u200d👩\u200d👧 Casa", "👨\u200d👩\u200d👧 Casa"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b", ""),
        ("\u200d\u200d", ""),
        ("\u3164", ""),
        ("\u2800 \u2800", ""),
        ("\ufe0f", ""),
        ("\u2060\u00a0\u202e", ""),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_dropped(text: str, expected: str) -> None:
    """Blanks become one; nothing is left of a name that shows nothing. Once more changes nothing."""
    assert tidied(text) == expected
    assert tidied(expected) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Casa", "Casa"),
        ("בית", "\u2068בית\u2069"),
        ("بيت 12", "\u2068بيت 12\u2069"),
        ("\u202eCasa", "Casa"),
        ("x" * 100, "x" * 100),
        ("x" * 4200, "x" * 99 + "…"),
    ],
)
def test_how_a_name_stands_among_our_words(text: str, expected: str) -> None:
    """It cannot turn the sentence around it, nor fill the message."""
    assert shown(text) == expected
