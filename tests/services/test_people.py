"""Persons: met once, remembered, in the language that they chose."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.services import people
from bot.services.people import Person, Sender
from bot.storage.engine import Database
from bot.storage.tables import persons

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ADA = Sender(5, "Ada", "de")


def _row(tx: Connection) -> tuple[object, ...]:
    columns = ("first_name", "language", "language_chosen", "subscribed", "first_seen_at")
    return tuple(tx.execute(select(*(persons.c[name] for name in columns))).one())


async def test_a_person_is_met_once(database: Database) -> None:
    """The first moment stays, the name follows Telegram's."""
    assert await database.write(lambda tx: people.meet(tx, ADA, NOON)) == Person(5, "de")
    later, renamed = NOON + timedelta(days=1), Sender(5, "Ada R.", "de")
    assert await database.write(lambda tx: people.meet(tx, renamed, later)) == Person(5, "de")
    assert await database.read(_row) == ("Ada R.", "de", False, True, NOON)


@pytest.mark.parametrize(("chosen", "expected"), [(None, "it"), ("en", "en"), ("de", "de")])
async def test_the_language_follows_telegram_until_one_is_chosen(
    database: Database, chosen: str | None, expected: str
) -> None:
    """Somebody who changes the app's language is followed, but not against an own choice."""

    def walk(tx: Connection) -> Person:
        people.meet(tx, ADA, NOON)
        if chosen is not None:
            people.choose_language(tx, 5, chosen)
        return people.meet(tx, Sender(5, "Ada", "it"), NOON)

    assert await database.write(walk) == Person(5, expected)
    assert await database.read(lambda tx: people.language_of(tx, 5, "xx")) == expected


async def test_nobody_knows_the_language_of_a_stranger(database: Database) -> None:
    """Then the caller's default counts."""
    assert await database.read(lambda tx: people.language_of(tx, 5, "it")) == "it"


async def test_writing_subscribes_again(database: Database) -> None:
    """Who was gone and writes, wants to hear from us."""

    def walk(tx: Connection) -> list[object]:
        people.meet(tx, ADA, NOON)
        people.set_subscription(tx, 5, active=False)
        gone = _row(tx)[3]
        people.meet(tx, ADA, NOON)
        return [gone, _row(tx)[3]]

    assert await database.write(walk) == [False, True]
