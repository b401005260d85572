"""The guard of the console: sessions, roles, Origin and token of changes, limits of bodies, headers."""

import hmac
from ipaddress import ip_address
from typing import Final
from urllib.parse import quote, urlsplit

from aiohttp import web
from multidict import MultiDict

from bot.console.rules import Rule
from bot.console.visit import FRESH, PROOF, Parts, Visit, form_token
from bot.i18n import DEFAULT_LANGUAGE, spoken
from bot.services.staff import sessions
from bot.services.staff.sessions import Signed

#: Behind https, and by the rules of browsers for this machine alone (http://localhost) as well.
COOKIE: Final = "__Host-sportello"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SIGN_IN: Final = "/console/sign-in"


class Guard:
    """Lets requests through to their pages, by the rule of each route."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def route(self, rule: Rule) -> web.RouteDef:
        """Return the route of a rule, guarded by it."""

        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                response = await self._answer(request, rule)
            except web.HTTPException as refusal:
                refusal.headers.update(HEADERS)
                raise
            if not response.prepared:
                for name, value in HEADERS.items():
                    response.headers.setdefault(name, value)
            return response

        return web.route(rule.method, f"/console{rule.path}", handle)

    async def _answer(self, request: web.Request, rule: Rule) -> web.StreamResponse:
        signed = await self._signed(request)
        if rule.role is not None:
            if signed is None:
                return _to_sign_in(request)
            if signed.role < rule.role:
                raise web.HTTPForbidden(text="403")
        form: MultiDict[str | web.FileField | bytearray | bytes] = MultiDict()
        if rule.method not in {"GET", "HEAD"}:
            self._check_origin(request)
            form = await _form(request, rule.largest_body)
            if signed is not None and rule.role is not None:
                _check_token(request, form, signed)
        now = self._parts.now()
        if signed is not None and rule.wants_fresh_proof and now - signed.proved_at > FRESH:
            where = request.headers.get("Referer", "")
            back = urlsplit(where).path if where else "/console"
            return web.Response(status=303, headers={"Location": f"{PROOF}?then={quote(back)}"})
        if signed is not None and not rule.is_quiet:
            session_id = signed.session_id
            await self._parts.database.write(lambda tx: sessions.touch(tx, session_id, now))
        language = signed.language if signed is not None else _language(request)
        return await rule.answer(Visit(request, self._parts, signed, form, language))

    async def _signed(self, request: web.Request) -> Signed | None:
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        console, now = self._parts.settings.console, self._parts.now()
        return await self._parts.database.read(
            lambda tx: sessions.find(tx, token, now, console.idle, console.longest)
        )

    def _check_origin(self, request: web.Request) -> None:
        """Refuse a change that another site sends.

        Raises:
            HTTPForbidden: the Origin is not the console's own.
        """
        origin = request.headers.get("Origin")
        if origin is None or origin not in self.origins(request):
            raise web.HTTPForbidden(text="403")

    def origins(self, request: web.Request) -> frozenset[str]:
        """Return where the console's own pages come from."""
        public_url = self._parts.settings.console.public_url
        if public_url is not None:
            port = "" if public_url.port in {None, 80, 443} else f":{public_url.port}"
            return frozenset({f"{public_url.scheme}://{public_url.host}{port}"})
        return frozenset({f"http://{request.host}"}) if _is_local(request.host) else frozenset()


def _is_local(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    return name in {"localhost", "127.0.0.1", "::1"}


def address_of(request: web.Request, parts: Parts) -> str:
    """Return the address that a request comes from: a trusted proxy's word for it, or the connection's."""
    peer = request.remote or ""
    proxies = parts.settings.console.trusted_proxies
    forwarded = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    for hop in [peer, *reversed([each for each in forwarded if each])]:
        try:
            address = ip_address(hop)
        except ValueError:
            return peer
        if not any(address in network for network in proxies):
            return str(address)
    return peer


async def _form(request: web.Request, largest: int) -> "MultiDict[str | web.FileField | bytearray | bytes]":
    if request.content_length is not None and request.content_length > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length)
    try:
        sent = await request.clone(client_max_size=largest).post()
    except ValueError:
        raise web.HTTPBadRequest(text="400") from None
    return MultiDict(sent)


def _check_token(
    request: web.Request, form: "MultiDict[str | web.FileField | bytearray | bytes]", signed: Signed
) -> None:
    sent = form.get("token") or request.headers.get("X-Token", "")
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), form_token(signed.token).encode()):
        raise web.HTTPForbidden(text="403")


def _to_sign_in(request: web.Request) -> web.Response:
    if request.method == "GET":
        then = request.path_qs
    elif request.headers.get("Sec-Fetch-Mode") == "navigate":
        # A form that was sent too late: back to it, where the browser has kept what was typed.
        then = urlsplit(request.headers.get("Referer", "")).path or "/console"
    else:
        return web.Response(status=401, text="401")
    return web.Response(status=303, headers={"Location": f"{SIGN_IN}?then={quote(then)}"})


def _language(request: web.Request) -> str:
    """Return the first of our languages that a browser asks for."""
    for wish in request.headers.get("Accept-Language", "").split(","):
        code = wish.split(";")[0].strip()
        if code and spoken(code) == code[:2].lower():
            return spoken(code)
    return DEFAULT_LANGUAGE
