"""Keys of programs: shown once, kept as a hash, revoked for good."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select

from bot.errors import KeyRefused
from bot.services import keys
from bot.storage.engine import Database
from bot.storage.tables import api_keys, audit

_NOW: Final = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
_LATER: Final = _NOW + timedelta(hours=1)


async def _create(database: Database, name: str = "distributore") -> str:
    return await database.write(lambda tx: keys.create(tx, name, "notices", _NOW))


async def test_a_key_opens_its_scope_until_it_is_revoked(database: Database) -> None:
    """Whoever shows it is known by its name; a revoked one opens nothing, also while a body still comes."""
    secret = await _create(database)
    key = await database.read(lambda tx: keys.find(tx, secret, "notices"))
    assert key is not None
    assert (key.name, key.last_used_at, key.revoked_at) == ("distributore", None, None)
    await database.write(lambda tx: keys.revoke(tx, "distributore", _LATER))
    assert await database.read(lambda tx: keys.find(tx, secret, "notices")) is None
    assert not await database.write(lambda tx: keys.note_use(tx, key, _LATER))


@pytest.mark.parametrize("shown", ["", "x", "è", "sportello_" + "A" * 43, "A" * 10_000, "\x00"])
async def test_another_key_opens_nothing(database: Database, shown: str) -> None:
    """Whatever it is."""
    await _create(database)
    assert await database.read(lambda tx: keys.find(tx, shown, "notices")) is None


async def test_a_secret_is_kept_nowhere(database: Database) -> None:
    """Neither the table nor the audit lines hold it; each key is another, of 256 bits."""
    first, second = await _create(database, "a"), await _create(database, "b")
    assert first != second
    assert len(first.removeprefix(keys.PREFIX)) == 43
    rows = await database.read(
        lambda tx: [str(row) for table in (api_keys, audit) for row in tx.execute(select(table))]
    )
    assert not any(first in row or second in row for row in rows)


async def test_what_was_done_with_a_key_is_audited(database: Database) -> None:
    """A line when it is made, and one when it is revoked."""
    await _create(database)
    await database.write(lambda tx: keys.revoke(tx, "distributore", _LATER))
    lines = await database.read(
        lambda tx: tx.execute(
            select(audit.c.what, audit.c.subject, audit.c.detail).order_by(audit.c.at)
        ).all()
    )
    assert [tuple(line) for line in lines] == [
        ("key-added", "key:distributore", {"scope": "notices"}),
        ("key-revoked", "key:distributore", {}),
    ]


async def test_a_name_is_of_one_key_at_a_time(database: Database) -> None:
    """After it was revoked another one may have the name; both are listed."""
    await _create(database)
    with pytest.raises(KeyRefused, match="There is a key distributore"):
        await _create(database)
    await database.write(lambda tx: keys.revoke(tx, "distributore", _LATER))
    with pytest.raises(KeyRefused, match="no key distributore"):
        await database.write(lambda tx: keys.revoke(tx, "distributore", _LATER))
    await _create(database)
    known = await database.read(keys.known)
    assert [(key.name, key.revoked_at) for key in known] == [("distributore", _LATER), ("distributore", None)]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 61])
async def test_a_key_needs_a_name(database: Database, name: str) -> None:
    """One that can be read in a list."""
    with pytest.raises(KeyRefused):
        await _create(database, name)


async def test_the_last_use_is_noted_once_a_minute(database: Database) -> None:
    """A busy program does not write a row at each call."""
    secret = await _create(database)
    key = await database.read(lambda tx: keys.find(tx, secret, "notices"))
    assert key is not None
    noted = []
    for seconds in (0, 30, 60, 61, 90):
        moment = _NOW + timedelta(seconds=seconds)
        assert await database.write(lambda tx, moment=moment: keys.note_use(tx, key, moment))  # type: ignore[misc]
        (found,) = await database.read(keys.known)
        assert found.last_used_at is not None
        noted.append((found.last_used_at - _NOW).seconds)
    assert noted == [0, 0, 0, 61, 61]
