"""Persons: who writes to us, in which language they read, whether they want to hear from us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from sqlalchemy import Connection, bindparam, select, update

from bot.services.context import TurnContext
from bot.storage.tables import persons
from handlers.contract.people import (
    LanguageIs,
    PeopleAnswered,
    PeopleAsk,
    PeopleChange,
    ReadLanguage,
    SetLanguage,
    SetSubscription,
)
from handlers.contract.vocabulary import Outgoing

# Built once: building a statement costs more than running it.
_FIND: Final = select(persons).where(persons.c.person_id == bindparam("person_id"))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as Telegram says it; ``language`` is one of ours already."""

    person_id: int
    first_name: str
    language: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person on record."""

    person_id: int
    language: str


class People:
    """The service of persons, as a turn uses it."""

    @staticmethod
    def answer(_tx: Connection, ask: PeopleAsk, context: TurnContext) -> PeopleAnswered:
        """Answer what a dialog asks about the person."""
        match ask:
            case ReadLanguage():
                return LanguageIs(context.language)
            case _:
                assert_never(ask)

    @staticmethod
    def carry_out(tx: Connection, change: PeopleChange, context: TurnContext) -> Sequence[Outgoing]:
        """Change what the person decided about themselves."""
        match change:
            case SetLanguage(language):
                choose_language(tx, context.person_id, language)
            case SetSubscription(active):
                set_subscription(tx, context.person_id, active=active)
            case _:
                assert_never(change)
        return ()


def meet(tx: Connection, sender: Sender, now: datetime) -> Person:
    """Add the sender, or update them as Telegram says. A chosen language stays; writing resubscribes."""
    row = tx.execute(_FIND, {"person_id": sender.person_id}).first()
    if row is None:
        tx.execute(
            persons.insert().values(
                person_id=sender.person_id,
                first_name=sender.first_name,
                language=sender.language,
                language_chosen=False,
                subscribed=True,
                first_seen_at=now,
            )
        )
        return Person(sender.person_id, sender.language)
    language = row.language if row.language_chosen else sender.language
    seen = {"first_name": sender.first_name, "language": language, "subscribed": True}
    if seen != {"first_name": row.first_name, "language": row.language, "subscribed": row.subscribed}:
        tx.execute(update(persons).where(persons.c.person_id == sender.person_id).values(seen))
    return Person(sender.person_id, language)


def language_of(tx: Connection, person_id: int, otherwise: str) -> str:
    """Return the language that the person reads, `otherwise` where they are not on record."""
    row = tx.execute(_FIND, {"person_id": person_id}).first()
    return otherwise if row is None else str(row.language)


def choose_language(tx: Connection, person_id: int, language: str) -> None:
    """Keep the language that the person chose; what Telegram says no longer counts."""
    _set(tx, person_id, language=language, language_chosen=True)


def set_subscription(tx: Connection, person_id: int, *, active: bool) -> None:
    """Send the person notices and broadcasts, or nothing until they write again."""
    _set(tx, person_id, subscribed=active)


def set_window_reminders(tx: Connection, person_id: int, *, wanted: bool) -> None:
    """Announce reading windows to the person, or no longer."""
    _set(tx, person_id, window_reminders=wanted)


def _set(tx: Connection, person_id: int, **values: object) -> None:
    tx.execute(update(persons).where(persons.c.person_id == person_id).values(values))
