"""The part of the vocabulary about the person: their language, and whether they hear from us."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The person unblocked the bot, or blocked it."""

    active: bool


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """The language that the person reads."""

    language: str


@dataclass(frozen=True, slots=True)
class ReadLanguage:
    """Ask which language the person reads; `LanguageIs` comes back."""


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak this language to the person from now on, also in this turn."""

    language: str


@dataclass(frozen=True, slots=True)
class SetSubscription:
    """Send the person notices and broadcasts again, or nothing any more."""

    active: bool


PeopleEvent: TypeAlias = Subscribed
PeopleAnswered: TypeAlias = LanguageIs
PeopleAsk: TypeAlias = ReadLanguage
PeopleChange: TypeAlias = SetLanguage | SetSubscription
