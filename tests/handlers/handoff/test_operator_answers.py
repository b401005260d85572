"""What follows when the desk has answered an operator: lists, previews, and what their buttons send."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from bot.i18n import LANGUAGES, Texts
from handlers.contract.desk import Author, CaseState, Piece
from handlers.contract.desk_changes import AssignCase, RelayOut, RelayText, ReopenTopic
from handlers.contract.desk_news import CardSupply
from handlers.contract.desk_operators import (
    AnswersFound,
    CaseLine,
    CasesListed,
    ColleagueFound,
    CustomerRead,
    FoundAnswer,
    KeptFound,
    LearnPhrase,
    OpenReading,
    OperatorAnswered,
    PhraseFault,
    PhraseWeighed,
    ReplyFound,
    TakeUpNote,
    TryPhrase,
)
from handlers.contract.dialog import Turn
from handlers.contract.linking import Customer
from handlers.contract.speech import Link, Shortcut
from handlers.handoff import operator_answered
from handlers.shared.plain import LONGEST_MESSAGE, plain, units
from tests.handlers.handoff.cases import ANNA, CASE, CLOSED, MARCO, NOW, TAKEN, pressed, written

_TEXTS: Final = Texts.load()
_LINK: Final = "https://t.me/c/1234/90"
_SHORT: Final = FoundAnswer("ed-x", "Come?", "<b>Così</b> &amp; basta.", "it", 0.87)
_LONG: Final = FoundAnswer("ed-y", "Perché? " * 60, "<i>è</i> 😀 &lt; " * 500, "it", 0.4)
_NAMED: Final = replace(_SHORT, chance=None)
_PIECES: Final = (Piece(4567, "text", "Ancora una cosa"),)
_NEWER: Final = CaseLine(replace(CASE, case_id=15), link=_LINK)
_FULL: Final = CustomerRead(
    CASE,
    tuple(Customer(n, "Ada <Ferri> " * 30, "…680") for n in range(9)),
    tuple(CardSupply("gas", "PDR …5678", "Via Roma 1 " * 30) for _ in range(30)),
    tuple(OpenReading("PDR …5678", NOW.date(), (3017, 4000), "pending") for _ in range(9)),
    (),
    tuple(CaseLine(CLOSED, link=_LINK, opened_at=NOW) for _ in range(9)),
)


def _data(turn: Turn) -> list[str]:
    """Return what the buttons of a turn say."""
    return [
        button.command
        for say in turn.says
        for row in say.rows
        for button in row
        if isinstance(button, Shortcut)
    ]


def _read(turn: Turn, language: str = "it") -> str:
    return plain(_TEXTS.render(turn.says[0], language, 0, NOW).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "answered",
    [
        CasesListed((), 0),
        CasesListed(
            tuple(CaseLine(replace(TAKEN, first_name="<A>" * 99), NOW, _LINK) for _ in range(25)), 40
        ),
        ColleagueFound(CASE, written("/assegna @x"), "x" * 500, None),
        AnswersFound(CASE, written("/faq"), ()),
        AnswersFound(CASE, written("/faq"), (_LONG, _LONG, _LONG)),
        AnswersFound(CASE, written("/faq"), (replace(_LONG, chance=None),)),
        AnswersFound(CASE, pressed("/invia 12 faq ed-y"), (replace(_LONG, chance=None),)),
        _FULL,
        replace(_FULL, customers=(), supplies=(), readings=(), earlier=()),
        ReplyFound(CASE, written("/modello"), "", None, ("a", "b")),
        ReplyFound(CASE, written("/modello x"), "x", None, ("a",)),
        ReplyFound(CASE, written("/modello x"), "x", None),
        ReplyFound(CASE, written("/modello a"), "a", None, ("a",), "fornitura"),
        ReplyFound(CASE, written("/modello a"), "a", "x" * 3500, ("a",)),
    ],
)
def test_every_answer_fits_into_a_message(answered: OperatorAnswered, language: str) -> None:
    """In every language, with no place left open."""
    turn = operator_answered(answered)
    text = _TEXTS.render(turn.says[0], language, 0, NOW).text
    assert 0 < units(plain(text)) <= LONGEST_MESSAGE


def test_cases_are_listed_with_who_waits() -> None:
    """A line each: number, customer, why, since when, whose."""
    lines = (
        CaseLine(TAKEN, NOW - timedelta(minutes=30), _LINK),
        CaseLine(replace(CASE, state=CaseState.PAUSED)),
    )
    assert _read(operator_answered(CasesListed(lines, 2))) == (
        "Richieste aperte, prima chi aspetta da più tempo:\n\n"
        "• n. 12 Ada · vuole parlare con una persona · ⏳ in attesa alle 9:30 · 🙋 Marco Bianchi\n"
        "• n. 12 Ada · vuole parlare con una persona · in pausa\n"
        "… e altre 2."
    )


@pytest.mark.parametrize(("colleague", "dos"), [(MARCO, (AssignCase(12, MARCO),)), (None, ())])
def test_a_case_is_given_to_who_was_found(colleague: Author | None, dos: tuple[AssignCase, ...]) -> None:
    """An unknown name says so."""
    turn = operator_answered(ColleagueFound(CASE, written("/assegna @marco"), "marco", colleague))
    assert (turn.dos, len(turn.says)) == (dos, 1)


def test_the_likeliest_answers_are_sent_by_one_tap() -> None:
    """One that is cut can be read whole first."""
    turn = operator_answered(AnswersFound(CASE, written("/faq"), (_SHORT, _LONG)))
    assert turn.dos == ()
    assert _data(turn) == ["/invia 12 faq ed-x", "/invia 12 faq ed-y", "/faq 12 ed-y"]
    assert "87%" in _read(turn)
    assert "👀" in _read(turn)


def test_a_sign_is_explained_where_it_stands() -> None:
    """Where every answer is shown whole, no button shows more."""
    turn = operator_answered(AnswersFound(CASE, written("/faq"), (_SHORT, _SHORT)))
    assert "👀" not in _read(turn)


def test_a_press_sends_the_answer_itself() -> None:
    """Under the message that was pressed, which says so from then on."""
    turn = operator_answered(AnswersFound(CASE, pressed("/invia 12 faq ed-x"), (_NAMED,)))
    assert turn.dos == (RelayText(12, _SHORT.html, ANNA, 4600),)
    assert turn.says[0].instead


def test_a_button_sends_no_other_answer_than_its_own() -> None:
    """An entry that is no longer in the book is looked for in words, and what is like it is only offered."""
    turn = operator_answered(AnswersFound(CASE, pressed("/invia 12 faq ed-old"), (_SHORT,)))
    assert turn.dos == ()


def test_a_preview_sends_nothing() -> None:
    """It says where the customer reads another language."""
    turn = operator_answered(AnswersFound(replace(CASE, language="de"), written("/faq ed-x"), (_NAMED,)))
    assert (turn.dos, _data(turn)) == ((), ["/invia 12 faq ed-x", "/lascia 12"])
    assert "Lingua del cliente: Deutsch" in _read(turn)
    own = operator_answered(AnswersFound(CASE, written("/faq ed-x"), (_NAMED,)))
    assert "Lingua" not in _read(own)


def test_a_canned_reply_is_shown_before_it_is_sent() -> None:
    """And sent word for word as it was filled in."""
    names = ("saluto", "firma")
    listed = operator_answered(ReplyFound(CASE, written("/modello"), "", None, names))
    assert _data(listed) == ["/modello 12 saluto", "/modello 12 firma"]
    shown = operator_answered(ReplyFound(CASE, written("/modello saluto"), "saluto", "Ciao &lt;3", names))
    assert (shown.dos, _data(shown)) == ((), ["/invia 12 modello saluto", "/lascia 12"])
    event = pressed("/invia 12 modello saluto")
    sent = operator_answered(ReplyFound(CASE, event, "saluto", "Ciao &lt;3", names))
    assert sent.dos == (RelayText(12, "Ciao &lt;3", ANNA, 4600),)
    gap = operator_answered(ReplyFound(CASE, event, "saluto", None, names, "fornitura"))
    assert gap.dos == ()


@pytest.mark.parametrize(
    ("kept", "dos"),
    [
        (KeptFound(CLOSED, written("/riapri"), None, ()), (ReopenTopic(12, ANNA),)),
        (KeptFound(CLOSED, written("/riapri"), None, (), newer=_NEWER), ()),
        (
            KeptFound(CLOSED, pressed("/invia 12 riapri 4567"), 4567, _PIECES),
            (ReopenTopic(12, ANNA), TakeUpNote(12, 4567), RelayOut(12, _PIECES, ANNA)),
        ),
        (
            KeptFound(CASE, pressed("/invia 12 nota 4567"), 4567, _PIECES, reply_to=3),
            (TakeUpNote(12, 4567), RelayOut(12, _PIECES, ANNA, 3)),
        ),
        (KeptFound(CASE, pressed("/invia 12 nota 4567"), 4567, (), is_sent=True), ()),
        (KeptFound(CASE, pressed("/invia 12 nota 4567"), 4567, ()), ()),
        (KeptFound(CLOSED, pressed("/invia 12 riapri 4567"), 4567, _PIECES, newer=_NEWER), ()),
    ],
)
def test_a_kept_message_is_sent_once(kept: KeptFound, dos: tuple[object, ...]) -> None:
    """Into its own case alone: with a newer one there, the operator is led to it."""
    turn = operator_answered(kept)
    assert turn.dos == dos
    assert bool(turn.says) or turn.toast is not None
    if kept.newer is not None:
        assert turn.says[0].rows[0][0] == Link("Open the topic", _LINK)


@pytest.mark.parametrize("fault", ["no-entry", "no-words", "personal", "known", "stale"])
def test_an_unfit_phrase_is_neither_tried_nor_learned(fault: PhraseFault) -> None:
    """Each fault has its words."""
    for event in (written("/impara ed-x ciao"), pressed("/impara 12 ed-x m1 0.0")):
        turn = operator_answered(PhraseWeighed(CASE, event, "ed-x", "ciao", "m1", fault))
        assert (turn.dos, len(turn.says)) == ((), 1)


def test_a_phrase_is_tried_first_and_learned_by_a_press() -> None:
    """Never at once."""
    typed = PhraseWeighed(CASE, written("/impara ed-x ciao"), "ed-x", "ciao", "m1")
    assert operator_answered(typed).dos == (TryPhrase(12, "ed-x", "ciao", "m1"),)
    press = replace(typed, event=pressed("/impara 12 ed-x m1 0.0"))
    assert operator_answered(press).dos == (LearnPhrase("ed-x", "ciao"),)
