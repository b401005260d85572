"""The way to "Recupera dati" on E-Distribuzione's customer area, and the crossings between its guides."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from handlers.contract.chat import Chosen
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Event
from handlers.recovery.code import AwaitCode, AwaitRemedy, AwaitSent
from handlers.recovery.guides import Guide
from handlers.recovery.password import AwaitMailKind, AwaitNewPassword, AwaitOtherWay
from handlers.recovery.portals import SITE, no, yes
from handlers.recovery.username import AwaitHolder, AwaitNewMail, AwaitSignIn
from handlers.shared.portals import E_DISTRIBUZIONE
from handlers.shared.replies import Question


@dataclass(frozen=True, slots=True)
class AwaitLogin(State):
    """On the way to the page where lost things are recovered (seed 000: "Recupera dati")."""

    goal: Literal["password", "username"]


LoginState: TypeAlias = AwaitLogin
STATES: Final = (AwaitLogin,)

_WHERE: Final = N_(
    "Open the site of E-Distribuzione and go to the sign-in of the Area Clienti. "
    "<b>“Recupera dati”</b> stands on that page. If you do not see it, try Chrome or Firefox. "
    "Tell me when you are there."
)
_OPEN_THE_PAGE: Final[dict[Literal["password", "username"], str]] = {
    "password": N_(
        "Let us get your <b>password</b> back. I tell you the steps, you do them on the portal.\n\n"
        "Open the sign-in page of E-Distribuzione’s Area Clienti, press <b>“Recupera dati”</b>, "
        "and choose <b>“recupera password”</b>. Are you there?"
    ),
    "username": N_(
        "Let us find your <b>username</b>. I tell you the steps, you do them on the portal.\n\n"
        "Open the sign-in page of E-Distribuzione’s Area Clienti, press <b>“Recupera dati”</b>, "
        "and choose <b>“recupera username”</b>. Are you there?"
    ),
}


def cross(state: State, event: Event) -> Turn | None:
    """Lead from one guide to another: from the code to its use, from password to username and back."""
    match state, event:
        case AwaitSent() | AwaitCode() | AwaitRemedy(), Chosen("yes"):
            following = AwaitNewPassword if state.channel == "mail" else AwaitNewMail
            return Turn(following(state.tried))
        case AwaitOtherWay(), Chosen("yes"):
            return Turn(AwaitLogin("username"))
        case AwaitSignIn(), Chosen("password"):
            return Turn(AwaitLogin("password"))
        case _:
            return None


def step(state: LoginState, event: Event) -> Turn | None:
    """Lead to the sign-in page, and from there to the guide of what is lost."""
    match state, event:
        case AwaitLogin("password"), Chosen("yes"):
            return Turn(AwaitMailKind())
        case AwaitLogin("username"), Chosen("yes"):
            return Turn(AwaitHolder())
        case AwaitLogin(), Chosen("no"):
            return Turn(state, Say(_WHERE))
        case _:
            return None


def prompt(state: LoginState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    buttons = (yes(N_("I am there")), no(N_("I cannot find it")))
    return Say(_OPEN_THE_PAGE[state.goal], rows=((SITE[E_DISTRIBUZIONE],), buttons))


GUIDE: Final[Guide[LoginState]] = Guide(
    STATES,
    step,
    prompt,
    question=lambda _: Question(frozenset({"there", "done"})),
    portal=lambda _: E_DISTRIBUZIONE,
    goal=lambda state: state.goal,
    tried=lambda _: (),
)
