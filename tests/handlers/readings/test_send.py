"""The steps of sending a reading as plain calls: who is taken for a sender, what is asked, what is said."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Texts
from faq.book import Entry
from faq.matcher import Answer, Candidate
from handlers import routes
from handlers.contract.chat import Command, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.linking import Proven, ReadLinks
from handlers.contract.questions import Rank, Ranked, ReadEntry
from handlers.contract.readings import (
    Counter,
    Finding,
    GasSuppliesRead,
    GasSupply,
    GasSupplyGone,
    Given,
    InviteReading,
    ReadGasSupplies,
    Reading,
    ReadingInvited,
    ReadingRead,
    ReadingsRead,
    ReadingState,
    ReadingWeighed,
    ReadReading,
    ReadReadings,
    ReadTodays,
    SaveReading,
    TodaysRead,
    Weighed,
    WeighReading,
)
from handlers.contract.speech import Say, Shortcut
from handlers.linking import link
from handlers.questions.ask import AwaitPick
from handlers.readings import doubts, phrases, send
from handlers.readings.photo import AwaitPhoto
from handlers.readings.states import AwaitReplaced, AwaitSupply, AwaitValue, AwaitYes
from handlers.recovery.guide import AwaitPortal

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
HOUSE = GasSupply(1, "Casa", "Via delle Prove 1, Borgo Esempio", "PDR …0101")
BARN = GasSupply(2, "Vicolo 9", "Vicolo 9", "PDR …0102")
METER = Counter("meter", 5, 1234, date(2025, 12, 15))
CORRECTOR = Counter("corrector", 8, None, None)
INVITED = ReadingInvited(HOUSE, (METER,))
KEPT = Reading(7, HOUSE, date(2026, 1, 15), NOON, 1546, None, "pending", 312, 31)
YES = AwaitYes(HOUSE, (Weighed(METER, 1546, 312, 31),))
_TEXTS = Texts.load()


def _said(say: Say, language: str = "it") -> str:
    return _TEXTS.render(say, language, 0, NOON).text


@pytest.mark.parametrize(
    "words",
    [
        "mando la lettura", "Vorrei mandare la lettura del gas", "autolettura", "lettura", "invio lettura",
        "devo comunicare l'autolettura", "Trasmetto la lettura del contatore!", "send the gas reading",
        "I would like to send my reading", "Zählerstand melden", "ich möchte meinen Gaszählerstand senden",
    ],
)  # fmt: skip
def test_the_wish_to_send_is_enough(words: str) -> None:
    """No command is needed; but in an open guide the words belong to that."""
    assert routes.decide(None, Text(words)).ask == ReadGasSupplies()
    assert routes.decide(AwaitPortal(), Text(words)).ask != ReadGasSupplies()


@pytest.mark.parametrize(
    "words",
    ["come mando la lettura?", "non riesco a mandare la lettura", "quando si manda la lettura", "lettore"],
)
def test_a_question_about_sending_goes_to_the_book(words: str) -> None:
    """Who asks how it is done is not asked for a number."""
    assert routes.decide(None, Text(words)).ask == Rank(words)


@pytest.mark.parametrize(
    ("state", "words", "is_taken"),
    [
        (None, "45000", True),
        (None, "45000, grazie", True),
        (AwaitPhoto(7, 1), "45000", True),
        (AwaitPick(7, ("a", "b"), (None, None)), "45000", True),
        (AwaitPick(7, ("a", "b"), (None, None)), "2", False),
        (AwaitPortal(), "45000", False),
        (link.AwaitCode(), "028680", False),
        (None, "quanto sono 45000 metri cubi?", False),
    ],
)
def test_a_number_belongs_to_who_asked_for_it(
    state: State | None,
    words: str,
    is_taken: bool,  # noqa: FBT001 - a table
) -> None:
    """Where nothing is asked it may be a reading; in an open dialog it is that dialog's."""
    ask = ReadGasSupplies(Given(words), open_only=True)
    assert (routes.decide(state, Text(words)).ask == ask) is is_taken


@pytest.mark.parametrize(
    ("command", "argument", "ask"),
    [
        ("autolettura", "", ReadGasSupplies()),
        ("lettura", "", ReadGasSupplies()),
        ("reading", "", ReadGasSupplies()),
        ("ablesung", "", ReadGasSupplies()),
        ("autolettura", "12", InviteReading(12)),
        ("autolettura", "-12", ReadGasSupplies()),
        ("autolettura", "9" * 30, ReadGasSupplies()),
        ("letture", "", ReadReadings()),
        ("letture", "12", ReadReadings(12)),
        ("readings", "", ReadReadings()),
        ("ablesungen", "", ReadReadings()),
        ("cancella", "7", ReadReading(7)),
        ("cancella", "tutto", ReadReadings()),
    ],
)
def test_commands_in_three_languages(command: str, argument: str, ask: object) -> None:
    """What is asked of the service before a word is said."""
    turn = routes.decide(None, Command(command, argument))
    assert (turn.ask, turn.says) == (ask, ())


def test_one_supply_is_gone_straight_to() -> None:
    """Only among several there is anything to choose."""
    assert routes.decide(None, GasSuppliesRead((HOUSE,), is_linked=True, given=None)) == Turn(
        None, ask=InviteReading(1)
    )
    chosen = routes.decide(None, GasSuppliesRead((HOUSE, BARN), is_linked=True, given=None))
    assert chosen.state == AwaitSupply((HOUSE, BARN))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        (None, Turn(AwaitValue(HOUSE, (METER,)), repeat=True)),
        (Given("1546"), Turn(AwaitValue(HOUSE, (METER,)), ask=WeighReading(1, (1546,)))),
        (Given("1546", "f"), Turn(AwaitValue(HOUSE, (METER,), photo="f"), ask=WeighReading(1, (1546,)))),
        # Too long for this counter, so it is words like any others.
        (Given("028680"), Turn(None, ask=Rank("028680"))),
    ],
)
def test_a_number_that_came_first_is_not_asked_again(given_: Given | None, expected: Turn) -> None:
    """It is weighed at once, if this counter can show it."""
    assert send.answered(None, replace(INVITED, given=given_)) == expected


def test_a_number_for_a_chosen_supply_is_explained() -> None:
    """Who has said which supply it is for means a reading, even if it is too long."""
    turn = send.answered(AwaitSupply((HOUSE, BARN)), replace(INVITED, given=Given("028680")))
    assert (turn.state, turn.ask) == (AwaitValue(HOUSE, (METER,)), None)
    assert "più delle 5 cifre" in _said(turn.says[0])


@pytest.mark.parametrize(
    ("findings", "state"),
    [
        ((None, None), AwaitYes),
        (("unusual", None), AwaitYes),
        (("rolled_over", "unusual"), AwaitYes),
        (("lower", "above_most"), AwaitReplaced),
        (("too_long", None), AwaitValue),
        ((None, "above_most"), AwaitValue),
        (("unusual", "lower"), AwaitReplaced),
    ],
)
def test_what_is_never_taken_is_asked_again(
    findings: tuple[Finding | None, Finding | None], state: type[State]
) -> None:
    """The first that speaks against it decides; the numbers before it are kept."""
    weighed = tuple(
        Weighed(counter, value, 10, 1, finding, 5)
        for counter, value, finding in zip((METER, CORRECTOR), (1244, 88), findings, strict=True)
    )
    turn = send.answered(AwaitValue(HOUSE, (METER, CORRECTOR), (1244,)), ReadingWeighed(weighed))
    assert type(turn.state) is state
    if isinstance(turn.state, AwaitValue):
        assert turn.state.values == ((1244,) if findings[0] is None else ())


def test_a_yes_keeps_exactly_what_was_shown() -> None:
    """Values and photo go to the service as they were weighed, and the receipt is of what is kept."""
    turn = routes.decide(replace(YES, photo="f"), Text("sì"))
    assert (turn.dos, turn.ask) == ((SaveReading(1, (1546,), (), "f"),), ReadTodays(1))
    assert send.answered(YES, TodaysRead(KEPT)).state == AwaitPhoto(7, 1)
    assert send.answered(replace(YES, photo="f"), TodaysRead(KEPT)).state is None


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (replace(KEPT, meter=1500), "ce l’ho già"),
        (replace(KEPT, is_own=False), "un’altra persona"),
        (None, "non l’ho più potuta prendere"),
    ],
)
def test_another_ones_reading_is_no_receipt(reading: Reading | None, words: str) -> None:
    """Only what this person has just confirmed is receipted."""
    turn = send.answered(YES, TodaysRead(reading))
    assert words in _said(turn.says[0])
    assert turn.ask == (InviteReading(1) if reading is None else None)


@pytest.mark.parametrize("state", [None, AwaitPortal(), AwaitPhoto(7, 1)])
def test_a_dead_end_leaves_other_dialogs_alone(state: State | None) -> None:
    """Only the own dialog is closed."""
    assert send.answered(state, GasSupplyGone()).state == state
    assert send.answered(YES, GasSupplyGone()).state is None


def test_many_supplies_are_looked_through_by_words() -> None:
    """Twenty buttons are enough; the rest is found by a part of the name or address."""
    supplies = tuple(GasSupply(n, f"Casa {n}", f"Via {n}", f"PDR …{n:04}") for n in range(1, 42))
    state = AwaitSupply(supplies)
    prompt = send.DIALOG.prompt
    assert prompt is not None
    assert len(prompt(state).rows) == 20
    assert routes.decide(state, Text("casa 33")).ask == InviteReading(33)
    assert routes.decide(state, Text("casa 4")).state == AwaitSupply(
        (supplies[3], supplies[39], supplies[40])
    )
    assert routes.decide(state, Text("1546")).state == AwaitSupply(supplies, Given("1546"))
    assert routes.decide(state, Text("ca")).ask == Rank("ca")


@pytest.mark.parametrize(
    ("used", "days", "italian"),
    [
        (312, 31, "312 m³ in 31 giorni, circa 10 al giorno"),
        (80, 31, "80 m³ in 31 giorni, circa 2,6 al giorno"),
        (12_000, 365, "12.000 m³ in 365 giorni, circa 33 al giorno"),
        (1, 31, "1 m³ in 31 giorni"),
        (0, 31, "0 m³ in 31 giorni"),
        (10, 1, "10 m³ in un giorno"),
        (10, 0, "10 m³"),
    ],
)
def test_use_is_told_as_people_think_of_it(used: int, days: int, italian: str) -> None:
    """With what it is a day, where that says something."""
    assert _said(phrases.of_use(used, days)) == italian


@pytest.mark.parametrize(
    ("state", "reason", "italian"),
    [
        ("pending", None, "⏳ Da acquisire"),
        ("leaving", None, "📤 Partita, non ancora acquisita"),
        ("acquired", None, "✅ Acquisita"),
        ("refused", None, "❌ Rifiutata"),
        ("refused", "a <b>", "❌ Rifiutata: a &lt;b&gt;"),
    ],
)
def test_states_have_the_portals_names(state: ReadingState, reason: str | None, italian: str) -> None:
    """As seed 002 calls them, and the company's reason as it wrote it."""
    assert _said(phrases.of_state(replace(KEPT, state=state, reason=reason))) == italian


@pytest.mark.parametrize("language", ["it", "de", "en"])
def test_each_state_has_words_of_its_own(language: str) -> None:
    """What has left is never called like what can be deleted, also not in one message."""
    states: tuple[ReadingState, ...] = get_args(ReadingState)
    words = {state: _said(phrases.of_state(replace(KEPT, state=state)), language) for state in states}
    assert len(set(words.values())) == len(states)
    (told,) = routes.decide(None, ReadingRead(replace(KEPT, state="leaving"))).says
    assert words["leaving"] in _said(told, language)
    assert words["pending"].removeprefix("⏳ ") not in _said(told, language)


@given(value=st.integers(0, 10**9 - 1), language=st.sampled_from(["it", "de", "en"]))
def test_the_number_that_is_asked_about_is_the_one_that_goes_on(value: int, language: str) -> None:
    """Without its separators the number between the words is the value, in every language."""
    (told,) = doubts.told(Weighed(CORRECTOR, value, None, None))
    shown = _said(told, language).split("<b>")[1].split("</b>")[0]
    assert int(Decimal(shown.replace(".", "").replace(",", ""))) == value


@pytest.mark.parametrize(
    ("argument", "ask"),
    [
        ("", ReadLinks("show")),
        ("autolettura", ReadGasSupplies()),
        ("letture", ReadReadings()),
        ("x", ReadLinks("show")),
    ],
)
def test_linking_leads_back_to_where_one_came_from(argument: str, ask: object) -> None:
    """The way back is part of every state of linking, and only ways that we know are gone."""
    state = link.begin(None, argument).state
    assert isinstance(state, link.AwaitCode)
    typed = routes.decide(state, Text("001001")).state
    assert isinstance(typed, link.AwaitTaxCode)
    for proving in (
        link.AwaitProof(3, typed.then),
        link.AwaitContact(3, by_mail=True, then=typed.then),
        link.AwaitKey(NOON, 3, typed.then),
    ):
        assert link.answered(proving, Proven(3)).ask == ask


def test_an_answer_of_the_book_leads_here() -> None:
    """The entry's own button, with a label that says what lies behind it."""
    entry = Entry("ec-self-reading", "Come?", "Così.", "energia-corrente", dialog="autolettura")
    turn = routes.decide(
        None, Ranked(1, Answer("ec-self-reading", 0.9, (Candidate("ec-self-reading", 0.9),)), (entry,))
    )
    button = turn.says[0].rows[0][0]
    assert (button.label, getattr(button, "command", None)) == ("📟 Send the reading", "/autolettura")
    assert routes.decide(None, Command("faq", "ec-self-reading")).ask == ReadEntry("ec-self-reading")


def test_of_many_supplies_one_is_chosen() -> None:
    """An administrator of houses gets a list to press, not a message for each."""
    supplies = tuple(
        (GasSupply(number, f"Casa {number}", "Via Prova 1", "PDR …0001"), ()) for number in range(40)
    )
    turn = routes.decide(None, ReadingsRead(supplies, is_linked=True))
    (say,) = turn.says
    assert [button for row in say.rows for button in row][39] == Shortcut(
        "🔥 Casa 39 · Via Prova 1", "/letture 39"
    )
