"""The recovery as the sum of its guides: each state in exactly one of them, and each with a prompt."""

from collections import Counter
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, get_args

import pytest

from handlers import recovery
from handlers.contract.chat import Expired
from handlers.contract.dialog import State
from handlers.contract.speech import Shortcut
from handlers.recovery import code, corrente, distribuzione, guide, password, password_wait, registration
from handlers.recovery import username as user
from handlers.recovery.guides import Guide
from handlers.shared.buttons import PERSON

_NOON: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
#: One state of each kind and channel, and the command that begins again where it is known what is lost.
_TABLE: Final[tuple[tuple[State, str], ...]] = (
    (guide.AwaitPortal(), "/recupera"),
    (guide.AwaitPortal("password"), "/recupera password"),
    (guide.AwaitGoal("e-distribuzione"), "/recupera e-distribuzione"),
    (distribuzione.AwaitLogin("password"), "/recupera e-distribuzione password"),
    (distribuzione.AwaitLogin("username"), "/recupera e-distribuzione username"),
    (code.AwaitSent("mail"), "/recupera e-distribuzione password"),
    (code.AwaitSent("sms"), "/recupera e-distribuzione username"),
    (code.AwaitCode(_NOON, "mail"), "/recupera e-distribuzione password"),
    (code.AwaitRemedy(_NOON, "sms", "phone"), "/recupera e-distribuzione username"),
    (password.AwaitMailKind(), "/recupera e-distribuzione password"),
    (password.AwaitOtherWay("pec"), "/recupera e-distribuzione password"),
    (password.AwaitNewPassword(), "/recupera e-distribuzione password"),
    (password.AwaitChecklist(), "/recupera e-distribuzione password"),
    (password.AwaitOtherBrowser(), "/recupera e-distribuzione password"),
    (password.AwaitStory(), "/recupera e-distribuzione password"),
    (password_wait.AwaitChangeTime(), "/recupera e-distribuzione password"),
    (password_wait.AwaitReminderWish(_NOON), "/recupera e-distribuzione password"),
    (user.AwaitHolder(), "/recupera e-distribuzione username"),
    (user.AwaitHiddenMail("company"), "/recupera e-distribuzione username"),
    (user.AwaitSignIn(), "/recupera e-distribuzione username"),
    (user.AwaitMobile(), "/recupera e-distribuzione username"),
    (user.AwaitNewMail(), "/recupera e-distribuzione username"),
    (corrente.AwaitCustomerCode("username"), "/recupera energia-corrente username"),
    (corrente.AwaitConfirmed(), "/recupera energia-corrente password"),
    (corrente.AwaitMail(), "/recupera energia-corrente password"),
    (corrente.AwaitMailRemedy("spam"), "/recupera energia-corrente password"),
    (corrente.AwaitEntry("username"), "/recupera energia-corrente username"),
    (registration.first("e-distribuzione"), "/recupera e-distribuzione registrazione"),
    (registration.first("energia-corrente"), "/recupera energia-corrente registrazione"),
)


def _kinds() -> set[type[State]]:
    """Every class of state that a module of the recovery defines."""
    modules = [
        import_module(found.name) for found in iter_modules(recovery.__path__, f"{recovery.__name__}.")
    ]
    return {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, State) and kind.__module__ == module.__name__
    }


def test_every_state_belongs_to_exactly_one_guide() -> None:
    """What a module defines and no guide names could never be resumed."""
    belongs = Counter(kind for each in guide.GUIDES for kind in each.states)
    assert belongs == dict.fromkeys(_kinds(), 1)
    assert set(guide.DIALOG.states) == set(get_args(guide.RecoveryState))
    assert {type(state) for state, _ in _TABLE} == set(guide.DIALOG.states)


@pytest.mark.parametrize("each", guide.GUIDES, ids=lambda each: each.states[0].__name__)
def test_a_guide_leaves_alone_what_is_not_its_own(each: Guide[State]) -> None:
    """A step gives None for an event that no part answers, in every state."""
    own = [state for state, _ in _TABLE if type(state) in each.states]
    assert own
    assert [each.step(state, Expired()) for state in own] == [None] * len(own)


@pytest.mark.parametrize(("state", "command"), _TABLE, ids=lambda part: type(part).__name__)
def test_every_state_has_a_prompt(state: State, command: str) -> None:
    """Words, buttons of its own, and below them the way to a person."""
    asked = guide.prompt(state)
    assert asked.text
    assert len(asked.rows) > 1
    assert asked.rows[-1] == (PERSON,)
    assert (guide.tried(state) != ()) is (len(command.split()) == 3)


@pytest.mark.parametrize(("state", "command"), _TABLE, ids=lambda part: type(part).__name__)
def test_a_goodbye_leads_back(state: guide.RecoveryState, command: str) -> None:
    """The button below it names portal and goal as far as they are known."""
    turn = guide.DIALOG.expired(state)
    (again,) = turn.says[0].rows[0]
    assert isinstance(again, Shortcut)
    assert again.command == command
