"""Comuni by name and code, and addresses as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.notices.places import is_same_comune, is_same_place, istat_code
from bot.services.notices.typed_address import TypedAddress, read_address
from tests.services.notices.test_house_numbers import rows

COMUNI = (
    "Cesena",
    "Forlì",
    "Bozen/Bolzano",
    "San Lazzaro di Savena",
    "Reggio nell'Emilia",
    "Bologna",
    "Borgo San Lorenzo",
)


@pytest.mark.parametrize("row", rows("addresses.tsv"), ids="|".join)
def test_typed_address_is_read(row: list[str]) -> None:
    """Street, door and comune are found in any order, and what is missing is named."""
    typed, street, door, comune, missing = row
    address = read_address(typed, COMUNI)
    assert (address.street, address.door, address.comune) == (street, door, comune)
    assert list(address.missing) == missing.split()


def test_name_before_the_colon_is_kept() -> None:
    """What the person calls the address is no part of it."""
    address = read_address("casa di mia mamma: via Mazzini 4 Cesena", COMUNI)
    assert address == TypedAddress("via Mazzini", "4", "Cesena", "casa di mia mamma")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mia nonna, via Roma 3, Forlì", TypedAddress("via Roma", "3", "Forlì", "mia nonna")),
        ("voglio seguire via Roma 3 a Forlì", TypedAddress("via Roma", "3", "Forlì", "voglio seguire")),
        ("traversa via Roma 3, Forlì", TypedAddress("traversa via Roma", "3", "Forlì")),
        (
            "via Roma 12, fraz. Borello, Cesena",
            TypedAddress("via Roma", "12", "Cesena", place="fraz. Borello"),
        ),
    ],
)
def test_words_before_the_street_and_the_hamlet_are_set_apart(typed: str, expected: TypedAddress) -> None:
    """They are kept, but are no part of the street."""
    assert read_address(typed, COMUNI) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("Bozen/Bolzano", "Bolzano", True),
        ("BOZEN", "Bolzano/Bozen", True),
        ("Bolzano - Bozen", "bozen", True),
        ("Reggio nell'Emilia", "Reggio Emilia", True),
        ("REGGIO NELL’EMILIA", "Reggio nell'Emilia", True),
        ("Reggio Calabria", "Reggio di Calabria", True),
        ("Reggio Calabria", "Reggio Emilia", False),
        ("Cesena (FC)", "Cesena", True),
        ("Cesena", "Cesenatico", False),
        ("S. Lazzaro di Savena", "San Lazzaro di Savena", True),
        ("Sant'Agata", "S.Agata", True),
        ("FORLI'", "Forlì", True),
        ("Presicce-Acquarica", "Presicce Acquarica", True),
        ("L'Aquila", "Aquila", True),
        ("", "", False),
        ("Cesena", "", False),
    ],
)
def test_places_are_compared_by_folded_name(first: str, second: str, *, expected: bool) -> None:
    """Either half of two languages will do; a part of a name is not the name."""
    assert (is_same_place(first, second), is_same_place(second, first)) == (expected, expected)


def test_istat_code_decides_where_both_have_one() -> None:
    """Leading zeros are put back; without a code on both sides the name decides."""
    assert (istat_code("040007"), istat_code("40007"), istat_code(" 1272"), istat_code("x")) == (
        "040007",
        "040007",
        "001272",
        "",
    )
    assert is_same_comune("Cesena", "Altro", first_istat="40007", second_istat="040007")
    assert not is_same_comune("Cesena", "Cesena", first_istat="040007", second_istat="040008")
    assert is_same_comune("Cesena", "cesena (FC)", first_istat="040007")


@given(st.text(max_size=400))
def test_any_typed_text_is_borne(text: str) -> None:
    """Nothing raises, and what is missing is what is empty."""
    address = read_address(text, COMUNI)
    assert ("street" in address.missing) == (address.street == "")
    assert address.shown() == ", ".join(
        filter(None, [f"{address.street} {address.door}".strip(), address.place, address.comune])
    )


@given(
    st.sampled_from(["via Verdi", "V.le Carducci", "via XX Settembre", "piazza del Popolo", "Loc. Pieve"]),
    st.sampled_from(["12", "3 bis", "12/A", "30/32", "snc", "p148"]),
    st.sampled_from(COMUNI),
)
def test_shown_address_is_read_back(street: str, door: str, comune: str) -> None:
    """The line that is shown means the same when it is typed."""
    address = TypedAddress(street, door, comune)
    assert read_address(address.shown(), COMUNI) == address
