"""Today: what is going on, at a glance."""

from typing import Final

from aiohttp import web

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services.staff.sessions import Role


async def _today(visit: Visit) -> web.Response:
    return visit.page("today.html")


RULES: Final = (Rule("GET", "", Role.VIEWER, _today),)
