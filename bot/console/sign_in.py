"""Signing in and out, setting up an account, and proving again who one is before something dangerous."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console.guard import COOKIE, SIGN_IN
from bot.console.rules import Rule
from bot.console.sender import address_of
from bot.console.visit import HOME, Visit, page_of_ours
from bot.errors import PasswordRefused
from bot.services.staff import accounts, attempts, codes, passwords, sessions
from bot.services.staff.accounts import Account
from bot.services.staff.sessions import Role
from handlers.contract.speech import N_

_LONGEST_FIELD: Final = 300
_LONGEST_BROWSER: Final = 200
#: One sentence for every wrong proof, so that it tells nothing about names.
_WRONG: Final = N_("Name, password or code are not right. A code works once; wait for the next one.")
_WAIT: Final = N_("Too many attempts. Please wait a moment and try again.")
_LINK_SPENT: Final = N_("This link is no longer valid. Ask an admin for a new one.")
_WRONG_CODE: Final = N_("The code is not right. Check the clock of your telephone and take the next one.")


async def _ask(visit: Visit) -> web.Response:
    if visit.signed is not None:
        return visit.go_to(_then(visit.request.query))
    return _page(visit, _then(visit.request.query))


async def _sign_in(visit: Visit) -> web.StreamResponse:
    then = _then(visit.form)
    name = visit.field("name")[:_LONGEST_FIELD]
    account, wait = await _prove(visit, name, visit.field("password"), visit.field("code"))
    if account is None:
        return _page(visit, then, fault=_WAIT if wait else _WRONG, status=429 if wait else 403)
    return await _begin(visit, account, visit.go_to(then))


def _page(visit: Visit, then: str, *, fault: str | None = None, status: int = 200) -> web.Response:
    return visit.page("sign_in.html", then=then, fault=fault, status=status)


async def _prove(visit: Visit, name: str, password: str, code: str) -> tuple[Account | None, timedelta]:
    """Return whose password and code these are; None where they are nobody's, or it must wait.

    It takes the same time whether the name exists or not.
    """
    parts, now = visit.parts, visit.parts.now()
    address = address_of(visit.request, parts.settings.console)

    def charge(tx: Connection) -> tuple[Account | None, bool, timedelta]:
        account = accounts.find(tx, name)
        is_known = account is not None and accounts.has_been_at(tx, account.staff_id, address)
        return account, is_known, attempts.charge(tx, name, address, now, is_known_address=is_known)

    account, is_known, wait = await parts.database.write(charge)
    if wait:
        return None, wait
    is_active = account is not None and account.state == "active"
    password_hash = account.password_hash if account is not None and is_active else None
    is_right = await passwords.matches(password, password_hash, is_stranger=not is_known)

    def use_code(tx: Connection) -> Account | None:
        # Read again under the transaction: another request may have used this code meanwhile.
        fresh = accounts.find(tx, name)
        is_theirs = is_right and fresh is not None and fresh.state == "active"
        if fresh is None or not is_theirs or fresh.password_hash != password_hash:
            # Looked up all the same, or an earlier answer would tell that a password is right.
            accounts.use_code(tx, accounts.nobody(now), code, now)
            return None
        if not accounts.use_code(tx, fresh, code, now):
            return None
        attempts.forgive(tx, name, (address,))
        return fresh

    return await parts.database.write(use_code), timedelta(0)


async def _begin(visit: Visit, account: Account, response: web.Response) -> web.Response:
    """Begin a session, a new one at every sign-in, which ends the one before, and give its cookie."""
    parts, request, before, now = visit.parts, visit.request, visit.signed, visit.parts.now()
    address = address_of(request, parts.settings.console)
    browser = request.headers.get("User-Agent", "")[:_LONGEST_BROWSER].encode(errors="replace").decode()

    def begin(tx: Connection) -> str:
        if before is not None:
            sessions.end(tx, before.session_id, now)
        return sessions.begin(tx, account.staff_id, now, address=address, browser=browser)

    token = await parts.database.write(begin)
    response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="Lax")
    return response


async def _sign_out(visit: Visit) -> web.Response:
    signed, now = visit.staff, visit.parts.now()
    await visit.parts.database.write(lambda tx: sessions.end(tx, signed.session_id, now))
    response = visit.go_to(SIGN_IN, "signed-out")
    response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


async def _ask_proof(visit: Visit) -> web.Response:
    return visit.page("proof.html", then=_then(visit.request.query), fault=None)


async def _take_proof(visit: Visit) -> web.Response:
    """Take password and a code again, for what only the person themselves may start."""
    signed, then = visit.staff, _then(visit.form)
    account, wait = await _prove(visit, signed.name, visit.field("password"), visit.field("code"))
    if account is None:
        fault = _WAIT if wait else _WRONG
        return visit.page("proof.html", then=then, fault=fault, status=429 if wait else 403)
    now = visit.parts.now()
    await visit.parts.database.write(lambda tx: sessions.prove(tx, signed.session_id, now))
    return visit.go_to(then)


async def _invitation(visit: Visit) -> web.Response:
    """Show whom the link is for. Looking at it spends nothing: previews of messengers look as well."""
    key, now = visit.request.match_info["key"], visit.parts.now()
    account = await visit.parts.database.read(lambda tx: accounts.invited(tx, key, now))
    if account is None:
        return visit.page("invitation.html", name="", fault=_LINK_SPENT, status=410)
    return visit.page("invitation.html", name=account.name, fault=None)


async def _begin_set_up(visit: Visit) -> web.Response:
    """Spend the link, and go on with a key that stands in this answer alone."""
    key, now = visit.request.match_info["key"], visit.parts.now()
    begun = await visit.parts.database.write(lambda tx: accounts.begin_set_up(tx, key, now))
    if begun is None:
        return visit.page("invitation.html", name="", fault=_LINK_SPENT, status=410)
    return _set_up_page(visit, *begun)


def _set_up_page(visit: Visit, account: Account, key: str, fault: str | None = None) -> web.Response:
    secret = account.totp_secret or ""
    return visit.page(
        "set_up.html",
        name=account.name,
        key=key,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=codes.picture(secret, account.name),
        fault=fault,
        status=200 if fault is None else 400,
    )


async def _set_up(visit: Visit) -> web.Response:
    """Take the password and a first code; show the recovery codes, this once."""
    key, now = visit.request.match_info["key"], visit.parts.now()
    account = await visit.parts.database.read(lambda tx: accounts.invited(tx, key, now))
    if account is None or account.totp_secret is None:
        return visit.page("invitation.html", name="", fault=_LINK_SPENT, status=410)
    password, code = visit.field("password"), visit.field("code")
    try:
        password_hash = await passwords.hashed(password, account.name)
    except PasswordRefused as refusal:
        return _set_up_page(visit, account, key, str(refusal))
    recovery = await visit.parts.database.write(lambda tx: accounts.set_up(tx, key, password_hash, code, now))
    if recovery is None:
        return _set_up_page(visit, account, key, _WRONG_CODE)
    return await _begin(visit, account, visit.page("recovery_codes.html", codes=recovery))


def _then(given: Mapping[str, object]) -> str:
    """Return the page to go to after this one."""
    wanted = given.get("then", "")
    return page_of_ours(wanted) if isinstance(wanted, str) else HOME


RULES: Final = (
    Rule("GET", "/sign-in", None, _ask),
    Rule("POST", "/sign-in", None, _sign_in),
    Rule("POST", "/sign-out", Role.VIEWER, _sign_out),
    Rule("GET", "/proof", Role.VIEWER, _ask_proof),
    Rule("POST", "/proof", Role.VIEWER, _take_proof),
    Rule("GET", "/set-up/{key:[A-Za-z0-9_-]{20,80}}", None, _invitation),
    Rule("POST", "/set-up/{key:[A-Za-z0-9_-]{20,80}}/begin", None, _begin_set_up),
    Rule("POST", "/set-up/{key:[A-Za-z0-9_-]{20,80}}", None, _set_up),
)
