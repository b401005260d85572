"""The matcher on the desk's own book: answers, suggestions, silence; and on any other book."""

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.book import Book, Entry, load
from faq.matcher import Answer, Decision, Matcher, NoMatch, Suggest

ENTRIES = Path(__file__).parents[2] / "faq" / "entries"
NUMBERS = {"power_fault": "803500", "emergency": "112", "fire": "115", "gas_emergency": "il numero verde"}
BOOK = load(ENTRIES, NUMBERS)
MATCHER = Matcher(BOOK)


def _first(decision: Decision) -> str | None:
    return decision.candidates[0].id if decision.candidates else None


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("ho dimenticato la password dell'area riservata di e-distribuzione", "ed-reset-password"),
        ("e-distribuzione: nn ricordo + la psw", "ed-reset-password"),
        ("pasword persa energia corente", "ec-lost-credentials"),
        ("codice clinete dove lo leggo", "ec-customer-code"),
        ("interruzioni programmate", "ed-planned-outages"),
        ("curva di carico", "ed-load-curve"),
        ("quante letture posso mandare al giorno?", "ec-one-reading-a-day"),
        ("<b>scarico le bollette</b> in pdf", "ec-invoices"),
    ],
)
def test_the_entry_is_answered(question: str, entry: str) -> None:
    """Plain, misspelt, shortened and marked-up questions find their answer at once."""
    decision = MATCHER.decide(question)
    assert isinstance(decision, Answer)
    assert decision.id == _first(decision) == entry


@pytest.mark.parametrize(
    "question",
    [
        "come recupero la password di facebook",
        "cambiare la mail su amazon",
        "voglio disdire il contratto",
        "quanto costa il gas al metro cubo",
        "che ore sono a Lisbona",
        "come si cucina il risotto",
        "che gas usate nei frigoriferi",
        "mi avete staccato la luce perché non ho pagato",
        "cancellare il profilo da zorbolandia",
    ],
)
def test_what_no_entry_answers_is_not_answered(question: str) -> None:
    """Other domains and topics without an entry never get a neighbour's answer."""
    assert not isinstance(MATCHER.decide(question), Answer)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("ho perso la password", {"ed-reset-password", "ec-lost-credentials"}),
        ("come mi registro", {"ed-register", "ec-first-access"}),
    ],
)
def test_an_ambiguous_question_offers_both_portals(question: str, both: set[str]) -> None:
    """Where both portals could be meant, both are offered, and nothing is answered."""
    decision = MATCHER.decide(question)
    assert isinstance(decision, Suggest)
    assert both <= {candidate.id for candidate in decision.candidates}


@pytest.mark.parametrize(
    ("portal", "entry"),
    [("e-distribuzione", "ed-reset-password"), ("energia-corrente", "ec-lost-credentials")],
)
def test_the_chosen_portal_tilts(portal: str, entry: str) -> None:
    """What the person said before settles which of the two is first."""
    assert _first(MATCHER.decide("ho perso la password", portal=portal)) == entry


def test_a_named_portal_decides_over_the_chosen_one() -> None:
    """The text counts more than what was said before."""
    decision = MATCHER.decide("ho perso la password di e-distribuzione", portal="energia-corrente")
    assert _first(decision) == "ed-reset-password"


def test_a_danger_goes_before_everything() -> None:
    """Also inside a question that has an entry."""
    decision = MATCHER.decide("volevo mandare l'autolettura ma sento odore di gas")
    assert isinstance(decision, Answer)
    assert decision.id == "urgent-gas-leak"


def test_urgent_entries_are_never_candidates() -> None:
    """They are recognised or not; nobody is offered a danger as a button."""
    decision = MATCHER.decide("la fattura del gas è pericolosa")
    assert not any(candidate.id.startswith("urgent") for candidate in decision.candidates)


@pytest.mark.parametrize(
    "question", ["", " ", "😀😀", "???", "שלום עולם", "\x00", "<b>", "http://example.org"]
)
def test_a_message_without_words_matches_nothing(question: str) -> None:
    """Nothing understood, nothing claimed."""
    assert MATCHER.decide(question) == NoMatch(0.0, ())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=4096))
def test_any_message_has_a_decision(text: str) -> None:
    """Confidence and scores are chances, whatever the text."""
    decision = MATCHER.decide(text)
    figures = [decision.confidence, *(candidate.score for candidate in decision.candidates)]
    assert all(0 <= figure <= 1 for figure in figures)
    assert len(decision.candidates) <= 3


def test_a_learned_phrase_is_known() -> None:
    """A phrase taught later makes its entry answer."""
    question = "dove sta il papiro zebrato"
    taught = Matcher(BOOK, {"ec-documents": (question,)})
    assert (_first(MATCHER.decide(question)), _first(taught.decide(question))) != (None, None)
    assert _first(taught.decide(question)) == "ec-documents"


def test_any_book_works() -> None:
    """A book without portals, phrases and tags, on another subject."""
    book = Book(
        (
            Entry("open", "Quando apre la biblioteca?", "Alle nove."),
            Entry("card", "Come ottengo la tessera per il prestito dei libri?", "Allo sportello."),
            Entry("late", "Che cosa succede se restituisco un libro in ritardo?", "Si paga una multa."),
        )
    )
    decision = Matcher(book).decide("come si fa ad avere la tessera del prestito")
    assert _first(decision) == "card"


@pytest.mark.parametrize("entries", [(), ("urgent-gas-leak",), ("only",)])
def test_a_tiny_book_works(entries: tuple[str, ...]) -> None:
    """No entry, one danger, one entry: no question makes it stumble."""
    matcher = Matcher(Book(tuple(Entry(name, "Come pago?", "Così.") for name in entries)))
    assert len(matcher.decide("come si paga").candidates) <= 1


def test_threads_may_ask_at_once() -> None:
    """The same answers from eight threads as from one."""
    questions = [entry.question for entry in BOOK] * 2
    alone = [MATCHER.decide(question) for question in questions]
    together: list[list[Decision]] = []
    threads = [
        threading.Thread(target=lambda: together.append([MATCHER.decide(question) for question in questions]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 8


@pytest.mark.parametrize("place", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("Ho dimenticato la password dell'area riservata di e-distribuzione.", "ed-reset-password"),
        ("Quante letture posso mandare al giorno?", "ec-one-reading-a-day"),
    ],
)
def test_a_question_is_found_anywhere_in_a_letter(question: str, entry: str, place: float) -> None:
    """Of the pieces of a long message the one that is surest of its answer decides."""
    story = "Buongiorno, vi racconto di mia zia che abita al mare con il suo cane bianco. "
    before = round(place * 50)
    decision = MATCHER.decide(story * before + question + " " + story * (50 - before))
    assert isinstance(decision, Answer | Suggest)
    assert _first(decision) == entry


_LETTER = (
    "Mio figlio frequenta la terza elementare e quest'anno ha cambiato maestra di italiano. "
    "Il carro attrezzi ci ha messo due ore. La valigia è arrivata con una ruota rotta. "
    "Per il ragù metto carota, sedano e cipolla tagliati fini. Il pulmino passa alle sette e venti. "
    "Ho letto la ricetta su una rivista ma mancava la dose della farina. "
    "L'allenatore ha tolto l'unico che correva. Il biglietto si può modificare senza pagare? "
    "Vorrei spostare le date del soggiorno di una settimana. I libri di testo costano sempre di più. "
    "La guida parlava solo tedesco e non abbiamo capito nulla. Mia suocera aggiunge il latte. "
    "Ho perso l'abbonamento, come posso averne una copia? La macchina fa un rumore metallico quando freno. "
    "Il meccanico dice che vanno cambiati i dischi. Ho ricevuto una mail con il nome sbagliato. "
    "La nuova insegnante assegna molti compiti per il fine settimana e noi ne abbiamo parlato a lungo. "
    "L'anno scorso la recita di Natale fu organizzata molto bene. La crostata si è bruciata sotto. "
    "Come si fa a cambiare la sezione? Il portiere nuovo non mi convince per niente. "
    "Mio padre mi portava allo stadio quando avevo sei anni. "
)


def test_the_surest_of_many_pieces_must_be_surer_than_one_alone() -> None:
    """It competes with the others, for one question is asked or none: many looks are no reason to guess."""
    assert not isinstance(MATCHER.decide(_LETTER), Answer)
    question = "Ho dimenticato la password dell'area riservata di e-distribuzione."
    alone, within = MATCHER.decide(question), MATCHER.decide(_LETTER + question)
    assert _first(within) == "ed-reset-password"
    assert within.confidence < alone.confidence


def test_what_is_said_twice_is_looked_at_once() -> None:
    """A letter that repeats itself is as sure as one that does not."""
    story = "Buongiorno, vi racconto di mia zia che abita al mare con il suo cane bianco. "
    letters = [MATCHER.decide(story * times + "Quante letture posso mandare?") for times in (14, 28)]
    assert letters[0].confidence == letters[1].confidence


def test_a_letter_about_nothing_of_ours_gets_no_answer() -> None:
    """Many pieces are no reason to guess."""
    story = "Buongiorno, vi racconto di mia zia che abita al mare con il suo cane bianco. "
    assert isinstance(MATCHER.decide(story * 50), NoMatch)
