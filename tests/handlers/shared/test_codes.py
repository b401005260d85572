"""Codes as people type them."""

import pytest

from handlers.shared import codes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("028680", "028680"),
        (" 02 86 80 ", "028680"),
        ("O2868o", "028680"),
        ("0286l0", "028610"),
        ("il mio è 028680, grazie", "028680"),
        ("028680 oppure 028681", None),
        ("28680", None),
        ("0286801", None),
        ("٠٢٨٦٨٠", None),
        ("codice", None),
        ("", None),
    ],
)
def test_a_customer_code(typed: str, meant: str | None) -> None:
    """Six digits, with leading zeros; O is a zero and I a one; several in one message are none."""
    assert codes.customer_code(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RSSMRA70A01X999U", "RSSMRA70A01X999U"),
        ("rssmra 70a01 x999u", "RSSMRA70A01X999U"),
        ("R55MRA70A01X999U", None),
        ("RSSMRA7OAOIX999U", "RSSMRA70A01X999U"),
        ("RSSMRA70A01X999V", None),
        ("RSSMRALMALMX999T", None),
        ("00000010017", "00000010017"),
        ("IT 0000001OOI7", "00000010017"),
        ("00000010018", None),
        ("è RSSMRA70A01X999U.", "RSSMRA70A01X999U"),
        ("\u0660" * 11, None),
        ("", None),
    ],
)
def test_a_tax_code(typed: str, meant: str | None) -> None:
    """Slips are forgiven where only one reading is possible, and the check character must fit."""
    assert codes.tax_code(typed) == meant


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("028680", True), ("12", True), ("RSSMRA70A01X999", True), ("dove lo trovo?", False), ("ciao", False)],
)
def test_what_looks_like_a_code(typed: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    """A wrong code is told from a question, which the FAQ answers."""
    assert codes.is_code_like(typed) is is_one
