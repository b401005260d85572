"""The first words, and the main things that one can do."""

from typing import Final

from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say, Shortcut
from handlers.shared.buttons import PERSON

MAIN_THINGS: Final = (
    (Shortcut(N_("🔑 Lost password or username"), "/recupera"),),
    (Shortcut(N_("🏠 My supplies"), "/forniture"),),
    (
        Shortcut(N_("🔥 Gas self-reading"), "/autolettura"),
        Shortcut(N_("📄 My bills"), "/faq ec-invoices"),
    ),
    (
        Shortcut(N_("🚨 Emergencies"), "/emergenza"),
        PERSON,
    ),
    (Shortcut(N_("🌐 Language"), "/lingua"),),
)


def welcome(state: State | None) -> Turn:
    """Say who the bot is and what it can do. An open dialog stays open."""
    return Turn(
        state,
        Say(
            N_(
                "Hello! I am <b>Sportello</b>, the automatic desk of your energy company.\n\n"
                "Ask me in your own words, for example <i>“I forgot my password”</i>: I know the "
                "E-Distribuzione customer area and the Energia Corrente customer portal, and what to do "
                "in an emergency. If I cannot help, I will tell you who can.\n\n"
                "<b>I never ask for passwords, PINs or codes:</b> please do not write them here."
            ),
            rows=MAIN_THINGS,
        ),
    )
