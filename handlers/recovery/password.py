"""E-Distribuzione's new password: which e-mail the code may go to, and what the portal accepts (seed 000)."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.recovery import addresses, portals
from handlers.recovery.code import AwaitSent
from handlers.recovery.guides import Guide
from handlers.recovery.password_wait import AwaitChangeTime
from handlers.recovery.portals import PASSWORD_RULES, no, plus, yes
from handlers.shared.portals import E_DISTRIBUZIONE
from handlers.shared.replies import PROPOSAL, Question, reported


@dataclass(frozen=True, slots=True)
class AwaitMailKind(State):
    """The code goes to the registered e-mail address, unless it is a PEC."""


@dataclass(frozen=True, slots=True)
class AwaitOtherWay(State):
    """The code cannot reach the registered address: another address first, or a person."""

    why: Literal["pec", "forgotten"]


@dataclass(frozen=True, slots=True)
class AwaitNewPassword(State):
    """The code is there; the portal asks for the new password."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitChecklist(State):
    """The portal does not accept the password: its rules, one by one."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitOtherBrowser(State):
    """The rules are met, and the password is still not accepted."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitStory(State):
    """Something else is wrong; what the person writes goes to the FAQ."""

    tried: tuple[str, ...] = ()


PasswordState: TypeAlias = (
    AwaitMailKind | AwaitOtherWay | AwaitNewPassword | AwaitChecklist | AwaitOtherBrowser | AwaitStory
)
STATES: Final = (
    AwaitMailKind,
    AwaitOtherWay,
    AwaitNewPassword,
    AwaitChecklist,
    AwaitOtherBrowser,
    AwaitStory,
)

_ACCEPTED: Final = Say(
    N_(
        "🎉 Done! From now on you sign in with the new password.\n\n"
        "Keep it where only you can find it. If you ever lose it again, I am here."
    )
)


def step(state: PasswordState, event: Event) -> Turn | None:
    """Lead from the e-mail address to a password that the portal accepts."""
    match state, event:
        case AwaitMailKind(), Text(text):
            return _typed_address(text)
        case AwaitMailKind(), Chosen("plain"):
            return Turn(AwaitSent("mail"))
        case AwaitMailKind(), Chosen("pec"):
            return Turn(AwaitOtherWay("pec"))
        case AwaitMailKind(), Chosen("forgotten"):
            return Turn(AwaitOtherWay("forgotten"))
        case AwaitOtherWay(), Chosen("no"):
            return portals.pass_on(E_DISTRIBUZIONE, "password", tried(state), Say(_ASK_A_PERSON))
        case AwaitNewPassword() | AwaitChecklist() | AwaitOtherBrowser() | AwaitStory(), Chosen(value):
            return _tried_password(state, value)
        case _:
            return None


_ASK_A_PERSON: Final = N_("Then it is best that a person looks at it with you.")
_NO_NEED_TO_WRITE_IT: Final = N_(
    "Thank you, but you need not write the address to me: I do not keep it. You only need it on the portal."
)


def _typed_address(text: str) -> Turn | None:
    """Answer an address that was typed all the same; only whether it is a PEC matters."""
    domain = addresses.mail_domain(text)
    if domain is not None:
        kind = AwaitOtherWay("pec") if addresses.is_pec(domain) else AwaitSent("mail")
        return Turn(kind, Say(_NO_NEED_TO_WRITE_IT))
    match addresses.says_pec(text):
        case "yes":
            return Turn(AwaitOtherWay("pec"))
        case "no":
            return Turn(AwaitSent("mail"))
        case None:
            return None


def _tried_password(
    state: AwaitNewPassword | AwaitChecklist | AwaitOtherBrowser | AwaitStory, value: str
) -> Turn | None:
    match state, value:
        case _, "yes":
            return portals.celebrate(_ACCEPTED)
        case _, "today":
            return Turn(AwaitChangeTime())
        case AwaitNewPassword(tried), "no":
            return Turn(AwaitChecklist(tried))
        case AwaitNewPassword(tried), "other":
            return Turn(AwaitStory(tried))
        case AwaitChecklist(tried), "no":
            return Turn(AwaitOtherBrowser(plus(tried, "checklist")))
        case AwaitOtherBrowser(tried), "no":
            return portals.pass_on(E_DISTRIBUZIONE, "password", plus(tried, "browser"), portals.NOT_FROM_HERE)
        case _:
            return None


def prompt(state: PasswordState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    match state:
        case AwaitMailKind():
            return _WHICH_ADDRESS
        case AwaitOtherWay(why):
            return Say(_OTHER_WAYS[why], rows=_OTHER_WAY_ROWS)
        case AwaitNewPassword():
            return _NEW_PASSWORD
        case AwaitChecklist():
            return _CHECKLIST
        case AwaitOtherBrowser():
            return _OTHER_BROWSER
        case AwaitStory():
            return _STORY
        case _:
            assert_never(state)


_WHICH_ADDRESS: Final = Say(
    N_(
        "Which e-mail address did you register with? Do not write it to me: "
        "I only need to know whether it is a <b>PEC</b> (certified mail)."
    ),
    rows=(
        (Choice(N_("A normal e-mail address"), "plain"), Choice(N_("A PEC"), "pec")),
        (Choice(N_("I do not remember"), "forgotten"),),
    ),
)
_OTHER_WAYS: Final[dict[Literal["pec", "forgotten"], str]] = {
    "pec": N_(
        "The code <b>cannot reach a PEC</b>, that is how the portal is made. There is "
        "another way: with a mobile phone that you validated on the site you can put "
        "another address in its place, and then the code goes there."
    ),
    "forgotten": N_(
        "No problem: the portal can show you the address, partly hidden. "
        "It is your username as well, so let us find that first."
    ),
}
_OTHER_WAY_ROWS: Final = ((yes(N_("Let us go that way")),), (no(N_("I would rather ask a person")),))
_TODAY: Final = Choice(N_("I have already changed it today"), "today")
_NEW_PASSWORD: Final = Say(
    N_(
        "Well done! Write the code on the portal, and the page for the <b>new password</b> "
        "opens. It needs:\n{rules}\n\nWrite it only there, not here. Has the portal "
        "accepted it?"
    ),
    rows=(
        (yes(N_("Yes")), no(N_("It does not accept it"))),
        (_TODAY,),
        (Choice(N_("Something else"), "other"),),
    ),
    rules=PASSWORD_RULES,
)
_YES_NOW_ROWS: Final = ((yes(N_("Yes, now")), no(N_("Still not"))), (_TODAY,))
_CHECKLIST: Final = Say(
    N_(
        "Let us go through it together. Does your password have\n"
        "☐ a capital letter (A, B, C …)?\n"
        "☐ a number?\n"
        "☐ a special character (for example <code>! @ # $ % ^ &amp; +</code>)?\n"
        "☐ no space at the beginning or at the end?\n"
        "☐ and is it the same in both fields?\n\n"
        "Try one that has it all. Has the portal accepted it?"
    ),
    rows=_YES_NOW_ROWS,
)
_OTHER_BROWSER: Final = Say(
    N_(
        "Then it may be the browser: the portal works best with <b>Chrome or Firefox</b>. "
        "Open it there and set the password once more. Has it been accepted?"
    ),
    rows=_YES_NOW_ROWS,
)
_STORY: Final = Say(
    N_("Tell me in your own words what happens, without the password, and I will look for an answer."),
    rows=((yes(N_("It has been accepted now")),), (_TODAY,)),
)


def _question(state: PasswordState) -> Question:
    match state:
        case AwaitOtherWay():
            return PROPOSAL
        case AwaitNewPassword() | AwaitChecklist() | AwaitOtherBrowser() | AwaitStory():
            return reported("accepted", "worked")
        case AwaitMailKind():
            return reported()
        case _:
            assert_never(state)


def tried(state: PasswordState) -> tuple[str, ...]:
    """What has been tried, with what is being tried now."""
    match state:
        case AwaitNewPassword(done) | AwaitOtherBrowser(done) | AwaitStory(done):
            return done
        case AwaitChecklist(done):
            return plus(done, "checklist")
        case AwaitOtherWay(why):
            return ("pec",) if why == "pec" else ()
        case AwaitMailKind():
            return ()
        case _:
            assert_never(state)


GUIDE: Final[Guide[PasswordState]] = Guide(
    STATES,
    step,
    prompt,
    question=_question,
    portal=lambda _: E_DISTRIBUZIONE,
    goal=lambda _: "password",
    tried=tried,
)
