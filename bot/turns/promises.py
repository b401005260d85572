"""Keeps promised reminders when their moment has come; one that cannot be kept holds up no other."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.metrics import Metrics
from bot.storage import reminders
from bot.storage.apart import write_apart
from bot.storage.engine import Database
from bot.storage.reminders import Key

_log = structlog.get_logger(__name__)


class Promises:
    """One process's part in keeping them."""

    def __init__(self, database: Database, metrics: Metrics, now: Callable[[], datetime]) -> None:
        self._database = database
        self._metrics = metrics
        self._now = now
        #: Those that cannot be kept. They stay where they are, for a release that may be able to.
        self._broken: set[Key] = set()

    async def keep(self) -> None:
        """Move what is due to the outbox.

        Raises:
            DBAPIError: the database is away, or no statement fits it; all is still there.
        """
        now = self._now()
        due = await self._database.read(lambda tx: reminders.due(tx, now))
        sound = [key for key in due if key not in self._broken]
        if not sound:
            return

        def move(tx: Connection, keys: Sequence[Key]) -> int:
            return reminders.keep(tx, keys, now)

        async for _ in write_apart(self._database, sound, move, self._pass_over):
            pass

    async def _pass_over(self, key: Key, error: Exception) -> None:
        self._broken.add(key)
        self._metrics.failures.labels("reminder").inc()
        chat_id, name = key
        # What was raised may quote what the reminder says.
        _log.error("a reminder cannot be kept", chat_id=chat_id, key=name, cause=type(error).__name__)
