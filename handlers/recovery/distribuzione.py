"""The recovery on E-Distribuzione's customer area: where it begins, and where the one leads to the other."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from handlers.contract.chat import Chosen
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Event
from handlers.recovery import code, password, portals, username
from handlers.recovery.code import CodeState
from handlers.recovery.password import AwaitMailKind, AwaitNewPassword, AwaitOtherWay, PasswordState
from handlers.recovery.portals import SITE, Goal, no, yes
from handlers.recovery.username import AwaitHolder, AwaitNewMail, AwaitSignIn, UsernameState
from handlers.shared.portals import E_DISTRIBUZIONE


@dataclass(frozen=True, slots=True)
class AwaitLogin(State):
    """On the way to the page where lost things are recovered (seed 000: "Recupera dati")."""

    goal: Literal["password", "username"]


DistribuzioneState: TypeAlias = AwaitLogin | CodeState | PasswordState | UsernameState
STATES: Final = (
    AwaitLogin,
    *code.STATES,
    *password.STATES,
    *username.STATES,
)

_WHERE: Final = N_(
    "Open the site of E-Distribuzione and go to the sign-in of the Area Clienti. "
    "<b>“Recupera dati”</b> stands on that page. If you do not see it, try Chrome or Firefox. "
    "Tell me when you are there."
)


def step(state: DistribuzioneState, event: Event) -> Turn | None:
    """One step; where the one thing leads to the other, it is here."""
    match state, event:
        case AwaitLogin("password"), Chosen("yes"):
            return Turn(AwaitMailKind())
        case AwaitLogin("username"), Chosen("yes"):
            return Turn(AwaitHolder())
        case AwaitLogin(), Chosen("no"):
            return Turn(state, Say(_WHERE))
        case AwaitOtherWay(), Chosen("yes"):
            return Turn(AwaitLogin("username"))
        case AwaitSignIn(), Chosen("password"):
            return Turn(AwaitLogin("password"))
    if isinstance(state, AwaitLogin):
        return None
    if isinstance(state, CodeState):
        forward = AwaitNewPassword if state.channel == "mail" else AwaitNewMail
        return code.step(state, event, forward(state.tried))
    if isinstance(state, UsernameState):
        return username.step(state, event)
    return password.step(state, event)


def prompt(state: DistribuzioneState) -> Say:
    """What to do, and what to tell me then."""
    if isinstance(state, AwaitLogin):
        words = (
            N_(
                "Let us get your <b>password</b> back. I tell you the steps, you do them on the portal.\n\n"
                "Open the sign-in page of E-Distribuzione’s Area Clienti, press <b>“Recupera dati”</b>, "
                "and choose <b>“recupera password”</b>. Are you there?"
            )
            if state.goal == "password"
            else N_(
                "Let us find your <b>username</b>. I tell you the steps, you do them on the portal.\n\n"
                "Open the sign-in page of E-Distribuzione’s Area Clienti, press <b>“Recupera dati”</b>, "
                "and choose <b>“recupera username”</b>. Are you there?"
            )
        )
        buttons = (yes(N_("I am there")), no(N_("I cannot find it")))
        return Say(words, rows=((SITE[E_DISTRIBUZIONE],), buttons))
    if isinstance(state, CodeState):
        return code.prompt(state)
    if isinstance(state, UsernameState):
        return username.prompt(state)
    return password.prompt(state)


def tried(state: DistribuzioneState) -> tuple[Say, ...]:
    """What to tell a person."""
    if isinstance(state, AwaitLogin):
        return portals.told(E_DISTRIBUZIONE, state.goal)
    if isinstance(state, CodeState):
        return code.tried(state)
    if isinstance(state, UsernameState):
        return username.tried(state)
    return password.tried(state)


def goal(state: DistribuzioneState) -> Goal:
    """What is lost."""
    if isinstance(state, AwaitLogin):
        return state.goal
    if isinstance(state, CodeState):
        return code.GOALS[state.channel]
    return "username" if isinstance(state, UsernameState) else "password"
