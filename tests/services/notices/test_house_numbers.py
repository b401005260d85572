"""Printed lists of house numbers against doors: a table by law, and what holds of every text."""

import csv
import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.services.notices.house_numbers import Ranges, read_numbers

_TOUCHED: Final = {"yes": True, "no": False, "?": None}


def rows(name: str) -> list[list[str]]:
    """Return the rows of a table beside this file; lines that begin with # tell the law of those below."""
    text = (Path(__file__).parent / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", rows("numbers.tsv"), ids="|".join)
def test_list_holds_door(row: list[str]) -> None:
    """Each list says yes, no or unknown of a door, and by which printed piece."""
    printed, ranges, door, touched, piece = row
    ways: dict[str, Ranges] = {"side": "side", "all": "all"}
    match = read_numbers(printed, ways[ranges]).holds(door)
    assert match.touched == _TOUCHED[touched]
    if piece:
        assert match.piece == piece


@pytest.mark.parametrize("row", rows("posters.tsv"), ids="|".join)
def test_poster_holds_door(row: list[str]) -> None:
    """Lists as posters have them are read by the same laws."""
    test_list_holds_door(row)


DOORS: Final = st.one_of(
    st.integers(1, 9999).map(str),
    st.builds(
        "{}{}{}".format, st.integers(1, 999), st.sampled_from(["/", "", " "]), st.sampled_from("ABCDFGMZ")
    ),
    st.builds(
        "{}{}{}".format, st.integers(1, 999), st.sampled_from(["/", "", " "]), st.sampled_from(["bis", "ter"])
    ),
    st.builds("{}/{}".format, st.integers(1, 999), st.integers(1, 999)),
    st.builds("{}{}".format, st.sampled_from(["p", "fr", "x"]), st.integers(1, 999)),
    st.builds("km {}+{:03}".format, st.integers(0, 300), st.integers(0, 999)),
    st.sampled_from(["SN", "snc", "s.n.", "12 int. 3", "12/A/1", "4d1", "14ap", "12 rosso"]),
)
WORDS: Final = st.lists(
    st.sampled_from(
        """
        da a al dal 2 18 13 12/A , ; e - / pari dispari tutti escluso SN km 3+2 bis fino alla fine int . ( ² e
        traverse non tra von
        """.split()  # noqa: SIM905 - a list of words reads best as words
    ),
    max_size=14,
).map(" ".join)


@given(DOORS, st.sampled_from(["side", "all"]))
def test_door_printed_alone_holds_itself(door: str, ranges: Ranges) -> None:
    """A door printed alone is held, however it is written."""
    assert read_numbers(door, ranges).holds(door).touched is True


@given(st.one_of(st.text(), WORDS), st.one_of(st.text(), DOORS, WORDS), st.sampled_from(["side", "all"]))
@example('²E"TUTTI', "", "side")
def test_any_list_and_any_door_are_borne(printed: str, door: str, ranges: Ranges) -> None:
    """Nothing raises, and what is shown was printed."""
    numbers = read_numbers(printed, ranges)
    match = numbers.holds(door)
    assert match.certain == (match.touched is not None)
    squeezed = "".join(printed.split())
    for shown in (match.piece, *numbers.texts):
        assert all("".join(part.split()) in squeezed for part in shown.split())


@given(st.integers(1, 300), st.integers(0, 100), st.integers(1, 500))
def test_range_with_all_is_both_ranges_with_side(low: int, steps: int, door: int) -> None:
    """With `all` a range holds what it holds with `side`, and nothing outside its ends."""
    printed = f"da {low} a {low + 2 * steps}"
    one_side = read_numbers(printed, "side").holds(str(door)).touched
    both = read_numbers(printed, "all").holds(str(door)).touched
    inside = low <= door <= low + 2 * steps
    assert (one_side, both) == (inside and door % 2 == low % 2, inside)


@given(WORDS, WORDS, DOORS)
def test_what_is_added_takes_no_door_back(first: str, second: str, door: str) -> None:
    """Behind a semicolon more doors are named, none is taken back, but by "non"."""
    if "non" in second.split() or not second.strip():
        return
    before = read_numbers(first).holds(door).touched if first else None
    if before:
        after = read_numbers(f"{first} ; {second}").holds(door)
        assert after.touched is not False or "escluso" in second


def test_long_lists_take_linear_time() -> None:
    """A list of a hundred thousand characters is read within seconds, whatever it repeats."""
    for unit in ("da 2 a 18, ", "12/", "1-", "non ", "12 a ", "(", "km 3+", "s.", "von bis ", "pari e "):
        began = time.perf_counter()
        read_numbers(unit * (100_000 // len(unit))).holds("12/A")
        assert time.perf_counter() - began < 10, unit
