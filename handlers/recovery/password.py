"""E-Distribuzione's new password: which e-mail the code may go to, and what the portal accepts (seed 000)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Reckon, Reckoned, RemindAt, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, At, Choice, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.recovery import portals, typed_secrets
from handlers.recovery.code import AwaitSent
from handlers.recovery.portals import PASSWORD_RULES, no, plus, yes
from handlers.shared import replies
from handlers.shared.portals import E_DISTRIBUZIONE

#: A password may be changed once in so long (seed 000).
BETWEEN_CHANGES: Final = timedelta(hours=24)


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


@dataclass(frozen=True, slots=True)
class AwaitChangeTime(State):
    """The password has been changed within a day; the question is when."""


@dataclass(frozen=True, slots=True)
class AwaitReminderWish(State):
    """From `moment` on the password can be changed again."""

    moment: datetime


PasswordState: TypeAlias = (
    AwaitMailKind
    | AwaitOtherWay
    | AwaitNewPassword
    | AwaitChecklist
    | AwaitOtherBrowser
    | AwaitStory
    | AwaitChangeTime
    | AwaitReminderWish
)
STATES: Final = (
    AwaitMailKind,
    AwaitOtherWay,
    AwaitNewPassword,
    AwaitChecklist,
    AwaitOtherBrowser,
    AwaitStory,
    AwaitChangeTime,
    AwaitReminderWish,
)

_ACCEPTED: Final = Say(
    N_(
        "🎉 Done! From now on you sign in with the new password.\n\n"
        "Keep it where only you can find it. If you ever lose it again, I am here."
    )
)
_TODAY: Final = Choice(N_("I have already changed it today"), "today")


def step(state: PasswordState, event: Event) -> Turn | None:
    """From the e-mail address to a password that is accepted, or to a good moment for one."""
    match state, event:
        case AwaitMailKind(), Text(text):
            return _typed_address(text)
        case AwaitMailKind(), Chosen("plain"):
            return Turn(AwaitSent("mail"))
        case AwaitMailKind(), Chosen("pec"):
            return Turn(AwaitOtherWay("pec"))
        case AwaitMailKind(), Chosen("forgotten"):
            return Turn(AwaitOtherWay("forgotten"))
        case AwaitOtherWay(why), Chosen("no"):
            tried = ("pec",) if why == "pec" else ()
            return portals.pass_on(E_DISTRIBUZIONE, "password", tried, Say(_ASK_A_PERSON))
        case AwaitNewPassword() | AwaitChecklist() | AwaitOtherBrowser() | AwaitStory(), Chosen(value):
            return _tried_password(state, value)
        case AwaitChangeTime(), _:
            return _changed(state, event)
        case AwaitReminderWish(moment), Chosen("yes"):
            promised = Say(N_("Agreed, I will write to you {moment}. See you then!"), moment=At(moment))
            return Turn(None, promised, do=(_reminder(moment),), outcome="postponed")
        case AwaitReminderWish(moment), Chosen("no"):
            words = Say(N_("All right. You can change it again {moment}. I am here."), moment=At(moment))
            return Turn(None, words, outcome="postponed")
        case _:
            return None


_ASK_A_PERSON: Final = N_("Then it is best that a person looks at it with you.")
_NO_NEED_TO_WRITE_IT: Final = N_(
    "Thank you, but you need not write the address to me: I do not keep it. You only need it on the portal."
)


def _typed_address(text: str) -> Turn | None:
    """An address that was typed all the same: only its kind is looked at."""
    domain = typed_secrets.mail_domain(text)
    if domain is not None:
        kind = AwaitOtherWay("pec") if typed_secrets.is_pec(domain) else AwaitSent("mail")
        return Turn(kind, Say(_NO_NEED_TO_WRITE_IT))
    match typed_secrets.says_pec(text):
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


def _changed(state: AwaitChangeTime, event: Event) -> Turn | None:
    match event:
        case Reckoned(moment):
            return Turn(AwaitReminderWish(moment))
        case Chosen("just now" | "unknown"):
            return Turn(state, ask=Reckon(BETWEEN_CHANGES))
        case Text(text) if (clock := replies.time_of_day(text)) is not None:
            return Turn(state, ask=Reckon(BETWEEN_CHANGES, since=clock))
        case _:
            return None


def _reminder(moment: datetime) -> RemindAt:
    return RemindAt(
        "password",
        moment,
        Say(
            N_("⏰ As promised: you can change the password of E-Distribuzione’s customer area again now."),
            rows=((Shortcut(N_("🔑 Let us do it"), f"/recupera {E_DISTRIBUZIONE} password"),),),
        ),
    )


def prompt(state: PasswordState) -> Say:
    """What to do, and what to tell me then."""
    match state:
        case AwaitMailKind():
            return Say(
                N_(
                    "Which e-mail address did you register with? Do not write it to me: "
                    "I only need to know whether it is a <b>PEC</b> (certified mail)."
                ),
                rows=(
                    (Choice(N_("A normal e-mail address"), "plain"), Choice(N_("A PEC"), "pec")),
                    (Choice(N_("I do not remember"), "forgotten"),),
                ),
            )
        case AwaitOtherWay(why):
            return Say(
                N_(
                    "The code <b>cannot reach a PEC</b>, that is how the portal is made. There is "
                    "another way: with a mobile phone that you validated on the site you can put "
                    "another address in its place, and then the code goes there."
                )
                if why == "pec"
                else N_(
                    "No problem: the portal can show you the address, partly hidden. "
                    "It is your username as well, so let us find that first."
                ),
                rows=(
                    (yes(N_("Let us go that way")),),
                    (no(N_("I would rather ask a person")),),
                ),
            )
        case AwaitNewPassword():
            return Say(
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
        case AwaitChecklist():
            return Say(
                N_(
                    "Let us go through it together. Does your password have\n"
                    "☐ a capital letter (A, B, C …)?\n"
                    "☐ a number?\n"
                    "☐ a special character among <code>! @ # $ % ^ &amp; +</code>?\n"
                    "☐ no space at the beginning or at the end?\n"
                    "☐ and is it the same in both fields?\n\n"
                    "Try one that has it all. Has the portal accepted it?"
                ),
                rows=((yes(N_("Yes, now")), no(N_("Still not"))), (_TODAY,)),
            )
        case AwaitOtherBrowser():
            return Say(
                N_(
                    "Then it may be the browser: the portal works best with <b>Chrome or Firefox</b>. "
                    "Open it there and set the password once more. Has it been accepted?"
                ),
                rows=((yes(N_("Yes, now")), no(N_("Still not"))), (_TODAY,)),
            )
        case AwaitStory():
            return Say(
                N_(
                    "Tell me in your own words what happens, without the password, and I will look for "
                    "an answer."
                ),
                rows=((yes(N_("It has been accepted now")),), (_TODAY,)),
            )
        case AwaitChangeTime():
            return Say(
                N_(
                    "That is why: the password can be changed only <b>once in 24 hours</b>. "
                    "If you remember the one you chose, sign in with it.\n\n"
                    "Otherwise, at what time did you change it? Write it like this: 9:30."
                ),
                rows=((Choice(N_("Just now"), "just now"), Choice(N_("I do not know"), "unknown")),),
            )
        case AwaitReminderWish(moment):
            return Say(
                N_("You can change it again <b>{moment}</b>. Shall I remind you then?"),
                rows=((yes(N_("Yes, remind me")), no(N_("No, thank you"))),),
                moment=At(moment),
            )
        case _:
            assert_never(state)


def tried(state: PasswordState) -> tuple[Say, ...]:
    """What to tell a person."""
    match state:
        case AwaitNewPassword(done) | AwaitOtherBrowser(done) | AwaitStory(done):
            return portals.told(E_DISTRIBUZIONE, "password", done)
        case AwaitChecklist(done):
            return portals.told(E_DISTRIBUZIONE, "password", plus(done, "checklist"))
        case AwaitOtherWay("pec"):
            return portals.told(E_DISTRIBUZIONE, "password", ("pec",))
        case _:
            return portals.told(E_DISTRIBUZIONE, "password")
