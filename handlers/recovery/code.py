"""E-Distribuzione's code, by e-mail or SMS: valid for half an hour, and what to do when none comes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Due, Reckon, Reckoned
from handlers.contract.dialog import State, Timed, Turn
from handlers.contract.speech import N_, At, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.recovery import portals
from handlers.recovery.guides import Guide
from handlers.recovery.portals import LOOK_IN_SPAM, WAIT_A_LITTLE, Goal, no, plus, yes
from handlers.shared.portals import E_DISTRIBUZIONE
from handlers.shared.replies import Question, reported

#: By e-mail for the password, by SMS for the username (seed 000).
Channel: TypeAlias = Literal["mail", "sms"]
GOALS: Final[dict[Channel, Goal]] = {"mail": "password", "sms": "username"}

#: How long a code is valid (seed 000), counted from the moment in which it was asked for.
CODE_LASTS: Final = timedelta(minutes=30)
#: What to try when nothing comes, in this order (seed 000); after that, a person.
LADDERS: Final[dict[Channel, tuple[str, ...]]] = {
    "mail": ("spam", "address", "wait", "resend", "browser"),
    "sms": ("phone", "wait", "resend", "browser"),
}
_SENT: Final = Choice(N_("I have pressed it"), "sent")
_SENT_BY: Final[dict[Channel, Choice]] = {
    "mail": Choice(N_("I have pressed INVIA"), "sent"),
    "sms": _SENT,
}
_USED: Final = Choice(N_("I used the code in time"), "yes")
_EXPIRED: Final = N_("⏰ The code has expired, but no harm is done: let us ask for another one.")


@dataclass(frozen=True, slots=True)
class AwaitSent(State):
    """The code is about to be asked for: the half hour begins when the person says so."""

    channel: Channel
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitCode(Timed):
    """The code is on its way, and holds `until` then."""

    channel: Channel
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitRemedy(Timed):
    """The code has not come, and the person tries something."""

    channel: Channel
    remedy: str
    tried: tuple[str, ...] = ()

    @property
    def step_name(self) -> str:
        """Each remedy is a step of its own in the figures."""
        return f"{type(self).__name__}.{self.remedy}"


CodeState: TypeAlias = AwaitSent | AwaitCode | AwaitRemedy
STATES: Final = (AwaitSent, AwaitCode, AwaitRemedy)


def step(state: CodeState, event: Event) -> Turn | None:
    """Follow the code until nothing is left to try; where it arrives, `distribuzione.cross` goes on."""
    match state, event:
        case _, Chosen("sent"):
            return Turn(state, ask=Reckon(CODE_LASTS))
        case AwaitSent(channel, tried), Reckoned(until):
            return Turn(AwaitCode(until, channel, tried))
        case AwaitRemedy(_, channel, remedy, tried), Reckoned(until):
            return Turn(AwaitCode(until, channel, plus(tried, remedy)))
        case AwaitCode() | AwaitRemedy(), Due() | Chosen("expired"):
            return Turn(AwaitSent(state.channel, plus(state.tried, "expired")), Say(_EXPIRED))
        case AwaitCode(until, channel, tried), Chosen("no"):
            return _next_remedy(until, channel, tried)
        case AwaitRemedy(until, channel, remedy, tried), Chosen("no"):
            return _next_remedy(until, channel, plus(tried, remedy))
        case AwaitRemedy(channel="sms", tried=tried), Chosen("other phone"):
            return portals.pass_on(E_DISTRIBUZIONE, "username", plus(tried, "no-mobile"), Say(_OTHER_PHONE))
        case _:
            return None


_OTHER_PHONE: Final = N_(
    "The code goes only to the phone that was validated on the site. "
    "Without it a person has to help you, which is quickly done."
)


def _next_remedy(until: datetime, channel: Channel, tried: tuple[str, ...]) -> Turn:
    left = [remedy for remedy in LADDERS[channel] if remedy not in tried]
    if left:
        return Turn(AwaitRemedy(until, channel, left[0], tried))
    return portals.pass_on(E_DISTRIBUZIONE, GOALS[channel], tried, portals.ALL_TRIED)


def prompt(state: CodeState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    match state:
        case AwaitSent(channel, tried):
            asked = Say(_HOW_TO_SEND[channel], rows=((_SENT_BY[channel],),))
            return asked.with_row(_USED) if "expired" in tried else asked
        case AwaitCode(until, channel):
            buttons = (yes(N_("Yes")), no(N_("Not yet")), Choice(N_("It has expired"), "expired"))
            return Say(_HAS_IT_ARRIVED[channel], rows=(buttons,), moment=At(until))
        case AwaitRemedy(_, channel, remedy):
            return _remedy_prompt(channel, remedy).with_row(Choice(N_("It has expired"), "expired"))
        case _:
            assert_never(state)


_HOW_TO_SEND: Final[dict[Channel, str]] = {
    "mail": N_(
        "Write your e-mail address on the portal and press <b>INVIA</b>. You get an e-mail with a code.\n\n"
        "The code holds for 30 minutes, so tell me as soon as you have pressed INVIA."
    ),
    "sms": N_(
        "On the portal press <b>“modifica username”</b>. You get an SMS with a code.\n\n"
        "The code holds for 30 minutes, so tell me as soon as you have pressed the button."
    ),
}
_HAS_IT_ARRIVED: Final[dict[Channel, str]] = {
    "mail": N_(
        "Has the e-mail with the code arrived? The code expires <b>{moment}</b>. Do not write it here."
    ),
    "sms": N_("Has the SMS with the code arrived? The code expires <b>{moment}</b>. Do not write it here."),
}
_REMEDIES: Final[dict[tuple[Channel, str], Say]] = {
    ("mail", "spam"): LOOK_IN_SPAM,
    ("mail", "address"): Say(
        N_(
            "Look on the portal whether the <b>address is right</b>, letter by letter: "
            "it must be the one that you registered with, and no PEC. "
            "If it was wrong, write it again and press INVIA."
        ),
        rows=((no(N_("It was right")),), (Choice(N_("It was wrong, now I have pressed INVIA"), "sent"),)),
    ),
    ("sms", "phone"): Say(
        N_(
            "Look whether your phone has <b>reception</b>, and whether it is the one that you validated "
            "on the site: its number may be the one of some years ago."
        ),
        rows=(
            (yes(N_("It has arrived")), no(N_("It is the right one"))),
            (Choice(N_("I no longer have that number"), "other phone"),),
        ),
    ),
    ("mail", "wait"): WAIT_A_LITTLE,
    ("mail", "resend"): Say(
        N_(
            "<b>Ask for another code</b>: go back to “Recupera dati” and repeat the steps. "
            "From then on only the newest code counts. Tell me as soon as you have pressed the button."
        ),
        rows=((_SENT,), (yes(N_("It has arrived")), no(N_("It does not work")))),
    ),
    ("mail", "browser"): Say(
        N_(
            "Try <b>another browser</b>: the portal works best with Chrome or Firefox. "
            "Open the site there, repeat the steps, and tell me as soon as you have pressed the button."
        ),
        rows=((_SENT,), (yes(N_("It has arrived")), no(N_("It does not work")))),
    ),
}


def _remedy_prompt(channel: Channel, remedy: str) -> Say:
    """The remedy's words for this channel, or else those for both, which stand under "mail"."""
    return _REMEDIES.get((channel, remedy)) or _REMEDIES["mail", remedy]


def _question(state: CodeState) -> Question:
    match state:
        case AwaitSent():
            return reported("worked")
        case AwaitCode() | AwaitRemedy():
            return reported("arrived")
        case _:
            assert_never(state)


def tried(state: CodeState) -> tuple[str, ...]:
    """What has been tried, with the remedy that is being tried now."""
    match state:
        case AwaitRemedy():
            return plus(state.tried, state.remedy)
        case AwaitSent() | AwaitCode():
            return state.tried
        case _:
            assert_never(state)


GUIDE: Final[Guide[CodeState]] = Guide(
    STATES,
    step,
    prompt,
    question=_question,
    portal=lambda _: E_DISTRIBUZIONE,
    goal=lambda state: GOALS[state.channel],
    tried=tried,
)
