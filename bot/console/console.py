"""The console: every page with its rule, guarded."""

from typing import Final

from aiohttp import web

from bot.console import (
    audit,
    broadcast_editor,
    broadcast_people,
    broadcasts,
    cases,
    entries,
    files,
    knowing,
    notices,
    people,
    readings,
    sign_in,
    staff,
    today,
)
from bot.console.guard import Guard
from bot.console.rules import Rule
from bot.console.visit import Parts

#: Every rule of the console, a page a line.
RULES: Final[tuple[Rule, ...]] = (
    *files.RULES,
    *sign_in.RULES,
    *today.RULES,
    *broadcast_editor.RULES,
    *broadcasts.RULES,
    *broadcast_people.RULES,
    *cases.RULES,
    *knowing.RULES,
    *entries.RULES,
    *people.RULES,
    *readings.RULES,
    *notices.RULES,
    *staff.RULES,
    *audit.RULES,
)


def routes(parts: Parts) -> list[web.RouteDef]:
    """Return the routes of the console, each behind its rule; none where it is not wanted."""
    if not parts.settings.console.enabled:
        return []
    guard = Guard(parts)
    return [*(guard.route(rule) for rule in RULES), guard.fallback()]
