"""Sessions of the console: a 256-bit token in a cookie, its hash in the database, an end in sight."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, select, update

from bot.services import audit
from bot.storage.tables import staff, staff_sessions

_TOKEN_BYTES: Final = 32


class Role(IntEnum):
    """What a member of staff may do; each role may do all that those below it may."""

    VIEWER = 1
    EDITOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """The name in the database, in commands and on pages."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Role":
        """Return the role of this name.

        Raises:
            KeyError: there is no such role.
        """
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in, by which session."""

    staff_id: int
    name: str
    role: Role
    language: str
    session_id: int
    token: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    proved_at: datetime


def begin(tx: Connection, staff_id: int, now: datetime, *, address: str | None, browser: str | None) -> str:
    """Begin a session; return its token, which nobody can read from the database."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    tx.execute(
        staff_sessions.insert().values(
            token_hash=_hash(token),
            staff_id=staff_id,
            created_at=now,
            seen_at=now,
            proved_at=now,
            address=address,
            browser=browser,
        )
    )
    return token


def find(tx: Connection, token: str, now: datetime, idle: timedelta, longest: timedelta) -> Signed | None:
    """Return who a token belongs to; None where it was never given, has ended or been silent too long."""
    found = tx.execute(
        select(staff_sessions, staff.c.name, staff.c.role, staff.c.language)
        .join(staff, staff.c.staff_id == staff_sessions.c.staff_id)
        .where(
            staff_sessions.c.token_hash == _hash(token),
            staff_sessions.c.ended_at.is_(None),
            staff_sessions.c.seen_at > now - idle,
            staff_sessions.c.created_at > now - longest,
            staff.c.state == "active",
        )
    ).first()
    if found is None:
        return None
    return Signed(
        staff_id=found.staff_id,
        name=found.name,
        role=Role.of(found.role),
        language=found.language,
        session_id=found.session_id,
        token=token,
        created_at=found.created_at,
        seen_at=found.seen_at,
        proved_at=found.proved_at,
    )


def touch(tx: Connection, session_id: int, now: datetime) -> None:
    """Note that the person has done something."""
    own = staff_sessions.c.session_id == session_id
    tx.execute(update(staff_sessions).where(own).values(seen_at=now))


def prove(tx: Connection, session_id: int, now: datetime) -> None:
    """Note that the person has just proved again who they are."""
    own = staff_sessions.c.session_id == session_id
    tx.execute(update(staff_sessions).where(own).values(seen_at=now, proved_at=now))


def end(tx: Connection, session_id: int, now: datetime) -> None:
    """End a session; its token is worth nothing from now on."""
    own = staff_sessions.c.session_id == session_id
    tx.execute(update(staff_sessions).where(own).values(ended_at=now))


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Where somebody is signed in."""

    session_id: int
    staff_id: int
    created_at: datetime
    seen_at: datetime
    address: str | None
    browser: str | None


def open_sessions(
    tx: Connection, now: datetime, idle: timedelta, longest: timedelta
) -> Sequence[OpenSession]:
    """Return the sessions that `find` would still find, the newest first."""
    columns = (staff_sessions.c[name] for name in OpenSession.__dataclass_fields__)
    is_open = (
        staff_sessions.c.ended_at.is_(None),
        staff_sessions.c.seen_at > now - idle,
        staff_sessions.c.created_at > now - longest,
    )
    found = select(*columns).where(*is_open).order_by(staff_sessions.c.session_id.desc())
    return [OpenSession(*row) for row in tx.execute(found)]


def revoke(tx: Connection, session_id: int, now: datetime, staff_id: int | None, who: str) -> None:
    """End a session, of this member of staff where one is given; nothing where it is not theirs."""
    is_meant = [staff_sessions.c.session_id == session_id, staff_sessions.c.ended_at.is_(None)]
    if staff_id is not None:
        is_meant.append(staff_sessions.c.staff_id == staff_id)
    if tx.execute(update(staff_sessions).where(*is_meant).values(ended_at=now)).rowcount:
        audit.note(tx, now, f"staff:{who}", "session-ended", f"session:{session_id}", {})


def forget(tx: Connection, before: datetime) -> int:
    """Delete the sessions that began before `before`; return their number."""
    return tx.execute(delete(staff_sessions).where(staff_sessions.c.created_at < before)).rowcount


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
