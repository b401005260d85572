"""The recovery on Energia Corrente's customer portal, by the rules of its guide (seed 002)."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.recovery import portals
from handlers.recovery.portals import SITE, Goal, no, plus, yes
from handlers.shared import bill, codes
from handlers.shared.portals import ENERGIA_CORRENTE

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
    """From the customer code to being signed in."""
    if isinstance(state, AwaitMail | AwaitMailRemedy):
        return _mail_step(state, event)
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
        case _:
            return None


def _mail_step(state: AwaitMail | AwaitMailRemedy, event: Event) -> Turn | None:
    tried = plus(state.tried, state.remedy) if isinstance(state, AwaitMailRemedy) else state.tried
    match event:
        case Chosen("yes"):
            return Turn(AwaitEntry("password", state.tried))
        case Chosen("no"):
            return _next_remedy(tried)
        case Chosen("sent"):
            return Turn(AwaitMail(tried))
        case Chosen("not mine"):
            return portals.pass_on(ENERGIA_CORRENTE, "password", plus(tried, "old-mail"), Say(_NOT_MINE))
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
    """What to do, and what to tell me then."""
    match state:
        case AwaitCustomerCode("password"):
            return Say(
                N_(
                    "Let us get a <b>new password</b>. I tell you the steps, you do them on the portal.\n\n"
                    "Open www.energiacorrente.it, go to <b>Area Clienti</b> at the top right, then "
                    "<b>Accedi all’Area Clienti</b>, and press <b>“Hai dimenticato la Password?”</b>.\n\n"
                    "It asks for your <b>customer code</b>, six digits. If you like, write it to me, "
                    "and I look whether it is complete."
                ),
                rows=_CODE_ROWS,
            )
        case AwaitCustomerCode():
            return Say(
                N_(
                    "On Energia Corrente’s portal your username is your <b>customer code</b>, six digits. "
                    "If you like, write it to me, and I look whether it is complete."
                ),
                rows=_CODE_ROWS,
            )
        case AwaitConfirmed():
            return Say(
                N_(
                    "Write the customer code on the portal and press <b>Conferma</b>. A new password "
                    "goes to the e-mail address that you gave at the registration. Have you pressed it?"
                ),
                rows=((yes(N_("I have pressed Conferma")),), (no(N_("It does not accept the code")),)),
            )
        case AwaitMail():
            return Say(
                N_("Has the e-mail with the new password arrived? Do not write the password here."),
                rows=(
                    (yes(N_("Yes")), no(N_("Not yet"))),
                    (Choice(N_("That address is no longer mine"), "not mine"),),
                ),
            )
        case AwaitMailRemedy(remedy):
            return _REMEDIES[remedy]
        case AwaitEntry(goal):
            return _entry_prompt(goal)
        case _:
            assert_never(state)


_CODE_ROWS: Final = (
    (SITE[ENERGIA_CORRENTE],),
    (yes(N_("I have it")), Choice(N_("Where do I find it?"), "where")),
)


def _entry_prompt(goal: Literal["password", "username"]) -> Say:
    if goal == "password":
        return Say(
            N_("Sign in with your <b>customer code</b> as User and the <b>new password</b>. Are you in?"),
            rows=((yes(N_("Yes, I am in")), no(N_("No"))),),
        )
    return Say(
        N_("Sign in with your <b>customer code</b> as User and your password. Are you in?"),
        rows=(
            (yes(N_("Yes, I am in")), no(N_("No"))),
            (Choice(N_("I do not know the password"), "password"),),
        ),
    )


_OTHERS_ADDRESS: Final = Choice(N_("That address is no longer mine"), "not mine")
_REMEDIES: Final[dict[str, Say]] = {
    "spam": Say(
        N_(
            "Look in the folder for <b>spam</b> (junk, “posta indesiderata”): "
            "messages with codes often end up there."
        ),
        rows=((yes(N_("Found it!")), no(N_("Not there"))), (_OTHERS_ADDRESS,)),
    ),
    "code": Say(
        N_(
            "Look whether the <b>customer code</b> on the portal is right: six digits, zeros in front "
            "included. If it was wrong, write it again and press Conferma."
        ),
        rows=((no(N_("It was right")),), (Choice(N_("It was wrong, now I have pressed Conferma"), "sent"),)),
    ),
    "wait": Say(
        N_("Sometimes it takes <b>some minutes</b>. Wait a little, then look once more."),
        rows=((yes(N_("It has arrived")), no(N_("Still nothing"))), (_OTHERS_ADDRESS,)),
    ),
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


def tried(state: CorrenteState) -> tuple[Say, ...]:
    """What to tell a person."""
    match state:
        case AwaitCustomerCode(goal):
            return portals.told(ENERGIA_CORRENTE, goal)
        case AwaitConfirmed(done) | AwaitMail(done):
            return portals.told(ENERGIA_CORRENTE, "password", done)
        case AwaitMailRemedy(remedy, done):
            return portals.told(ENERGIA_CORRENTE, "password", plus(done, remedy))
        case AwaitEntry(goal, done):
            return portals.told(ENERGIA_CORRENTE, goal, done)
        case _:
            assert_never(state)


def goal(state: CorrenteState) -> Goal:
    """What is lost."""
    return state.goal if isinstance(state, AwaitCustomerCode | AwaitEntry) else "password"
