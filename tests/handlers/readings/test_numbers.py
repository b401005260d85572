"""Meter readings as people type them: what is taken, what is not, and that nothing else is ever read."""

import unicodedata
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from handlers.readings.numbers import Doubt, Understood, Unsure, is_sent_unasked, understand

#: As many digits as any counter has.
READINGS = st.integers(0, 99_999_999)
_KEYCAP = "\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}"


@pytest.mark.parametrize(
    ("typed", "value", "digits"),
    [
        ("45000", 45000, 5),
        ("45.000", 45000, 5),
        ("45 000", 45000, 5),
        ("45\N{NO-BREAK SPACE}000", 45000, 5),
        ("45'000", 45000, 5),
        ("45’000", 45000, 5),
        ("1.234.567", 1234567, 7),
        ("1,234,567", 1234567, 7),
        ("00450", 450, 5),
        ("00.450", 450, 5),
        ("00000", 0, 5),
        ("0", 0, 1),
        ("45000.", 45000, 5),
        ("45000, grazie", 45000, 5),
        ("45000?", 45000, 5),
        ("45000 mc", 45000, 5),
        ("45000mc", 45000, 5),
        ("45000 m³", 45000, 5),
        ("45000m3", 45000, 5),
        ("45000 Smc", 45000, 5),
        ("45000 metri cubi", 45000, 5),
        ("la lettura è 45000", 45000, 5),
        ("La lettura è: 45.000!", 45000, 5),
        ("Lettura gas - 45000", 45000, 5),
        ("il contatore segna 00450 metri cubi", 450, 5),
        ("Buongiorno, oggi il mio contatore segna 45000. Grazie", 45000, 5),
        ("n. 45000", 45000, 5),
        ("It's 45000 today", 45000, 5),
        ("der Zählerstand ist 45.000", 45000, 5),
        ("4️⃣5️⃣0️⃣0️⃣0️⃣", 45000, 5),
        ("4️⃣ 5️⃣ 0️⃣ 0️⃣ 0️⃣", 45000, 5),
        ("4 5 0 0 0", 45000, 5),
        ("４５０００", 45000, 5),
        ("٤٥٠٠٠", 45000, 5),
        ("\u200f45000\u200e", 45000, 5),
    ],
)
def test_what_is_taken(typed: str, value: int, digits: int) -> None:
    """One whole number, however it is grouped, with words that name it."""
    assert understand(typed) == Understood(value, digits)


@pytest.mark.parametrize(
    ("typed", "value", "dropped"),
    [
        ("45000,7", 45000, "7"),
        ("45000,123 mc", 45000, "123"),
        ("45.000,7", 45000, "7"),
        ("45 000,75", 45000, "75"),
        ("45,000.7", 45000, "7"),
        ("45000.7", 45000, "7"),
        ("1234.567", 1234, "567"),
        ("0,4", 0, "4"),
    ],
)
def test_what_is_dropped_is_told(typed: str, value: int, dropped: str) -> None:
    """Digits after the comma do not count, and it is known that they were there."""
    understood = understand(typed)
    assert isinstance(understood, Understood)
    assert (understood.value, understood.dropped) == (value, dropped)


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("45000 44100", "several"),
        ("45000 e 44100", "several"),
        ("45000\n44100", "several"),
        ("450 00", "several"),
        ("-45000", "negative"),
        ("−45000", "negative"),
        ("- 45000", "negative"),
        ("15/02/2015", "date"),
        ("15.02.2015", "date"),
        ("15-02-2015", "date"),
        ("2015-02-15", "date"),
        ("15/2", "date"),
        ("alle 9:30", "date"),
        ("45O00", "letters"),
        ("4500l", "letters"),
        ("IT001E12345678", "letters"),
        ("45,000", "comma"),
        ("0.450", "comma"),
        ("00000000100101", "long"),
        ("3990000001", "long"),
        ("circa 45000", "unclear"),
        ("non è 45000", "unclear"),
        ("meno 45000", "unclear"),
        ("45000 kWh", "unclear"),
        ("45000€", "unclear"),
        ("~45000", "unclear"),
        ("45000½", "unclear"),
        ("45-000", "unclear"),
    ],
)
def test_what_is_not_sure_is_not_taken(typed: str, doubt: Doubt) -> None:
    """Each doubt has its name, so that each gets its own explanation."""
    assert understand(typed) == Unsure(doubt)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ciao",
        "quarantacinquemila",
        "perché mi servono 5 cifre?",
        "è giusto 45000?",
        "ho pagato 45000 lire al bar",
        "🤷",
        "³",
        "1" * 5000,
    ],
)
def test_what_is_no_reading_at_all(typed: str) -> None:
    """Questions and stories are left to others, also where they hold a number."""
    assert understand(typed) is None


@given(value=READINGS, language=st.sampled_from(["it", "de"]))
def test_what_we_show_reads_as_what_we_store(value: int, language: str) -> None:
    """Italian and German group with dots; what is copied from our own message means the same number."""
    understood = understand(format_decimal(value, locale=language))
    assert isinstance(understood, Understood)
    assert understood.value == value


@given(value=READINGS)
def test_english_grouping_is_the_number_or_a_question(value: int) -> None:
    """A single English comma may be a decimal one: then nothing is taken, but never another number."""
    expected = Unsure("comma") if 1_000 <= value < 1_000_000 else Understood(value, len(str(value)))
    assert understand(format_decimal(value, locale="en")) == expected


@given(
    value=READINGS,
    zeros=st.integers(0, 1),
    script=st.sampled_from(["", _KEYCAP, "wide", "spelled"]),
    words=st.sampled_from(["{}", "la lettura è {}", "{} mc", "segna {}.", "Buongiorno, {} grazie"]),
)
def test_every_way_of_writing_means_the_same(value: int, zeros: int, script: str, words: str) -> None:
    """Zeros in front, emoji, full width, digit by digit, words around: the number stays what it is."""
    written = "0" * zeros + str(value)
    if script == "wide":
        written = "".join(unicodedata.lookup(f"FULLWIDTH DIGIT {_NAMES[int(digit)]}") for digit in written)
    elif script == "spelled" and len(written) > 2:
        written = " ".join(written)
    else:
        written = "".join(digit + script.replace("spelled", "") for digit in written)
    assert understand(words.format(written)) == Understood(value, zeros + len(str(value)))


_NAMES = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


@given(value=READINGS, after=st.integers(0, 999), language=st.sampled_from(["it", "de"]))
def test_decimals_never_reach_the_number(value: int, after: int, language: str) -> None:
    """With the comma of the language the digits behind it are told apart, or it is asked again."""
    typed = format_decimal(Decimal(f"{value}.{after:03}"), "#,##0.000", locale=language)
    meant = understand(typed)
    assert meant in {Understood(value, len(str(value)), f"{after:03}"), Unsure("comma")}


@given(st.text(max_size=250))
def test_anything_may_be_typed(text: str) -> None:
    """Nothing raises, and no number that is taken is longer than a counter."""
    meant = understand(text)
    assert not isinstance(meant, Understood) or 0 <= meant.value < 10**9


@given(st.text("0123456789.,' -/:?mc", max_size=20))
def test_a_number_that_is_taken_was_written(text: str) -> None:
    """Its digits stand in the message one after the other, with nothing but separators between them."""
    meant = understand(text)
    if isinstance(meant, Understood):
        written = "".join(character for character in text.replace("m3", "") if character.isdigit())
        assert written == f"{meant.value:0{meant.digits}}{meant.dropped}"


@pytest.mark.parametrize(
    ("typed", "may_be"),
    [("45000", True), ("la lettura è 45.000", True), ("87", True), ("1", False), ("circa 450", False)],
)
def test_what_is_sent_unasked(typed: str, may_be: bool) -> None:  # noqa: FBT001 - a table
    """A single digit is the choice of something, and a doubt is no reading."""
    assert is_sent_unasked(typed) is may_be
