"""Failed proofs, counted by name and by address, to slow down who guesses; nobody is locked out for long.

A name that does not exist is counted like one that does, so that the wait tells nothing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, case, delete, select

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
    waits = [_wait(tx, _of_address(address), now, _LONGEST_BY_ADDRESS)]
    if not is_known_address:
        waits.append(_wait(tx, _of_name(name), now, _LONGEST_BY_NAME))
    if max(waits) > timedelta(0):
        return max(waits)
    is_old = staff_attempts.c.last_at < now - _FORGOTTEN
    failures = case((is_old, 1), else_=staff_attempts.c.failures + 1)
    for key in sorted((_of_name(name), _of_address(address))):
        adding = upsert(tx.dialect.name, staff_attempts).values(key_hash=key, failures=1, last_at=now)
        of_key = [staff_attempts.c.key_hash]
        tx.execute(
            adding.on_conflict_do_update(index_elements=of_key, set_={"failures": failures, "last_at": now})
        )
    return timedelta(0)


def forgive(tx: Connection, name: str, addresses: Iterable[str] = ()) -> None:
    """Forget the failures of a name, and of addresses."""
    keys = [_of_name(name), *map(_of_address, addresses)]
    tx.execute(delete(staff_attempts).where(staff_attempts.c.key_hash.in_(keys)))


def forgive_all(tx: Connection) -> int:
    """Forget every failure; return how many keys had some."""
    return tx.execute(delete(staff_attempts)).rowcount


def forget(tx: Connection, before: datetime) -> int:
    """Delete what failed last before `before`; return the number of rows."""
    return tx.execute(delete(staff_attempts).where(staff_attempts.c.last_at < before)).rowcount


def _wait(tx: Connection, key: str, now: datetime, longest: timedelta) -> timedelta:
    row = tx.execute(select(staff_attempts).where(staff_attempts.c.key_hash == key)).first()
    if row is None or row.failures < _FREE or now - row.last_at > _FORGOTTEN:
        return timedelta(0)
    pause = min(longest, timedelta(seconds=2 ** min(row.failures - _FREE, 20)))
    # A clock that was set back must not make a wait longer than it ever is.
    left: timedelta = row.last_at + pause - now
    return min(pause, max(timedelta(0), left))


def _of_name(name: str) -> str:
    return sha256(f"name:{name.casefold()}".encode("utf-8", "surrogatepass")).hexdigest()


def _of_address(address: str) -> str:
    return sha256(f"address:{address}".encode()).hexdigest()
