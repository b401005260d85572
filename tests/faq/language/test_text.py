"""Folding, spelling out, correcting: how a sentence is seen."""

import pytest

from faq.language import wording
from faq.language.pieces import pieces
from faq.language.text import fold, readings, words
from faq.language.vocabulary import Vocabulary, is_italian

WORDING = wording.load()
VOCABULARY = Vocabulary({"password": 3, "codice": 2, "cliente": 2, "contatore": 1})


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Perché L’ÀREA?", "perche l area"),
        ("ciaoooo", "ciao"),
        ("Straße, Kühlschrank", "strasse kuhlschrank"),
        ("<b>password</b> &amp; codice", "password codice"),
        ("scrivi a info@example.org o www.example.org", "scrivi a o"),
        ("a < b", "a b"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    """Case, accents, marks, markup, links and stretched letters go."""
    assert fold(text) == folded


def test_a_long_message_is_read_to_its_end() -> None:
    """Nothing is left out, however long."""
    assert fold("ab " * 4096 + "FINE").split()[-1] == "fine"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("puzza di G.A.S.", ("puzza di g a s", "puzza di gas")),
        ("p u z z a di gas", ("p u z z a di gas", "puzza di gas")),
        ("c'è l'area a e i", ("c e l area a e i",)),
    ],
)
def test_spelled_words_give_a_second_reading(text: str, expected: tuple[str, ...]) -> None:
    """As written first, joined second; one where nothing is spelled."""
    assert readings(text) == expected


def test_a_short_message_is_one_piece() -> None:
    """What may be one question is read as one."""
    text = "una frase. " * 80
    assert pieces(text) == (text,)


@pytest.mark.parametrize("between", [" ", ". ", ", ", "\n", "-", "/"])
def test_pieces_hold_every_word_and_are_short(between: str) -> None:
    """Whole sentences where there are any; any three words in a row stand together somewhere."""
    said = [f"parola{number}" for number in range(700)]
    parts = pieces(between.join(said))
    assert all(len(words(part)) <= 30 for part in parts)
    found = {tuple(words(part)[at : at + 3]) for part in parts for at in range(30)}
    if between in {" ", ", ", "-", "/"}:
        assert found.issuperset(zip(said, said[1:], said[2:], strict=False))
    assert {word for part in parts for word in words(part)} == set(said)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("pasword", "password"),
        ("clinete", "cliente"),
        ("contatroe", "contatore"),
        ("codicecliente", "codice cliente"),
        ("codici", "codici"),
        ("xyz", "xyz"),
        ("zorbolandia", "zorbolandia"),
    ],
)
def test_correcting(word: str, meant: str) -> None:
    """A misspelt word becomes the known one; a real Italian word and a stranger stay."""
    assert VOCABULARY.correct(word) == meant


@pytest.mark.parametrize(
    ("word", "alien"), [("zorbolandia", True), ("password", False), ("pasvord", False), ("gatto", False)]
)
def test_aliens(word: str, alien: bool) -> None:  # noqa: FBT001  - a table's column
    """Neither known, nor Italian, nor near to a known word: somebody's name."""
    assert VOCABULARY.is_alien(word) is alien


@pytest.mark.parametrize(
    ("word", "known"),
    [("perche", True), ("mandarla", True), ("qualita", True), ("tre", True), ("qwrtz", False)],
)
def test_italian_words(word: str, known: bool) -> None:  # noqa: FBT001  - a table's column
    """Without its accent, with a pronoun hung on, one that never changes, or none at all."""
    assert is_italian(word) is known


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nn ricordo la psw", "non ricordo la password"),
        ("nome utente", "username"),
        ("la bolletta del metano", "la fattura del gas"),
        ("cell", "cellulare"),
    ],
)
def test_words_of_one_meaning(one: str, other: str) -> None:
    """Abbreviations and synonyms come to the same concepts."""

    def concepts(text: str) -> list[str]:
        return WORDING.concepts(WORDING.spell_out(fold(text).split()))

    assert concepts(one) == concepts(other)
