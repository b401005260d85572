"""What the desk offers beside its subjects: emergencies, the language, the ways out."""

from typing import Final

from handlers.basics.cancel import back, cancel, cancel_nothing
from handlers.basics.emergencies import emergencies
from handlers.basics.language import is_language, language, offer_languages
from handlers.contract.chat import Text
from handlers.contract.dialog import CommandOffer, State, Subject, Turn
from handlers.contract.people import PeopleAnswered
from handlers.contract.speech import N_
from handlers.shared.emergency_numbers import emergency_number


def answered(state: State | None, event: PeopleAnswered) -> Turn:
    """Answer what is now known of the person."""
    return offer_languages(state, event)


def number_to_call(state: State | None, text: Text) -> Turn | None:
    """Lead to what to do: who writes the number here, instead of calling it, needs a way there."""
    return None if emergency_number(text.text) is None else emergencies(state, "")


EMERGENCIES: Final = Subject(
    unasked=number_to_call,
    commands=(
        CommandOffer(
            "emergenza",
            emergencies,
            menu=N_("Smell of gas, electric danger, power cut"),
            help=N_("smell of gas, electric danger, power cut"),
            aliases=("emergency", "notfall"),
        ),
    ),
)
SUBJECT: Final = Subject(
    commands=(
        CommandOffer(
            "lingua",
            language,
            menu=N_("Change language"),
            help=N_("change language"),
            aliases=("language", "sprache"),
            reads=is_language,
        ),
        CommandOffer("indietro", back, help=N_("back to the step before"), aliases=("back", "zurueck")),
        CommandOffer(
            "annulla",
            cancel_nothing,
            in_dialog=cancel,
            menu=N_("Stop what we are doing"),
            help=N_("stop what we are doing"),
            aliases=("cancel", "abbrechen", "stop"),
        ),
    ),
)
