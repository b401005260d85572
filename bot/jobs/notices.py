"""The job that tells people of planned works: new versions, reminders, and what was held for the night."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.jobs.scheduler import Job
from bot.services.notices import fan_out
from bot.storage.engine import Database
from bot.storage.post import Post

#: "Non si fa più" is told within a minute.
_TELL_EVERY: Final = timedelta(seconds=15)
#: So much of the pace waits in the outbox: enough for it never to run dry, and soon gone.
_AHEAD: Final = 2 * _TELL_EVERY


async def tell(database: Database, post: Post, now: Callable[[], datetime], *, per_second: int) -> int:
    """Tell everybody what they are to be told now; return the number of messages."""
    await fan_out.spread_versions(database, now())
    await fan_out.spread_reminders(database, now())
    ahead = per_second * int(_AHEAD.total_seconds())
    return await fan_out.post_due(database, post.enqueue, now(), ahead=ahead)


def job(database: Database, post: Post, now: Callable[[], datetime], *, per_second: int) -> Job:
    """Tell people every fifteen seconds."""

    async def work() -> None:
        await tell(database, post, now, per_second=per_second)

    return Job("notices", work, _TELL_EVERY, at_start=True)
