"""The language that the desk speaks to a person."""

from typing import Final

from faq.language.text import fold
from handlers.contract.dialog import State, Turn
from handlers.contract.people import LanguageIs, ReadLanguage, SetLanguage
from handlers.contract.speech import N_, Say, Shortcut, Verbatim

#: Each language in its own words, so that nobody has to read another to find theirs.
LANGUAGES: Final = {"it": "Italiano", "en": "English", "de": "Deutsch"}


def is_language(argument: str) -> bool:
    """Whether the argument names a language: ``de``."""
    return fold(argument) in LANGUAGES


def language(state: State | None, argument: str) -> Turn:
    """Offer the languages, or take one: ``/lingua de``."""
    chosen = fold(argument)
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
