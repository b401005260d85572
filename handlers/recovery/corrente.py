"""The recovery on Energia Corrente's customer portal, by the rules of its guide (seed 002)."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.recovery import portals
from handlers.recovery.guides import Guide
from handlers.recovery.portals import LOOK_IN_SPAM, NO_PASSWORD, SITE, WAIT_A_LITTLE, Goal, no, plus, yes
from handlers.shared import bill, codes
from handlers.shared.portals import ENERGIA_CORRENTE
from handlers.shared.replies import Question, reported

#: What to try when the e-mail does not come, in this order; after that, a person.
LADDER: Final = ("spam", "code", "wait", "resend")


@dataclass(frozen=True, slots=True)
class AwaitCustomerCode(State):
    """The customer code is to be found: for a new password, or because it is the username."""

    goal: Literal["password", "username"]


@dataclass(frozen=True, slots=True)
class AwaitConfirmed(State):
    """The code is to be confirmed on the portal, which then sends the e-mail."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitMail(State):
    """The e-mail with the new password is on its way."""

    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwaitMailRemedy(State):
    """The e-mail has not come, and the person tries something."""

    remedy: str
    tried: tuple[str, ...] = ()

    @property
    def step_name(self) -> str:
        """Each remedy is a step of its own in the figures."""
        return f"{type(self).__name__}.{self.remedy}"


@dataclass(frozen=True, slots=True)
class AwaitEntry(State):
    """Everything is there to sign in with."""

    goal: Literal["password", "username"]
    tried: tuple[str, ...] = ()


CorrenteState: TypeAlias = AwaitCustomerCode | AwaitConfirmed | AwaitMail | AwaitMailRemedy | AwaitEntry
STATES: Final = (AwaitCustomerCode, AwaitConfirmed, AwaitMail, AwaitMailRemedy, AwaitEntry)

_CHANGE_IT: Final = Say(
    N_(
        "🎉 Done! You are in again.\n\n"
        "One last piece of advice: in the menu you find <b>Cambio Password</b>. "
        "Choose a password of your own there, one that only you know."
    )
)
_FOUND: Final = Say(
    N_("🎉 Done! You are in again. Your username is your customer code: it stands on every bill.")
)
_NOT_MINE: Final = N_(
    "The e-mail goes only to the address that was given at the registration. It can be changed under "
    "<b>Dati Anagrafici</b>, but only by who is signed in. So a person has to do it for you."
)


def step(state: CorrenteState, event: Event) -> Turn | None:
    """Lead from the customer code to being signed in."""
    match state, event:
        case AwaitCustomerCode(goal), Text(text) if (about := bill.about_code(text)) is not None:
            return Turn(state if codes.customer_code(text) is None else _after_code(goal), about)
        case AwaitCustomerCode(goal), Chosen("yes"):
            return Turn(_after_code(goal))
        case AwaitCustomerCode(), Chosen("where"):
            return Turn(state, bill.where_the_code_is())
        case AwaitConfirmed(tried), Chosen("yes"):
            return Turn(AwaitMail(tried))
        case AwaitConfirmed(), Chosen("no"):
            return Turn(state, Say(N_("Then look at the customer code once more.")), bill.where_the_code_is())
        case AwaitEntry(goal), Chosen("yes"):
            return portals.celebrate(_CHANGE_IT if goal == "password" else _FOUND)
        case AwaitEntry(), Chosen("password"):
            return Turn(AwaitConfirmed())
        case AwaitEntry(goal, tried), Chosen("no"):
            return _not_accepted(goal, tried)
        case AwaitMail() | AwaitMailRemedy(), _:
            return _mail_step(state, event)
        case _:
            return None


def _mail_step(state: AwaitMail | AwaitMailRemedy, event: Event) -> Turn | None:
    done = tried(state)
    match event:
        case Chosen("yes"):
            return Turn(AwaitEntry("password", state.tried))
        case Chosen("no"):
            return _next_remedy(done)
        case Chosen("sent"):
            return Turn(AwaitMail(done))
        case Chosen("not mine"):
            return portals.pass_on(ENERGIA_CORRENTE, "password", plus(done, "old-mail"), Say(_NOT_MINE))
        case _:
            return None


def _after_code(goal: Literal["password", "username"]) -> State:
    return AwaitConfirmed() if goal == "password" else AwaitEntry("username")


def _next_remedy(tried: tuple[str, ...]) -> Turn:
    left = [remedy for remedy in LADDER if remedy not in tried]
    if left:
        return Turn(AwaitMailRemedy(left[0], tried))
    return portals.pass_on(ENERGIA_CORRENTE, "password", tried, portals.ALL_TRIED)


def _not_accepted(goal: Literal["password", "username"], tried: tuple[str, ...]) -> Turn:
    if "copy" in tried:
        return portals.pass_on(ENERGIA_CORRENTE, goal, tried, portals.ALL_TRIED)
    hint = N_(
        "That happens easily. In <b>User</b> goes the customer code with its zeros in front. Copy the "
        "password from the newest e-mail, without a space before or after it. And do not write it here."
    )
    return Turn(AwaitEntry(goal, plus(tried, "copy")), Say(hint))


def prompt(state: CorrenteState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    match state:
        case AwaitCustomerCode(goal):
            return _FIND_THE_CODE[goal]
        case AwaitConfirmed():
            return _CONFIRM
        case AwaitMail():
            return _HAS_IT_ARRIVED
        case AwaitMailRemedy(remedy):
            return _REMEDIES[remedy]
        case AwaitEntry(goal):
            return _SIGN_IN[goal]
        case _:
            assert_never(state)


_CODE_ROWS: Final = (
    (SITE[ENERGIA_CORRENTE],),
    (yes(N_("I have it")), Choice(N_("Where do I find it?"), "where")),
)
_FIND_THE_CODE: Final[dict[Literal["password", "username"], Say]] = {
    "password": Say(
        N_(
            "Let us get a <b>new password</b>. I tell you the steps, you do them on the portal.\n\n"
            "Open www.energiacorrente.it, go to <b>Area Clienti</b> at the top right, then "
            "<b>Accedi all’Area Clienti</b>, and press <b>“Hai dimenticato la Password?”</b>.\n\n"
            "It asks for your <b>customer code</b>, six digits. If you like, write it to me, "
            "and I look whether it is complete."
        ),
        rows=_CODE_ROWS,
    ),
    "username": Say(
        N_(
            "On Energia Corrente’s portal your username is your <b>customer code</b>, six digits. "
            "If you like, write it to me, and I look whether it is complete."
        ),
        rows=_CODE_ROWS,
    ),
}
_CONFIRM: Final = Say(
    N_(
        "Write the customer code on the portal and press <b>Conferma</b>. A new password "
        "goes to the e-mail address that you gave at the registration. Have you pressed it?"
    ),
    rows=((yes(N_("I have pressed Conferma")),), (no(N_("It does not accept the code")),)),
)
_OTHERS_ADDRESS: Final = Choice(N_("That address is no longer mine"), "not mine")
_HAS_IT_ARRIVED: Final = Say(
    N_("Has the e-mail with the new password arrived? Do not write the password here."),
    rows=((yes(N_("Yes")), no(N_("Not yet"))), (_OTHERS_ADDRESS,)),
)
_REMEDIES: Final[dict[str, Say]] = {
    "spam": LOOK_IN_SPAM.with_row(_OTHERS_ADDRESS),
    "code": Say(
        N_(
            "Look whether the <b>customer code</b> on the portal is right: six digits, zeros in front "
            "included. If it was wrong, write it again and press Conferma."
        ),
        rows=((no(N_("It was right")),), (Choice(N_("It was wrong, now I have pressed Conferma"), "sent"),)),
    ),
    "wait": WAIT_A_LITTLE.with_row(_OTHERS_ADDRESS),
    "resend": Say(
        N_(
            "<b>Ask for it once more</b>: “Hai dimenticato la Password?”, the customer code, Conferma. "
            "From then on only the newest password counts."
        ),
        rows=(
            (Choice(N_("I have pressed Conferma"), "sent"),),
            (yes(N_("It has arrived")), no(N_("It does not work"))),
        ),
    ),
}
_SIGN_IN: Final[dict[Literal["password", "username"], Say]] = {
    "password": Say(
        N_("Sign in with your <b>customer code</b> as User and the <b>new password</b>. Are you in?"),
        rows=((yes(N_("Yes, I am in")), no(N_("No"))),),
    ),
    "username": Say(
        N_("Sign in with your <b>customer code</b> as User and your password. Are you in?"),
        rows=((yes(N_("Yes, I am in")), no(N_("No"))), (NO_PASSWORD,)),
    ),
}


def _question(state: CorrenteState) -> Question:
    match state:
        case AwaitCustomerCode():
            return reported("found")
        case AwaitConfirmed():
            return Question(frozenset({"done"}))
        case AwaitMail() | AwaitMailRemedy():
            return reported("arrived")
        case AwaitEntry():
            return reported("inside", "worked")
        case _:
            assert_never(state)


def tried(state: CorrenteState) -> tuple[str, ...]:
    """What has been tried, with the remedy that is being tried now."""
    match state:
        case AwaitCustomerCode():
            return ()
        case AwaitConfirmed(done) | AwaitMail(done) | AwaitEntry(_, done):
            return done
        case AwaitMailRemedy(remedy, done):
            return plus(done, remedy)
        case _:
            assert_never(state)


def _goal(state: CorrenteState) -> Goal:
    match state:
        case AwaitCustomerCode(goal) | AwaitEntry(goal):
            return goal
        case AwaitConfirmed() | AwaitMail() | AwaitMailRemedy():
            return "password"
        case _:
            assert_never(state)


GUIDE: Final[Guide[CorrenteState]] = Guide(
    STATES,
    step,
    prompt,
    question=_question,
    portal=lambda _: ENERGIA_CORRENTE,
    goal=_goal,
    tried=tried,
)
