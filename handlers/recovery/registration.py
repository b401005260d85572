"""The first registration on either portal, step by step (seed 000 question 3, seed 002 "Primo accesso")."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from handlers.contract.chat import Chosen, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.recovery import portals
from handlers.recovery.guides import Guide
from handlers.recovery.portals import PASSWORD_RULES, SITE, no, yes
from handlers.shared import bill
from handlers.shared.portals import E_DISTRIBUZIONE, ENERGIA_CORRENTE, Portal
from handlers.shared.replies import Question, reported

#: The steps of each portal, in their order.
STEPS: Final[dict[Portal, tuple[str, ...]]] = {
    E_DISTRIBUZIONE: ("form", "phone", "mail", "password"),
    ENERGIA_CORRENTE: ("page", "codes", "address", "mail", "entry"),
}
_ED: Final = E_DISTRIBUZIONE
_EC: Final = ENERGIA_CORRENTE

_PROMPTS: Final[dict[tuple[Portal, str], Say]] = {
    (_ED, "form"): Say(
        N_(
            "<b>Step 1 of 4.</b> On E-Distribuzione’s site press <b>Registrati</b> and fill in the form.\n\n"
            "Careful with name and tax data: they must be those of the <b>holder of an active supply</b>, "
            "or of who has asked for a new one. Done?"
        ),
    ),
    (_ED, "phone"): Say(
        N_(
            "<b>Step 2 of 4.</b> The portal sends a code to your <b>mobile phone</b>. "
            "Write it on the portal, not here. Done?"
        ),
    ),
    (_ED, "mail"): Say(
        N_(
            "<b>Step 3 of 4.</b> Now a code comes to the <b>e-mail address</b> that you gave. "
            "Write it on the portal, not here, and accept the general conditions. Done?"
        ),
    ),
    (_ED, "password"): Say(
        N_(
            "<b>Step 4 of 4.</b> Choose a <b>password</b>, on the portal only. It "
            "needs:\n{rules}\n\nHas it been accepted?"
        ),
        rules=PASSWORD_RULES,
    ),
    (_EC, "page"): Say(
        N_(
            "<b>Step 1 of 5.</b> Open www.energiacorrente.it, go to <b>Area Clienti</b> at the top "
            "right, then <b>Accedi all’Area Clienti</b>, and press <b>“Sei un cliente e vuoi "
            "registrarti?”</b>. Done?"
        ),
    ),
    (_EC, "codes"): Say(
        N_(
            "<b>Step 2 of 5.</b> Fill in your <b>customer code</b> (six digits, from the bill) and your "
            "<b>tax code or VAT number</b>. If you like, write me the customer code, "
            "and I look whether it is complete. Has the portal accepted both?"
        ),
    ),
    (_EC, "address"): Say(
        N_(
            "<b>Step 3 of 5.</b> The portal shows your data. Check them and give the <b>e-mail "
            "address</b> to which the password is to go, one that you will keep using. Then confirm. "
            "Done?"
        ),
    ),
    (_EC, "mail"): Say(
        N_(
            "<b>Step 4 of 5.</b> An e-mail brings you the <b>first password</b>. Do not write it here. "
            "Has it arrived?"
        ),
    ),
    (_EC, "entry"): Say(
        N_(
            "<b>Step 5 of 5.</b> Sign in with your <b>customer code</b> as User and that password. Are "
            "you in?"
        ),
    ),
}
_HINTS: Final[dict[tuple[Portal, str], str]] = {
    (_ED, "form"): N_(
        "Compare your data with a bill, letter by letter: names and codes must be the same. "
        "And try Chrome or Firefox, the site works best with those."
    ),
    (_ED, "phone"): N_(
        "Look whether the number is right and the phone has reception. If no SMS comes in some minutes, "
        "ask the portal for another code."
    ),
    (_ED, "mail"): N_(
        "Look in the spam folder too, and whether the address is right: codes cannot reach a PEC. "
        "If nothing comes in some minutes, ask the portal for another code."
    ),
    (_ED, "password"): N_(
        "Go through it once more: a capital letter, a number, a special character, "
        "no space at the ends, and the same in both fields."
    ),
    (_EC, "page"): N_(
        "<b>Area Clienti</b> stands at the top right of the site, on a phone perhaps behind the menu ☰. "
        "Try another browser if the page does not open."
    ),
    (_EC, "codes"): N_(
        "The customer code stands on the first page of the bill under DATI CLIENTE: six digits, zeros "
        "in front included. The tax code or VAT number must be the holder’s, as on the bill."
    ),
    (_EC, "address"): N_(
        "If your data are not right, do not change them there: Energia Corrente has to. "
        "If only the page does not go on, try another browser."
    ),
    (_EC, "mail"): N_("Look in the spam folder too, and wait some minutes: sometimes it takes a little."),
    (_EC, "entry"): N_(
        "In <b>User</b> goes the customer code with its zeros in front. Copy the password from the e-mail, "
        "without a space before or after it."
    ),
}
_DONE: Final[dict[Portal, Say]] = {
    _ED: Say(N_("🎉 Done, you are registered! Now you can sign in with your username and password.")),
    _EC: Say(
        N_(
            "🎉 Done, you are registered and in! One last piece of advice: in the menu you find "
            "<b>Cambio Password</b>. Choose a password of your own there, one that only you know."
        )
    ),
}


@dataclass(frozen=True, slots=True)
class AwaitRegistered(State):
    """One step of the registration is to be done on the portal."""

    portal: Portal
    stage: str
    tried: tuple[str, ...] = ()

    @property
    def step_name(self) -> str:
        """Each stage is a step of its own in the figures."""
        return f"{type(self).__name__}.{self.portal}.{self.stage}"


RegistrationState: TypeAlias = AwaitRegistered
STATES: Final = (AwaitRegistered,)


def first(portal: Portal) -> AwaitRegistered:
    """The state with which the registration on a portal begins."""
    return AwaitRegistered(portal, STEPS[portal][0])


def step(state: RegistrationState, event: Event) -> Turn | None:
    """Go on to the next stage; at the second trouble with the same stage, pass on to a person."""
    match state, event:
        case AwaitRegistered(portal, stage), Chosen("yes"):
            following = STEPS[portal][STEPS[portal].index(stage) + 1 :]
            if not following:
                return portals.celebrate(_DONE[portal])
            return Turn(AwaitRegistered(portal, following[0]))
        case AwaitRegistered(portal, stage, ()), Chosen("no"):
            return Turn(AwaitRegistered(portal, stage, ("step",)), Say(_HINTS[portal, stage]))
        case AwaitRegistered(portal, _, tried), Chosen("no"):
            return portals.pass_on(portal, "registrazione", tried, portals.NOT_FROM_HERE)
        case AwaitRegistered(stage="codes"), Chosen("where"):
            return Turn(state, bill.where_the_code_is())
        case AwaitRegistered(stage="codes"), Text(text) if (about := bill.about_code(text)) is not None:
            return Turn(state, about)
        case _:
            return None


def prompt(state: RegistrationState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    asked = _PROMPTS[state.portal, state.stage]
    if (state.portal, state.stage) in _BEGINNINGS:
        asked = asked.with_row(SITE[state.portal])
    if state.stage == "codes":
        asked = asked.with_row(Choice(N_("Where do I find the code?"), "where"))
    return asked.with_row(yes(N_("Yes")), no(N_("I have trouble")))


_BEGINNINGS: Final = {(portal, stages[0]) for portal, stages in STEPS.items()}


#: The steps that the portal or the post takes, not the person alone; of the others "done" and "ok" are said.
_REPORTS: Final[dict[tuple[Portal, str], Question]] = {
    (_ED, "password"): reported("accepted", "worked"),
    (_EC, "codes"): reported("accepted", "worked"),
    (_EC, "mail"): reported("arrived"),
    (_EC, "entry"): reported("inside", "worked"),
}


def _question(state: RegistrationState) -> Question:
    return _REPORTS.get((state.portal, state.stage), Question(frozenset({"done", "worked"})))


GUIDE: Final[Guide[RegistrationState]] = Guide(
    STATES,
    step,
    prompt,
    question=_question,
    portal=lambda state: state.portal,
    goal=lambda _: "registrazione",
    tried=lambda state: state.tried,
)
