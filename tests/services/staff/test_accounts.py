"""Accounts of staff: a link that works once, codes that work once, and nobody without a way back."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import pyotp
import pytest
from sqlalchemy import Connection, select

from bot.errors import StaffRefused
from bot.services import audit as audit_lines
from bot.services.staff import accounts, sessions
from bot.services.staff.accounts import Account
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from bot.storage.tables import audit, staff_links, staff_recovery_codes

_NOW: Final = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
_HASH: Final = "a hash"


def _code(secret: str, at: datetime = _NOW) -> str:
    return pyotp.TOTP(secret).at(at)


async def _invited(database: Database, name: str = "olga", role: Role = Role.ADMIN) -> tuple[str, str]:
    """Invite somebody and open the link; return its key and the secret of the codes."""
    key = await database.write(lambda tx: accounts.invite(tx, name, role, _NOW, audit_lines.OURSELVES))
    begun = await database.write(lambda tx: accounts.begin_set_up(tx, key, _NOW))
    assert begun is not None
    account, key = begun
    assert account.totp_secret is not None
    return key, account.totp_secret


async def _active(database: Database, name: str = "olga", role: Role = Role.ADMIN) -> tuple[str, list[str]]:
    """Set an account up; return the secret of its codes and its recovery codes."""
    key, secret = await _invited(database, name, role)
    recovery = await database.write(lambda tx: accounts.set_up(tx, key, _HASH, _code(secret), _NOW))
    assert recovery is not None
    return secret, recovery


async def _find(database: Database, name: str) -> Account:
    account = await database.read(lambda tx: accounts.find(tx, name))
    assert account is not None
    return account


async def test_a_link_is_spent_by_the_first_press_and_not_by_being_looked_at(database: Database) -> None:
    """A second holder presses in vain; the first goes on with a key of their own, which works once too."""
    link = await database.write(lambda tx: accounts.invite(tx, "olga", Role.ADMIN, _NOW, "sportello"))
    for _ in range(3):
        assert await database.read(lambda tx: accounts.invited(tx, link, _NOW)) is not None
    pressed = [database.write(lambda tx: accounts.begin_set_up(tx, link, _NOW)) for _ in range(2)]
    (begun,) = [each for each in await asyncio.gather(*pressed) if each is not None]
    key, secret = begun[1], begun[0].totp_secret
    assert secret is not None
    assert await database.read(lambda tx: accounts.invited(tx, link, _NOW)) is None
    assert await database.write(lambda tx: accounts.set_up(tx, link, _HASH, _code(secret), _NOW)) is None
    assert await database.write(lambda tx: accounts.set_up(tx, key, _HASH, "000000", _NOW)) is None
    assert (await _find(database, "olga")).state == "invited"
    recovery = await database.write(lambda tx: accounts.set_up(tx, key, _HASH, _code(secret), _NOW))
    assert recovery is not None
    assert len(set(recovery)) == 10
    account = await _find(database, "olga")
    assert (account.state, account.role, account.password_hash) == ("active", Role.ADMIN, _HASH)
    assert await database.read(lambda tx: accounts.invited(tx, key, _NOW)) is None
    assert await database.write(lambda tx: accounts.set_up(tx, key, "other", _code(secret), _NOW)) is None


@pytest.mark.parametrize("wait", [accounts.LINK_LASTS, timedelta(days=3)])
async def test_a_link_runs_out(database: Database, wait: timedelta) -> None:
    """After half an hour; a second invitation makes the first one worthless at once."""
    key, _ = await _invited(database)
    assert await database.read(lambda tx: accounts.invited(tx, key, _NOW + wait)) is None
    await database.write(lambda tx: accounts.invite(tx, "olga", Role.VIEWER, _NOW, "sportello"))
    assert await database.read(lambda tx: accounts.invited(tx, key, _NOW)) is None


async def test_neither_keys_nor_codes_are_kept(database: Database) -> None:
    """Who reads the database finds nothing that opens a door."""
    key, secret = await _invited(database)
    recovery = await database.write(lambda tx: accounts.set_up(tx, key, _HASH, _code(secret), _NOW))
    assert recovery is not None
    stored = str(await database.read(lambda tx: tx.execute(select(staff_links)).all()))
    stored += str(await database.read(lambda tx: tx.execute(select(staff_recovery_codes)).all()))
    stored += str(await database.read(lambda tx: tx.execute(select(audit)).all()))
    assert not [word for word in (key, secret, *recovery) if word in stored]


async def test_a_code_works_once(database: Database) -> None:
    """The code of a step, and every older one; the next step's works again, half a minute early or late."""
    secret, _ = await _active(database)
    account = await _find(database, "olga")
    later = _NOW + timedelta(seconds=30)

    async def use(code: str, now: datetime) -> bool:
        fresh = await _find(database, "olga")
        return await database.write(lambda tx: accounts.use_code(tx, fresh, code, now))

    assert not await use(_code(secret), _NOW)
    # Two who hold the same reading of the account, as two requests at the same moment do.
    assert await database.write(lambda tx: accounts.use_code(tx, account, _code(secret, later), later))
    assert not await database.write(lambda tx: accounts.use_code(tx, account, _code(secret, later), later))
    assert await use(_code(secret, later + timedelta(seconds=30)), later)
    assert not await use(_code(secret, later + timedelta(minutes=5)), later)
    assert not await use("", later)


async def test_a_recovery_code_works_once_however_it_is_typed(database: Database) -> None:
    """It is written down in the audit, and only its owner's account takes it."""
    _, recovery = await _active(database)
    _, others = await _active(database, "piero")
    account = await _find(database, "olga")
    typed = f" {recovery[0].upper().replace('-', ' ')} "
    assert not await database.write(lambda tx: accounts.use_code(tx, account, others[0], _NOW))
    assert await database.write(lambda tx: accounts.use_code(tx, account, typed, _NOW))
    assert not await database.write(lambda tx: accounts.use_code(tx, account, recovery[0], _NOW))
    used = select(audit.c.detail).where(audit.c.what == "recovery-code-used")
    assert await database.read(lambda tx: tx.execute(used).scalars().all()) == [{"left": 9}]


async def test_who_is_removed_or_invited_anew_is_signed_out(database: Database) -> None:
    """At once, in every browser; so is whose role changes."""
    await _active(database)
    for change in ("role", "invite", "remove"):
        await _active(database, "piero")
        piero = await _find(database, "piero")
        begin = partial(sessions.begin, staff_id=piero.staff_id, now=_NOW, address=None, browser=None)
        token = await database.write(begin)

        async def signed(token: str = token) -> object:
            idle = timedelta(minutes=30)
            return await database.read(lambda tx: sessions.find(tx, token, _NOW, idle, idle))

        assert await signed() is not None
        if change == "role":
            await database.write(
                lambda tx: accounts.change_role(tx, "piero", Role.VIEWER, _NOW, "staff:olga")
            )
        elif change == "invite":
            await database.write(lambda tx: accounts.invite(tx, "piero", Role.VIEWER, _NOW, "staff:olga"))
        else:
            await database.write(lambda tx: accounts.remove(tx, "piero", _NOW, "staff:olga"))
        assert await signed() is None, change


async def test_the_last_admin_stays(database: Database) -> None:
    """Otherwise nobody could let anybody in; with a second one the first may go."""
    await _active(database)
    await _active(database, "piero", Role.EDITOR)
    with pytest.raises(StaffRefused):
        await database.write(lambda tx: accounts.remove(tx, "olga", _NOW, "staff:olga"))
    with pytest.raises(StaffRefused):
        await database.write(lambda tx: accounts.change_role(tx, "olga", Role.VIEWER, _NOW, "staff:olga"))
    await database.write(lambda tx: accounts.change_role(tx, "piero", Role.ADMIN, _NOW, "staff:olga"))
    await database.write(lambda tx: accounts.remove(tx, "olga", _NOW, "staff:piero"))
    assert (await _find(database, "olga")).state == "removed"


async def test_the_last_admin_is_invited_anew_by_a_command_alone(database: Database) -> None:
    """Who presses it in the console by mistake would leave nobody behind."""
    await _active(database)
    with pytest.raises(StaffRefused):
        await database.write(lambda tx: accounts.invite(tx, "olga", Role.VIEWER, _NOW, "staff:olga"))
    await database.write(lambda tx: accounts.invite(tx, "olga", Role.ADMIN, _NOW, audit_lines.OURSELVES))


async def test_two_admins_who_remove_each_other_at_once_leave_one(database: Database) -> None:
    """Whoever comes second finds that they are the last."""
    await _active(database)
    await _active(database, "piero")

    def removal(name: str) -> Callable[[Connection], None]:
        return lambda tx: accounts.remove(tx, name, _NOW, "sportello")

    both = [database.write(removal(name)) for name in ("olga", "piero")]
    refused = [each for each in await asyncio.gather(*both, return_exceptions=True) if each is not None]
    assert [type(each) for each in refused] == [StaffRefused]


@pytest.mark.parametrize(
    "name", ["", "x", "ab", "Olga Marchetti", "-olga", "olga-", "o" * 41, "ö" * 5, "a\nbc"]
)
async def test_a_name_that_is_none_is_refused(database: Database, name: str) -> None:
    """Names stand in addresses, commands and the audit."""
    with pytest.raises(StaffRefused):
        await database.write(lambda tx: accounts.invite(tx, name, Role.VIEWER, _NOW, "sportello"))
