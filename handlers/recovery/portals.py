"""What the guides of both portals share: their words for portals and goals, buttons, and the two ends."""

from typing import Final, Literal, TypeAlias

from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, Choice, Link, Say, Shortcut, Telephone, Verbatim
from handlers.shared.portals import E_DISTRIBUZIONE, ENERGIA_CORRENTE, Portal

#: What somebody has come for.
Goal: TypeAlias = Literal["password", "username", "registrazione"]

#: Where each portal begins (seed 000 names the login page, seed 002 www.energiacorrente.it).
SITE: Final[dict[Portal, Link]] = {
    E_DISTRIBUZIONE: Link(Verbatim("🔗 e-distribuzione.it"), "https://www.e-distribuzione.it"),
    ENERGIA_CORRENTE: Link(Verbatim("🔗 energiacorrente.it"), "https://www.energiacorrente.it"),
}
#: What a password needs on E-Distribuzione's portal (seed 000).
PASSWORD_RULES: Final = Say(
    N_("• at least one capital letter\n• at least one number\n• at least one special character: {signs}"),
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
#: What may have been tried, in the words of the person who tells it to another.
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


def yes(label: str) -> Choice:
    """The button that a typed yes stands for."""
    return Choice(label, "yes")


def no(label: str) -> Choice:
    """The button that a typed no stands for."""
    return Choice(label, "no")


def plus(tried: tuple[str, ...], what: str) -> tuple[str, ...]:
    """What has been tried, and this; each thing once."""
    return tried if what in tried else (*tried, what)


def told(portal: Portal, goal: Goal, tried: tuple[str, ...] = ()) -> tuple[Say, ...]:
    """What to tell a person: what one is about, and what one has tried."""
    return (Say(_GOALS[portal, goal]), *(Say(_TRIED[what]) for what in tried))


def celebrate(words: Say) -> Turn:
    """The good end."""
    return Turn(None, words.with_row(Shortcut(N_("What I can do for you"), "/start")))


def pass_on(portal: Portal, goal: Goal, tried: tuple[str, ...], why: Say) -> Turn:
    """The end where only a person can help: why, whom to reach and when, and what to tell."""
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
    return Turn(None, words.with_row(SITE[portal]), outcome="person")
