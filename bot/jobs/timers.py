"""Every job of the bot, a line each."""

from collections.abc import Callable
from datetime import datetime

from bot.config import Settings
from bot.i18n import Texts
from bot.jobs import broadcasts, notices, retention, window_reminders
from bot.jobs import desk as desk_job
from bot.jobs.acquisition import Acquisition
from bot.jobs.drop_folder import DropFolder
from bot.jobs.scheduler import Timers
from bot.metrics import Metrics
from bot.services.desk.parts import DeskParts
from bot.storage.engine import Database
from bot.storage.post import Post


def build(  # noqa: PLR0913 - what all jobs stand on
    database: Database,
    settings: Settings,
    post: Post,
    texts: Texts,
    now: Callable[[], datetime],
    *,
    metrics: Metrics,
    acquisition: Acquisition,
    drop_folder: DropFolder,
    desk: DeskParts,
) -> Timers:
    """Build the timers, not yet started."""
    timers = Timers(metrics)
    timers.add(retention.job(database, settings.retention, metrics, now))
    timers.add(acquisition.job())
    timers.add(window_reminders.job(database, settings, post, metrics, now))
    timers.add(drop_folder.job())
    per_second = settings.telegram.bulk_per_second
    timers.add(notices.job(database, post, now, per_second=per_second))
    for job in desk_job.jobs(database, settings, desk, metrics, now):
        timers.add(job)
    timers.add(broadcasts.job(database, settings, texts, metrics, now))
    return timers
