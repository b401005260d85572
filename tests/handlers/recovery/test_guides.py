"""The guides beside the FAQ that offers them."""

import pytest

from bot.config import Settings
from bot.demo.lookalike import Lookalike
from bot.wiring import load_book
from handlers import routes
from handlers.contract.chat import Command
from handlers.contract.dialog import Dialog, State
from handlers.contract.speech import Shortcut
from handlers.recovery import guide
from handlers.recovery.corrente import AwaitCustomerCode
from handlers.recovery.distribuzione import AwaitLogin
from handlers.recovery.guide import AwaitGoal, AwaitPortal
from handlers.recovery.registration import AwaitRegistered

_GUIDED = [entry for entry in load_book(Settings()) if entry.dialog is not None]


@pytest.mark.parametrize("entry", _GUIDED, ids=lambda entry: entry.id)
def test_what_an_entry_offers_begins_a_dialog(entry: object) -> None:
    """Each `dialog` of the book is a command with what it needs to know, and fits on a button."""
    dialog = getattr(entry, "dialog", "")
    name, _, argument = dialog.partition(" ")
    turn = routes.decide(None, Command(name, argument))
    # A reading must first be asked for, which the service answers.
    assert turn.state is not None or turn.ask is not None
    assert not isinstance(turn.state, AwaitPortal | AwaitGoal)
    assert len(f"/{dialog}") <= 64


def test_the_entries_about_access_are_guided() -> None:
    """Passwords, usernames and registrations of both portals."""
    assert {entry.id for entry in _GUIDED if str(entry.dialog).startswith("recupera")} == {
        "ed-register",
        "ed-register-help",
        "ed-reset-password",
        "ed-recover-username",
        "ec-first-access",
        "ec-lost-credentials",
    }


@pytest.mark.usefixtures("desk")
async def test_the_guide_is_offered_below_its_answer(telegram: Lookalike) -> None:
    """From the answer one press leads past the questions that it answers."""
    ada = telegram.user("Ada")
    await ada.says("Ho dimenticato la mia password per l'area riservata, come posso resettarla?")
    answer = await ada.sees("Recupera dati")
    assert answer.labels[0] == "🧭 Ti guido passo passo"
    await ada.presses("🧭 Ti guido passo passo")
    await ada.sees("scegli «recupera password»")


@pytest.mark.parametrize(
    ("argument", "state"),
    [
        ("", AwaitPortal()),
        ("password", AwaitPortal("password")),
        ("e-distribuzione", AwaitGoal("e-distribuzione")),
        ("la password di energia corrente", AwaitCustomerCode("password")),
        ("energia-corrente username", AwaitCustomerCode("username")),
        ("e-distribuzione username", AwaitLogin("username")),
        ("e-distribuzione registrazione", AwaitRegistered("e-distribuzione", "form")),
        ("energia-corrente registrazione", AwaitRegistered("energia-corrente", "page")),
        ("luce o gas?", AwaitPortal()),
    ],
)
def test_what_has_been_said_is_not_asked_again(argument: str, state: object) -> None:
    """The guide begins behind what the command names."""
    assert guide.begin(None, argument).state == state


@pytest.mark.parametrize("dialog", routes.DIALOGS, ids=lambda dialog: dialog.name)
def test_states_have_names_of_their_own(dialog: Dialog[State]) -> None:
    """A session is saved by the name of its state, and nowhere else is it told apart."""
    names = [state.__name__ for state in dialog.states]
    assert sorted(set(names)) == sorted(names)
    assert all(len(name) <= 40 for name in names)


def test_start_leads_to_the_guide() -> None:
    """The first button of the welcome begins the recovery."""
    first = routes.decide(None, Command("start")).says[0].rows[0][0]
    assert isinstance(first, Shortcut)
    assert first.command == "/recupera"
