"""Passwords that are refused, hashes that match nobody else, and how long who guesses has to wait."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import func, select

from bot.errors import PasswordRefused, PasswordsBusy
from bot.services.staff import attempts, passwords
from bot.storage.engine import Database
from bot.storage.tables import staff_attempts

_NOW: Final = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
_NONE: Final = timedelta(0)


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "elevenchars",
        "password1234",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop123",
        "x" * 201,
        "sportello2026",
        "olgamarchetti",
        "olga-marchetti",
        "passwordpassword",
    ],
)
def test_an_easy_password_is_refused(password: str) -> None:
    """Too short, frequent, a pattern, the product's name or one's own."""
    with pytest.raises(PasswordRefused):
        passwords.check(password, "olga-marchetti")


@pytest.mark.parametrize(
    "password", ["correct horse battery staple", "zanzara tegola mirtillo 4", "kR9!vM2#pQ7w"]
)
def test_a_good_password_is_taken(password: str) -> None:
    """Four strange words, or twelve characters of chance."""
    passwords.check(password, "olga")


async def test_a_hash_matches_its_password_alone() -> None:
    """Where there is no hash nothing matches, also not what stands behind that."""
    kept = await passwords.hashed("zanzara tegola mirtillo")
    assert kept.startswith("$argon2id$")
    assert await passwords.matches("zanzara tegola mirtillo", kept)
    assert not await passwords.matches("zanzara tegola mirtillo ", kept)
    assert not await passwords.matches("nobody has this password", None)
    assert not await passwords.matches("x", "no hash at all")


def test_the_hash_of_nobody_costs_what_every_hash_costs() -> None:
    """Or the time of an answer would tell which names exist."""
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODYS)


async def test_only_so_many_passwords_wait_and_strangers_leave_places() -> None:
    """A flood is turned away at once, and who was here before still gets in; then there is room again."""

    async def guess(*, is_stranger: bool) -> bool:
        return await passwords.matches("a guess", None, is_stranger=is_stranger)

    flood = [guess(is_stranger=True) for _ in range(passwords.PLACES_FOR_STRANGERS + 5)]
    waiting = [asyncio.ensure_future(each) for each in flood]
    await asyncio.sleep(0)
    assert not await guess(is_stranger=False)
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(each, PasswordsBusy) for each in answers) == 5
    assert not await guess(is_stranger=True)


async def _charge(
    database: Database, name: str, address: str, now: datetime, *, known: bool = False
) -> timedelta:
    return await database.write(lambda tx: attempts.charge(tx, name, address, now, is_known_address=known))


async def test_who_guesses_waits_longer_each_time(database: Database) -> None:
    """Four attempts are free; then the wait of an address doubles, up to a quarter of an hour."""
    now, waits = _NOW, []
    for _ in range(20):
        wait = await _charge(database, "olga", "192.0.2.1", now)
        if wait:
            waits.append(wait)
            now += wait
            assert await _charge(database, "olga", "192.0.2.1", now) == _NONE
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=1)
    assert waits[-1] == timedelta(minutes=15)


async def test_guesses_at_the_same_moment_are_bounded_like_one_by_one(database: Database) -> None:
    """Each is counted before the next is looked at, also where eight connections write at once."""
    guesses = [_charge(database, "olga", f"192.0.2.{number}", _NOW) for number in range(30)]
    assert sum(not wait for wait in await asyncio.gather(*guesses)) == 4


async def test_an_address_that_waits_leaves_no_names_behind(database: Database) -> None:
    """Or the table of attempts could be filled with made-up names."""
    for number in range(30):
        await _charge(database, f"name {number}", "192.0.2.1", _NOW)
    counted = select(func.count()).select_from(staff_attempts)
    assert await database.read(lambda tx: tx.execute(counted).scalar_one()) == 4 + 1


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_line_of_ipv6_counts_as_one_place(address: str, place: str) -> None:
    """It has 2^64 addresses of its own to guess from."""
    assert attempts.origin_of(address) == place


async def test_nobody_can_keep_somebody_out(database: Database) -> None:
    """Strangers' failures on a name: its owner waits at most 30 s, and not at all where they were before."""
    for number in range(50):
        await _charge(database, "olga", f"192.0.2.{number}", _NOW + timedelta(minutes=number))
    late = _NOW + timedelta(minutes=50)
    assert await _charge(database, "olga", "198.51.100.7", late) <= timedelta(seconds=30)
    assert await _charge(database, "olga", "203.0.113.9", late, known=True) == _NONE


async def test_a_name_that_does_not_exist_is_counted_alike(database: Database) -> None:
    """The waits of two names are the same, so they tell nothing; forgiveness and time end them."""
    for name in ("olga", "nobody"):
        for _ in range(6):
            await _charge(database, name, f"address of {name}", _NOW)
    first = await _charge(database, "olga", "elsewhere 1", _NOW)
    second = await _charge(database, "nobody", "elsewhere 2", _NOW)
    assert first == second > _NONE
    await database.write(lambda tx: attempts.forgive(tx, "olga"))
    assert await _charge(database, "olga", "elsewhere 3", _NOW) == _NONE
    assert await _charge(database, "nobody", "elsewhere 4", _NOW + timedelta(days=2)) == _NONE


async def test_a_clock_set_back_makes_nobody_wait_longer(database: Database) -> None:
    """Than the wait ever was."""
    for _ in range(6):
        await _charge(database, "olga", "192.0.2.1", _NOW)
    assert await _charge(database, "olga", "192.0.2.1", _NOW - timedelta(days=1)) <= timedelta(minutes=15)
