"""Names of streets against each other: a table by law, and what holds of every two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.notices.streets import candidates, compare
from tests.services.notices.test_house_numbers import rows

NAMES = st.one_of(
    st.text(max_size=40),
    st.lists(
        st.sampled_from(
            """
            via v. piazza s. ss. san g. giuseppe verdi roma xx settembre sp 12 / - , ( ) fraz. loc.
            strasse romstr. di dell' ii don f.lli dante vittorio emanuele
            """.split()  # noqa: SIM905 - a list of words reads best as words
        ),
        max_size=6,
    ).map(" ".join),
)


@pytest.mark.parametrize("row", rows("streets.tsv"), ids="|".join)
def test_streets_are_compared(row: list[str]) -> None:
    """Two names are the same street, different ones, or perhaps the same; whichever is first."""
    first, second, expected = row
    assert (compare(first, second), compare(second, first)) == (expected, expected)


@given(NAMES, NAMES)
def test_comparing_is_symmetric_and_bears_any_text(first: str, second: str) -> None:
    """Nothing raises, and the order of the two does not matter."""
    assert compare(first, second) == compare(second, first)


@given(NAMES)
def test_name_is_the_same_as_itself(name: str) -> None:
    """A name is itself, whatever it is; an empty one is never certain."""
    assert compare(name, name) != "different"


def test_candidates_are_the_same_streets_else_all_that_may_be() -> None:
    """In doubt between two streets both are returned, to be asked about."""
    streets = ["Via Giuseppe Verdi", "Piazza Verdi", "Via Romagna"]
    assert candidates("via verdi", streets) == ("Via Giuseppe Verdi",)
    assert candidates("verdi", streets) == ("Via Giuseppe Verdi", "Piazza Verdi")
    assert candidates("roma", streets) == ()
