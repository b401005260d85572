"""One request to the console, as its pages see it: who asks, what for, and how an answer is made."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlsplit

from aiohttp import web
from multidict import MultiDict

from bot.config import Settings
from bot.console.render import Renderer
from bot.gateways.photos import Photos
from bot.metrics import Metrics
from bot.services.questions.knowing import Knowing
from bot.services.staff.sessions import Signed
from bot.storage.engine import Database
from bot.storage.post import Post

Form: TypeAlias = MultiDict[str | web.FileField | bytearray | bytes]

HOME: Final = "/console"
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
#: Where a request keeps the answer that is being written to it.
STREAM: Final = web.RequestKey("stream", web.StreamResponse)
#: What the database holds as a number has no more digits.
_LONGEST_NUMBER: Final = 18
#: How long a proof counts as fresh, for what is dangerous.
FRESH: Final = timedelta(minutes=5)
PROOF: Final = "/console/proof"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the console stands on."""

    database: Database
    settings: Settings
    renderer: Renderer
    now: Callable[[], datetime]
    post: Post
    photos: Photos
    metrics: Metrics
    knowing: Knowing


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that its rule has let in. ``signed`` None: on an open page."""

    request: web.Request
    parts: Parts
    signed: Signed | None
    #: The fields of a form; empty where none was sent.
    form: Form
    language: str

    @property
    def staff(self) -> Signed:
        """Who is signed in; a page with a role always has somebody."""
        if self.signed is None:
            raise web.HTTPForbidden
        return self.signed

    def field(self, name: str) -> str:
        """Return a field of the form as it was typed, without blanks around it; empty where it is missing."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def seal(self, *words: str) -> str:
        """Sign words within this session: who sends them back with it has them from a page of ours."""
        return hmac.new(self.staff.token.encode(), "\0".join(words).encode(), sha256).hexdigest()

    @property
    def has_fresh_proof(self) -> bool:
        """Whether they proved who they are within the last minutes."""
        return self.parts.now() - self.staff.proved_at <= FRESH

    def to_proof(self, then: str) -> web.Response:
        """Ask for password and code, and lead back to a page of the console."""
        return web.Response(status=303, headers={"Location": f"{PROOF}?then={quote(then)}"})

    def row(self) -> int:
        """Return the number in the path of a route with ``{number}``."""
        return int(self.request.match_info["number"])

    def number(self, name: str) -> int | None:
        """Return a row's number from the address; None where it is none."""
        written = self.request.query.get(name, "")
        is_number = written.isascii() and written.isdigit() and len(written) <= _LONGEST_NUMBER
        return int(written) if is_number else None

    def page(self, template: str, *, status: int = 200, **values: object) -> web.Response:
        """Answer with a page, in the language of who reads it."""
        common: Mapping[str, Any] = {
            "signed": self.signed,
            "token": "" if self.signed is None else form_token(self.signed.token),
            "path": self.request.path,
            "now": self.parts.now(),
            "idle_minutes": self.parts.settings.console.idle_minutes,
            "said": self.request.query.get("said", ""),
        }
        html = self.parts.renderer.render(template, self.language, {**common, **values})
        return web.Response(text=html, content_type="text/html", status=status)

    async def stream(self, kind: str) -> web.StreamResponse:
        """Begin an answer of this content type that is written piece by piece."""
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": kind})
        self.request[STREAM] = response
        await response.prepare(self.request)
        return response

    def go_to(self, path: str, said: str = "") -> web.Response:
        """Lead to another page of the console, which says ``said`` (one of `render.SAID`) at its top."""
        if page_of_ours(path) != path:
            raise ValueError(f"{path} is no page of the console")
        mark = "&" if "?" in path else "?"
        where = path if not said else f"{path}{mark}said={quote(said)}"
        return web.Response(status=303, headers={"Location": where})


def page_of_ours(wanted: str) -> str:
    """Return the page of the console that is wanted; the first one where what is wanted is none of ours."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    is_ours = parts.path == HOME or parts.path.startswith(f"{HOME}/")
    # Browsers take a backslash for a slash, drop tabs and ends of lines, and climb over dots, also as %2e.
    climbs = any(step.lower().replace("%2e", ".") in {".", ".."} for step in parts.path.split("/"))
    # Blanks in front would be left out by `urlsplit`.
    is_plain = wanted.startswith(HOME) and wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    return wanted if is_ours and is_plain and not climbs and not parts.scheme and not parts.netloc else HOME


def form_token(token: str) -> str:
    """Return what a form of this session carries, so that no other site can send one (CSRF)."""
    return hmac.new(token.encode(), b"form", sha256).hexdigest()
