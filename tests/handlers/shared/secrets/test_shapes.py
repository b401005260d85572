"""What a code and a password look like when nothing is said about them."""

import string
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.shared import secrets

_SIGNS = "!@#$%^&+"


@pytest.mark.parametrize(
    "text",
    [
        "48213",
        "482131",
        "48213170",
        "482 131",
        "48-21-31",
        "il codice è 48213",
        "mi è arrivato 482131, dove lo scrivo?",
        "codice:482131",
        "4 8 2 1 3",
        "pin 1234",
        "il mio PIN è 1234",
        "otp: 9876",
        "(48213)",
        "48213.",
    ],
)
def test_a_code_is_recognised(text: str) -> None:
    """Five to eight digits by themselves, together or in groups, and anything that is called a PIN."""
    assert secrets.looks_like_code(text) or secrets.holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "ho chiamato l'803500",
        "l'803.500 non risponde",
        "333 1234567",
        "+39 333 1234567",
        "06 12345678",
        "12345678901",
        "il 15/02/2015",
        "11/02/2010 08:00",
        "sono passati 30 minuti",
        "dal 2014 al 2020",
        "1.200 euro",
        "IT001E12345678",
        "RSSMRA80A01H501U",
        "ada12345@example.org",
        "non arriva niente",
    ],
)
def test_a_number_of_another_kind_is_no_code(text: str) -> None:
    """Telephones, dates, sums, codes of the trade and addresses are left alone."""
    assert not secrets.looks_like_code(text)
    assert not secrets.holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "Gatto123!",
        "la mia password è Gatto123!",
        "Gatto2024",
        "ho messo GATTO-1! e non va",
        "gatto123",
        "password: gattonero",
        "Password = miao!",
        "“Gatto123”",
        "P@ssw0rd",
    ],
)
def test_a_password_is_recognised(text: str) -> None:
    """A word of mixed kinds, or one that is said to be the password."""
    assert secrets.looks_like_password(text) or secrets.holds_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "la password è sbagliata",
        "la password non funziona",
        "uso Windows10 con Chrome120",
        "IT001E12345678",
        "RSSMRA80A01H501U",
        "Ada.Rossi80@example.org",
        "https://www.example.org/Pagina1",
        "www.Example1.org/Pagina",
        "E-Distribuzione",
        "ore 9:30",
        "sì!!!",
        "/recupera",
        "48213",
    ],
)
def test_ordinary_words_are_no_password(text: str) -> None:
    """What people say about passwords, programs, addresses and codes of the trade."""
    assert not secrets.looks_like_password(text)
    assert not secrets.holds_secret(text)


@given(
    st.text(string.ascii_lowercase, min_size=4, max_size=20),
    st.sampled_from(string.ascii_uppercase),
    st.sampled_from(string.digits),
    st.sampled_from(_SIGNS),
    st.randoms(use_true_random=False),
)
def test_whatever_the_portal_accepts_is_recognised(
    rest: str, capital: str, digit: str, sign: str, chance: Random
) -> None:
    """Every password by the portal's rules (seed 000), in any order, is one to us."""
    letters = [*rest, capital, digit, sign]
    chance.shuffle(letters)
    assert secrets.looks_like_password("".join(letters))


@given(st.from_regex(r"[0-9]{5,8}", fullmatch=True))
def test_whatever_a_portal_sends_is_recognised(code: str) -> None:
    """Every code of five to eight digits; but for the help line's number, which everybody may know."""
    assert secrets.looks_like_code(code) is (code != "803500")
