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
        ("０２８６８０", "028680"),
        ("0️⃣2️⃣8️⃣6️⃣8️⃣0️⃣", "028680"),
        ("02\u201186\u201180", "028680"),
        ("02\u200b86\u206080", "028680"),
        ("\u202a028680\u202c", "028680"),
        ("02\u00a08680", "028680"),
        ("〝028680〞", "028680"),
        ("٠٢٨٦٨٠", "028680"),
        ("codice", None),
        ("", None),
    ],
)
def test_a_customer_code(typed: str, meant: str | None) -> None:
    """Six digits, with leading zeros; O is a zero and I a one; several in one message are none."""
    assert codes.customer_code(typed) == meant


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("001234", "001234"),
        ("001234 😀", "001234"),
        ("#001234", "001234"),
        ("sì, 001234", "001234"),
        ("dovrebbe essere 001234", "001234"),
        ("trovato! 001234", "001234"),
        ("bitte: 001234", "001234"),
        ("001234 €", None),
        ("00 12 34", "001234"),
        (" 001234 ", "001234"),
        ("il mio codice cliente è 001234", "001234"),
        ("codice cliente: 001 234", "001234"),
        ("1234", "1234"),
        ("00-1234", "001234"),
        ("001234?", "001234"),
        ("codice: 28680 grazie", "28680"),
        ("il codice è 28680 ok", "28680"),
        ("2868o", "28680"),
        ("048213170", "048213170"),
        ("028680 oppure 028681", None),
        ("ho ricevuto 48213170", None),
        ("non lo trovo", None),
        ("", None),
    ],
)
def test_the_digits_of_a_customer_code_are_read_with_their_zeros(text: str, digits: str | None) -> None:
    """Spaces and words around it are forgiven, zeros are kept."""
    assert codes.customer_digits(text) == digits


@pytest.mark.parametrize(("typed", "is_whole"), [("001234", True), ("1234", False), ("0012345", False)])
def test_a_customer_code_has_six_digits(typed: str, *, is_whole: bool) -> None:
    """Seed 002."""
    assert (codes.customer_code(typed) is not None) is is_whole


@pytest.mark.parametrize(
    "text",
    [
        "ho chiamato 803500 e non rispondono",
        "la bolletta del 15/02/20 non arriva",
        "ho pagato 1.234,56 ieri",
        "ho pagato 123.456 euro",
        "scrivo da ada028680@example.org",
        "oooooo",
        "il o lo",
        "ho 2 forniture, e adesso?",
        "2026-02-02T22:00:00",
        "tel 06 1234",
        "alle 10 30 15",
        "1",
    ],
)
def test_another_number_of_a_sentence_is_no_customer_code(text: str) -> None:
    """The help line, dates, sums, addresses and words of letters are left as they stand."""
    assert codes.customer_digits(text) is None
    assert codes.without_customer_codes(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("028680", ""),
        ("codice: 28680 grazie", ""),
        ("codice 028680 e Gatto-123!", "codice   e Gatto-123!"),
        ("028680 48213170 ok", "48213170 ok"),
        ("028680 oppure 028681", "  oppure  "),
    ],
)
def test_what_stands_beside_a_customer_code(text: str, rest: str) -> None:
    """It is what a secret is looked for in."""
    assert codes.without_customer_codes(text).split() == rest.split()


def test_a_long_message_is_read_at_once() -> None:
    """As long as Telegram allows, and as tangled as somebody likes."""
    for piece in ("1.", "O", "0 ", ". ", "ok ", "codice ", "028680,"):
        codes.without_customer_codes((piece * 4096)[:4096] + "x")


@pytest.mark.parametrize(
    ("argument", "number"),
    [
        ("7", 7),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, None),
        ("", None),
        ("-1", None),
        ("1x", None),
        ("٧", None),
    ],
)
def test_the_number_of_a_row(argument: str, number: int | None) -> None:
    """As our buttons write it; what a forged one holds beyond 18 digits fits no database."""
    assert codes.row_number(argument) == number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RSSMRA70A01X999U", "RSSMRA70A01X999U"),
        ("CF:RSSMRA70A01X999U", "RSSMRA70A01X999U"),
        ("CF RSSMRA 70A01 X999U", "RSSMRA70A01X999U"),
        ("(rssmra70a01x999u)", "RSSMRA70A01X999U"),
        ("«RSSMRA70A01X999U»!", "RSSMRA70A01X999U"),
        ("codice fiscale=RSSMRA70A01X999U", "RSSMRA70A01X999U"),
        ("C.F.RSSMRA70A01X999U", "RSSMRA70A01X999U"),
        ("CF-RSSMRA70A01X999U.", "RSSMRA70A01X999U"),
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
    [
        ("028680", True),
        ("(RSSMRA70A01X999)", True),
        ("028680!", True),
        ("12", True),
        ("RSSMRA70A01X999", True),
        ("dove lo trovo?", False),
        ("ciao", False),
    ],
)
def test_what_looks_like_a_code(typed: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    """A wrong code is told from a question, which the FAQ answers."""
    assert codes.is_code_like(typed) is is_one
