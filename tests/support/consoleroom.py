"""The console on a database: a real server, members of staff who are signed in, and a clock."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
from sqlalchemy import Connection, insert, select
from yarl import URL

from bot.config import Settings
from bot.config.console import Console
from bot.console import console
from bot.console.guard import COOKIE, Guard
from bot.console.render import Renderer
from bot.console.rules import Rule
from bot.console.visit import Parts, form_token
from bot.gateways.photos import PhotoAway
from bot.i18n import Texts
from bot.metrics import Metrics
from bot.services.questions.knowing import Knowing
from bot.services.questions.questions import Questions
from bot.services.staff import sessions
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from bot.storage.post import Post
from bot.storage.tables import audit, staff
from bot.web.server import Server
from faq.book import Book, Entry
from tests.support.clock import Clock

#: A book for pages that do not ask it much.
BOOK: Final = Book((Entry("lamp", "Come cambio la lampadina?", "Si svita."),))
#: The beginning of every PNG; what follows matters to nobody here.
PNG: Final = b"\x89PNG\r\n\x1a\n"


class MemoryPhotos:
    """Photos by file id, instead of Telegram's."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def fetch(self, file_id: str) -> bytes:
        """Return a photo.

        Raises:
            PhotoAway: there is none of this name.
        """
        try:
            return self.files[file_id]
        except KeyError:
            raise PhotoAway(file_id) from None


@dataclass(frozen=True, slots=True)
class Page:
    """What the console answered."""

    status: int
    text: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def leads_to(self) -> str:
        """Where the browser is sent; empty where it stays."""
        return self.headers.get("Location", "")


class Client:
    """A browser, signed in where it has a token."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, token: str = "", language: str = "en"
    ) -> None:
        self._session = session
        self.url = url
        self.token = token
        self.headers = {"Accept-Language": language}
        if token:
            # By hand: a cookie jar keeps a Secure cookie from plain http, which browsers allow here.
            self.headers["Cookie"] = f"{COOKIE}={token}"

    async def gets(self, path: str) -> Page:
        """Open a page; ``path`` begins with /console."""
        async with self._session.get(
            f"{self.url}{path}", headers=self.headers, allow_redirects=False
        ) as answer:
            return await _page(answer)

    async def posts(self, path: str, /, **fields: str) -> Page:
        """Send a form as the console's own page would."""
        form = {"token": form_token(self.token) if self.token else "", **fields}
        headers = {**self.headers, "Origin": self.url}
        async with self._session.post(
            f"{self.url}{path}", data=form, headers=headers, allow_redirects=False
        ) as answer:
            return await _page(answer)

    async def sends(self, method: str, path: str, *, data: object = None, **headers: str) -> Page:
        """Send whatever somebody may send; headers by name, with _ for -. No Origin comes by itself."""
        given = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        address = URL(f"{self.url}{path}", encoded=True)
        async with self._session.request(
            method, address, data=data, headers=given, allow_redirects=False
        ) as answer:
            return await _page(answer)

    async def presses(self, path: str, /, **fields: str) -> Page:
        """Send a form, and open the page that it leads to."""
        page = await self.posts(path, **fields)
        return await self.gets(page.leads_to) if page.leads_to else page


async def _page(answer: aiohttp.ClientResponse) -> Page:
    body = await answer.read()
    return Page(answer.status, body.decode("utf-8", "replace"), dict(answer.headers), body)


@dataclass
class ConsoleRoom:
    """A console that is open, and its clock."""

    database: Database
    clock: Clock
    parts: Parts
    photos: MemoryPhotos
    url: str
    _session: aiohttp.ClientSession

    def stranger(self) -> Client:
        """A browser that nobody has signed in."""
        return self.browser("")

    def browser(self, token: str) -> Client:
        """A browser with the token of a session."""
        return Client(self._session, self.url, token)

    async def signed_in(self, role: Role, name: str = "", language: str = "en") -> Client:
        """A browser in which somebody of this role is signed in; without a name, named like the role."""
        token = await self.database.write(lambda tx: self._begin(tx, role, name or role.word, language))
        return Client(self._session, self.url, token, language)

    def _begin(self, tx: Connection, role: Role, name: str, language: str) -> str:
        staff_id = tx.execute(select(staff.c.staff_id).where(staff.c.name == name)).scalar()
        if staff_id is None:
            values: dict[str, Any] = {"name": name, "role": role.word, "state": "active"}
            moments = {"created_at": self.clock(), "changed_at": self.clock()}
            added = insert(staff).values(**values, language=language, **moments).returning(staff.c.staff_id)
            staff_id = tx.execute(added).scalar_one()
        return sessions.begin(tx, staff_id, self.clock(), address="127.0.0.1", browser="a test")

    async def audited(self) -> list[tuple[str, str, str, Any]]:
        """Who did what to which thing, with what detail, in order."""
        rows = await self.database.read(lambda tx: tx.execute(select(audit).order_by(audit.c.audit_id)).all())
        return [(row.who, row.what, row.subject, row.detail) for row in rows]


@asynccontextmanager
async def console_on(
    database: Database,
    clock: Clock | None = None,
    *,
    settings: Settings | None = None,
    knowing: Knowing | None = None,
    rules: tuple[Rule, ...] = (),
) -> AsyncIterator[ConsoleRoom]:
    """Open the console on a database with our tables, and close it where the block ends.

    ``rules`` stand before its own.
    """
    clock, texts, photos = clock or Clock(), Texts.load(), MemoryPhotos()
    settings = settings or Settings(console=Console(enabled=True))
    knowing = knowing or Knowing(Questions(BOOK), Path("nowhere/entries"))
    parts = Parts(database, settings, Renderer(texts), clock, Post(texts), photos, Metrics(), knowing)
    guard = Guard(parts)
    server = Server("127.0.0.1", 0, [*(guard.route(rule) for rule in rules), *console.routes(parts)])
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{server.port}"
            yield ConsoleRoom(database, clock, parts, photos, url, session)
    finally:
        await server.stop()
