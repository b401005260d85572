"""E-Distribuzione's username: an e-mail address that the portal shows and lets one change (seed 000)."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Choice, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.recovery import addresses, portals
from handlers.recovery.code import AwaitSent
from handlers.recovery.guides import Guide
from handlers.recovery.portals import NO_PASSWORD, no, yes
from handlers.shared.portals import E_DISTRIBUZIONE
from handlers.shared.replies import Question, reported


@dataclass(frozen=True, slots=True)
class AwaitHolder(State):
    """Natural or legal person: the portal asks it first."""


@dataclass(frozen=True, slots=True)
class AwaitHiddenMail(State):
    """The portal shows the address; the question is whether it is still in use."""

    holder: Literal["person", "company"]


@dataclass(frozen=True, slots=True)
class AwaitSignIn(State):
    """The username is known again."""


@dataclass(frozen=True, slots=True)
class AwaitMobile(State):
    """Only a validated mobile phone can get the code for another username."""


@dataclass(frozen=True, slots=True)
class AwaitNewMail(State):
    """The code is there; the portal asks for the new address."""

    tried: tuple[str, ...] = ()


UsernameState: TypeAlias = AwaitHolder | AwaitHiddenMail | AwaitSignIn | AwaitMobile | AwaitNewMail
STATES: Final = (AwaitHolder, AwaitHiddenMail, AwaitSignIn, AwaitMobile, AwaitNewMail)

_INSIDE: Final = Say(
    N_("🎉 Done! You are in again. Your username is that e-mail address: it is worth noting it down.")
)
_CHANGED: Final = Say(
    N_(
        "🎉 Done! From now on the new e-mail address is your username. If the password is lost too, I "
        "will help you."
    ),
    rows=((Shortcut(N_("🔑 I need the password too"), f"/recupera {E_DISTRIBUZIONE} password"),),),
)
_LET_US_TRY: Final = N_(
    "Then let us simply try: if the SMS arrives, the phone is validated. If nothing arrives, "
    "a person can help you."
)
_NO_MOBILE: Final = N_(
    "Without a mobile phone validated on the site the portal cannot change the username by itself. "
    "A person does it with you."
)


def step(state: UsernameState, event: Event) -> Turn | None:
    """Lead from the kind of holder to a username that works."""
    match state, event:
        case AwaitHolder(), Chosen("person" | "company" as holder):
            return Turn(AwaitHiddenMail(holder))
        case AwaitHiddenMail(), Chosen("yes"):
            return Turn(AwaitSignIn())
        case AwaitHiddenMail(), Chosen("no"):
            return Turn(AwaitMobile())
        case AwaitSignIn(), Chosen("yes"):
            return portals.celebrate(_INSIDE)
        case AwaitMobile(), Chosen(value):
            return _with_mobile(value)
        case AwaitNewMail(), Text(text) if (domain := addresses.mail_domain(text)) is not None:
            return Turn(state, _about_new_address(domain))
        case AwaitNewMail(), Chosen("yes"):
            return portals.celebrate(_CHANGED)
        case AwaitNewMail(tried), Chosen("no"):
            return portals.pass_on(E_DISTRIBUZIONE, "username", tried, portals.NOT_FROM_HERE)
        case _:
            return None


def _with_mobile(answer: str) -> Turn | None:
    match answer:
        case "yes":
            return Turn(AwaitSent("sms"))
        case "unknown":
            return Turn(AwaitSent("sms"), Say(_LET_US_TRY))
        case "no":
            return portals.pass_on(E_DISTRIBUZIONE, "username", ("old-mail", "no-mobile"), Say(_NO_MOBILE))
        case _:
            return None


def _about_new_address(domain: str) -> Say:
    if addresses.is_pec(domain):
        return Say(
            N_("Careful, that looks like a PEC: codes cannot reach it. Better take a normal e-mail address.")
        )
    return Say(N_("You need not write it to me: I do not keep it. Write it on the portal."))


def prompt(state: UsernameState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    match state:
        case AwaitHolder():
            return _WHICH_HOLDER
        case AwaitHiddenMail(holder):
            return Say(
                _FIND_THE_ADDRESS[holder], rows=((yes(N_("Yes, I use it")), no(N_("No, not any more"))),)
            )
        case AwaitSignIn():
            return _SIGN_IN
        case AwaitMobile():
            return _HAS_MOBILE
        case AwaitNewMail():
            return _NEW_ADDRESS
        case _:
            assert_never(state)


_WHICH_HOLDER: Final = Say(
    N_("The portal asks who the supply belongs to: a <b>natural person</b>, or a company or body?"),
    rows=((Choice(N_("A natural person"), "person"), Choice(N_("A company or body"), "company")),),
)
_FIND_THE_ADDRESS: Final[dict[Literal["person", "company"], str]] = {
    "person": N_(
        "Choose <b>“persona fisica”</b> and fill in your tax data on the portal (not here). "
        "Then you see an e-mail address, partly hidden: that is your username. "
        "Do you still use that address?"
    ),
    "company": N_(
        "Choose <b>“persona giuridica”</b> and fill in the company’s tax data on the "
        "portal (not here). Then you see an e-mail address, partly hidden: that is your "
        "username. Do you still use that address?"
    ),
}
_SIGN_IN: Final = Say(
    N_("Then you have it: <b>that address is your username</b>. Sign in with it. Are you in?"),
    rows=((yes(N_("Yes, I am in")),), (NO_PASSWORD,)),
)
_HAS_MOBILE: Final = Say(
    N_(
        "Then we change it: the code for that comes by SMS, but only to a "
        "<b>mobile phone that you have validated on the site</b>. Do you have one?"
    ),
    rows=((yes(N_("Yes")), no(N_("No"))), (Choice(N_("I do not know"), "unknown"),)),
)
_NEW_ADDRESS: Final = Say(
    N_(
        "Well done! Write the code on the portal, and then the <b>new e-mail address</b> "
        "that is to be your username (no PEC: codes cannot reach it). Has it worked?"
    ),
    rows=((yes(N_("Yes")), no(N_("No"))),),
)


def _question(state: UsernameState) -> Question:
    match state:
        case AwaitSignIn():
            return reported("inside", "worked")
        case AwaitNewMail():
            return reported("accepted", "worked")
        case AwaitHolder() | AwaitHiddenMail() | AwaitMobile():
            return reported()
        case _:
            assert_never(state)


def tried(state: UsernameState) -> tuple[str, ...]:
    """What has been tried on the way to this state."""
    match state:
        case AwaitMobile():
            return ("old-mail",)
        case AwaitNewMail(done):
            return done
        case AwaitHolder() | AwaitHiddenMail() | AwaitSignIn():
            return ()
        case _:
            assert_never(state)


GUIDE: Final[Guide[UsernameState]] = Guide(
    STATES,
    step,
    prompt,
    question=_question,
    portal=lambda _: E_DISTRIBUZIONE,
    goal=lambda _: "username",
    tried=tried,
)
