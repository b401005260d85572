"""The guided recovery: which portal, what is lost; then that portal's guide, with what all of them share."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias, cast

from faq.language.text import fold
from handlers.contract.chat import Chosen, Expired, Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.speech import N_, Choice, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.recovery import corrente, distribuzione, registration, typed_secrets
from handlers.recovery.corrente import AwaitCustomerCode, CorrenteState
from handlers.recovery.distribuzione import AwaitLogin, DistribuzioneState
from handlers.recovery.portals import Goal
from handlers.recovery.registration import AwaitRegistered
from handlers.shared import codes, replies
from handlers.shared.buttons import PERSON
from handlers.shared.portals import E_DISTRIBUZIONE, ENERGIA_CORRENTE, Portal

#: After a quiet day the guide takes its leave.
_PATIENCE: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AwaitPortal(State):
    """Which portal it is about; what is lost may be known already."""

    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class AwaitGoal(State):
    """What is lost on this portal."""

    portal: Portal


RecoveryState: TypeAlias = AwaitPortal | AwaitGoal | DistribuzioneState | CorrenteState | AwaitRegistered
_STATES: Final = (
    AwaitPortal,
    AwaitGoal,
    *distribuzione.STATES,
    *corrente.STATES,
    *registration.STATES,
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
    """Where to begin with what has been said already."""
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
    """One step of whichever guide is open; a typed yes or no is the press of its button."""
    open_state = cast("RecoveryState", state)
    turn = _portal_step(open_state, event)
    if turn is not None:
        return turn
    match event:
        case Text(text) if (reply := replies.understood(text)) is not None and _offers(open_state, reply):
            return _portal_step(open_state, Chosen(reply))
        case Text(text) if typed_secrets.is_personal(text):
            return Turn(state, Say(_NOT_TO_ME), repeat=True)
        case Expired():
            return Turn(None, _goodbye(open_state))
        case _:
            return None


_NOT_TO_ME: Final = N_("You need not write that to me, and I do not keep it: you only need it on the portal.")


def _portal_step(state: RecoveryState, event: Event) -> Turn | None:
    match state, event:
        case AwaitPortal(goal), Chosen(value) if value in _PORTALS:
            return Turn(_first(_PORTALS[value], goal))
        case AwaitPortal(goal), Text(text) if (named := _portal_in(text)) is not None:
            return Turn(_first(named, goal or _goal_in(text)))
        case AwaitGoal(portal), Chosen("password" | "username" | "registrazione" as goal):
            return Turn(_first(portal, goal))
        case AwaitGoal(portal), Text(text) if (named_goal := _goal_in(text)) is not None:
            return Turn(_first(portal, named_goal))
    if isinstance(state, AwaitPortal | AwaitGoal):
        return None
    if isinstance(state, AwaitRegistered):
        return registration.step(state, event)
    if isinstance(state, CorrenteState):
        return corrente.step(state, event)
    return distribuzione.step(state, event)


def _offers(state: RecoveryState, value: str) -> bool:
    buttons = (button for row in prompt(state).rows for button in row)
    return any(isinstance(button, Choice) and button.value == value for button in buttons)


def _place(state: RecoveryState) -> tuple[Portal | None, Goal | None]:
    """How far the first two questions are answered."""
    match state:
        case AwaitPortal(goal):
            return None, goal
        case AwaitGoal(portal):
            return portal, None
        case AwaitRegistered(portal):
            return portal, "registrazione"
    if isinstance(state, CorrenteState):
        return ENERGIA_CORRENTE, corrente.goal(state)
    return E_DISTRIBUZIONE, distribuzione.goal(state)


def _goodbye(state: RecoveryState) -> Say:
    command = " ".join(("/recupera", *(word for word in _place(state) if word is not None)))
    return Say(
        N_(
            "We have not heard from each other for a day, so I close the guide here. "
            "Whenever you like, we take it up again. Take care!"
        ),
        rows=((Shortcut(N_("Take the guide up again"), command),),),
    )


def prompt(state: State) -> Say:
    """What the open guide asks, always with a way to a person."""
    return _asked(cast("RecoveryState", state)).with_row(PERSON)


def _asked(state: RecoveryState) -> Say:
    match state:
        case AwaitPortal():
            return Say(
                N_(
                    "I will guide you step by step, and I never ask for passwords or codes. Which "
                    "portal is it about?"
                ),
                rows=(
                    (Choice(N_("E-Distribuzione (power grid)"), E_DISTRIBUZIONE),),
                    (Choice(N_("Energia Corrente (gas and power)"), ENERGIA_CORRENTE),),
                ),
            )
        case AwaitGoal():
            return Say(
                N_("And what do you need?"),
                rows=(
                    (Choice(N_("The password"), "password"), Choice(N_("The username"), "username")),
                    (Choice(N_("To register for the first time"), "registrazione"),),
                ),
            )
        case AwaitRegistered():
            return registration.prompt(state)
    if isinstance(state, CorrenteState):
        return corrente.prompt(state)
    return distribuzione.prompt(state)


def is_secret(state: State, text: str) -> bool:
    """Whether a message looks like a password or a code; the customer code is none where it is asked for."""
    # What calls itself a PIN or a password is taken at its word.
    if _asks_for_code(state) and not typed_secrets.is_told(text):
        text = codes.without_customer_codes(text)
    return typed_secrets.looks_like_password(text) or typed_secrets.looks_like_code(text)


def _asks_for_code(state: State) -> bool:
    return isinstance(state, AwaitCustomerCode) or (
        isinstance(state, AwaitRegistered) and state.stage == "codes"
    )


def tried(state: State) -> tuple[Say, ...]:
    """What to tell a person who takes over."""
    match cast("RecoveryState", state):
        case AwaitPortal() | AwaitGoal():
            return ()
        case AwaitRegistered() as stage:
            return registration.tried(stage)
        case open_state if isinstance(open_state, CorrenteState):
            return corrente.tried(open_state)
        case open_state:
            return distribuzione.tried(open_state)


DIALOG: Final = Dialog(
    "recovery",
    _STATES,
    step,
    patience=_PATIENCE,
    prompt=prompt,
    is_secret=is_secret,
    tried=tried,
)
