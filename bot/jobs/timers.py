"""Every job of the bot, a line each."""

from collections.abc import Callable
from datetime import datetime

from bot.config import Settings
from bot.jobs import retention, window_reminders
from bot.jobs.acquisition import Acquisition
from bot.jobs.scheduler import Timers
from bot.metrics import Metrics
from bot.storage.engine import Database
from bot.storage.post import Post


def build(  # noqa: PLR0913, PLR0917 - what jobs work with
    database: Database,
    settings: Settings,
    post: Post,
    acquisition: Acquisition,
    metrics: Metrics,
    now: Callable[[], datetime],
) -> Timers:
    """Build the timers, not yet started."""
    timers = Timers(metrics)
    timers.add(retention.job(database, settings.retention, metrics, now))
    timers.add(acquisition.job())
    timers.add(window_reminders.job(database, settings, post, metrics, now))
    return timers
