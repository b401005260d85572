"""Numbers that people call in need are told from readings."""

import pytest

from handlers.readings import numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("112", "112"),
        ("803500", "803500"),
        ("803 123", "803123"),
        ("chiamo 803.123", "803123"),
        ("800 123 456", "800123456"),
        ("la lettura è 803123", None),
        ("00803123", None),
        ("80312", None),
        ("800123", None),
        ("3017", None),
    ],
)
def test_a_number_to_call_is_asked_about(text: str, number: str | None) -> None:
    """Emergency numbers and freephone numbers, however they are grouped, unless they are called a reading."""
    assert numbers.to_call(text) == number
