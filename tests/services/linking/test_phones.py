"""Telephone numbers: what people and spreadsheets write is read whole, or not at all."""

import pytest

from bot.services.linking.phones import e164


@pytest.mark.parametrize(
    "value",
    [
        "+393331234567",
        "3331234567",
        "333 123 4567",
        "333\u00a0123\u00a04567",
        "333-123-4567",
        "333\u2011123\u20114567",
        "333.123.4567",
        "333/1234567",
        "0039 333 1234567",
        "+39 333 1234567",
        "(+39) 333 1234567",
    ],
)
def test_a_number_in_any_usual_form(value: str) -> None:
    """Blanks, dashes, dots and a code of the country do not make another number."""
    assert e164(value) == "+393331234567"


@pytest.mark.parametrize(
    "value",
    [
        "333123456O",
        "33312345l7",
        "333123456o7",
        "333 123456 casa",
        "Ada 3331234567",
        "800-FLOWERS",
        "333CASAMIA",
        "3331234567 int. 12",
        "3331234567x12",
        "3331234567;ext=12",
        "tel:+393331234567",
        "3331234567#12",
        "3331234567,12",
        "3331234567*",
        "333123456?",
        "333_1234567",
        "333+1234567",
        "++393331234567",
        "３３３１２３４５６７",
        "333123456７",
        "333123456٧",
        "333123456²",
        "333\u200b1234567",
        "3.331E+09",
        "333123456.0",
        "3331234567.00",
        "3331234567 3337654321",
        "3331234567/3337654321",
        "-3331234567",
        "",
    ],
)
def test_nothing_of_a_number_is_passed_over(value: str) -> None:
    """Letters, extensions, foreign digits and second numbers make it none: it might be another person's."""
    assert e164(value) is None
