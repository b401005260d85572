"""The mailbox page: every letter that the bot sent, and what happens when its link is pressed."""

import re
from typing import Final

from aiohttp import web

from bot.demo.pages.page import Page
from bot.demo.telegram.model import Json
from bot.demo.telegram.world import World
from bot.gateways.mail import Letter, MemoryMail


class Mailbox:
    """All mailboxes in one: the demo's people read each other's letters, which no real mail server allows."""

    def __init__(self, mail: MemoryMail, world: World, page: Page) -> None:
        self._mail = mail
        self._world = world
        self._page = page
        name = re.escape(world.bot.username)
        #: A link of the bot, and what pressing it would start.
        self._link: Final = re.compile(rf"https://t\.me/{name}\?start=([A-Za-z0-9_-]{{1,64}})")

    def routes(self) -> list[web.RouteDef]:
        """What the application has to serve."""
        return [web.get("/mailbox", self._show), web.get("/demo/letters", self._events)]

    async def _show(self, request: web.Request) -> web.Response:
        return self._page.file(request, "mailbox.html")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """All letters, and again whenever one comes, until the page is closed."""
        return await self._page.stream(request, lambda: len(self._mail.letters), self._view)

    def _view(self) -> Json:
        return {
            "now": self._world.now(),
            "people": [{"id": person.id, "name": person.name} for person in self._world.people.values()],
            "letters": [self._letter(letter) for letter in reversed(self._mail.letters)],
        }

    def _letter(self, letter: Letter) -> Json:
        found = self._link.search(letter.text)
        return {
            "id": letter.message_id,
            "to": letter.to,
            "subject": letter.subject,
            "date": int(letter.written_at.timestamp()),
            "text": letter.text,
            "link": found[0] if found else "",
            "start": found[1] if found else "",
        }
