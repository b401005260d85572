"""Failed proofs, counted by name and by address, to slow down who guesses; nobody is locked out for long.

A name that does not exist is counted like one that does, so that the wait tells nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final

from sqlalchemy import Connection, Row, case, delete, update

from bot.storage.tables import staff_attempts
from bot.storage.upsert import upsert

#: So many failures cost nothing; each further one doubles the wait, from a second on.
_FREE: Final = 4
#: By name the wait stays short: whoever knows a colleague's name must not be able to keep them out.
_LONGEST_BY_NAME: Final = timedelta(seconds=30)
_LONGEST_BY_ADDRESS: Final = timedelta(minutes=15)
#: After so long without a failure all is forgotten.
_FORGOTTEN: Final = timedelta(hours=24)


def charge(tx: Connection, name: str, address: str, now: datetime, *, is_known_address: bool) -> timedelta:
    """Count an attempt before it is looked at; return how long to wait instead, where it must wait.

    Counted first and forgiven when it was right, so that many at once gain nothing. ``is_known_address``:
    this account was signed in from there before, so strangers' failures elsewhere do not slow it down.
    """
    of_address, of_name = _of_address(address), _of_name(name)
    # The address first, so that whoever must wait for that leaves no row of a made-up name behind.
    wait = _wait(_held(tx, of_address, now), now, _LONGEST_BY_ADDRESS)
    if wait:
        return wait
    by_name = _held(tx, of_name, now)
    wait = timedelta(0) if is_known_address else _wait(by_name, now, _LONGEST_BY_NAME)
    if wait:
        return wait
    is_old = staff_attempts.c.last_at < now - _FORGOTTEN
    failures = case((is_old, 1), else_=staff_attempts.c.failures + 1)
    both = staff_attempts.c.key_hash.in_((of_address, of_name))
    tx.execute(update(staff_attempts).where(both).values(failures=failures, last_at=now))
    return timedelta(0)


def forgive(tx: Connection, name: str, addresses: Iterable[str] = ()) -> None:
    """Forget the failures of a name, and of addresses."""
    # One by one and addresses first, as `charge` takes them: two transactions never wait for each other.
    for key in (*sorted(map(_of_address, addresses)), _of_name(name)):
        tx.execute(delete(staff_attempts).where(staff_attempts.c.key_hash == key))


def forgive_all(tx: Connection) -> int:
    """Forget every failure; return how many keys had some."""
    return tx.execute(delete(staff_attempts)).rowcount


def forget(tx: Connection, before: datetime) -> int:
    """Delete what failed last before `before`; return the number of rows."""
    return tx.execute(delete(staff_attempts).where(staff_attempts.c.last_at < before)).rowcount


def origin_of(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 that one line of IPv6 has for itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), 64), strict=False))


def _held(tx: Connection, key: str, now: datetime) -> Row[Any]:
    """Return the row of a key, a new one where there is none; others wait until this transaction ends."""
    adding = upsert(tx.dialect.name, staff_attempts).values(key_hash=key, failures=0, last_at=now)
    unchanged = {"failures": staff_attempts.c.failures}
    held = adding.on_conflict_do_update(index_elements=[staff_attempts.c.key_hash], set_=unchanged)
    return tx.execute(held.returning(staff_attempts.c.failures, staff_attempts.c.last_at)).one()


def _wait(row: Row[Any], now: datetime, longest: timedelta) -> timedelta:
    if row.failures < _FREE or now - row.last_at > _FORGOTTEN:
        return timedelta(0)
    pause = min(longest, timedelta(seconds=2 ** min(row.failures - _FREE, 20)))
    # A clock that was set back must not make a wait longer than it ever is.
    left: timedelta = row.last_at + pause - now
    return min(pause, max(timedelta(0), left))


def _of_name(name: str) -> str:
    return sha256(f"name:{name.casefold()}".encode("utf-8", "surrogatepass")).hexdigest()


def _of_address(address: str) -> str:
    return sha256(f"address:{origin_of(address)}".encode()).hexdigest()
