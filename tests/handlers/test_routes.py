"""Who answers an event: dangers first, then commands, then the open dialog, then the rest."""

import pytest

from faq.book import Entry
from handlers import routes
from handlers.contract.chat import (
    AddedToGroup,
    Attachment,
    Chosen,
    Command,
    DeleteMessage,
    Expired,
    LeaveChat,
    Text,
)
from handlers.contract.dialog import State
from handlers.contract.people import LanguageIs, ReadLanguage, SetLanguage, SetSubscription, Subscribed
from handlers.contract.questions import EntryRead, Rank, ReadEntry, RecordVote
from handlers.contract.readings import Given, InviteReading, ReadGasSupplies
from handlers.contract.speech import Shortcut, Verbatim
from handlers.contract.vocabulary import Event
from handlers.questions.ask import AwaitPick
from handlers.subjects import COMMANDS

OFFER = AwaitPick(7, ("ed-one", "ec-two", "ec-three"), ("e-distribuzione", "energia-corrente", None))
STATES = pytest.mark.parametrize("state", [None, OFFER], ids=["nothing open", "an offer open"])


@STATES
@pytest.mark.parametrize(
    "text",
    [
        "sento odore di gas in cucina",
        "c'è un cavo a terra in strada",
        "manca la corrente in tutta la casa",
        "voglio parlare con un operatore",
    ],
)
def test_dangers_and_the_wish_for_a_person_come_before_everything(state: State | None, text: str) -> None:
    """Whatever is open, a danger goes straight to the book, which answers it before it ranks anything."""
    turn = routes.decide(state, Text(text))
    assert (turn.state, turn.says, turn.ask) == (state, (), Rank(text))


@STATES
@pytest.mark.parametrize("name", [*routes.MENU, "aiuto", "hilfe", "language", "sprache", "emergency"])
def test_every_command_is_answered_from_every_state(state: State | None, name: str) -> None:
    """A command says or asks something, or opens what does, wherever it is typed."""
    turn = routes.decide(state, Command(name))
    assert turn.says or turn.ask or turn.state not in {None, state} or turn.repeat


@STATES
@pytest.mark.parametrize("name", ["start", "help", "emergenza", "operatore", "lingua"])
def test_only_cancel_closes_a_dialog(state: State | None, name: str) -> None:
    """A command asked in between leaves the open dialog where it stands."""
    assert routes.decide(state, Command(name)).state == state


@pytest.mark.parametrize("name", ["annulla", "cancel", "abbrechen", "stop"])
def test_cancel_closes_what_is_open_and_says_whether_something_was(name: str) -> None:
    """The way out is open in every language, and is honest where nothing was open."""
    closed, nothing = routes.decide(OFFER, Command(name)), routes.decide(None, Command(name))
    assert (closed.state, closed.says[0].text) == (None, "All right, cancelled. I am here when you need me.")
    assert (nothing.state, nothing.says[0].text) == (
        None,
        "There is nothing to cancel. Just write me your question.",
    )


@STATES
def test_an_unknown_command_is_owned_up_to(state: State | None) -> None:
    """The person is told where the known commands stand; nothing is closed."""
    turn = routes.decide(state, Command("bilancio"))
    assert turn.state == state
    assert turn.says[0].text == "I do not know this command. /help shows what I understand."


@pytest.mark.parametrize(
    ("event", "ask"),
    [
        (Text("dove trovo il codice cliente"), Rank("dove trovo il codice cliente")),
        (Command("chiedi", "ho perso le credenziali"), Rank("ho perso le credenziali")),
        (Command("faq", "ec-invoices"), ReadEntry("ec-invoices")),
        (Command("faq", "ec-invoices 17"), ReadEntry("ec-invoices", 17)),
        (Command("faq", "ec-invoices x"), ReadEntry("ec-invoices")),
        # No question has such a number, and no database could look for it.
        (Command("faq", "ec-invoices " + "9" * 30), ReadEntry("ec-invoices")),
        (Command("faq"), ReadEntry("")),
        (Command("lingua"), ReadLanguage()),
    ],
)
def test_what_is_asked_of_the_services(event: Event, ask: object) -> None:
    """Free text is ranked, names are looked up, and nothing is said before the answer is known."""
    turn = routes.decide(None, event)
    assert (turn.ask, turn.says) == (ask, ())


@STATES
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("voice", "I cannot listen to voice messages"),
        ("video_note", "I cannot listen to voice messages"),
        ("photo", "I cannot look at pictures and files"),
        ("document", "I cannot look at pictures and files"),
        ("sticker", "Nice one!"),
        ("dice", "Nice one!"),
        ("location", "I only understand written messages"),
        ("poll", "I only understand written messages"),
    ],
)
def test_what_is_no_text_gets_a_kind_word_of_its_kind(state: State | None, kind: str, words: str) -> None:
    """Nothing that cannot be read goes without a word, and nothing is closed by it."""
    turn = routes.decide(state, Attachment(kind))
    assert turn.state == state
    assert turn.says[0].text.startswith(words)


def test_a_group_is_left_politely_where_the_invitation_is_fresh() -> None:
    """Whoever has just invited the bot reads why it goes; a group that it was found in is left silently."""
    invited, found = (routes.decide(None, AddedToGroup(invited=known)) for known in (True, False))
    assert (len(invited.says), invited.dos) == (1, (LeaveChat(),))
    assert (found.says, found.dos) == ((), (LeaveChat(),))


@pytest.mark.parametrize(("active", "state"), [(True, OFFER), (False, None)])
def test_blocking_closes_and_unsubscribes(active: bool, state: State | None) -> None:  # noqa: FBT001 - a table
    """Nothing is said to somebody who has blocked the bot, and what was open is closed."""
    turn = routes.decide(OFFER, Subscribed(active))
    assert (turn.state, turn.says, turn.dos) == (state, (), (SetSubscription(active),))


@pytest.mark.parametrize("argument", ["de", " DE ", "it", "en"])
def test_a_language_named_is_a_language_chosen(argument: str) -> None:
    """``/lingua de`` needs no second step."""
    assert routes.decide(None, Command("lingua", argument)).dos == (SetLanguage(argument.strip().lower()),)


@pytest.mark.parametrize("argument", ["", "fr", "klingon", "<b>"])
def test_an_unknown_language_is_answered_with_the_choice(argument: str) -> None:
    """What is no language of ours leads to the buttons."""
    assert routes.decide(None, Command("lingua", argument)).ask == ReadLanguage()


def test_the_language_of_today_is_ticked() -> None:
    """The buttons say which language is spoken now, each in its own words."""
    turn = routes.decide(None, LanguageIs("en"))
    assert [button.label for button in turn.says[0].rows[0]] == ["Italiano", "✓ English", "Deutsch"]


def test_an_entry_that_the_book_no_longer_holds_is_owned_up_to() -> None:
    """A button on an old message may name an entry of an older book; the dialog stays."""
    turn = routes.decide(OFFER, EntryRead(None))
    assert turn.state == OFFER
    assert turn.says[0].text == "I no longer have that answer. Please ask me in your own words."


@pytest.mark.parametrize("event", [Expired(), Chosen("none"), Chosen("x")])
def test_events_of_a_dialog_that_is_no_more_do_nothing(event: Event) -> None:
    """Nothing is said where nothing is open."""
    turn = routes.decide(None, event)
    assert (turn.state, turn.says, turn.ask, turn.dos) == (None, (), None, ())


@pytest.mark.parametrize(
    ("argument", "dos", "toast"),
    [
        ("17 si", (RecordVote(17, helpful=True),), "Thank you!"),
        ("17 no", (RecordVote(17, helpful=False),), None),
        ("17 forse", (), None),
        ("x si", (), None),
        ("9" * 30 + " si", (), None),
        ("", (), None),
    ],
)
def test_a_vote_is_noted_where_it_is_one(
    argument: str, dos: tuple[RecordVote, ...], toast: str | None
) -> None:
    """A thumb up is thanked for in passing, a thumb down is answered; forged votes do nothing."""
    turn = routes.decide(OFFER, Command("voto", argument))
    assert (turn.state, turn.dos, turn.toast) == (OFFER, dos, toast)


def test_every_dialog_and_state_has_a_name_of_its_own() -> None:
    """Sessions find their dialog, and in it their state, by name: unique, and short enough for the table."""
    dialogs = [dialog.name for dialog in routes.DIALOGS]
    states = [f"{dialog.name} {state.__name__}" for dialog in routes.DIALOGS for state in dialog.states]
    assert sorted(set(dialogs)) == sorted(dialogs)
    assert sorted(set(states)) == sorted(states)
    assert max(len(name) for pair in states for name in pair.split()) <= 40


def test_the_menu_has_only_known_commands() -> None:
    """What Telegram's menu offers is answered by more than «I do not know this command»."""
    unknown = routes.decide(None, Command("bilancio")).says
    assert [name for name in routes.MENU if routes.decide(None, Command(name)).says == unknown] == []


def test_an_answer_offers_what_is_related_and_closes_the_offer() -> None:
    """The related entries stand below the answer as buttons that never grow old."""
    entry, other = Entry("a", "Uno?", "<b>Uno</b>"), Entry("b", "Due " * 30, "Due")
    turn = routes.decide(OFFER, EntryRead(entry, (other,)))
    (button,) = turn.says[0].rows[0]
    assert turn.state is None
    assert getattr(button, "command", None) == "/faq b"
    assert len(button.label) <= 60
    assert button.label.endswith("…")


def _typed(text: str, photo: str | None = None) -> Command:
    name, _, argument = text.removeprefix("/").partition(" ")
    return Command(name, argument, text, photo)


@STATES
@pytest.mark.parametrize("name", [*COMMANDS, "gas", "bilancio", "fornitura"])
@pytest.mark.parametrize(
    "words",
    [
        "c'è una fuga di gas",
        "c'è un cavo a terra in strada",
        "non c'è corrente in casa",
        "voglio un operatore",
    ],
)
def test_nobody_in_need_is_hidden_behind_a_command(state: State | None, name: str, words: str) -> None:
    """A danger, or the wish for a person, behind any command gets its answer, from every state."""
    turn = routes.decide(state, _typed(f"/{name} {words}"))
    assert isinstance(turn.ask, Rank)
    assert turn.ask.question.endswith(words)
    assert turn.state == state


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("/gas puzza di gas", "gas puzza di gas"),
        ("/puzza_di_gas", "puzza di gas"),
        ("/bolletta dove la trovo", "bolletta dove la trovo"),
        ("/aiuto dove trovo il codice cliente", "dove trovo il codice cliente"),
        ("/start dove trovo il codice cliente", "dove trovo il codice cliente"),
        ("/faq dove trovo il codice cliente", "dove trovo il codice cliente"),
        ("/recupera quanto dura il codice?", "quanto dura il codice?"),
        ("/chiedi dove trovo il codice cliente?", "dove trovo il codice cliente?"),
    ],
)
def test_words_behind_a_command_are_read(text: str, question: str) -> None:
    """All of them where the command does not exist or has no use for words, a question behind any."""
    assert routes.decide(None, _typed(text)).ask == Rank(question)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("/lingua DE", Command("lingua", "de")),
        ("/start collega-abc", Command("start", "collega-abc")),
        ("/start elsewhere", Command("start")),
        ("/faq ec-invoices 17", Command("faq", "ec-invoices 17")),
        ("/promemoria Sì", Command("promemoria", "si")),
        ("/collega Autolettura", Command("collega", "autolettura")),
        ("/recupera password", Command("recupera", "password")),
        ("/annulla grazie", Command("annulla")),
        ("/help ?", Command("help")),
        ("/operatore per favore", Command("operatore")),
        ("/letture 12", Command("letture")),
    ],
)
def test_what_a_command_understands_stays_its_argument(text: str, same: Command) -> None:
    """A link from outside, a language, a yes: typed they do what they do pressed."""
    assert routes.decide(None, _typed(text)) == routes.decide(None, same)


@STATES
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fornitura", "forniture"),
        ("autoletura", "autolettura"),
        ("hlep", "help"),
        ("recuperare", "recupera"),
        ("zaelerstand", "zaehlerstand"),
        ("anulla", "annulla"),
    ],
)
def test_a_misspelt_command_is_offered_and_not_carried_out(
    state: State | None, typed: str, meant: str
) -> None:
    """A button with the nearest command; nothing is done before it is pressed."""
    turn = routes.decide(state, _typed(f"/{typed}"))
    (say,) = turn.says
    assert (turn.state, turn.ask, turn.dos) == (state, None, ())
    assert [button for row in say.rows for button in row] == [Shortcut(Verbatim(f"/{meant}"), f"/{meant}")]


@pytest.mark.parametrize("name", ["bilancio", "gas", "voti", "x", "faqq"])
def test_a_command_near_to_none_is_not_guessed(name: str) -> None:
    """Nor are those offered that only buttons say."""
    (say,) = routes.decide(None, _typed(f"/{name}")).says
    assert say.rows == ()


@pytest.mark.parametrize("name", ["autolettura", "lettura", "reading", "ablesung", "zaehlerstand"])
@pytest.mark.parametrize("number", ["3017", "2", "3017,5", "45.000 mc", "0450"])
def test_a_number_typed_behind_the_command_is_a_reading(name: str, number: str) -> None:
    """With the photo that it stands below; pressed, the same number is that of a supply, as it always was."""
    given = Given(f"lettura {number}", "photo")
    assert routes.decide(None, _typed(f"/{name} {number}", "photo")).ask == ReadGasSupplies(given)
    assert routes.decide(None, Command(name, "2")).ask == InviteReading(2)


@STATES
@pytest.mark.parametrize(
    "event",
    [
        Text("psw Gattonero1!"),
        Text("il mio pin è 4821", photo="f"),
        _typed("/chiedi perché Gattonero1! non va?"),
        _typed("/autolettura pin 4821"),
        _typed("/start Gattonero1!"),
        _typed("/start collega- Gattonero1!"),
        _typed("/password gattonero12"),
        _typed("/gattonero12"),
        Attachment("contact", words="Gattonero1!"),
    ],
    ids=str,
)
def test_a_secret_is_deleted_wherever_it_is_written(state: State | None, event: Event) -> None:
    """In words, below a photo, behind any command, in a link, in a contact; nobody else gets to read it."""
    turn = routes.decide(state, event)
    assert (turn.state, turn.dos, turn.ask) == (state, (DeleteMessage(),), None)
    assert turn.says[0].text.startswith("🔒 I have deleted your message")


@pytest.mark.parametrize(
    "command",
    [
        _typed("/start collega-aB3dE5fG7hJ9kL1mN3pQ5r"),
        Command("faq", "Gattonero1! 12"),
        _typed("/recupera e-distribuzione password"),
    ],
    ids=str,
)
def test_what_a_button_or_a_link_of_ours_says_is_no_secret(command: Command) -> None:
    """A key from a letter and the id of an entry may look like passwords."""
    assert DeleteMessage() not in routes.decide(None, command).dos
