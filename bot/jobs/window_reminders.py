"""The job that tells people of reading windows, some at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.config import Settings
from bot.jobs.scheduler import Job
from bot.metrics import Metrics
from bot.services.readings import reminders
from bot.services.readings.reminders import Occasion
from bot.storage.apart import write_apart
from bot.storage.engine import Database
from bot.storage.post import Post

_log = structlog.get_logger(__name__)

#: The most reminders in one transaction: nobody else waits for longer than that takes.
_REMINDERS_AT_ONCE: Final = 50
_REMIND_EVERY: Final = timedelta(minutes=5)


async def remind_of_windows(
    database: Database, settings: Settings, post: Post, metrics: Metrics, now: Callable[[], datetime]
) -> int:
    """Tell everybody who is to be told of a reading window now, some at a time; return their number.

    Who cannot be told is passed over, logged, and tried again the next time.
    """
    told = 0
    windows = settings.readings.windows

    async def pass_over(person_id: int, error: Exception) -> None:
        metrics.failures.labels("reminder").inc()
        _log.error("a person could not be told of a window", person_id=person_id, exc_info=error)

    for occasion in await database.read(lambda tx: reminders.occasions(tx, windows, now())):
        after: int | None = None
        while people := await database.read(
            partial(reminders.owing, occasion=occasion, after=after, most=_REMINDERS_AT_ONCE)
        ):
            tell = partial(_tell, occasion=occasion, post=post, now=now())
            async for count in write_apart(database, people, tell, pass_over):
                told += count
            after = people[-1]
    return told


def _tell(tx: Connection, people: Sequence[int], occasion: Occasion, post: Post, now: datetime) -> int:
    return post.send(tx, reminders.remind(tx, occasion, people, now), now)


def job(
    database: Database, settings: Settings, post: Post, metrics: Metrics, now: Callable[[], datetime]
) -> Job:
    """Remind people every five minutes."""

    async def remind() -> None:
        await remind_of_windows(database, settings, post, metrics, now)

    return Job("remind", remind, _REMIND_EVERY, at_start=True)
