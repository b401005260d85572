"""The guard of the console: sessions, roles, Origin and token of changes, bodies, headers, faults."""

import hmac
from collections.abc import Awaitable, Callable, Iterable
from typing import Final
from urllib.parse import quote, urlsplit

import structlog
from aiohttp import web
from aiohttp.http import HttpProcessingError
from multidict import MultiDict
from sqlalchemy.exc import DBAPIError

from bot.console.problems import FOREIGN, OUR_FAULT, PROBLEMS
from bot.console.rules import Rule
from bot.console.sender import origin_of, was_readable_on_the_way
from bot.console.visit import (
    FRESH,
    HEADERS,
    HOME,
    PROOF,
    STREAM,
    Form,
    Parts,
    Visit,
    form_token,
    page_of_ours,
)
from bot.errors import PasswordsBusy
from bot.i18n import DEFAULT_LANGUAGE, spoken
from bot.services.staff import sessions
from bot.services.staff.sessions import Signed
from bot.storage.engine import is_away

_log = structlog.get_logger(__name__)

#: Behind https, and by the rules of browsers for this machine alone (http://localhost) as well.
COOKIE: Final = "__Host-sportello"
SIGN_IN: Final = "/console/sign-in"
#: Browsers that were here once over https never ask for it in plain again.
_HTTPS_ONLY: Final = "max-age=31536000"
#: What changes nothing. aiohttp answers HEAD by the rule of GET.
_READING: Final = frozenset({"GET", "HEAD"})
_SIGNED: Final = web.RequestKey("signed", Signed)


class _Foreign(web.HTTPForbidden):
    """A change that was not sent from a page of this session."""


class Guard:
    """Lets requests through to their pages, by the rule of each route."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._headers = dict(HEADERS)
        if parts.settings.console.public_url is not None:
            self._headers["Strict-Transport-Security"] = _HTTPS_ONLY

    def route(self, rule: Rule) -> web.RouteDef:
        """Return the route of a rule, guarded by it."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._calmly(request, rule.path, lambda: self._answer(request, rule))

        return web.route(rule.method, f"{HOME}{rule.path}", handle)

    def fallback(self) -> web.RouteDef:
        """Return the route of all else below the console, which no rule answers."""

        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._calmly(request, "?", lambda: self._refuse(request))

        return web.route("*", f"{HOME}{{rest:(?:/.*)?}}", handle)

    async def _calmly(
        self, request: web.Request, path: str, answering: Callable[[], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer; where that fails, with a page that says so.

        ``path`` is the rule's, for the log: the request's own may hold the key of a link.
        """
        response: web.StreamResponse
        try:
            response = await answering()
        except web.HTTPException as refusal:
            problem = FOREIGN if isinstance(refusal, _Foreign) else PROBLEMS.get(refusal.status, OUR_FAULT)
            response = self._problem(request, refusal.status, problem)
            if "Allow" in refusal.headers:
                response.headers["Allow"] = refusal.headers["Allow"]
        except PasswordsBusy:
            response = self._problem(request, 503, PROBLEMS[503])
        except ConnectionError:
            # The browser has gone.
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
            self._parts.metrics.failures.labels("console").inc()
            _log.error("a page of the console failed", method=request.method, path=path, exc_info=error)
            begun: web.StreamResponse | None = request.get(STREAM)
            if begun is not None:
                if request.transport is not None:
                    request.transport.abort()
                return begun
            is_for_now = isinstance(error, DBAPIError) and is_away(error)
            response = self._problem(request, 503 if is_for_now else 500, OUR_FAULT)
        if not response.prepared:
            for name, value in self._headers.items():
                response.headers.setdefault(name, value)
        return response

    def _problem(self, request: web.Request, status: int, problem: str) -> web.Response:
        signed: Signed | None = request.get(_SIGNED)
        visit = Visit(request, self._parts, signed, MultiDict(), _language(request, signed))
        return visit.page("problem.html", problem=problem, status=status)

    async def _refuse(self, request: web.Request) -> web.StreamResponse:
        await self._signed(request)
        methods: set[str] = set()
        for resource in request.app.router.resources():
            methods |= (await resource.resolve(request))[1]
        methods.discard("*")
        if methods:
            raise web.HTTPMethodNotAllowed(request.method, sorted(methods))
        raise web.HTTPNotFound

    async def _answer(self, request: web.Request, rule: Rule) -> web.StreamResponse:
        console = self._parts.settings.console
        if console.public_url is not None and was_readable_on_the_way(request, console):
            if request.method not in _READING:
                raise web.HTTPForbidden
            secure = f"{str(console.public_url).rstrip('/')}{request.path_qs}"
            return web.Response(status=308, headers={"Location": secure})
        signed = await self._signed(request)
        if rule.role is not None:
            if signed is None:
                return _to_sign_in(request)
            if signed.role < rule.role:
                raise web.HTTPForbidden
        _check_text((*request.match_info.values(), *request.query.keys(), *request.query.values()))
        form: Form = MultiDict()
        if rule.method not in _READING:
            self._check_origin(request)
            form = await _form(request, rule.largest_body)
            if signed is not None and rule.role is not None:
                _check_token(form, signed)
        now = self._parts.now()
        if signed is not None and rule.wants_fresh_proof and now - signed.proved_at > FRESH:
            return web.Response(status=303, headers={"Location": f"{PROOF}?then={quote(_back(request))}"})
        if signed is not None and not rule.is_quiet:
            session_id = signed.session_id
            await self._parts.database.write(lambda tx: sessions.touch(tx, session_id, now))
        return await rule.answer(Visit(request, self._parts, signed, form, _language(request, signed)))

    async def _signed(self, request: web.Request) -> Signed | None:
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        console, now = self._parts.settings.console, self._parts.now()
        signed = await self._parts.database.read(
            lambda tx: sessions.find(tx, token, now, console.idle, console.longest)
        )
        if signed is not None:
            request[_SIGNED] = signed
        return signed

    def _check_origin(self, request: web.Request) -> None:
        """Refuse a change that another site sends.

        Raises:
            _Foreign: the Origin is not the console's own.
        """
        own = origin_of(request, self._parts.settings.console)
        if own is None or request.headers.getall("Origin", []) != [own]:
            raise _Foreign


def _back(request: web.Request) -> str:
    """Return the page of ours that a request was sent from, for it to be repeated there."""
    if request.method in _READING:
        return page_of_ours(request.path_qs)
    try:
        sent_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return HOME
    return page_of_ours(sent_from._replace(scheme="", netloc="", fragment="").geturl())


async def _form(request: web.Request, largest: int) -> Form:
    """Read a form, as our pages send it.

    Raises:
        HTTPRequestEntityTooLarge: it is larger than its route takes.
        HTTPBadRequest: it is none, or holds what is no text.
    """
    if request.content_length is not None and request.content_length > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length)
    try:
        sent = await request.clone(client_max_size=largest).post()
    except (ValueError, LookupError, AssertionError, web.RequestPayloadError, HttpProcessingError):
        raise web.HTTPBadRequest from None
    for name, value in sent.items():
        words = value.filename if isinstance(value, web.FileField) else value
        _check_text((name, words) if isinstance(words, str) else (name,))
    return MultiDict(sent)


def _check_text(words: Iterable[str]) -> None:
    """Refuse what databases cannot keep and nobody can type: NUL, and halves of UTF-16 pairs.

    Raises:
        HTTPBadRequest: there is some.
    """
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise web.HTTPBadRequest from None
        if "\0" in word:
            raise web.HTTPBadRequest


def _check_token(form: Form, signed: Signed) -> None:
    sent = form.get("token", "")
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), form_token(signed.token).encode()):
        raise _Foreign


def _to_sign_in(request: web.Request) -> web.Response:
    # A form that was sent too late: back to its page, where the browser has kept what was typed.
    if request.method not in _READING and request.headers.get("Sec-Fetch-Mode") != "navigate":
        raise web.HTTPUnauthorized
    then = quote(_back(request))
    return web.Response(status=303, headers={"Location": f"{SIGN_IN}?then={then}"})


def _language(request: web.Request, signed: Signed | None) -> str:
    """Return the language of an account, or else the first of ours that a browser asks for."""
    if signed is not None:
        return signed.language
    for wish in request.headers.get("Accept-Language", "").split(","):
        code = wish.split(";")[0].strip()
        if code and spoken(code) == code[:2].lower():
            return spoken(code)
    return DEFAULT_LANGUAGE
