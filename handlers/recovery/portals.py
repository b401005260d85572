"""What the guides of both portals share: names of portals and goals, sentences, buttons, the two ends."""

from typing import Final, Literal, TypeAlias

from handlers.contract.desk import LookAtDesk, Reason
from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, Choice, Link, Say, Telephone, Verbatim
from handlers.shared.buttons import MENU
from handlers.shared.portals import E_DISTRIBUZIONE, ENERGIA_CORRENTE, Portal

#: What is to be recovered or begun.
Goal: TypeAlias = Literal["password", "username", "registrazione"]

#: Where each portal begins (seed 000 names the login page, seed 002 www.energiacorrente.it).
SITE: Final[dict[Portal, Link]] = {
    E_DISTRIBUZIONE: Link(Verbatim("🔗 e-distribuzione.it"), "https://www.e-distribuzione.it"),
    ENERGIA_CORRENTE: Link(Verbatim("🔗 energiacorrente.it"), "https://www.energiacorrente.it"),
}
#: What a password needs on E-Distribuzione's portal (seed 000).
PASSWORD_RULES: Final = Say(
    N_(
        "• at least one capital letter\n• at least one number\n"
        "• at least one special character (for example {signs})"
    ),
    signs=Verbatim("<code>! @ # $ % ^ &amp; +</code>"),
)
#: Why a person goes on, at the end of what a guide can do.
NOT_FROM_HERE: Final = Say(
    N_("Then something is wrong that we cannot see from here. A person goes on with you.")
)
ALL_TRIED: Final = Say(
    N_("We have tried everything that usually helps. I am sorry! From here a person goes on with you.")
)
_GOALS: Final[dict[tuple[Portal, Goal], str]] = {
    (E_DISTRIBUZIONE, "password"): N_("• I am recovering the password of E-Distribuzione’s customer area"),
    (E_DISTRIBUZIONE, "username"): N_("• I am recovering the username of E-Distribuzione’s customer area"),
    (E_DISTRIBUZIONE, "registrazione"): N_("• I am registering in E-Distribuzione’s customer area"),
    (ENERGIA_CORRENTE, "password"): N_("• I am recovering the password of Energia Corrente’s portal"),
    (ENERGIA_CORRENTE, "username"): N_("• I am looking for my username of Energia Corrente’s portal"),
    (ENERGIA_CORRENTE, "registrazione"): N_("• I am registering on Energia Corrente’s portal"),
}
#: What may have been tried, by its key in the saved states, in the words of the person who tells it.
_TRIED: Final[dict[str, str]] = {
    "pec": N_("• I registered with a PEC, which the code cannot reach"),
    "spam": N_("• I looked in the spam folder"),
    "address": N_("• I checked that the e-mail address is right"),
    "phone": N_("• I checked that the phone number is right and has reception"),
    "code": N_("• I checked the customer code"),
    "wait": N_("• I waited some minutes"),
    "resend": N_("• I asked for a new message"),
    "expired": N_("• a code has expired"),
    "browser": N_("• I tried another browser"),
    "checklist": N_("• I checked the rules of the password, and it is not accepted"),
    "no-mobile": N_("• I have no mobile phone that was validated on the site"),
    "old-mail": N_("• the registered e-mail address is no longer mine"),
    "copy": N_("• I copied the new password exactly, and it is not accepted"),
    "step": N_("• I did one step twice, and it does not work"),
}
#: What is tried to get a code, and what only with one, or where there is none.
_FOR_THE_CODE: Final = frozenset({"pec", "wait", "resend", "browser"})
_AFTER_THE_CODE: Final = frozenset({"checklist", "copy", "step"})


def yes(label: str) -> Choice:
    """The button that a typed yes stands for."""
    return Choice(label, "yes")


def no(label: str) -> Choice:
    """The button that a typed no stands for."""
    return Choice(label, "no")


#: What to try when a message does not come, whichever portal sends it.
LOOK_IN_SPAM: Final = Say(
    N_(
        "Look in the folder for <b>spam</b> (junk, “posta indesiderata”): "
        "messages with codes often end up there."
    ),
    rows=((yes(N_("Found it!")), no(N_("Not there"))),),
)
WAIT_A_LITTLE: Final = Say(
    N_("Sometimes it takes <b>some minutes</b>. Wait a little, then look once more."),
    rows=((yes(N_("It has arrived")), no(N_("Still nothing"))),),
)
#: The person found the username, and lacks the password as well.
NO_PASSWORD: Final = Choice(N_("I do not know the password"), "password")


def plus(tried: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Add one thing to what has been tried; each thing stands there once."""
    return tried if what in tried else (*tried, what)


def told(portal: Portal, goal: Goal, tried: tuple[str, ...] = ()) -> tuple[Say, ...]:
    """Put into sentences for a person who takes over: what is to be recovered, and what has been tried."""
    return (Say(_GOALS[portal, goal]), *(Say(_TRIED[what]) for what in tried))


def celebrate(words: Say) -> Turn:
    """Close the dialog with good news and a way to the rest of the desk."""
    return Turn(None, words.with_row(MENU))


def pass_on(portal: Portal, goal: Goal, tried: tuple[str, ...], why: Say) -> Turn:
    """Close the dialog where only a person can help: a case with what was tried, or how to reach one."""
    if portal == E_DISTRIBUZIONE:
        words = Say(
            N_(
                "{why}\n\n"
                "• Call the freephone number {line}.\n"
                "• Or use <b>Help OnLine</b> on E-Distribuzione’s site, and they call you back.\n\n"
                "So that you need not begin again, you can say:\n{told}"
            ),
            why=why,
            line=Telephone(E_DISTRIBUZIONE),
            told=told(portal, goal, tried),
        )
    else:
        words = Say(
            N_(
                "{why}\n\n"
                "Write an e-mail to info@energiacorrente.it, with your name and your customer code, "
                "but never with a password.\n\n"
                "So that you need not begin again, you can write:\n{told}"
            ),
            why=why,
            told=told(portal, goal, tried),
        )
    wish = LookAtDesk(
        _reason(tried),
        is_content=True,
        tried=told(portal, goal, tried),
        otherwise=words.with_row(SITE[portal]),
    )
    return Turn(None, ask=wish, outcome="person")


def _reason(tried: tuple[str, ...]) -> Reason:
    """Why a person is needed, as far as what was tried tells."""
    if "no-mobile" in tried:
        return Reason.NO_MOBILE
    if _AFTER_THE_CODE & set(tried):
        # Whatever was tried before, the code is not what is missing.
        return Reason.TRIES_SPENT
    return Reason.NO_CODE if _FOR_THE_CODE & set(tried) else Reason.TRIES_SPENT
