"""The catalogues: complete, faithful to places and tags, within Telegram's limits; words well rendered."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.chat import introduction
from bot.demo.telegram.formatted import from_html
from bot.i18n import FOLDER, LANGUAGES, CallbackButton, Texts, UrlButton, spoken
from bot.storage.parcels import kind_of, payload_of, said
from handlers import routes
from handlers.contract.speech import (
    Amount,
    Button,
    Chart,
    Choice,
    Day,
    Link,
    Say,
    Shortcut,
    Value,
    Verbatim,
)

HOUSE = Path(__file__).parents[1]
#: Telegram's limits, in characters (Bot API: BotCommand, setMyDescription, answerCallbackQuery).
COMMAND_DESCRIPTION, SHORT_DESCRIPTION, DESCRIPTION, TOAST = 256, 120, 512, 200
#: English is the language of the msgids: an empty translation there says the msgid itself.
TRANSLATED = [language for language in LANGUAGES if language != "en"]

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as po:
        return read_po(po)


def _po(language: str) -> Catalog:
    return _catalogue(FOLDER / language / "LC_MESSAGES" / "messages.po")


def _messages(catalogue: Catalog) -> dict[str, Message]:
    """The messages by their (singular) msgid, without the header."""
    return {_forms(message.id)[0]: message for message in catalogue if message.id}


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, tuple | list) else ()


#: Where sentences are marked, as `make messages` finds them: in Python, and in the pages of the console.
_MARKED: Final = (
    ("bot", "**.py", "python", {"N_": None, "NN_": (1, 2)}),
    ("handlers", "**.py", "python", {"N_": None, "NN_": (1, 2)}),
    ("bot/console/templates", "**.html", "jinja2", {"_": None, "gettext": None, "ngettext": (1, 2)}),
)


def _in_code() -> set[str]:
    """The sentences that code and pages mark."""
    return {
        _forms(msgid)[0]
        for room, pattern, method, keywords in _MARKED
        for _, _, msgid, _, _ in extract_from_dir(
            HOUSE / room, method_map=[(pattern, method)], keywords=keywords
        )
    }


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _tags(sentence: str) -> Counter[str]:
    return Counter(re.findall(r"</?[a-z-]+", sentence))


TEMPLATE = _messages(_catalogue(FOLDER / "messages.pot"))
SENTENCES = [
    (language, msgid, translation)
    for language in LANGUAGES
    for msgid, message in _messages(_po(language)).items()
    for translation in _forms(message.string)
    if translation
]


def test_the_template_holds_exactly_the_sentences_of_the_code() -> None:
    """`make messages` was run after the last change."""
    assert set(TEMPLATE) == _in_code()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_holds_exactly_the_template(language: str) -> None:
    """No sentence is missing, none is left over, none is a guess."""
    catalogue = _po(language)
    assert set(_messages(catalogue)) == set(TEMPLATE)
    assert list(catalogue.obsolete) == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    """Also every form of a plural."""
    catalogue = _po(language)
    unfinished = [
        msgid
        for msgid, message in _messages(catalogue).items()
        if not all(_forms(message.string))
        or (message.pluralizable and len(_forms(message.string)) != catalogue.num_plurals)
    ]
    assert unfinished == []


def test_translations_have_the_places_of_their_sentence() -> None:
    """A misspelt {place} would break the message in one language only, and nobody there would be answered."""
    strange = [
        (language, msgid)
        for language, msgid, translation in SENTENCES
        if _places(translation) != _places(msgid)
    ]
    assert strange == []


def _is_well_formed(sentence: str) -> bool:
    # Angle brackets of the markup stay; what stands in a place is escaped where it is filled in.
    try:
        from_html(re.sub(r"\{\w+\}", "x", sentence))
    except Exception:  # noqa: BLE001 - whatever Telegram would refuse
        return False
    return True


def test_translations_keep_the_markup() -> None:
    """Every sentence is HTML that Telegram takes, with the tags that the original has, or none of them.

    A frame around an Italian answer falls away in Italian, so nothing but its place is left there.
    """
    broken = [
        (language, msgid)
        for language, msgid, translation in SENTENCES
        if not _is_well_formed(translation)
        or (_tags(translation) != _tags(msgid) and translation != "{answer}")
    ]
    assert broken == []
    assert [msgid for msgid in TEMPLATE if not _is_well_formed(msgid)] == []


def test_translations_begin_and_end_like_their_sentence() -> None:
    """No blank or line break is lost or added at either end."""
    ragged = [
        (language, msgid)
        for language, msgid, translation in SENTENCES
        if translation != translation.strip() or msgid != msgid.strip()
    ]
    assert ragged == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_shows_of_the_bot_fits(language: str) -> None:
    """Commands and descriptions are within Telegram's limits in every language."""
    texts = Texts.load()

    def length(sentence: str) -> int:
        return len(texts.translate(sentence, language))

    assert [
        name for name, words in routes.MENU.items() if not 1 <= length(words) <= COMMAND_DESCRIPTION
    ] == []
    assert length(introduction._ABOUT) <= SHORT_DESCRIPTION  # noqa: SLF001 - the sentence stands there
    assert length(introduction._DESCRIPTION) <= DESCRIPTION  # noqa: SLF001 - the same
    assert length("This button is no longer valid. Please use the latest message.") <= TOAST
    assert length("Thank you!") <= TOAST


def test_values_are_escaped_and_our_own_html_is_not() -> None:
    """What a person wrote cannot become markup, nor a place to be filled."""
    say = Say("{name} {count} {html}", name="<b>&{x}", count=3, html=Verbatim("<i>x</i>"))
    rendered = Texts.load().render(say, "it", 1, NOON)
    assert rendered.text == "&lt;b&gt;&amp;{x} 3 <i>x</i>"


def test_what_is_said_verbatim_is_left_alone() -> None:
    """Braces in an answer are no places."""
    rendered = Texts.load().render(Say(Verbatim("{a} {} <b>x</b>")), "de", 1, NOON)
    assert rendered.text == "{a} {} <b>x</b>"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Amount(45000), ("45.000", "45,000", "45.000")),
        (Amount(1234), ("1.234", "1,234", "1.234")),
        (Amount(0), ("0", "0", "0")),
        (Amount(123456789), ("123.456.789", "123,456,789", "123.456.789")),
        (Amount(Decimal("10.1")), ("10,1", "10.1", "10,1")),
        (Day(date(2015, 2, 15)), ("15/02/2015", "15/02/2015", "15.02.2015")),
        (Day(date(2026, 11, 1)), ("01/11/2026", "01/11/2026", "01.11.2026")),
    ],
)
def test_numbers_and_dates_are_written_as_their_reader_writes_them(
    value: Value, words: tuple[str, ...]
) -> None:
    """Points, commas and the order of a date are the language's own."""
    texts = Texts.load()
    assert tuple(texts.render(Say("{x}", x=value), language, 1, NOON).text for language in LANGUAGES) == words


def _chart(*heights: str | None) -> Chart:
    bars = tuple(
        (date(2025, 1 + place, 28), None if height is None else Decimal(height))
        for place, height in enumerate(heights)
    )
    return Chart(Say("{label}", label="Casa & <nido>"), bars)


def test_a_picture_becomes_figures_in_the_readers_language() -> None:
    """Its title is plain; values keep as many figures as fit above a bar, and a gap is a dash."""
    say = Say("Ecco", picture=_chart("0.044", "9.96", None, "4", "1234.5"))
    rendered = Texts.load().render(say, "de", 1, NOON)
    assert kind_of(said(rendered)) == "photo"
    assert payload_of(said(rendered)) == {
        "text": "Ecco",
        "rows": [],
        "chart": {
            "title": "Casa & <nido>",
            "unit": "Kubikmeter pro Tag",
            "bars": [
                {"below": ["28", "Jan", "2025"], "height": 0.044, "above": "0,04"},
                {"below": ["28", "Feb", "2025"], "height": 9.96, "above": "10"},
                {"below": ["28", "Mär", "2025"], "height": None, "above": "–"},
                {"below": ["28", "Apr", "2025"], "height": 4.0, "above": "4,0"},
                {"below": ["28", "Mai", "2025"], "height": 1234.5, "above": "1.234"},
            ],
        },
    }


def test_the_newest_bars_are_drawn_where_there_are_many() -> None:
    """A phone shows twelve."""
    bars = tuple((date(2000 + year, 1, 1), Decimal(year)) for year in range(20))
    rendered = Texts.load().render(Say("x", picture=Chart(Say("x"), bars)), "it", 1, NOON)
    assert rendered.chart is not None
    assert [int(bar["below"][2]) for bar in rendered.chart["bars"]] == list(range(2008, 2020))


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("x" * 1024, ["photo"]),
        ("x" * 1025, ["photo", "message"]),
        ("<b>&amp;</b>" * 1024, ["photo"]),
        ("😀" * 512, ["photo"]),
        ("😀" * 513, ["photo", "message"]),
        ("", ["photo"]),
    ],
)
def test_words_too_long_for_a_picture_follow_it(words: str, kinds: list[str]) -> None:
    """Telegram counts what is read, not the markup; the buttons go with the words."""
    say = Say(Verbatim(words), rows=((Shortcut("x", "/x"),),), picture=_chart("1"))
    parts = Texts.load().render(say, "it", 1, NOON).parts()
    assert [kind_of(said(part)) for part in parts] == kinds
    assert [(part.text, bool(part.rows)) for part in parts] == [
        *[("", False)] * (len(kinds) - 1),
        (words, True),
    ]


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        (Choice("None of these", "none"), CallbackButton("Nessuna di queste", "r7:none")),
        (Shortcut("🌐 Language", "/lingua"), CallbackButton("🌐 Lingua", "/lingua")),
        (Shortcut(Verbatim("Language"), "/lingua de"), CallbackButton("Language", "/lingua de")),
        (
            Link("Change language", "https://example.org/"),
            UrlButton("Cambia lingua", "https://example.org/"),
        ),
    ],
)
def test_buttons_are_labelled_in_the_readers_language(
    button: Button, expected: CallbackButton | UrlButton
) -> None:
    """Choices carry the session's number, shortcuts their command, links their page."""
    assert Texts.load().render(Say("x", rows=((button,),)), "it", 7, NOON).rows == ((expected,),)


def test_a_button_that_carries_too_much_is_a_fault() -> None:
    """Telegram takes 64 bytes; more would be refused much later, with the whole message."""
    with pytest.raises(ValueError, match="over 64 bytes"):
        Texts.load().render(Say("x", rows=((Shortcut("x", "/faq " + "è" * 30),),)), "it", 1, NOON)


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("it", "it"),
        ("de-AT", "de"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("xx", "it"),
        ("", "it"),
        (None, "it"),
        ("-", "it"),
    ],
)
def test_telegrams_language_becomes_one_of_ours(code: str | None, language: str) -> None:
    """Italian where it is unknown."""
    assert spoken(code) == language


def test_an_unknown_language_reads_italian() -> None:
    """A language that a later release no longer has does not silence the bot."""
    assert Texts.load().translate("None of these", "xx") == "Nessuna di queste"
