"""The first words, the help, the language, and the way out of anything."""

from typing import Final

from handlers.buttons import PERSON
from handlers.contract import (
    AddedToGroup,
    LanguageIs,
    LeaveChat,
    ReadLanguage,
    SetLanguage,
    SetSubscription,
    State,
    Subscribed,
    Turn,
)
from handlers.words import N_, Say, Shortcut, Verbatim

#: Each language in its own words, so that nobody has to read another to find theirs.
LANGUAGES: Final = {"it": "Italiano", "en": "English", "de": "Deutsch"}

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


def welcome(state: State | None, _argument: str) -> Turn:
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


def help_(state: State | None, _argument: str) -> Turn:
    """Say how to ask, and every command."""
    return Turn(
        state,
        Say(
            N_(
                "<b>How to ask</b>\n"
                "Write a question in your own words, even with typing errors. Some examples:\n"
                "• <i>I forgot the password of the customer area</i>\n"
                "• <i>where do I find the customer code</i>\n"
                "• <i>how do I send the gas reading</i>\n\n"
                "<b>Commands</b>\n"
                "/start – what I can do\n"
                "/autolettura – send the gas reading\n"
                "/letture – your gas readings, and deleting one\n"
                "/promemoria – reminders to send the reading\n"
                "/recupera – lost password or username, step by step\n"
                "/collega – connect your supplies\n"
                "/forniture – your supplies, and their names\n"
                "/scollega – take the connection away\n"
                "/emergenza – smell of gas, electric danger, power cut\n"
                "/operatore – how to reach a person\n"
                "/lingua – change language\n"
                "/indietro – back to the step before\n"
                "/annulla – stop what we are doing\n"
                "/help – this page"
            )
        ),
    )


def cancel(state: State | None, _argument: str) -> Turn:
    """Close whatever is open."""
    if state is None:
        return Turn(None, Say(N_("There is nothing to cancel. Just write me your question.")))
    cancelled = Say(N_("All right, cancelled. I am here when you need me."))
    return Turn(None, cancelled, outcome="cancelled")


def back(state: State | None, _argument: str) -> Turn:
    """Go back to the step before."""
    if state is None:
        return Turn(None, Say(N_("There is nothing to go back to. Just write me your question.")))
    return Turn(state, back=True)


def language(state: State | None, argument: str) -> Turn:
    """Offer the languages, or take one: ``/lingua de``."""
    chosen = argument.strip().lower()
    if chosen in LANGUAGES:
        return Turn(
            state,
            Say(N_("From now on we speak English. The answers of the FAQ stay in Italian."), instead=True),
            do=(SetLanguage(chosen),),
        )
    return Turn(state, ask=ReadLanguage())


def offer_languages(state: State | None, answer: LanguageIs) -> Turn:
    """Show the languages, with a tick at today's."""
    buttons = tuple(
        Shortcut(Verbatim(f"✓ {name}" if code == answer.language else name), f"/lingua {code}")
        for code, name in LANGUAGES.items()
    )
    return Turn(state, Say(N_("Which language shall we speak?"), rows=(buttons,)))


def emergencies(state: State | None, _argument: str) -> Turn:
    """Offer the dangers that the book answers at once."""
    return Turn(
        state,
        Say(
            N_("What has happened? If somebody is in danger, press at once."),
            rows=(
                (Shortcut(N_("🔥 Smell of gas"), "/faq urgent-gas-leak"),),
                (Shortcut(N_("⚡ Cable down, sparks, shock"), "/faq urgent-electric-danger"),),
                (Shortcut(N_("🔌 The power is out"), "/faq urgent-power-cut"),),
            ),
        ),
    )


def leave_group(event: AddedToGroup) -> Turn:
    """Leave a group, politely where the invitation is fresh: personal questions do not belong there."""
    goodbye = Say(
        N_("Thank you for the invitation! I can only help in a private chat, so I am leaving this group.")
    )
    return Turn(None, *([goodbye] if event.invited else []), do=(LeaveChat(),))


def subscription(state: State | None, event: Subscribed) -> Turn:
    """Note that the person blocked or unblocked the bot; nothing is said."""
    change = (SetSubscription(event.active),)
    return Turn(state, do=change) if event.active else Turn(None, do=change, outcome="abandoned")
