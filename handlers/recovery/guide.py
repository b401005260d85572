"""The guided recovery: the questions for portal and goal, and the dialog composed of all guides."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias, assert_never

from faq.language.text import fold
from handlers.contract.chat import Chosen, Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.speech import N_, Choice, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.recovery import (
    addresses,
    code,
    corrente,
    distribuzione,
    password,
    password_wait,
    portals,
    registration,
    username,
)
from handlers.recovery.code import CodeState
from handlers.recovery.corrente import AwaitCustomerCode, CorrenteState
from handlers.recovery.distribuzione import AwaitLogin, LoginState
from handlers.recovery.guides import Guide
from handlers.recovery.password import PasswordState
from handlers.recovery.password_wait import PasswordWaitState
from handlers.recovery.portals import Goal
from handlers.recovery.registration import AwaitRegistered, RegistrationState
from handlers.recovery.username import UsernameState
from handlers.shared import codes, replies, secrets
from handlers.shared.buttons import PERSON
from handlers.shared.portals import E_DISTRIBUZIONE, ENERGIA_CORRENTE, Portal

#: The dialog closes with a goodbye after a day without an answer.
_PATIENCE: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AwaitPortal(State):
    """Which portal it is about; what is lost may be known already."""

    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class AwaitGoal(State):
    """What is lost on this portal."""

    portal: Portal


ChoiceState: TypeAlias = AwaitPortal | AwaitGoal
RecoveryState: TypeAlias = (
    ChoiceState
    | LoginState
    | CodeState
    | PasswordState
    | PasswordWaitState
    | UsernameState
    | CorrenteState
    | RegistrationState
)

_PORTAL_WORDS: Final[dict[Portal, re.Pattern[str]]] = {
    E_DISTRIBUZIONE: re.compile(r"\be distribuzione\b|\bedistribuzione\b|\bdistribuzione\b|\bluce\b"),
    ENERGIA_CORRENTE: re.compile(r"\benergia corrente\b|\benergiacorrente\b|\bcorrente\b|\bgas\b"),
}
#: What the buttons of the first question say.
_PORTALS: Final[dict[str, Portal]] = {portal: portal for portal in _PORTAL_WORDS}
_GOAL_WORDS: Final[dict[Goal, re.Pattern[str]]] = {
    "password": re.compile(r"\bpassword\b|\bpasswort\b|\bpsw\b|\bpwd\b|\bparola\b"),
    "username": re.compile(r"\busername\b|\bnome utente\b|\buser\b|\bbenutzername\b"),
    "registrazione": re.compile(r"\bregistra\w*\b|\bregister\w*\b|\bregistrier\w*\b|\biscriver\w*\b"),
}


def begin(state: State | None, argument: str) -> Turn:
    """Begin, by command or button: ``/recupera``, ``/recupera e-distribuzione password``."""
    del state
    return Turn(_first(_portal_in(argument), _goal_in(argument)))


def _first(portal: Portal | None, goal: Goal | None) -> RecoveryState:
    """The first state that asks for what has not been said already."""
    if portal is None:
        return AwaitPortal(goal)
    if goal is None:
        return AwaitGoal(portal)
    if goal == "registrazione":
        return registration.first(portal)
    return AwaitLogin(goal) if portal == E_DISTRIBUZIONE else AwaitCustomerCode(goal)


def _portal_in(text: str) -> Portal | None:
    found = [portal for portal, words in _PORTAL_WORDS.items() if words.search(fold(text))]
    return found[0] if len(found) == 1 else None


def _goal_in(text: str) -> Goal | None:
    found = [goal for goal, words in _GOAL_WORDS.items() if words.search(fold(text))]
    return found[0] if len(found) == 1 else None


def step(state: State, event: Event) -> Turn | None:
    """Take one step of the recovery; a typed yes or no stands for the button, where there is one."""
    turn = _guided(state, event)
    if turn is not None:
        return turn
    match event:
        case Text(text) if (value := _typed(state, text)) is not None:
            return _guided(state, Chosen(value))
        case Text(text) if addresses.is_personal(text):
            return Turn(state, Say(_NOT_TO_ME), repeat=True)
        case _:
            return None


def _typed(state: State, text: str) -> str | None:
    """The button that a typed reply stands for, among those that the state offers."""
    if _offers(state, "sent") and replies.reports(text, "done"):
        return "sent"
    reply = replies.understood(text, _GUIDE_OF[type(state)].question(state))
    return reply if reply is not None and _offers(state, reply) else None


_NOT_TO_ME: Final = N_("You need not write that to me, and I do not keep it: you only need it on the portal.")


def _guided(state: State, event: Event) -> Turn | None:
    """Take one step of the open guide, or cross from password to username and back."""
    turn = distribuzione.cross(state, event)
    return _GUIDE_OF[type(state)].step(state, event) if turn is None else turn


def _choose(state: ChoiceState, event: Event) -> Turn | None:
    """Note the portal or the goal that was chosen or named."""
    match state, event:
        case AwaitPortal(goal), Chosen(value) if value in _PORTALS:
            return Turn(_first(_PORTALS[value], goal))
        case AwaitPortal(goal), Text(text) if (named := _portal_in(text)) is not None:
            return Turn(_first(named, goal or _goal_in(text)))
        case AwaitGoal(portal), Chosen("password" | "username" | "registrazione" as goal):
            return Turn(_first(portal, goal))
        case AwaitGoal(portal), Text(text) if (named_goal := _goal_in(text)) is not None:
            return Turn(_first(portal, named_goal))
        case _:
            return None


def _offers(state: State, value: str) -> bool:
    buttons = (button for row in prompt(state).rows for button in row)
    return any(isinstance(button, Choice) and button.value == value for button in buttons)


def _goodbye(state: State) -> Say:
    """Close the guide with a button that begins it again where portal and goal are not asked again."""
    guide = _GUIDE_OF[type(state)]
    known = (word for word in (guide.portal(state), guide.goal(state)) if word is not None)
    command = " ".join(("/recupera", *known))
    return Say(
        N_(
            "We have not heard from each other for a day, so I close the guide here. "
            "Whenever you like, we take it up again. Take care!"
        ),
        rows=((Shortcut(N_("Take the guide up again"), command),),),
    )


def prompt(state: State) -> Say:
    """The instruction of a state, with the buttons that answer it and always one for a person."""
    return _GUIDE_OF[type(state)].prompt(state).with_row(PERSON)


def _choice_prompt(state: ChoiceState) -> Say:
    match state:
        case AwaitPortal():
            return _WHICH_PORTAL
        case AwaitGoal():
            return _WHICH_GOAL
        case _:
            assert_never(state)


_WHICH_PORTAL: Final = Say(
    N_("I will guide you step by step, and I never ask for passwords or codes. Which portal is it about?"),
    rows=(
        (Choice(N_("E-Distribuzione (power grid)"), E_DISTRIBUZIONE),),
        (Choice(N_("Energia Corrente (gas and power)"), ENERGIA_CORRENTE),),
    ),
)
_WHICH_GOAL: Final = Say(
    N_("And what do you need?"),
    rows=(
        (Choice(N_("The password"), "password"), Choice(N_("The username"), "username")),
        (Choice(N_("To register for the first time"), "registrazione"),),
    ),
)


def is_secret(state: State, text: str) -> bool:
    """Whether a number or a word by itself is a secret here, where one comes with a code in hand.

    The customer code is none where it is asked for; beside a password it is, unless that is said to be lost.
    """
    is_beside_password = secrets.mentions_secret(text) and _LOST.search(text) is None
    if _asks_for_code(state) and not is_beside_password:
        text = codes.without_customer_codes(text)
    return secrets.looks_like_password(text) or secrets.looks_like_code(text)


_LOST: Final = re.compile(
    r"\b(?:pers|dimentic|smarrit|scord|ricord|recuper|lost|forg|vergess|verlor)", re.IGNORECASE
)


def _asks_for_code(state: State) -> bool:
    return isinstance(state, AwaitCustomerCode) or (
        isinstance(state, AwaitRegistered) and state.stage == "codes"
    )


def tried(state: State) -> tuple[Say, ...]:
    """What is to be recovered and what has been tried, in sentences for the person who takes over."""
    guide = _GUIDE_OF[type(state)]
    portal, goal = guide.portal(state), guide.goal(state)
    return () if portal is None or goal is None else portals.told(portal, goal, guide.tried(state))


_CHOICE: Final[Guide[ChoiceState]] = Guide(
    (AwaitPortal, AwaitGoal),
    _choose,
    _choice_prompt,
    question=lambda _: replies.reported(),
    portal=lambda state: state.portal if isinstance(state, AwaitGoal) else None,
    goal=lambda state: state.goal if isinstance(state, AwaitPortal) else None,
    tried=lambda _: (),
)
#: Every part of the recovery; each state belongs to one of them.
GUIDES: Final[tuple[Guide[Any], ...]] = (
    _CHOICE,
    distribuzione.GUIDE,
    code.GUIDE,
    password.GUIDE,
    password_wait.GUIDE,
    username.GUIDE,
    corrente.GUIDE,
    registration.GUIDE,
)
_STATES: Final[tuple[type[RecoveryState], ...]] = tuple(kind for guide in GUIDES for kind in guide.states)
_GUIDE_OF: Final[dict[type[State], Guide[Any]]] = {kind: guide for guide in GUIDES for kind in guide.states}

DIALOG: Final[Dialog[RecoveryState]] = Dialog(
    "recovery",
    _STATES,
    step,
    patience=_PATIENCE,
    prompt=prompt,
    is_secret=is_secret,
    tried=tried,
    goodbye=_goodbye,
)
