"""Keys of programs that may hand over data: made once, shown once, kept as a hash, revoked for good."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection, insert, or_, select, update

from bot.errors import KeyRefused
from bot.services import audit
from bot.storage.tables import api_keys

#: What a key opens.
Scope: TypeAlias = Literal["notices"]

#: What every key begins with, so that people and scanners know one when they see it.
PREFIX: Final = "sportello_"
_BYTES: Final = 32
#: No key is longer; what is, is not even hashed.
_LONGEST: Final = 200
_LONGEST_NAME: Final = 60
#: The last use is written down at most so often.
_USE_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret."""

    key_id: int
    name: str
    scope: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def create(tx: Connection, name: str, scope: Scope, now: datetime) -> str:
    """Make a key; return its secret of 256 bits, which is kept nowhere.

    Raises:
        KeyRefused: the name is none, or a key that is not revoked has it.
    """
    if not name.isprintable() or not name.strip() or len(name) > _LONGEST_NAME:
        raise KeyRefused(f"A key needs a name of 1 to {_LONGEST_NAME} characters that can be seen.")
    if any(key.name == name and key.revoked_at is None for key in known(tx)):
        raise KeyRefused(f"There is a key {name}; revoke it first, or choose another name.")
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    row = {"name": name, "scope": scope, "key_hash": _hashed(secret), "created_at": now}
    tx.execute(insert(api_keys).values(row))
    audit.note(tx, now, audit.OURSELVES, "key-added", f"key:{name}", {"scope": scope})
    return secret


def known(tx: Connection) -> Sequence[Key]:
    """Every key that there ever was, the oldest first."""
    columns = (api_keys.c[name] for name in Key.__dataclass_fields__)
    return [Key(*row) for row in tx.execute(select(*columns).order_by(api_keys.c.key_id))]


def revoke(tx: Connection, name: str, now: datetime) -> None:
    """Let a key open nothing more.

    Raises:
        KeyRefused: there is no such key, or it was revoked before.
    """
    is_meant = (api_keys.c.name == name) & api_keys.c.revoked_at.is_(None)
    if not tx.execute(update(api_keys).where(is_meant).values(revoked_at=now)).rowcount:
        raise KeyRefused(f"There is no key {name} that could be revoked.")
    audit.note(tx, now, audit.OURSELVES, "key-revoked", f"key:{name}", {})


def find(tx: Connection, secret: str, scope: Scope) -> Key | None:
    """The key that a program showed; None where it opens nothing here. Changes nothing.

    It is found by its hash, so that the time it takes says nothing about how nearly right a secret is.
    """
    if len(secret) > _LONGEST or not secret.isascii():
        return None
    hashed = _hashed(secret)
    columns = [api_keys.c[name] for name in Key.__dataclass_fields__]
    is_valid = (api_keys.c.scope == scope) & api_keys.c.revoked_at.is_(None)
    found = tx.execute(
        select(*columns, api_keys.c.key_hash).where(api_keys.c.key_hash == hashed, is_valid)
    ).one_or_none()
    if found is None or not compare_digest(found.key_hash, hashed):
        return None
    return Key(*found[:-1])


def note_use(tx: Connection, key: Key, now: datetime) -> bool:
    """Write down that a key was used, at most once a minute; return whether it still opens anything."""
    column = api_keys.c.last_used_at
    is_it = api_keys.c.key_id == key.key_id
    is_due = or_(column.is_(None), column < now - _USE_NOTED_EVERY)
    tx.execute(update(api_keys).where(is_it, is_due).values(last_used_at=now))
    return tx.execute(select(api_keys.c.revoked_at).where(is_it)).scalar_one() is None


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
