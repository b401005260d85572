"""The customer's side of a case, as plain steps: opening, writing, leaving, and what comes after."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers import routes
from handlers.contract.chat import Attachment, Chosen, Command, DeleteMessage, Text
from handlers.contract.desk import (
    CaseStands,
    CaseState,
    CaseView,
    CustomerEdited,
    DeskOutlook,
    Ending,
    LookAtCase,
    LookAtDesk,
    Piece,
    Reacted,
    Reason,
)
from handlers.contract.desk_changes import (
    CloseCase,
    CommentCase,
    OpenCase,
    PassOn,
    PassOnEdit,
    PassOnReaction,
    PauseCase,
    RateCase,
    ReactToMessage,
    ReopenCase,
    TellOperators,
)
from handlers.contract.dialog import State, Turn
from handlers.contract.people import Subscribed
from handlers.contract.questions import Rank, ReadEntry
from handlers.contract.speech import Amount, At, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.handoff import phrases
from handlers.handoff.states import AwaitComment, AwaitFirstMessage, InCase, JustClosed, kept, told
from handlers.recovery.password import AwaitNewPassword
from handlers.shared import buttons
from handlers.subjects import DIALOGS

CASE = CaseView(12, 7, CaseState.OPEN, Reason.WISH, "it", "Ada")
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
WAITING = AwaitFirstMessage(Reason.WISH)


def _outlook(
    reason: Reason = Reason.WISH,
    about: str = "",
    *,
    is_content: bool = False,
    is_there: bool = True,
    **more: Any,  # noqa: ANN401 - fields of the outlook
) -> DeskOutlook:
    return DeskOutlook(reason, about, is_content, is_there=is_there, **more)


def _typed(words: str) -> Command:
    name, _, argument = words.removeprefix("/").partition(" ")
    return Command(name, argument, words)


# --- opening ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "ask"),
    [
        ("", LookAtDesk()),
        ("per favore", LookAtDesk()),
        ("misses", LookAtDesk(Reason.MISSES)),
        ("notice-day 123", LookAtDesk(Reason.NOTICE_DAY, "123", is_content=True)),
        ("reading-wrong 12", LookAtDesk(Reason.READING_WRONG, "12", is_content=True)),
        ("reading-doubt", LookAtDesk(Reason.READING_DOUBT)),
        ("meter", LookAtDesk(Reason.METER_REPLACED, is_content=True)),
        ("la mia bolletta è doppia", LookAtDesk(is_content=True)),
    ],
)
@pytest.mark.parametrize("name", ["operatore", "persona", "operator"])
def test_the_wish_asks_how_the_desk_stands(name: str, argument: str, ask: LookAtDesk) -> None:
    """With the reason of the button; words behind the command are content of their own."""
    assert routes.decide(None, Command(name, argument)).ask == ask


def test_a_tap_opens_the_place_for_a_message_and_no_case() -> None:
    """Curious taps make none; the telephones and the way back stand below."""
    turn = routes.decide(None, _outlook(is_open=True))
    assert (turn.state, turn.dos) == (WAITING, ())
    assert turn.says[0].rows == ((phrases.TELEPHONES, phrases.TO_BOT),)


@pytest.mark.parametrize("event", [Text("il contatore fischia"), Attachment("voice"), Text("un operatore!")])
def test_the_first_message_opens_the_case_and_is_passed_on(event: Event) -> None:
    """With its reason, and then the number is asked for, to acknowledge it."""
    turn = routes.decide(AwaitFirstMessage(Reason.ACCOUNT, "5"), event)
    opened = OpenCase(Reason.ACCOUNT, "5")
    assert (turn.state, turn.says, turn.dos) == (InCase(), (), (opened, PassOn()))
    assert turn.ask == LookAtDesk(Reason.ACCOUNT, "5")
    receipt = routes.decide(InCase(), _outlook(case=CASE)).says[0]
    assert (receipt.values["number"], receipt.rows) == (12, phrases.IN_CASE_ROWS)


@pytest.mark.parametrize("words", ["grazie", "ciao", "sento odore di gas", "chiamo il 112", "annulla"])
def test_what_is_no_matter_for_the_desk_opens_nothing(words: str) -> None:
    """Small talk, a danger, the emergency number, a way out."""
    assert not [do for do in routes.decide(WAITING, Text(words)).dos if isinstance(do, OpenCase)]


def test_content_opens_a_case_at_once() -> None:
    """The topic is made before a word is written, with what was tried and where."""
    guide = AwaitNewPassword()
    turn = routes.decide(guide, _outlook(Reason.STILL_OFF, "9", is_content=True))
    (opened,) = turn.dos
    assert isinstance(opened, OpenCase)
    assert (opened.at_once, opened.about, opened.dialog, opened.step) == (
        True,
        "9",
        "recovery",
        guide.step_name,
    )
    assert opened.tried
    assert (turn.state, turn.outcome) == (InCase(), "person")


def test_words_behind_the_command_are_the_first_message() -> None:
    """Nothing is lost behind a slash."""
    turn = routes.decide(None, _outlook(is_content=True))
    assert [type(do) for do in turn.dos] == [OpenCase, PassOn]


def test_a_case_that_is_open_or_paused_is_taken_up() -> None:
    """The wish leads back to the people who know it."""
    turn = routes.decide(None, _outlook(case=CASE))
    assert (turn.state, turn.dos) == (InCase(), (OpenCase(Reason.WISH),))


def test_without_a_desk_all_is_said_as_before() -> None:
    """Whom to call; the book's own answer to who asked it; the words of the dialog that ends."""
    called = routes.decide(None, _outlook(is_there=False))
    assert called.says[0].text.startswith("Here is how to talk to a person.")
    assert routes.decide(None, _outlook(about="17", is_there=False)).ask == ReadEntry("operator", 17)
    goodbye = Say("Write a letter.")
    ended = routes.decide(None, _outlook(Reason.NO_CODE, is_content=True, is_there=False, otherwise=goodbye))
    assert (ended.state, ended.says, ended.dos) == (None, (goodbye,), ())


def test_what_dialogs_tried_can_be_saved() -> None:
    """Every sentence comes back, numbers as words; a moment could not, and is left out."""
    says = (Say("a {b}", b="c"), Say("{n}", n=Amount(3017)), Say("{at}", at=At(NOON)))
    sentences = [(say.text, dict(say.values)) for say in told(kept(says))]
    assert sentences == [("a {b}", {"b": "c"}), ("{n}", {"n": "3017"})]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_fits_a_button(reason: Reason) -> None:
    """Telegram takes 64 bytes; what is pressed is read again as the same reason."""
    button = buttons.person(reason, 2**53)
    assert len(button.command) <= 64
    ask = routes.decide(None, Command("operatore", button.command.partition(" ")[2])).ask
    assert isinstance(ask, LookAtDesk)
    assert (ask.reason, ask.about) == (reason, str(2**53))


# --- in a case -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "event",
    [
        Text("e lampeggia"),
        Text("come recupero la password?"),
        Text("voglio un operatore"),
        Text("sì"),
        Text("non è risolto"),
        Attachment("photo", "f"),
        Attachment("something_new"),
        _typed("/aiuto dove trovo il codice cliente"),
        _typed("/il contatore fischia"),
    ],
)
def test_in_a_case_all_that_is_written_is_passed_on_without_a_word(event: Event) -> None:
    """No answer of the FAQ, no dialog."""
    assert routes.decide(InCase(), event) == Turn(InCase(), do=(PassOn(),))


@pytest.mark.parametrize(
    "command", ["help", "recupera", "start", "lingua", "chiedi", "operatore", "nonesiste"]
)
def test_commands_in_a_case_are_answered_with_one_line(command: str) -> None:
    """A person is on it; both ways out stand below. Pressed buttons that open a dialog say the same."""
    for event in (_typed(f"/{command}"), Command(command)):
        assert routes.decide(InCase(), event) == Turn(InCase(), phrases.BUSY)
    assert routes.decide(InCase(), Chosen("yes")) == Turn(InCase(), phrases.BUSY)


def test_a_danger_in_a_case_is_answered_and_passed_on() -> None:
    """The operators see both; so it is behind a slash."""
    for event in (Text("sento odore di gas"), _typed("/help sento odore di gas")):
        turn = routes.decide(InCase(), event)
        assert (turn.state, turn.ask) == (InCase(), Rank("sento odore di gas"))
        assert [type(do) for do in turn.dos] == [PassOn, TellOperators]


@pytest.mark.parametrize("event", [Text("psw Gattonero1!"), Attachment("contact", words="Gattonero1!")])
def test_a_secret_in_a_case_is_hidden_and_not_passed_on(event: Event) -> None:
    """The operators only hear that there was one."""
    turn = routes.decide(InCase(), event)
    assert turn.state == InCase()
    assert [type(do) for do in turn.dos] == [DeleteMessage, TellOperators]


def test_an_edit_is_passed_on_unless_it_is_a_secret() -> None:
    """Whatever is open; a danger that is written later is answered too."""
    edited = CustomerEdited(Piece(5, "text", "due <b>righe</b>"))
    assert routes.decide(None, edited).dos == (PassOnEdit(edited.piece),)
    secret = routes.decide(
        InCase(), CustomerEdited(Piece(5, "text", "psw <b>Gattonero1!</b>"), "psw Gattonero1!")
    )
    assert not [do for do in secret.dos if isinstance(do, PassOnEdit)]
    danger = routes.decide(
        InCase(), CustomerEdited(Piece(5, "text", "sento <i>odore</i> di gas"), "sento odore di gas")
    )
    assert danger.ask == ReadEntry("urgent-gas-leak")
    assert routes.decide(None, Reacted(5, "👍", None)).dos == (PassOnReaction(5, "👍"),)


@pytest.mark.parametrize(
    "event", [Command("torna"), Command("annulla"), _typed("/annulla"), Chosen("/annulla")]
)
def test_the_way_back_to_the_bot_pauses(event: Event) -> None:
    """By button and command; the case stays with the operators."""
    turn = routes.decide(InCase(), event)
    assert (turn.state, turn.says, turn.dos) == (None, (phrases.PAUSED,), (PauseCase(),))


def test_blocking_the_bot_does_not_end_a_case() -> None:
    """Who comes back is where they were."""
    assert routes.decide(InCase(), Subscribed(active=False)).state == InCase()


_SETTLED = [
    "risolto", "Risolto, grazie!", "grazie ho risolto", "tutto a posto, grazie mille", "a posto così",
    "il problema è risolto", "ok risolto 👍", "solved, thanks", "erledigt", "hat sich erledigt, danke",
    "das problem ist gelöst",
]  # fmt: skip
_LEAVES = [
    "torna al bot", "voglio tornare al bot", "basta", "annulla", "lascia perdere", "torna al menu",
    "back to the bot", "zurück zum bot", "vergiss es",
]  # fmt: skip
_STAYS = [
    "non è risolto", "non ho risolto", "non ancora risolto", "mica risolto", "risolto?", "è risolto o no?",
    "quasi risolto", "forse risolto", "risolto ma lampeggia", "risolto niente", "ho risolto ma non del tutto",
    "not solved", "noch nicht gelöst", "a posto un corno", "grazie", "ok", "va bene", "no", "sì",
    "non tornare al bot", "non annullare la pratica", "basta con queste bollette", "il bot non mi capisce",
    "il tecnico ha risolto il guasto ieri e oggi è di nuovo così",
]  # fmt: skip


def _is_closed(turn: Turn) -> bool:
    return turn.dos == (PassOn(), CloseCase(Ending.CUSTOMER)) and turn.ask == LookAtCase()


def _is_paused(turn: Turn) -> bool:
    return turn.dos == (PassOn(), PauseCase()) and turn.state is None


def _is_passed(turn: Turn) -> bool:
    return turn in [Turn(InCase(), do=(PassOn(wants_answer=wants),)) for wants in (True, False)]


@pytest.mark.parametrize(
    ("words", "happens"),
    [
        *((words, _is_closed) for words in _SETTLED),
        *((words, _is_paused) for words in _LEAVES),
        *((words, _is_passed) for words in _STAYS),
    ],
)
def test_words_that_close_or_leave_are_told_from_others(words: str, happens: Callable[[Turn], bool]) -> None:
    """The whole message has to say so, without a no, a doubt or a but; the operators read it anyway."""
    assert happens(routes.decide(InCase(), Text(words)))


# --- afterwards ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["grazie", "Grazie mille!", "perfetto, grazie", "👍", "❤️", "tutto risolto"])
def test_thanks_after_a_case_get_a_reaction(words: str) -> None:
    """And no words; the case stays closed."""
    assert routes.decide(JustClosed(12), Text(words)) == Turn(JustClosed(12), do=(ReactToMessage("❤"),))


@pytest.mark.parametrize("event", [Text("lampeggia ancora"), Text("non è risolto"), Attachment("voice")])
def test_other_words_within_a_day_open_the_case_again(event: Event) -> None:
    """They are passed on, and one line says so, with the way to the bot."""
    turn = routes.decide(JustClosed(12), event)
    assert (turn.state, turn.says) == (InCase(), (phrases.REOPENED,))
    assert turn.dos == (ReopenCase(), PassOn())


@pytest.mark.parametrize("state", [None, JustClosed(12), AwaitComment(12)])
def test_stars_are_one_tap_and_then_a_word_if_one_likes(state: State | None) -> None:
    """Five buttons in one row; the word can be left out, and a danger in its place is answered."""
    assert [button.command for button in phrases.stars_row(12)] == [f"/stelle 12 {n}" for n in range(1, 6)]
    rated = routes.decide(state, Command("stelle", "12 4"))
    assert (rated.state, rated.dos) == (AwaitComment(12), (RateCase(12, 4),))
    word = routes.decide(AwaitComment(12), Text("molto gentile davvero"))
    assert (word.state, word.dos) == (JustClosed(12), (CommentCase(12, "molto gentile davvero"),))
    for skipped in (Chosen("skip"), Text("no grazie"), Text("grazie")):
        assert routes.decide(AwaitComment(12), skipped).dos == ()
    assert routes.decide(AwaitComment(12), Text("sento odore di gas")).ask == Rank("sento odore di gas")


@pytest.mark.parametrize("argument", ["", "12", "12 0", "12 6", "x 3", f"{'9' * 30} 3"])
def test_stars_that_cannot_be_read_are_not_kept(argument: str) -> None:
    """It is said where they stand."""
    turn = routes.decide(None, Command("stelle", argument))
    assert (turn.dos, len(turn.says)) == ((), 1)


def test_an_own_case_is_closed_once() -> None:
    """The state that follows is known from the newest case; an old button closes no closed one."""
    assert routes.decide(InCase(), Command("risolto")).dos == (CloseCase(Ending.CUSTOMER),)
    closed = CaseView(12, 7, CaseState.CLOSED, Reason.WISH, "it", "Ada")
    assert routes.decide(InCase(), CaseStands(closed, NOON)).state == JustClosed(12)
    assert routes.decide(None, CaseStands(closed, NOON)).dos == ()
    assert routes.decide(None, CaseStands(CASE)).dos == (CloseCase(Ending.CUSTOMER, 12),)


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
def test_patience_is_an_hour_a_year_and_a_day(dialog: Any) -> None:  # noqa: ANN401 - a dialog of any state
    """Of the case's states; other dialogs have one patience for all of theirs."""
    if dialog.name == "case":
        waits = [dialog.patience_in(state) for state in (WAITING, InCase(), JustClosed(12))]
        assert waits == [timedelta(hours=1), timedelta(days=365), timedelta(days=1)]
    else:
        assert dialog.patiences == {}


def test_a_person_is_one_tap_away() -> None:
    """From the first words, and from a paused case."""
    welcome = routes.decide(None, Command("start")).says[0]
    assert Shortcut(buttons.PERSON.label, "/operatore") in [button for row in welcome.rows for button in row]
    assert phrases.PAUSED.rows == ((buttons.PERSON,),)
