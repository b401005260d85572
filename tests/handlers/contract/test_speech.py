"""What a button's label looks like where it is too long for a phone."""

import pytest

from handlers.contract.speech import fitting


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("🔥 Casa al mare", "🔥 Casa al mare"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        (
            "Ho dimenticato la mia password per l'area riservata, come posso resettarla?",
            "Ho dimenticato la mia password per l'area riservata…",
        ),
        (
            "Come faccio a modificare l'indirizzo e-mail associato alla mia utenza?",
            "Come faccio a modificare l'indirizzo e-mail associato alla…",
        ),
        (
            "🔥 Casa, quella della nonna che sta in fondo alla strada del mulino vecchio",
            "🔥 Casa, quella della nonna che sta in fondo alla strada…",
        ),
        ("Casa " + "x" * 60, "Casa " + "x" * 54 + "…"),
    ],
)
def test_a_long_label_is_cut_where_one_pauses(label: str, shown: str) -> None:
    """Behind a clause or a word, unless little of the label would be left."""
    assert fitting(label) == shown
    assert len(shown) <= 60
