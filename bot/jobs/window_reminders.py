"""The job that tells people of reading windows, some at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from bot.config import Settings
from bot.services.readings import reminders
from bot.services.readings.reminders import Occasion
from bot.storage.engine import Database
from bot.storage.post import Post

#: The most reminders in one transaction: nobody else waits for longer than that takes.
_REMINDERS_AT_ONCE: Final = 50


async def remind_of_windows(
    database: Database, settings: Settings, post: Post, now: Callable[[], datetime]
) -> int:
    """Tell everybody who is to be told of a reading window now, some at a time; return their number."""
    told = 0
    windows = settings.readings.windows
    for occasion in await database.read(lambda tx: reminders.occasions(tx, windows, now())):
        after: int | None = None
        while people := await database.read(
            partial(reminders.owing, occasion=occasion, after=after, most=_REMINDERS_AT_ONCE)
        ):
            told += await database.write(
                partial(_tell, occasion=occasion, people=people, post=post, now=now())
            )
            after = people[-1]
    return told


def _tell(tx: Connection, occasion: Occasion, people: Sequence[int], post: Post, now: datetime) -> int:
    return post.send(tx, reminders.remind(tx, occasion, people, now), now)
