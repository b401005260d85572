"""The console's own style sheet, script and pictures: open to everybody, for they hold nothing."""

from importlib.resources import files
from mimetypes import guess_type
from typing import Final

from aiohttp import web

from bot.console.rules import Rule
from bot.console.visit import Visit

_FOLDER: Final = files("bot.console") / "static"


async def _file(visit: Visit) -> web.Response:
    name = visit.request.match_info["name"]
    path = _FOLDER / name
    if not path.is_file():
        raise web.HTTPNotFound(text="404")
    kind, _ = guess_type(name)
    return web.Response(
        body=path.read_bytes(),
        content_type=kind or "application/octet-stream",
        charset="utf-8",
        headers={"Cache-Control": "private, max-age=300"},
    )


RULES: Final = (Rule("GET", r"/static/{name:[a-z-]+\.(?:css|js|svg)}", None, _file, is_quiet=True),)
