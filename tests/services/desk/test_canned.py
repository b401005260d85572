"""Canned replies: read with every fault named, filled in for a customer."""

from pathlib import Path

import pytest

from bot.errors import ConfigurationFaulty
from bot.services.desk import canned
from bot.services.desk.canned import Canned, Filled

_VALUES = {"nome": "Ada <3", "fornitura": "", "operatore": "Servizio Clienti"}


def _file(folder: Path, text: str) -> Path:
    path = folder / "replies.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_there_are_no_replies() -> None:
    """The setting is a wish."""
    assert canned.load(None).names == ()


@pytest.mark.parametrize(
    ("name", "language", "filled"),
    [
        ("saluto", "it", Filled("Ciao Ada &lt;3, sono {qui}.")),
        ("saluto", "de", Filled("Ciao Ada &lt;3, sono {qui}.")),
        ("firma", "it", Filled("Il Servizio Clienti")),
        ("firma", "de", Filled("Ihr Servizio Clienti")),
        ("lettura", "it", Filled(None, "fornitura")),
        ("altro", "it", None),
    ],
)
def test_a_reply_is_filled_in_the_customers_language(
    tmp_path: Path, name: str, language: str, filled: Filled | None
) -> None:
    """Italian where theirs is missing; never with a gap; what people are called is no markup."""
    text = (
        'saluto = "Ciao {nome}, sono {{qui}}."\nlettura = "La {fornitura}"\n'
        '[firma]\nit = "Il {operatore}"\nde = "Ihr {operatore}"\n'
    )
    replies = canned.load(_file(tmp_path, text))
    assert replies.names == ("saluto", "lettura", "firma")
    assert replies.fill(name, language, _VALUES) == filled


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('a = "x"\nb = "Ciao {cognome}"', "line 2, b.it: unknown place {cognome}"),
        ('[a]\nit = "x"\nde = "{nome!r}"', "line 3, a.de: unknown place {nome}"),
        ('\na = "tra { parentesi"', "line 2, a.it: a brace stands alone"),
        ('[a]\nde = "x"', "line 1, a: there is no text in it"),
        ('[a]\nit = "x"\n\nfr = "y"', "line 4, a.fr: no language of ours"),
        ("a = 3", "line 1, a: expected a text"),
        ('a = " "', "line 1, a.it: expected a text"),
        (f'a = "{"x" * 3501}"', "line 1, a.it: longer than 3500"),
        ('"A B" = "x"', "line 1, A B: a name has"),
        ("a = ", "is not TOML"),
    ],
)
def test_a_fault_is_named_by_key_and_line(tmp_path: Path, text: str, fault: str) -> None:
    """So that whoever mends the file finds it."""
    with pytest.raises(ConfigurationFaulty) as caught:
        canned.load(_file(tmp_path, text))
    assert fault in str(caught.value)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    """And a file that is not there is one."""
    with pytest.raises(ConfigurationFaulty) as caught:
        canned.load(_file(tmp_path, 'a = "{x}"\nb = "{y}"'))
    assert len(caught.value.faults) == 2
    with pytest.raises(ConfigurationFaulty, match="cannot be read"):
        canned.load(tmp_path / "none.toml")


def test_a_whole_set_is_a_value() -> None:
    """For tests and for settings without a file."""
    assert Canned({"a": {"it": "x"}}).fill("a", "en", {}) == Filled("x")
