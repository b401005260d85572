"""Every command of the support group: by whom, in which case, what it decides."""

from dataclasses import replace
from typing import Final

import pytest

from handlers.contract.desk import Author, CaseView, Ending, Piece, Side
from handlers.contract.desk_changes import (
    AssignCase,
    CloseCase,
    KeepNote,
    SetCase,
    Withdraw,
)
from handlers.contract.desk_operators import (
    FindColleague,
    ListCases,
    ReadCustomer,
    SeekAnswers,
    SeekKept,
    SeekReply,
    WeighPhrase,
)
from handlers.contract.dialog import Turn
from handlers.handoff import operator
from handlers.handoff.operator_commands import COMMANDS, GROUP_MENU
from tests.handlers.handoff.cases import (
    ANNA,
    CASE,
    CLOSED,
    MARCO,
    NOBODY,
    PAUSED,
    TAKEN,
    entry,
    found,
    pressed,
    written,
)

_CASES: Final = {"open": CASE, "paused": PAUSED, "closed": CLOSED, "none": None}
_WRITTEN: Final = (
    "/prendo", "/assegna @marco", "/rilascia", "/nota boh", "/faq bolletta", "/modello saluto", "/cliente",
    "/ritira", "/lingua de", "/silenzia", "/impara ed-x", "/chiudi", "/riapri", "/casi", "/aiuto",
)  # fmt: skip


def _outcome(turn: Turn) -> tuple[str, ...]:
    """Name what a turn does, asks and says."""
    ask = () if turn.ask is None else (type(turn.ask).__name__,)
    said = ("says",) if turn.says or turn.toast else ()
    return (*(type(do).__name__ for do in turn.dos), *ask, *said)


#: What each command comes to in an open, paused and closed case; outside a case it is a line of words.
_OUTCOMES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "/prendo": (("AssignCase", "says"), ("AssignCase", "says"), ("says",)),
    "/assegna @marco": (("FindColleague",), ("FindColleague",), ("says",)),
    "/rilascia": (("says",), ("says",), ("says",)),
    "/nota boh": (("KeepNote",), ("KeepNote",), ("KeepNote",)),
    "/faq bolletta": (("SeekAnswers",), ("SeekAnswers",), ("SeekAnswers",)),
    "/modello saluto": (("SeekReply",), ("SeekReply",), ("SeekReply",)),
    "/cliente": (("ReadCustomer",), ("ReadCustomer",), ("ReadCustomer",)),
    "/ritira": (("says",), ("says",), ("says",)),
    "/lingua de": (("SetCase", "says"), ("SetCase", "says"), ("SetCase", "says")),
    "/silenzia": (("SetCase", "says"), ("SetCase", "says"), ("SetCase", "says")),
    "/impara ed-x": (("WeighPhrase",), ("WeighPhrase",), ("WeighPhrase",)),
    "/chiudi": (("CloseCase", "says"), ("CloseCase", "says"), ("says",)),
    "/riapri": (("says",), ("says",), ("SeekKept",)),
    "/casi": (("ListCases",), ("ListCases",), ("ListCases",)),
    "/aiuto": (("says",), ("says",), ("says",)),
}


@pytest.mark.parametrize("author", [ANNA, NOBODY], ids=["operator", "anonymous"])
@pytest.mark.parametrize("text", _WRITTEN)
def test_each_command_in_each_case(text: str, author: Author) -> None:
    """An anonymous admin is an operator like any other."""
    turns = [
        operator.found(found(written(text, author=author), _CASES[state]))
        for state in ("open", "paused", "closed")
    ]
    assert tuple(map(_outcome, turns)) == _OUTCOMES[text]


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES)
@pytest.mark.parametrize("text", [*_WRITTEN, "ciao", "// nota"])
def test_a_stranger_does_nothing(text: str, case: CaseView | None) -> None:
    """No word, no change: a group may have guests."""
    assert _outcome(operator.found(found(written(text, author=MARCO), case, is_operator=False))) == ()


@pytest.mark.parametrize("data", ["/prendo 12", "/chiudi 12 ok", "/invia 12 faq ed-x", "/ritira 12 33"])
def test_a_button_that_a_stranger_presses_does_nothing(data: str) -> None:
    """As with what is typed."""
    assert _outcome(operator.found(found(pressed(data), is_operator=False))) == ()


@pytest.mark.parametrize("thread_id", [None, 91])
@pytest.mark.parametrize("text", _WRITTEN)
def test_outside_a_case_a_command_gets_one_line(text: str, thread_id: int | None) -> None:
    """In the general topic, and in a topic of no case; /casi lists and /aiuto helps."""
    outcome = _outcome(operator.found(found(written(text, thread_id=thread_id), None)))
    assert outcome == (("ListCases",) if text == "/casi" else ("says",))


@pytest.mark.parametrize("text", ["ciao a tutti", "// nota", "/altrobot"])
def test_talk_outside_a_case_is_left_alone(text: str) -> None:
    """So is another bot's command."""
    assert _outcome(operator.found(found(written(text, thread_id=None), None))) == ()


@pytest.mark.parametrize("text", ["/prndo", "/autolettura e poi il valore", "/123"])
def test_what_looks_like_a_command_is_never_sent(text: str) -> None:
    """A mistyped command must not reach the customer."""
    turn = operator.found(found(written(text)))
    assert (turn.dos, len(turn.says)) == ((), 1)
    assert turn.says[0].values["command"] == text.split(maxsplit=1)[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_alias_is_another_name_and_the_menu_is_whole(name: str) -> None:
    """Telegram takes small letters only, and descriptions of at most 256."""
    assert name.islower()
    assert 0 < len(GROUP_MENU[name]) <= 256
    for alias in COMMANDS[name].aliases:
        assert alias not in COMMANDS


def _closing(reason: str, ending: Ending, *, asks_stars: bool) -> CloseCase:
    return CloseCase(ending, 12, reason, asks_stars, "Anna Rossi")


@pytest.mark.parametrize(
    ("words", "closing"),
    [
        ("", _closing("", Ending.OPERATOR, asks_stars=True)),
        ("risolto al telefono", _closing("risolto al telefono", Ending.OPERATOR, asks_stars=True)),
        ("senza stelle", _closing("", Ending.OPERATOR, asks_stars=False)),
        ("doppione, senza stelle", _closing("doppione", Ending.OPERATOR, asks_stars=False)),
        ("Senza  Stelle: prova nostra", _closing("prova nostra", Ending.OPERATOR, asks_stars=False)),
        ("SPAM", _closing("", Ending.SPAM, asks_stars=False)),
        ("non è spam", _closing("non è spam", Ending.OPERATOR, asks_stars=True)),
    ],
)
def test_closing_reads_its_reason(words: str, closing: CloseCase) -> None:
    """The words for no stars may stand anywhere; spam is a reason only where it is the whole of it."""
    assert operator.found(found(written(f"/chiudi {words}".strip()))).dos == (closing,)


@pytest.mark.parametrize(
    ("data", "closing"),
    [
        ("/chiudi 12 ok", _closing("", Ending.OPERATOR, asks_stars=True)),
        ("/chiudi 12 senza stelle", _closing("", Ending.OPERATOR, asks_stars=False)),
        ("/chiudi 12 spam", _closing("", Ending.SPAM, asks_stars=False)),
    ],
)
def test_the_button_to_close_asks_first(data: str, closing: CloseCase) -> None:
    """A slip of the finger would reach the customer."""
    asked = operator.found(found(pressed("/chiudi 12")))
    assert asked.dos == ()
    assert data in [getattr(button, "command", None) for row in asked.says[0].rows for button in row]
    assert operator.found(found(pressed(data))).dos == (closing,)


def test_the_button_to_close_names_the_colleague_who_has_the_case() -> None:
    """Not who presses it."""
    asked = [operator.found(found(pressed("/chiudi 12", author), TAKEN)) for author in (ANNA, MARCO)]
    assert [turn.says[0].values.get("name") for turn in asked] == ["Marco Bianchi", None]


def test_a_taken_case_is_taken_over_only_after_asking() -> None:
    """Also by its button; and the answer holds only while it is still the same colleague's."""
    for event in (written("/prendo"), pressed("/prendo 12")):
        turn = operator.found(found(event, TAKEN))
        assert turn.dos == ()
        assert turn.says[0].values["name"] == "Marco Bianchi"
    assert operator.found(found(pressed("/prendo 12 da 502"), TAKEN)).dos == (AssignCase(12, ANNA),)
    other = replace(TAKEN, assigned_to=503, assigned_name="Carla")
    assert operator.found(found(pressed("/prendo 12 da 502"), other)).dos == ()


@pytest.mark.parametrize("author", [MARCO, NOBODY])
def test_who_has_a_case_is_told_so(author: Author) -> None:
    """By number, and an anonymous admin by name."""
    mine = replace(CASE, assigned_to=author.person_id, assigned_name=author.name)
    turn = operator.found(found(pressed("/prendo 12", author), mine))
    assert (turn.dos, turn.toast) == ((), "This case is yours already.")


def test_a_button_of_another_case_does_nothing() -> None:
    """Nor one in a topic of none."""
    assert operator.found(found(pressed("/prendo 13"))).dos == ()
    assert operator.found(found(pressed("/prendo 12"), None)).dos == ()


@pytest.mark.parametrize(
    ("side", "is_across", "dos"),
    [
        (Side.OPERATOR, True, (Withdraw(33),)),
        (Side.OPERATOR, False, (Withdraw(33),)),
        (Side.NOTE, False, ()),
        (Side.CUSTOMER, True, ()),
        (Side.BOT, False, ()),
    ],
)
def test_only_what_went_to_the_customer_is_taken_back(
    side: Side, *, is_across: bool, dos: tuple[Withdraw, ...]
) -> None:
    """What still waits can be as well."""
    turn = operator.found(found(written("/ritira", reply_to=5), about=entry(side, is_across=is_across)))
    assert turn.dos == dos
    assert len(turn.says) == 1


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("/assegna @Marco", FindColleague(CASE, written("/assegna @Marco"), "Marco", None)),
        ("/faq ed-password", SeekAnswers(CASE, written("/faq ed-password"), "ed-password")),
        ("/faq", SeekAnswers(CASE, written("/faq"), "")),
        ("/modello Saluto", SeekReply(CASE, written("/modello Saluto"), "saluto")),
        ("/modelli", SeekReply(CASE, written("/modelli"), "")),
        ("/cliente", ReadCustomer(CASE)),
        ("/casi", ListCases()),
        ("/impara ED-x", WeighPhrase(CASE, written("/impara ED-x"), "ed-x")),
    ],
)
def test_what_is_asked_of_the_desk(text: str, ask: object) -> None:
    """With the words behind the command."""
    assert operator.found(found(written(text))).ask == ask


def test_words_to_learn_are_kept_for_the_button() -> None:
    """A button cannot carry them; escaped, they are found as they were typed."""
    turn = operator.found(found(written("/impara ed-x a < b?")))
    assert turn.dos == (KeepNote(12, (Piece(4567, "text", "a &lt; b?"),), ANNA),)
    assert isinstance(turn.ask, WeighPhrase)
    assert turn.ask.words == "a < b?"


def test_a_note_by_command_keeps_its_words_alone() -> None:
    """Without the command; without words it says how."""
    assert operator.found(found(written("/nota richiama domani"))).dos == (
        KeepNote(12, (Piece(4567, "text", "richiama domani"),), ANNA),
    )
    assert operator.found(found(written("/nota"))).dos == ()


@pytest.mark.parametrize(("is_silenced", "then"), [(False, True), (True, False)])
def test_silence_is_turned_over(*, is_silenced: bool, then: bool) -> None:
    """The same command turns reminders off and on."""
    case = replace(CASE, is_silenced=is_silenced)
    assert operator.found(found(written("/silenzia"), case)).dos == (SetCase(12, is_silenced=then),)


@pytest.mark.parametrize("text", ["/lingua", "/lingua fr"])
def test_an_unknown_language_is_asked_for(text: str) -> None:
    """By three buttons."""
    turn = operator.found(found(written(text)))
    assert turn.dos == ()
    assert len(turn.says[0].rows[0]) == 3
    assert operator.found(found(pressed("/lingua 12 en"))).dos == (SetCase(12, language="en"),)


def test_a_button_sends_once() -> None:
    """Pressed again, its message stands for an answer already."""
    ask = operator.found(found(pressed("/invia 12 faq ed-x"))).ask
    assert ask == SeekAnswers(CASE, pressed("/invia 12 faq ed-x"), "ed-x")
    again = operator.found(found(pressed("/invia 12 faq ed-x"), about=entry(Side.OPERATOR)))
    assert (again.ask, again.dos, again.toast) == (None, (), "This has been sent already.")


@pytest.mark.parametrize(
    ("data", "ask"),
    [
        ("/invia 12 faq ed-x", None),
        ("/invia 12 modello saluto", None),
        ("/invia 12 nota 4567", None),
        ("/invia 12 riapri 4567", SeekKept(CLOSED, pressed("/invia 12 riapri 4567"), 4567)),
        ("/invia 12 riapri x", None),
    ],
)
def test_nothing_is_sent_into_a_closed_case_but_by_reopening_it(data: str, ask: object) -> None:
    """The button says so where it reopens."""
    turn = operator.found(found(pressed(data), CLOSED))
    assert (turn.ask, turn.dos) == (ask, ())
