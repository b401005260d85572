"""Which of several shown choices a typed message means."""

import pytest

from handlers.shared import choosing

LABELS = (
    "Ho dimenticato la password dell’area riservata (E-Distribuzione)",
    "Ho smarrito le credenziali del Portale Clienti (Energia Corrente)",
    "Non so la password",
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1)", 0),
        ("1️⃣", 0),
        ("①", 0),
        ("la 1", 0),
        ("n. 2", 1),
        ("opzione 1", 0),
        ("numero due", 1),
        ("ok 2", 1),
        ("la seconda grazie", 1),
        ("Il terzo, per favore", 2),
        ("l'ultima", 2),
        ("l’ultimo!", 2),
        ("der zweite", 1),
        ("die letzte bitte", 2),
        ("the first one", 0),
        ("option 3 please", 2),
        ("la 4", None),
        ("0", None),
        ("3017", None),
        ("1 2", None),
        ("la prima e la seconda", None),
        ("non la prima", None),
        ("prima di tutto ho perso la password", None),
        ("numero", None),
        ("", None),
    ],
)
def test_a_choice_is_named_by_its_place(text: str, place: int | None) -> None:
    """In digits and in words of three languages, with politeness around; two places are none."""
    assert choosing.place(text, 3) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("quella di e-distribuzione", 0),
        ("quello di Energia Corrente, grazie", 1),
        ("credenziali", 1),
        ("la password", 0),
        ("non so la password", 2),
        ("le credenziali di e-distribuzione", None),
        ("ho perso il codice", None),
        ("di", None),
        ("sì", None),
    ],
)
def test_a_choice_is_named_by_what_one_label_alone_has(text: str, place: int | None) -> None:
    """Every word of the text stands in it; a label that denies is named by who denies."""
    assert choosing.named(text, LABELS) == place


@pytest.mark.parametrize(
    ("text", "is_none"),
    [
        ("nessuna", True),
        ("Nessuna di queste, grazie", True),
        ("none of these", True),
        ("keine davon", True),
        ("no", True),
        ("nessun problema", False),
        ("nessuna bolletta", False),
        ("la prima", False),
    ],
)
def test_none_of_them_can_be_said(text: str, *, is_none: bool) -> None:
    """By itself, with "of these", or as a no."""
    assert choosing.is_none(text) is is_none


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1.", 0),
        ("(2)", 1),
        ("n. 2", 1),
        ("numero due", 1),
        ("la prima opzione", 0),
        ("il secondo per favore", 1),
        ("la numero 1", 0),
        ("2️⃣", 1),
        ("②", 1),
        ("opz 1", 0),
        ("la due", 1),
        ("the second one please", 1),
        ("number one", 0),
        ("die zweite bitte", 1),
        ("Nummer 1", 0),
        ("quella sopra", None),
        ("prima", 0),
        ("direi la prima", 0),
        ("credo la seconda", None),
        ("energia corrente", 1),
        ("quella di energia corrente grazie", 1),
        ("edistribuzione", 0),
        ("e distribuzione", 0),
        ("l'altra", None),
        ("entrambe", None),
        ("secnda", None),
        ("1a", 0),
        ("la 2ª", 1),
        ("Nr.2", 1),
    ],
)
def test_one_of_the_portals_is_chosen_in_many_words(text: str, place: int | None) -> None:
    """By number, ordinal, or the portal's name however it is joined; what may be either is asked again."""
    labels = ("E-Distribuzione (Area Clienti)", "Energia Corrente (Portale Clienti)")
    assert choosing.choice(text, labels) == place
