"""Words that ask for notices without a command, and questions and dangers that are none."""

from pathlib import Path
from typing import Final

import pytest

from faq.urgent.recognise import recognise
from handlers.notices.wishes import Wish, understood

_LABELLED: Final = Path(__file__).parents[3] / "faq" / "labelled"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Voglio seguire la casa di mia mamma", "follow"),
        ("posso seguire un altro indirizzo?", "follow"),
        ("Vorrei aggiungere l'indirizzo del mio negozio", "follow"),
        ("seguire un indirizzo", "follow"),
        ("I want to follow another address", "follow"),
        ("Ich möchte einer Adresse folgen", "follow"),
        ("Avvisami delle interruzioni", "settings"),
        ("avvisatemi se ci sono interruzioni programmate della luce", "settings"),
        ("avvisami quando staccano la corrente", "settings"),
        ("voglio essere avvisata", "settings"),
        ("Non voglio più avvisi", "settings"),
        ("basta avvisi!", "settings"),
        ("Basta pubblicità", "settings"),
        ("non voglio più ricevere offerte", "settings"),
        ("non mandatemi promozioni", "settings"),
        ("che offerte avete?", None),
        ("no more notices", "settings"),
        ("keine Benachrichtigungen mehr", "settings"),
        ("Ci sono interruzioni programmate?", "planned"),
        ("ci sono lavori previsti nella mia via?", "planned"),
        ("domani staccano la luce?", "planned"),
        ("Staccano la corrente domani da noi?", "planned"),
        ("giovedì tolgono il gas?", "planned"),
        ("quando toglieranno la corrente?", "planned"),
        ("are there any planned outages?", "planned"),
        ("Gibt es geplante Abschaltungen?", "planned"),
        ("non voglio più avvisi di pagamento", None),
        ("voglio seguire la mia pratica", None),
        ("come aggiungo una fornitura all'area clienti?", None),
        ("ciao", None),
        ("", None),
    ],
)
def test_wishes_are_understood(text: str, wish: Wish | None) -> None:
    """The whole message, whatever its capitals, accents and signs."""
    assert understood(text) == wish
    assert recognise(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "manca la luce",
        "non c'è corrente",
        "hanno staccato la luce",
        "è andata via la luce",
        "sento odore di gas",
    ],
)
def test_a_power_cut_of_now_is_no_wish(text: str) -> None:
    """Who sits in the dark is answered by the book."""
    assert understood(text) is None
    assert recognise(text) is not None


def test_no_labelled_question_is_taken_for_a_wish() -> None:
    """The questions that the book answers still reach it."""
    lines = [line for path in _LABELLED.glob("*.tsv") for line in path.read_text("utf-8").splitlines()]
    assert lines
    assert [line for line in lines if understood(line.partition("\t")[0])] == []
