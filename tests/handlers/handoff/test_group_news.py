"""What the group is told unasked, as it is read: complete, escaped, and below Telegram's limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.i18n import LANGUAGES, CallbackButton, Texts
from handlers.contract.desk import Reason
from handlers.contract.desk_news import (
    CardCandidate,
    CardLine,
    CardSupply,
    CaseCard,
    CaseNote,
    CaseWaits,
    Cause,
    EditShown,
    GroupBehind,
    GroupFacts,
    GroupFault,
    LowStars,
    NotDelivered,
    PhraseChange,
    PhraseTried,
    TopicReplaced,
)
from handlers.contract.speech import Say
from handlers.handoff import say_group_news
from handlers.handoff.operator_commands import help_turn
from handlers.shared.plain import LONGEST_MESSAGE, plain, units

_NOW: Final = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
_LINK: Final = "https://t.me/c/1234/90"
_TEXTS: Final = Texts.load()
_LONG: Final = "😀<b>é&lt;</b> " * 900
_FULL: Final = CaseCard(
    case_id=12,
    first_name="A<d>a " * 30,
    language="de",
    reason=Reason.READING_DOUBT,
    about="17",
    opened_at=_NOW,
    is_linked=True,
    supplies=tuple(CardSupply("gas", f"PDR …{n}", "Via Roma 1 " * 20) for n in range(1000, 1009)),
    dialog="self-reading",
    step="AwaitYes",
    tried=tuple(Say("Tried {what}", what=str(n)) for n in range(20)),
    recent=tuple(CardLine(n % 2 == 0, _NOW + timedelta(minutes=n), _LONG) for n in range(30)),
    candidates=tuple(CardCandidate("ed-producer-connection", "Come? " * 50, 0.456) for _ in range(5)),
    reading="12345 m³ " * 100,
    notice="Lavori " * 100,
    previous_case_id=9,
    previous_link=_LINK,
    assigned_name="Marco " * 30,
)
_SMALL: Final = CaseCard(
    12,
    "Ada",
    "it",
    Reason.WISH,
    "",
    _NOW,
    False,  # noqa: FBT003
    (),
    None,
    None,
    (),
    (),
    (),
)
_TRIED: Final = PhraseTried(12, "ed-x", "come < faccio", "q5", "3.2", (), is_refused=False)
_EVERY: Final[dict[str, GroupFacts]] = {
    "full card": _FULL,
    "small card": _SMALL,
    "edit": EditShown(_LONG),
    "not delivered": NotDelivered(Cause.BLOCKED),
    "a long comment": CaseNote("Word: {words}", (("words", "<&>" * 1366),)),
    "note": CaseNote("Case before: {number}", (("number", "<9>"),)),
    "waits": CaseWaits(12, timedelta(minutes=10)),
    "released": CaseWaits(12, timedelta(minutes=10), is_released=True),
    "escalated": CaseWaits(12, timedelta(minutes=30), link=_LINK),
    "stars": LowStars(12, 2, "<peccato> " * 500, _LINK),
    "stars alone": LowStars(12, 1, None, None),
    "behind": GroupBehind(3),
    "no longer": GroupBehind(None),
    "replaced": TopicReplaced(12, _LINK),
    "tried": _TRIED,
    "refused": PhraseTried(
        12,
        "ed-x",
        "come",
        "q5",
        "3.2",
        (PhraseChange("q < 1" * 99, "right", "wrong answer", is_worse=True),) * 40,
        is_refused=True,
    ),
    **{word: GroupFault(word) for word in ("no_topics", "no_rights", "strange")},
}


def _read(facts: GroupFacts, language: str = "it") -> str:
    return plain(_TEXTS.render(say_group_news(facts), language, 0, _NOW).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("facts", _EVERY.values(), ids=_EVERY)
def test_news_fit_into_a_message(facts: GroupFacts, language: str) -> None:
    """Whatever was written before; no place stays open, and what others wrote is no markup."""
    rendered = _TEXTS.render(say_group_news(facts), language, 0, _NOW)
    assert 0 < units(plain(rendered.text)) <= LONGEST_MESSAGE
    assert "<odd>" not in rendered.text
    assert "<peccato>" not in rendered.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_fits_into_a_message(language: str) -> None:
    """All commands, a line each."""
    text = _TEXTS.render(help_turn().says[0], language, 0, _NOW).text
    assert units(plain(text)) <= LONGEST_MESSAGE
    assert "{" not in text


def test_the_card_is_read_in_ten_seconds() -> None:
    """Who and why first; a case of a curious tap has three lines."""
    assert _read(_SMALL) == (
        "Richiesta n. 12 · Ada · Italiano\n"
        "Nessun contratto collegato.\n"
        "\n"
        "❓ vuole parlare con una persona, alle 10:00"
    )


def test_the_card_quotes_the_newest_messages() -> None:
    """In their order, as many as there is room for."""
    recent = tuple(CardLine(n % 2 == 0, _NOW, f"messaggio {n}") for n in range(15))
    card = CaseCard(12, "Ada", "it", Reason.WISH, "", _NOW, True, (), None, None, (), recent, ())  # noqa: FBT003
    quoted = [line for line in _read(card).splitlines() if "messaggio" in line]
    assert [int(line.split()[-1]) for line in quoted] == list(range(5, 15))


def test_the_newest_messages_are_in_sight_without_a_tap() -> None:
    """Those before are folded; the bot's own words, which operators know, take one short line each."""
    recent = tuple(CardLine(n % 2 == 0, _NOW, f"messaggio {n},\nin due righe. " * 12) for n in range(6))
    card = CaseCard(12, "Ada", "it", Reason.WISH, "", _NOW, True, (), None, "AwaitPick", (), recent, ())  # noqa: FBT003
    text = _TEXTS.render(say_group_news(card), "it", 0, _NOW).text
    _, folded, seen = text.split("<blockquote")
    assert folded.startswith(" expandable>")
    assert [quote.count("🤖") + quote.count("👤") for quote in (folded, seen)] == [2, 4]
    assert all(len(line) < 120 for line in text.splitlines() if "🤖" in line)
    assert "AwaitPick" not in text


def test_answers_without_a_chance_are_not_offered() -> None:
    """Nobody reads "0%"; with none left there is no heading either."""
    few = tuple(CardCandidate(f"ed-{n}", "Come?", chance) for n, chance in enumerate((0.9, 0.02, 0.001)))
    shown = _read(replace(_SMALL, candidates=few)).partition("📖")[2]
    assert shown == " Che cosa direbbero le FAQ:\n• Come? · 90% · ed-0"
    assert "📖" not in _read(replace(_SMALL, candidates=few[1:]))


def test_the_buttons_of_the_card_name_its_case() -> None:
    """So that a press in another topic does nothing."""
    rows = _TEXTS.render(say_group_news(_SMALL), "it", 0, _NOW).rows
    assert [
        (button.label, button.data) for row in rows for button in row if isinstance(button, CallbackButton)
    ] == [
        ("🙋 Prendo io", "/prendo 12"),
        ("✅ Chiudi", "/chiudi 12"),
        ("📖 Rispondi con FAQ…", "/faq 12"),
    ]


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (
            Cause.BLOCKED,
            (
                "❌ Non consegnato: il cliente ha bloccato il bot. Prova per telefono o per e-mail, oppure "
                "aspetta che scriva di nuovo."
            ),
        ),
        (
            Cause.NO_VOICE,
            "❌ Non consegnato: il cliente non accetta messaggi vocali o video. Scrivilo, per favore.",
        ),
        (Cause.OTHER, "❌ Non consegnato: Telegram lo rifiuta. Invialo in un’altra forma, per favore."),
    ],
)
def test_a_failure_says_its_cause_and_what_to_do(cause: Cause, words: str) -> None:
    """Also where nobody has foreseen it."""
    assert _read(NotDelivered(cause)) == words


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_of_the_queue_has_words_of_its_own(cause: Cause) -> None:
    """None is shown by its name."""
    assert cause not in _read(NotDelivered(cause))


@pytest.mark.parametrize(
    ("facts", "is_offered"),
    [
        (_TRIED, True),
        (_EVERY["refused"], False),
        (PhraseTried(12, "x" * 60, "come", "q5", "3.2", (), is_refused=False), False),
    ],
)
def test_a_phrase_is_offered_unless_it_does_harm(facts: GroupFacts, *, is_offered: bool) -> None:
    """Nor where a button cannot carry the entry's id."""
    data = [getattr(button, "command", "") for row in say_group_news(facts).rows for button in row]
    assert ("/impara 12 ed-x q5 3.2" in data) == is_offered
