"""Staff: who may use the console, what they may do, and where they are signed in."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.errors import StaffRefused
from bot.i18n import LANGUAGES
from bot.services.staff import accounts, sessions
from bot.services.staff.sessions import OpenSession, Role

_HOME: Final = "/console/staff"
_OWN: Final = "/console/account"


async def _list(visit: Visit) -> web.Response:
    return await _page(visit)


async def _page(visit: Visit, *, fault: str | None = None, link: str | None = None) -> web.Response:
    everybody = await visit.parts.database.read(accounts.everybody)
    open_now = await _open_sessions(visit)
    counts = {each.staff_id: sum(one.staff_id == each.staff_id for one in open_now) for each in everybody}
    status = 200 if fault is None else 400
    return visit.page(
        "staff.html",
        status=status,
        everybody=everybody,
        counts=counts,
        roles=list(Role),
        fault=fault,
        link=link,
    )


async def _invite(visit: Visit) -> web.Response:
    """Invite somebody and show their link, this once."""
    name, role, now = visit.field("name"), _role(visit), visit.parts.now()
    who = accounts.by(visit.staff.name)
    try:
        key = await visit.parts.database.write(lambda tx: accounts.invite(tx, name, role, now, who))
    except StaffRefused as refusal:
        return await _page(visit, fault=str(refusal))
    return await _page(visit, link=f"{_address(visit)}/console/set-up/{key}")


async def _change(visit: Visit) -> web.Response:
    name, role, now = visit.request.match_info["name"], _role(visit), visit.parts.now()
    who = accounts.by(visit.staff.name)
    try:
        await visit.parts.database.write(lambda tx: accounts.change_role(tx, name, role, now, who))
    except StaffRefused as refusal:
        return await _page(visit, fault=str(refusal))
    return visit.go_to(_HOME, "saved")


async def _remove(visit: Visit) -> web.Response:
    name, now, who = visit.request.match_info["name"], visit.parts.now(), accounts.by(visit.staff.name)
    try:
        await visit.parts.database.write(lambda tx: accounts.remove(tx, name, now, who))
    except StaffRefused as refusal:
        return await _page(visit, fault=str(refusal))
    return visit.go_to(_HOME, "removed")


async def _account(visit: Visit) -> web.Response:
    """Show one's own sessions, language and way out."""
    own = [each for each in await _open_sessions(visit) if each.staff_id == visit.staff.staff_id]
    return visit.page("account.html", sessions=own, languages=LANGUAGES)


async def _open_sessions(visit: Visit) -> Sequence[OpenSession]:
    console, now = visit.parts.settings.console, visit.parts.now()
    return await visit.parts.database.read(
        lambda tx: sessions.open_sessions(tx, now, console.idle, console.longest)
    )


async def _revoke(visit: Visit) -> web.Response:
    """End one of one's own sessions, or as an admin anybody's."""
    signed, now = visit.staff, visit.parts.now()
    number = int(visit.request.match_info["session_id"])
    may_all = signed.role is Role.ADMIN

    await visit.parts.database.write(
        lambda tx: sessions.revoke(tx, number, now, None if may_all else signed.staff_id, signed.name)
    )
    return visit.go_to(_OWN, "done")


async def _choose_language(visit: Visit) -> web.Response:
    language, now = visit.field("language"), visit.parts.now()
    if language not in LANGUAGES:
        raise web.HTTPBadRequest(text="400")
    staff_id = visit.staff.staff_id
    await visit.parts.database.write(lambda tx: accounts.choose_language(tx, staff_id, language, now))
    return visit.go_to(_OWN, "saved")


async def _stay(_visit: Visit) -> web.Response:
    """Say that somebody is still there; the guard has noted it."""
    return web.Response(status=204)


def _role(visit: Visit) -> Role:
    try:
        return Role.of(visit.field("role"))
    except KeyError:
        raise web.HTTPBadRequest(text="400") from None


def _address(visit: Visit) -> str:
    public_url = visit.parts.settings.console.public_url
    return f"http://{visit.request.host}" if public_url is None else str(public_url).rstrip("/")


_NAME: Final = "{name:[a-z0-9._-]{3,40}}"
RULES: Final = (
    Rule("GET", "/staff", Role.ADMIN, _list),
    Rule("POST", "/staff", Role.ADMIN, _invite, wants_fresh_proof=True),
    Rule("POST", f"/staff/{_NAME}/role", Role.ADMIN, _change, wants_fresh_proof=True),
    Rule("POST", f"/staff/{_NAME}/remove", Role.ADMIN, _remove, wants_fresh_proof=True),
    Rule("GET", "/account", Role.VIEWER, _account),
    Rule("POST", "/account/stay", Role.VIEWER, _stay),
    Rule("POST", "/account/language", Role.VIEWER, _choose_language),
    Rule("POST", r"/account/sessions/{session_id:\d{1,18}}/end", Role.VIEWER, _revoke),
)
