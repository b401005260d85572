"""What our own answers say: only what their sources do, and the sentence that was asked for first."""

import html
import re
from pathlib import Path
from typing import Final

import pytest

from faq.book import Book, Entry, load
from faq.matcher import Answer, Matcher

_ENTRIES: Final = Path(__file__).parents[2] / "faq" / "entries"
_NUMBERS: Final = {"power_fault": "8", "emergency": "9", "fire": "7", "gas_emergency": "il numero verde"}
_TAG: Final = re.compile(r"<[^>]+>")
_STEP: Final = re.compile(r"^\d+\. ", re.MULTILINE)
#: A figure, an address of the net or of mail.
_FACT: Final = re.compile(r"[\w.+-]+@[\w.-]+\w|www\.[\w.-]+\w|\+?\d+(?:[.: ]\d+)*")
#: Where customers of Energia Corrente reach it (seed 002, the bill of fig. 4).
_REACHED_AT: Final = {"info@energiacorrente.it", "www.energiacorrente.it", "+39 0547 419993"}
#: When the help line answers (seed 000).
_HELP_LINE: Final = {"803500", "9:00", "18:00", "13:00"}
#: Every figure and address that our answers may name; the sources stand at the top of the book's files.
_FACTS: Final[dict[str, set[str]]] = {
    "urgent-gas-leak": {"24", *_NUMBERS.values()},
    "urgent-electric-danger": {"10", *_NUMBERS.values()},
    "urgent-power-cut": {*_NUMBERS.values()},
    "operator": {*_HELP_LINE, *_REACHED_AT},
    "ec-first-access": {"www.energiacorrente.it"},
    "ec-customer-code": {"028680"},
    "ec-sign-in": {"www.energiacorrente.it"},
    "ec-invoices": {"2014"},
    "ec-contacts": _REACHED_AT,
    "ed-services": {"18", "6", "10.000"},
    "ed-load-curve": {"18", "6"},
    "ed-producer-connection": {"10.000"},
    "ed-register-help": _HELP_LINE,
    "ed-reset-password": {"30", "24"},
    "ed-recover-username": {"30", "803.500"},
    "ed-delete-account": {"803500"},
}


@pytest.fixture(scope="module", name="ours")
def _ours() -> Book:
    return load(_ENTRIES, _NUMBERS)


def _plain(entry: Entry) -> str:
    return html.unescape(_TAG.sub("", entry.answer))


def test_figures_and_addresses_are_those_of_the_sources(ours: Book) -> None:
    """A figure that no source knows is an invention, and so is an address where the source names none."""
    strange = {
        entry.id: named
        for entry in ours
        if (named := set(_FACT.findall(_STEP.sub("", _plain(entry)))) - _FACTS.get(entry.id, set()))
    }
    assert strange == {}


def test_holidays_are_not_told_for_the_source(ours: Book) -> None:
    """The source's hours say nothing of holidays: who asks is sent to look, and nothing is claimed."""
    told = {
        entry.id: line for entry in ours for line in _plain(entry).splitlines() if "festiv" in line.lower()
    }
    assert set(told) == {"operator", "ed-register-help"}
    for line in told.values():
        assert "Nei giorni festivi verifica l'orario sul sito" in line
        assert "esclus" not in line


@pytest.mark.parametrize(
    ("entry", "last_line"),
    [
        # Seed 000 advises two browsers, and nothing else.
        ("ed-browser", "ti consigliamo Chrome o Firefox."),
        # Seed 002: "in caso di difformità … è necessario contattare la società".
        (
            "ec-technical-data",
            "nei dati del contratto, devi contattare Energia Corrente.",
        ),
        ("ec-personal-data", "anagrafici o del contratto, devi contattare Energia Corrente."),
        # Seed 002: what is entered depends on the kind of supply.
        ("ec-corrector", "per alcune basta la sola lettura del contatore."),
    ],
)
def test_no_tip_of_ours_is_added(ours: Book, entry: str, last_line: str) -> None:
    """An answer ends with the source's last sentence."""
    assert _plain(ours[entry]).endswith(last_line)


@pytest.mark.parametrize(
    "question",
    [
        "quanto ci vuole per essere acquisita",
        "quando diventa acquisita",
        "quando diventa acquisita la mia lettura?",
        "ogni quanto caricate le letture",
        "perché è ancora da acquisire",
        "perche e ancora da aquisire",
        "da acquisire",
        "quanto tempo passa prima che la lettura sia acquisita?",
        "la lettura di ieri nn è stata acquisita",
        "quanto devo aspettare per l'acquisizione",
    ],
)
def test_when_a_reading_is_loaded_is_answered_first(ours: Book, question: str) -> None:
    """The answer opens with the time, not with another question's yes."""
    decision = Matcher(ours).decide(question)
    assert isinstance(decision, Answer)
    assert _plain(ours[decision.id]).splitlines()[0] == (
        "Una lettura resta Da acquisire finché il sistema non la carica, indicativamente ogni mezz'ora; "
        "poi diventa Acquisita."
    )


@pytest.mark.parametrize(
    "question",
    [
        "la lettura è già acquisita, si può togliere?",
        "fino a quando posso cancellare la lettura",
        "quanto resta il simbolo rosso",
        "dopo mezz'ora si può ancora togliere?",
    ],
)
def test_until_when_a_reading_can_be_deleted_stays_its_own_answer(ours: Book, question: str) -> None:
    """Who wants to delete is told how."""
    decision = Matcher(ours).decide(question)
    assert isinstance(decision, Answer)
    assert decision.id == "ec-delete-reading"
