"""The console, open on a database of each kind."""

from collections.abc import AsyncIterator

import pytest

from bot.storage.engine import Database
from tests.support.consoleroom import ConsoleRoom, console_on


@pytest.fixture
async def room(database: Database) -> AsyncIterator[ConsoleRoom]:
    """The console, with nobody signed in yet."""
    async with console_on(database) as opened:
        yield opened
