"""The job that tells people of reading windows, some at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot.config import Settings
from bot.i18n import Texts
from bot.jobs.scheduler import Job, every
from bot.services.readings import reminders
from bot.storage.engine import Database

#: The most reminders in one transaction: nobody else waits for longer than that takes.
_REMINDERS_AT_ONCE: Final = 50
_REMIND_EVERY: Final = timedelta(minutes=5)


async def remind_of_windows(
    database: Database, settings: Settings, texts: Texts, now: Callable[[], datetime]
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
                partial(reminders.remind, occasion=occasion, people=people, texts=texts, now=now())
            )
            after = people[-1].person_id
    return told


def job(database: Database, settings: Settings, texts: Texts, now: Callable[[], datetime]) -> Job:
    """Remind people every five minutes."""

    async def remind() -> None:
        await remind_of_windows(database, settings, texts, now)

    return Job("remind", remind, every(_REMIND_EVERY), at_start=True)
