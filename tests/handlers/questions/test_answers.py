"""Every answer of our book, in every language, as Telegram would take it."""

from datetime import UTC, datetime

import pytest

from bot.config import Settings
from bot.demo.telegram.formatted import from_html, units
from bot.i18n import LANGUAGES, Texts
from bot.wiring import load_book
from faq.book import Book
from handlers import routes
from handlers.basics.language import LANGUAGES as OFFERED
from handlers.contract.chat import Command
from handlers.contract.questions import EntryRead
from handlers.contract.speech import Shortcut
from handlers.handoff import call

#: Telegram's limit for the text of a message, after its markup is read.
LONGEST_TEXT = 4096
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
DANGERS = ("urgent-gas-leak", "urgent-electric-danger", "urgent-power-cut")


@pytest.fixture(scope="module")
def book() -> Book:
    """Our own book, with the numbers of the configuration."""
    return load_book(Settings())


@pytest.fixture(scope="module")
def texts() -> Texts:
    """The sentences of the interface."""
    return Texts.load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_fits_and_is_well_formed(book: Book, texts: Texts, language: str) -> None:
    """No answer is too long for a message, breaks its markup, or has a button that carries too much."""
    too_long = []
    for entry in book:
        related = tuple(book[name] for name in entry.related)
        (say,) = routes.decide(None, EntryRead(entry, related, 10**12)).says
        rendered = texts.render(say, language, 2_000_000_000, NOON)
        if units(from_html(rendered.text).text) > LONGEST_TEXT:
            too_long.append(entry.id)
    assert too_long == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["start", "help", "emergenza", "annulla"])
def test_every_page_of_the_interface_is_well_formed(texts: Texts, language: str, name: str) -> None:
    """What a command says is markup that Telegram takes, in every language."""
    for say in routes.decide(None, Command(name)).says:
        assert from_html(texts.render(say, language, 1, NOON).text).text


def test_every_button_of_the_first_page_leads_somewhere(book: Book) -> None:
    """Shortcuts name entries that our book holds."""
    says = [*routes.decide(None, Command("start")).says, *routes.decide(None, Command("emergenza")).says]
    commands = [
        button.command for say in says for row in say.rows for button in row if isinstance(button, Shortcut)
    ]
    named = [command.removeprefix("/faq ") for command in commands if command.startswith("/faq ")]
    assert [name for name in named if name not in book] == []
    assert len(named) == 4


def test_the_dangers_and_the_operator_are_in_the_book(book: Book) -> None:
    """What is recognised in any message has its entry."""
    assert [name for name in (*DANGERS, call.WISH) if name not in book] == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("danger", DANGERS)
def test_a_danger_begins_in_the_language_read(book: Book, texts: Texts, language: str, danger: str) -> None:
    """Whoever does not read Italian reads first, in bold, what to do at once."""
    (say,) = routes.decide(None, EntryRead(book[danger])).says
    rendered = texts.render(say, language, 1, NOON).text
    assert rendered.startswith("<b>")
    assert rendered.endswith(book[danger].answer)


def test_each_language_is_offered_in_its_own_words() -> None:
    """The buttons and the catalogues speak of the same languages."""
    assert set(OFFERED) == set(LANGUAGES)
