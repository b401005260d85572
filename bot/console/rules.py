"""A route of the console with the law that guards it; a route without a law cannot be written down."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from aiohttp import web

from bot.console.visit import Visit
from bot.services.staff.sessions import Role

#: The most that a form holds; a rule for files names its own.
SMALL_BODY: Final = 64 * 2**10

Answering: TypeAlias = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do what at a path below ``/console``.

    ``role`` None: open to everybody, signed in or not. A method other than GET changes something, so it wants
    the Origin of the console and the session's token. ``wants_fresh_proof``: password or code within the last
    minutes. ``is_quiet``: what a page asks by itself, which does not prolong a session.
    """

    method: str
    path: str
    role: Role | None
    answer: Answering
    wants_fresh_proof: bool = False
    is_quiet: bool = False
    largest_body: int = SMALL_BODY
