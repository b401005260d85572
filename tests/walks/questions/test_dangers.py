"""Dangers, from any state and in each language; and the way to a person."""

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.formatted import from_html
from bot.demo.walker import Walker
from faq.book import Book

pytestmark = pytest.mark.usefixtures("desk")

#: What people write, and which entry must come.
CRIES = [
    ("sento odore di gas in cucina", "urgent-gas-leak"),
    ("C'È PUZZA DI GAS!!!", "urgent-gas-leak"),
    ("c'è un cavo della luce a terra in strada", "urgent-electric-danger"),
    ("manca la corrente in tutto il palazzo", "urgent-power-cut"),
]
FOREIGN_CRIES = [
    ("en", "I smell gas", "urgent-gas-leak", "No flames, no switches"),
    ("de", "es riecht nach Gas", "urgent-gas-leak", "Keine Flammen"),
    ("en", "there is a power cut", "urgent-power-cut", "Look at your main switch"),
    ("de", "Stromausfall", "urgent-power-cut", "Hauptschalter"),
]


async def _is_told(person: Walker, book: Book, entry_id: str) -> None:
    answer = from_html(book[entry_id].answer).text
    told = await person.sees(answer.splitlines()[0])
    assert answer in told.text


@pytest.mark.parametrize("is_open", [False, True], ids=["nothing open", "an offer open"])
@pytest.mark.parametrize(("cry", "entry_id"), CRIES)
async def test_a_danger_is_answered_from_any_state(
    telegram: Lookalike, book: Book, cry: str, entry_id: str, *, is_open: bool
) -> None:
    """Nothing that is open stands between a danger and its answer."""
    ada = telegram.user("Ada")
    if is_open:
        await ada.says("ho perso la password")
        await ada.sees("Quale di queste intendi?")
    await ada.says(cry)
    await _is_told(ada, book, entry_id)


@pytest.mark.parametrize(("language", "cry", "entry_id", "first"), FOREIGN_CRIES)
async def test_a_danger_is_answered_in_the_language_of_the_cry(  # noqa: PLR0913, PLR0917 - a table
    telegram: Lookalike, book: Book, language: str, cry: str, entry_id: str, first: str
) -> None:
    """What to do at once is said in the reader's language, the numbers below in Italian."""
    eva = telegram.user("Eva", language=language)
    await eva.says(cry)
    told = await eva.sees(first)
    assert from_html(book[entry_id].answer).text in told.text
    assert told.html.startswith("<b>")


@pytest.mark.parametrize(
    ("label", "entry_id"),
    [
        ("🔥 Odore di gas", "urgent-gas-leak"),
        ("⚡ Cavo a terra, scintille, scossa", "urgent-electric-danger"),
        ("🔌 Manca la corrente", "urgent-power-cut"),
    ],
)
async def test_the_emergency_buttons(telegram: Lookalike, book: Book, label: str, entry_id: str) -> None:
    """Two presses from the first page to what to do."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await ada.sees("Sono Sportello")
    await ada.presses("🚨 Emergenze")
    await ada.sees("premi subito")
    await ada.presses(label)
    await _is_told(ada, book, entry_id)


async def test_a_danger_below_a_picture_is_read(telegram: Lookalike, book: Book) -> None:
    """Who sends a photo of the meter and writes that it smells is not told to write words."""
    ada = telegram.user("Ada")
    await ada.sends_photo("sento odore di gas")
    await _is_told(ada, book, "urgent-gas-leak")


@pytest.mark.parametrize("words", ["voglio parlare con un operatore", "/operatore", "/operator"])
async def test_the_way_to_a_person(telegram: Lookalike, words: str) -> None:
    """Whom to call, and when, however one asks."""
    ada = telegram.user("Ada")
    await ada.says(words)
    await ada.sees("Ecco come parlare con una persona")
