"""Every job of the bot, a line each."""

from collections.abc import Callable
from datetime import datetime

from bot.config import Settings
from bot.jobs import notices, retention, window_reminders
from bot.jobs.acquisition import Acquisition
from bot.jobs.scheduler import Timers
from bot.storage.engine import Database
from bot.storage.post import Post


def build(
    database: Database,
    settings: Settings,
    post: Post,
    acquisition: Acquisition,
    now: Callable[[], datetime],
) -> Timers:
    """Build the timers, not yet started."""
    timers = Timers()
    timers.add(retention.job(database, settings.retention, now))
    timers.add(acquisition.job())
    timers.add(window_reminders.job(database, settings, post, now))
    timers.add(notices.job(database, post, now))
    return timers
