"""The company's page: the files of readings that the bot handed over, and a way to refuse one."""

import csv
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.demo.pages.page import HEADERS, Page
from bot.demo.stage.clock import Clock
from bot.demo.telegram.model import Json

#: Files come without a sound; the page looks again after so long.
_LOOK_EVERY_S: Final = 1.0
_REASON: Final = "il numero non corrisponde al contatore"


class Company:
    """What a clerk of the company would see of the demo's folder."""

    def __init__(self, folder: Path, clock: Clock, page: Page) -> None:
        self._folder = folder
        self._clock = clock
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """What the application has to serve."""
        return [
            web.get("/company", self._show),
            web.get("/demo/handed", self._events),
            web.post("/demo/refuse", self._refuse),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return self._page.file(request, "company.html")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """All files, and again whenever one comes, until the page is closed."""
        return await self._page.stream(request, self._stamp, self._view, _LOOK_EVERY_S)

    async def _refuse(self, request: web.Request) -> web.Response:
        """Reply as the company does, with a file; the bot takes it in at once."""
        self._page.check_origin(request)
        try:
            number = int((await request.json())["reading"])
        except (KeyError, TypeError, ValueError):
            raise web.HTTPBadRequest(text="no such reading") from None
        replies = self._folder / "replies"
        replies.mkdir(parents=True, exist_ok=True)
        # Out of sight until it is whole.
        hidden = replies / f".{number}"
        hidden.write_text(f"reading_id,reason\n{number},{_REASON}\n", encoding="utf-8")
        hidden.replace(replies / f"refused-{number}.csv")
        await self._clock.catch_up()
        return web.json_response({}, headers=HEADERS)

    def _stamp(self) -> object:
        return [path.name for path in self._files()], self._refused()

    def _files(self) -> list[Path]:
        """The files that were handed over, the newest first: their names begin with the time."""
        return sorted(self._folder.glob("*.csv"), reverse=True)

    def _refused(self) -> list[int]:
        """The readings that were replied to; the bot moves what it has taken in."""
        found = (self._folder / "replies").rglob("refused-*.csv")
        return sorted(int(path.stem.removeprefix("refused-")) for path in found)

    def _view(self) -> Json:
        return {"files": [_content(path) for path in self._files()], "refused": self._refused()}


def _content(path: Path) -> Json:
    with path.open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return {"name": path.name, "columns": columns, "rows": rows}
