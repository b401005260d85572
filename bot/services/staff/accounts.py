"""Accounts of staff: invited by a link, set up with password and codes, changed, removed."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.errors import StaffRefused
from bot.services import audit
from bot.services.staff import attempts, codes
from bot.services.staff.sessions import Role
from bot.storage.tables import staff, staff_links, staff_recovery_codes, staff_sessions
from handlers.contract.speech import N_

LINK_LASTS: Final = timedelta(minutes=30)
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,38}[a-z0-9]")
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff, with what proves who they are."""

    staff_id: int
    name: str
    role: Role
    state: str
    language: str
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)
    totp_step: int | None
    created_at: datetime


def by(name: str) -> str:
    """A member of staff as the one who did it, for the audit."""
    return f"staff:{name}"


def invite(tx: Connection, name: str, role: Role, now: datetime, who: str) -> str:
    """Add somebody, or invite them anew (who lost password or telephone); return the key of a link.

    Raises:
        StaffRefused: the name is none, or it is of the last admin: only a command lets that one in again.
    """
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise StaffRefused(
            N_("A name has 3 to 40 characters: a letter first, then letters, digits, dots, dashes and _.")
        )
    account = find(tx, name)
    if account is None:
        added = tx.execute(
            insert(staff).values(
                name=name, role=role.word, state="invited", language="it", created_at=now, changed_at=now
            )
        )
        staff_id = int(added.inserted_primary_key[0]) if added.inserted_primary_key else 0
        audit.note(tx, now, who, "staff-added", by(name), {"role": role.word})
    else:
        staff_id = account.staff_id
        if account.role is Role.ADMIN and who != audit.OURSELVES:
            _keep_an_admin(tx, account)
        end_sessions(tx, staff_id, now)
        _set(tx, staff_id, now, role=role.word, state="invited", password_hash=None, totp_secret=None)
        audit.note(tx, now, who, "staff-invited", by(name), {"before": account.role.word, "after": role.word})
    tx.execute(delete(staff_links).where(staff_links.c.staff_id == staff_id))
    return _new_link(tx, staff_id, now + LINK_LASTS)


def _new_link(tx: Connection, staff_id: int, expires_at: datetime) -> str:
    key = secrets.token_urlsafe(_KEY_BYTES)
    tx.execute(insert(staff_links).values(key_hash=_hash(key), staff_id=staff_id, expires_at=expires_at))
    return key


def _spend_link(tx: Connection, key: str, now: datetime) -> datetime | None:
    """Spend a link, for whoever comes first; return when it would have run out."""
    is_meant = (staff_links.c.key_hash == _hash(key), staff_links.c.spent_at.is_(None))
    spent = update(staff_links).where(*is_meant).values(spent_at=now).returning(staff_links.c.expires_at)
    return tx.execute(spent).scalar()


def invited(tx: Connection, key: str, now: datetime) -> Account | None:
    """Return whom a link is for; None where it was spent, has run out or was never given."""
    is_valid = (
        staff_links.c.key_hash == _hash(key),
        staff_links.c.spent_at.is_(None),
        staff_links.c.expires_at > now,
    )
    found = tx.execute(
        select(staff).join(staff_links, staff_links.c.staff_id == staff.c.staff_id).where(*is_valid)
    ).first()
    return None if found is None or found.state != "invited" else _account(found)


def begin_set_up(tx: Connection, key: str, now: datetime) -> tuple[Account, str] | None:
    """Spend the link for who pressed first; return the account, with its secret, and the key to go on with.

    A second holder of the link finds it spent: they neither see the secret nor take the account over unseen.
    """
    account = invited(tx, key, now)
    expires_at = None if account is None else _spend_link(tx, key, now)
    if account is None or expires_at is None:
        return None
    secret = codes.new_secret()
    _set(tx, account.staff_id, now, totp_secret=secret)
    return replace(account, totp_secret=secret), _new_link(tx, account.staff_id, expires_at)


def set_up(tx: Connection, key: str, password_hash: str, code: str, now: datetime) -> list[str] | None:
    """Spend the link: the account is active with this password. Return its recovery codes, this once.

    None: the link is worth nothing any more, or the code is wrong; then nothing has changed.
    """
    account = invited(tx, key, now)
    if account is None or account.totp_secret is None:
        return None
    step = codes.step_of(account.totp_secret, code, now, None)
    if step is None:
        return None
    if _spend_link(tx, key, now) is None:
        return None
    _set(tx, account.staff_id, now, state="active", password_hash=password_hash, totp_step=step)
    audit.note(tx, now, by(account.name), "staff-set-up", by(account.name), {})
    return _new_recovery_codes(tx, account.staff_id)


def _new_recovery_codes(tx: Connection, staff_id: int) -> list[str]:
    tx.execute(delete(staff_recovery_codes).where(staff_recovery_codes.c.staff_id == staff_id))
    fresh = codes.recovery_codes()
    rows = [{"code_hash": codes.recovery_hash(code), "staff_id": staff_id} for code in fresh]
    tx.execute(insert(staff_recovery_codes), rows)
    return fresh


def find(tx: Connection, name: str) -> Account | None:
    """Return the account of a name, whatever its state."""
    row = tx.execute(select(staff).where(staff.c.name == name.strip().lower())).first()
    return None if row is None else _account(row)


def nobody(now: datetime) -> Account:
    """Return an account that there is not, whose codes nobody has."""
    secret = codes.new_secret()
    return Account(0, "", Role.VIEWER, "active", "it", None, secret, None, now)


def everybody(tx: Connection) -> Sequence[Account]:
    """Return every account, by name."""
    return [_account(row) for row in tx.execute(select(staff).order_by(staff.c.name))]


def use_code(tx: Connection, account: Account, code: str, now: datetime) -> bool:
    """Use a code of the app, or a recovery code; each works once, whoever comes first."""
    if account.totp_secret is None:
        return False
    step = codes.step_of(account.totp_secret, code, now, account.totp_step)
    if step is not None:
        newer = (staff.c.totp_step.is_(None)) | (staff.c.totp_step < step)
        using = update(staff).where(staff.c.staff_id == account.staff_id, newer)
        return tx.execute(using.values(totp_step=step)).rowcount == 1
    own = (
        staff_recovery_codes.c.code_hash == codes.recovery_hash(code),
        staff_recovery_codes.c.staff_id == account.staff_id,
        staff_recovery_codes.c.spent_at.is_(None),
    )
    if tx.execute(update(staff_recovery_codes).where(*own).values(spent_at=now)).rowcount != 1:
        return False
    left = select(func.count()).where(
        staff_recovery_codes.c.staff_id == account.staff_id, staff_recovery_codes.c.spent_at.is_(None)
    )
    detail = {"left": tx.execute(left).scalar_one()}
    audit.note(tx, now, by(account.name), "recovery-code-used", by(account.name), detail)
    return True


def change_role(tx: Connection, name: str, role: Role, now: datetime, who: str) -> None:
    """Give somebody another role; their sessions end, so that it holds at once.

    Raises:
        StaffRefused: there is no such account, or nobody would be left who may change roles.
    """
    account = _known(tx, name)
    if account.role is role:
        return
    if account.role is Role.ADMIN:
        _keep_an_admin(tx, account)
    _set(tx, account.staff_id, now, role=role.word)
    end_sessions(tx, account.staff_id, now)
    audit.note(
        tx, now, who, "staff-role", by(account.name), {"before": account.role.word, "after": role.word}
    )


def remove(tx: Connection, name: str, now: datetime, who: str) -> None:
    """Let somebody in no more; their name stays in the audit.

    Raises:
        StaffRefused: there is no such account, or nobody would be left who may change roles.
    """
    account = _known(tx, name)
    if account.role is Role.ADMIN:
        _keep_an_admin(tx, account)
    _set(tx, account.staff_id, now, state="removed", password_hash=None, totp_secret=None)
    tx.execute(delete(staff_links).where(staff_links.c.staff_id == account.staff_id))
    tx.execute(delete(staff_recovery_codes).where(staff_recovery_codes.c.staff_id == account.staff_id))
    end_sessions(tx, account.staff_id, now)
    audit.note(tx, now, who, "staff-removed", by(account.name), {"role": account.role.word})


def choose_language(tx: Connection, staff_id: int, language: str, now: datetime) -> None:
    """Show somebody the console in another language."""
    _set(tx, staff_id, now, language=language)


def end_sessions(tx: Connection, staff_id: int, now: datetime) -> int:
    """End every session of an account; return their number."""
    own = (staff_sessions.c.staff_id == staff_id, staff_sessions.c.ended_at.is_(None))
    return tx.execute(update(staff_sessions).where(*own).values(ended_at=now)).rowcount


def has_been_at(tx: Connection, staff_id: int, address: str) -> bool:
    """Tell whether an account was ever signed in from an address, or from its neighbours on one line."""
    own = select(staff_sessions.c.address).where(staff_sessions.c.staff_id == staff_id).distinct()
    places = {attempts.origin_of(each) for each in tx.execute(own).scalars() if each}
    return attempts.origin_of(address) in places


def _known(tx: Connection, name: str) -> Account:
    account = find(tx, name)
    if account is None or account.state == "removed":
        raise StaffRefused(N_("There is no such name among the staff."))
    return account


def _keep_an_admin(tx: Connection, leaving: Account) -> None:
    is_admin = (staff.c.role == Role.ADMIN.word, staff.c.state == "active")
    # Held until the change is done: two admins who remove each other at the same moment do not both succeed.
    admins = select(staff.c.staff_id).where(*is_admin).order_by(staff.c.staff_id).with_for_update()
    others = set(tx.execute(admins).scalars()) - {leaving.staff_id}
    if leaving.state == "active" and not others:
        raise StaffRefused(
            N_("The last admin cannot go: nobody could let anybody in. Add another admin first.")
        )


def _set(tx: Connection, staff_id: int, now: datetime, **values: object) -> None:
    tx.execute(update(staff).where(staff.c.staff_id == staff_id).values(changed_at=now, **values))


def _account(row: object) -> Account:
    values = {name: getattr(row, name) for name in Account.__dataclass_fields__}
    return Account(**{**values, "role": Role.of(values["role"])})


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
