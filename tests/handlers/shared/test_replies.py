"""Short replies as people type them."""

from datetime import time

import pytest

from handlers.readings import numbers
from handlers.shared import replies
from handlers.shared.reply_words import Fact


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


#: Written down before they were tried, to meet words that nobody had in mind.
_FRESH_YES = (
    "s ì",
    "okk",
    "si è giusto",
    "sì esatto",
    "sì sì tutto ok",
    "certo che sì",
    "esattissimo",
    "si giustissimo",
    "confermo la lettura",
    "va bene, manda",
    "ok invia",
    "ok per me",
    "sì, inviala pure grazie",
    "si puoi inviarla",
    "è corretta",
    "tutto giusto",
    "yess",
    "yes that's right",
    "looks good",
    "that's correct",
    "ja stimmt",
    "ja das ist richtig",
    "ja bitte senden",
    "genau so",
    "👍🏻",
    "✔️ ok",
    "sii",
    "sì!!",
    "cofermo",
    "cnfermo",
)
_FRESH_NO = (
    "n o",
    "certo che no",
    "errore mio",
    "ho sbagliato a scrivere",
    "no aspetta ho sbagliato",
    "no è sbagliata",
    "non è corretto",
    "non va bene",
    "no correggi",
    "da correggere",
    "nope, wrong number",
    "that's not right",
    "nein das ist falsch",
    "stimmt nicht",
    "nein, falsche zahl",
    "ho letto male",
    "👎🏼",
    "no grazie",
    "numero sbagliato",
)
_FRESH_NEITHER = (
    "non saprei",
    "ti ringrazio",
    "bene bene",
    "boh forse",
    "sì però no",
    "sì aspetta",
    "sì, ma aspetta un attimo",
    "ok un momento",
    "yes but wait",
    "ja, warte",
    "ho provato",
    "adesso vedo",
    "scoperta",
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *((text, "yes") for text in _FRESH_YES),
        *((text, "no") for text in _FRESH_NO),
        *((text, None) for text in _FRESH_NEITHER),
    ],
)
def test_a_proposal_is_answered_in_many_words(text: str, answer: str | None) -> None:
    """With slips of the finger, superlatives and politeness; nothing is carried out while one hesitates."""
    assert replies.understood(text, replies.PROPOSAL) == answer


@pytest.mark.parametrize(
    ("fact", "text", "answer"),
    [
        ("accepted", "sì l'ha presa", "yes"),
        ("accepted", "sì accettata!", "yes"),
        ("accepted", "ha accettato", "yes"),
        ("accepted", "mi ha fatto entrare", None),
        ("accepted", "non l'ha accettata", "no"),
        ("accepted", "me la rifiuta", "no"),
        ("accepted", "grazie mille gentilissimi", None),
        ("accepted", "ok fatto grazie", None),
        ("accepted", "nein wird nicht akzeptiert", "no"),
        ("accepted", "it was rejected", "no"),
        ("accepted", "va tutto bene", None),
        ("accepted", "ho capito grazie", None),
        ("accepted", "perfetto grazie mille", None),
        ("accepted", "mail arrivata", None),
        ("arrived", "mi è arrivata ora", "yes"),
        ("arrived", "è appena arrivata", "yes"),
        ("arrived", "ricevuta grazie", "yes"),
        ("arrived", "l'ho ricevuto", "yes"),
        ("arrived", "non mi è arrivato niente", "no"),
        ("arrived", "non è ancora arrivata", "no"),
        ("arrived", "niente per ora", "no"),
        ("arrived", "still nothing", "no"),
        ("arrived", "immer noch nichts", "no"),
        ("arrived", "nothing yet", "no"),
        ("arrived", "ist gerade angekommen", "yes"),
        ("arrived", "I just got it", "yes"),
        ("arrived", "non ricevo nulla", "no"),
        ("arrived", "non c'è", "no"),
        ("arrived", "arivato", "yes"),
        ("arrived", "e' arrivata!!", "yes"),
        ("arrived", "nn mi arriva", "no"),
        ("arrived", "ok aspetto", None),
    ],
)
def test_a_report_is_given_in_many_words(fact: Fact, text: str, answer: str | None) -> None:
    """Only what answers the question; thanks and praise do not."""
    assert replies.understood(text, replies.reported(fact)) == answer


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("annulla per favore", "leave"),
        ("non voglio più", "leave"),
        ("ho cambiato idea", "leave"),
        ("lasciamo stare grazie", "leave"),
        ("basta grazie", "leave"),
        ("voglio uscire", "leave"),
        ("non mi interessa più", "leave"),
        ("fermiamoci qui", "leave"),
        ("annula", "leave"),
        ("anulla", "leave"),
        ("cancel please", "leave"),
        ("stop it please", "leave"),
        ("never mind thanks", "leave"),
        ("lass es gut sein", "leave"),
        ("bitte abbrechen", "leave"),
        ("ich will abbrechen", "leave"),
        ("torna al menù principale", "leave"),
        ("menù", "leave"),
        ("home", "leave"),
        ("torna alla home", "leave"),
        ("esci dalla procedura", "leave"),
        ("un passo indietro grazie", "back"),
        ("torna a prima", "back"),
        ("zurück bitte", "back"),
        ("go back please", "back"),
        ("nevermind", "leave"),
        ("lascia stare va", "leave"),
    ],
)
def test_leaving_is_said_in_many_words(text: str, way: str) -> None:
    """Who has changed their mind, errs by a letter, or thanks, is let go."""
    assert {"cancel": "leave", "menu": "leave"}.get(replies.way_out(text) or "", replies.way_out(text)) == way


@pytest.mark.parametrize("text", ["provato", "ho provato", "mancato", "annullata", "confermai"])
def test_another_word_is_no_slip(text: str) -> None:
    """A letter put in another's place, or at the end, makes another word: it is never mended."""
    assert replies.understood(text) is None
    assert replies.way_out(text) is None


@pytest.mark.parametrize(
    "text", ["grazie 1000", "Grazie 1000!", "1000 grazie", "grazie 10000", "ok grazie 1.000"]
)
def test_thanks_in_figures_are_thanks(text: str) -> None:
    """They are no number of a meter, be one asked for or not."""
    assert replies.is_small_talk(text)
    assert numbers.understand(text) is None
    assert not numbers.is_sent_unasked(text)


@pytest.mark.parametrize(
    ("text", "value"), [("1000", 1000), ("ok, 3017 grazie", 3017), ("10000 grazie", 10000)]
)
def test_a_number_with_thanks_stays_a_number(text: str, value: int) -> None:
    """Courtesies with a number in them are none."""
    assert not replies.is_small_talk(text)
    assert numbers.understand(text) == numbers.Understood(value, len(str(value)))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ovvio", "yes"), ("si dai", "yes"), ("direi di sì", "yes"), ("è esatta", "yes"), ("yes go", "yes"),
        ("no lasciala", "no"), ("no, tienila", "no"), ("meglio di no", "no"), ("keep it", "no"),
        ("lieber nicht", "no"), ("non serve", "no"), ("no grazie faccio da solo", "no"), ("behalten", "no"),
        ("magari", None), ("ma come", None),
    ],
)  # fmt: skip
def test_a_proposal_is_refused_in_many_words(text: str, answer: str | None) -> None:
    """Found on the second walk through deleting and reminders, with words written down before."""
    assert replies.understood(text, replies.PROPOSAL) == answer


@pytest.mark.parametrize(
    ("text", "is_thanks"),
    [
        ("grazie", True),
        ("Grazie mille!", True),
        ("danke", True),
        ("thank you", True),
        ("👍", True),
        ("❤️", True),
        ("buongiorno", False),
        ("ciao", False),
        ("grazie, e la bolletta?", False),
        ("grazie ma non funziona", False),
        ("", False),
    ],
)
def test_thanks_are_told_from_what_wants_an_answer(text: str, is_thanks: bool) -> None:  # noqa: FBT001 - a row
    """A greeting alone wants one, and so does whatever stands beside thanks."""
    assert replies.is_thanks(text) is is_thanks
