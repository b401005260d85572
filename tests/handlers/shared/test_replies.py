"""Short replies as people type them."""

from datetime import time

import pytest

from handlers.shared import replies


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Sì", "yes"),
        ("si!", "yes"),
        ("è arrivata", "yes"),
        ("Fatto.", "yes"),
        ("ja", "yes"),
        ("è giusto", "yes"),
        ("Sì, confermo", "yes"),
        ("das stimmt!", "yes"),
        ("👍🏻", "yes"),
        ("👎", "no"),
        ("🤷", None),
        ("👍 ma non funziona", None),
        ("no", "no"),
        ("Non ancora…", "no"),
        ("non c'è", "no"),
        ("noch nicht", "no"),
        ("sì, ma non funziona", None),
        ("", None),
    ],
)
def test_a_yes_or_no_is_understood(text: str, meaning: str | None) -> None:
    """Only as the whole message."""
    assert replies.understood(text) == meaning


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("alle 9", time(9)),
        ("verso le 21", time(21)),
        ("all'1", time(1)),
        ("alle 9 e mezza", time(9, 30)),
        ("8 e un quarto", time(8, 15)),
        ("um 9 Uhr", time(9)),
        ("at 9:05", time(9, 5)),
        ("25:00", None),
        ("9:75", None),
        ("stamattina", None),
        ("9:30 o giù di lì, credo", None),
    ],
)
def test_a_time_of_day_is_understood(text: str, clock: time | None) -> None:
    """As clocks show it or as people say it; only as the whole message."""
    assert replies.time_of_day(text) == clock


#: What agrees to a proposal, in three languages, as people type it.
AGREED = (
    "✅", "👌", "👍", "👍🏿", "sisi", "siiii", "d'accordo", "sì, va bene grazie", "conferma", "confermo",
    "invia pure", "ok procedi", "OK grazie", "yes please", "go ahead", "ja bitte", "passt",
    "Ja, das passt so", "𝐒𝐢", "sì, è tutto giusto", "that's right", "das stimmt!",
)  # fmt: skip
REFUSED = (
    "❌", "👎", "nn è giusto", "no, ho sbagliato", "sbagliato", "non ancora", "nein stimmt nicht",
    "that's wrong", "no grazie", "non va bene", "il numero non è giusto", "it isn't right",
    "das ist nicht richtig", "nicht richtig", "non è giusto, è sbagliato", "don't send it", "non inviare",
)  # fmt: skip
#: Neither: both at once, a doubt, a question, praise, or something else with a yes in it.
DOUBTFUL = (
    "sì no", "sì, non è giusto", "ok ma non è giusto", "credo di sì", "forse", "boh", "maybe yes",
    "vielleicht", "ok?", "sì 🤔", "non è sbagliato", "va benissimo", "ottimo", "sì مرحبا", "ok, 3017",
    "grazie 028680",
    "👍" + "bla " * 100,
)  # fmt: skip
#: What only some questions take for a yes: it reports something.
REPORTS = (
    "è arrivato",
    "arrivata!",
    "trovato",
    "fatto",
    "funziona",
    "sono dentro",
    "it works",
    "angekommen",
    "erledigt",
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [(text, "yes") for text in AGREED]
    + [(text, "no") for text in REFUSED]
    + [(text, None) for text in DOUBTFUL],
)
def test_a_proposal_is_agreed_to_or_refused(text: str, answer: str | None) -> None:
    """Politeness is stripped, "not" turns round what it denies; what is doubtful is neither."""
    assert replies.understood(text, replies.PROPOSAL) == answer


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_answers_only_its_own_question(text: str) -> None:
    """It commits to nothing; to a question that it does not answer it is asked back."""
    assert replies.understood(text) == "yes"
    assert replies.understood(text, replies.PROPOSAL) is None
    assert replies.understood(text, replies.reported()) is None
    assert replies.read(text) is not None


@pytest.mark.parametrize(
    "text", ["ok", "va bene", "👍", "perfetto", "passt", "alright", "d'accordo", "in Ordnung"]
)
def test_agreement_does_not_report_that_something_has_happened(text: str) -> None:
    """Who says it may only have read; a plain yes is an answer."""
    assert replies.understood(text, replies.reported("accepted")) is None
    assert replies.understood(f"sì, {text}", replies.reported("accepted")) == "yes"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("annulla grazie", "cancel"),
        ("no grazie, annulla", "cancel"),
        ("voglio annullare", "cancel"),
        ("lascia perdere", "cancel"),
        ("basta così", "cancel"),
        ("Esci!", "cancel"),
        ("stop", "cancel"),
        ("abbrechen", "cancel"),
        ("vergiss es bitte", "cancel"),
        ("forget it", "cancel"),
        ("never mind, thanks", "cancel"),
        ("torna al menu", "menu"),
        ("back to the menu please", "menu"),
        ("zurück zum Menü", "menu"),
        ("indietro", "back"),
        ("torna indietro per favore", "back"),
        ("einen Schritt zurück", "back"),
        ("non annullare", None),
        ("come annullo la lettura", None),
        ("ciao", None),
        ("no", None),
        ("", None),
    ],
)
def test_the_ways_out_can_be_typed(text: str, way: str | None) -> None:
    """With politeness around them; a question about them is none."""
    assert replies.way_out(text) == way
