"""What typed addresses look like: certified mail, tax codes."""

import pytest

from handlers.recovery import addresses


@pytest.mark.parametrize(
    ("text", "is_pec"),
    [
        ("ada@pec.example.org", True),
        ("ada@legalmail.it", True),
        ("ada@arubapec.it", True),
        ("la mia è ada@postecert.it", True),
        ("ada@cert.example.org", True),
        ("ada@example.org", False),
        ("ada@gmail.com", False),
        ("specchio@example.com", False),
        ("ada@specchio.example.org", False),
        ("ada@pecorino.example.org", False),
        ("ada@pecimprese.it", True),
        ("ada@concerto.example.org", False),
    ],
)
def test_a_pec_is_known_by_its_domain(text: str, *, is_pec: bool) -> None:
    """Well-known domains, and those that are named so."""
    domain = addresses.mail_domain(text)
    assert domain is not None
    assert addresses.is_pec(domain) is is_pec


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("è una pec", "yes"),
        ("posta certificata", "yes"),
        ("non è una PEC", "no"),
        ("no, niente pec", "no"),
        ("quella normale", None),
    ],
)
def test_whether_it_is_a_pec_can_be_said(text: str, said: str | None) -> None:
    """In words, with or without a no."""
    assert addresses.says_pec(text) == said


@pytest.mark.parametrize(
    ("text", "is_personal"),
    [
        ("ada@example.org", True),
        ("la mia mail è ada@example.org", True),
        ("RSSMRA80A01H501U", True),
        ("01234567890", True),
        ("perché alla mia casella ada@example.org non arriva niente?", False),
        ("non arriva niente", False),
    ],
)
def test_what_names_somebody_is_noticed(text: str, *, is_personal: bool) -> None:
    """An address or a tax code with hardly a word; inside a question it is the question that counts."""
    assert addresses.is_personal(text) is is_personal
