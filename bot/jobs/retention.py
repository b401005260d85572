"""The job that drops what is older than its retention."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from bot.config import Retention
from bot.services import audit
from bot.services.linking import links
from bot.services.questions import questions
from bot.services.readings import batches, readings, reminders
from bot.storage import inbox, outbox

#: A reading window is over by then, or so far from its ends that nobody is reminded of it.
_MARKS_LAST: Final = timedelta(days=400)


def drop_old(tx: Connection, retention: Retention, now: datetime) -> dict[str, int]:
    """Delete what is older than its retention; return the number of each kind."""
    return {
        "updates": inbox.forget(tx, now - timedelta(days=retention.updates_days)),
        "deliveries": outbox.forget(tx, now - timedelta(days=retention.deliveries_days)),
        "questions": questions.forget(tx, now - timedelta(days=retention.questions_days)),
        "link_attempts": links.forget(tx, now),
        "photos": readings.forget_photos(tx, now - timedelta(days=retention.photos_days)),
        "readings": readings.forget(tx, now - timedelta(days=retention.readings_days)),
        "reading_batches": batches.forget(tx, now - timedelta(days=retention.readings_days)),
        "window_reminders": reminders.forget(tx, now - _MARKS_LAST),
        "audit": audit.forget(tx, now - timedelta(days=retention.audit_days)),
    }
