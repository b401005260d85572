"""What happens by the clock: old records go, what waits stays, and one hour is left out."""

from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from pydantic import SecretStr
from sqlalchemy import Connection, func, select

from bot import config, local_time
from bot.config import Retention, Settings, Telegram
from bot.jobs import retention as retention_job
from bot.metrics import Metrics
from bot.services.questions.questions import Questions
from bot.storage import inbox, outbox
from bot.storage.engine import Database
from bot.storage.inbox import Arrival, UpdateId
from bot.storage.outbox import Parcel, Settlement
from bot.storage.parcels import Message
from bot.storage.tables import deliveries, updates
from bot.storage.tables import questions as asked
from bot.wiring import build

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


async def test_each_kind_of_record_is_kept_for_its_time(database: Database, questions: Questions) -> None:
    """A day before its time is up all is there, a day after it nothing; what waits stays for ever."""
    retention = Retention(updates_days=7, deliveries_days=30, questions_days=180)

    def work(tx: Connection) -> None:
        inbox.add(tx, [Arrival(UpdateId(1), 5, {}), Arrival(UpdateId(2), 5, {})], NOON)
        inbox.done(tx, UpdateId(1))
        parcels = [Parcel(Message("", ()), chat_id) for chat_id in (5, 6)]
        claimed = outbox.add(tx, parcels[:1], NOON, NOON + timedelta(minutes=1))
        outbox.settle(tx, [(claimed[0], Settlement("sent"))], NOON, None)
        outbox.add(tx, parcels[1:], NOON, None)
        questions.rank(tx, 5, "ciao", NOON)

    await database.write(work)
    left = []
    for days in (6, 8, 29, 31, 179, 181):
        await retention_job.drop_old(database, retention, Metrics(), NOON + timedelta(days=days))
        left.append(await database.read(_counts))
    assert left == [(2, 2, 1), (1, 2, 1), (1, 2, 1), (1, 1, 1), (1, 1, 1), (1, 1, 0)]


def _counts(tx: Connection) -> tuple[int, ...]:
    tables = (updates, deliveries, asked)
    return tuple(tx.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)


async def test_no_job_is_set_between_two_and_three(questions: Questions) -> None:
    """That hour comes twice in October and never in March; intervals go by no wall clock."""
    settings = Settings().model_copy(
        update={
            "telegram": Telegram(token=SecretStr("1:made-up")),
            "database": config.Database(url="sqlite://"),
        }
    )
    bot = build(settings, questions=questions)
    bot.database.close()
    by_the_wall = [trigger for trigger in bot.timers.triggers if isinstance(trigger, CronTrigger)]
    day = datetime(2026, 3, 1, tzinfo=local_time.ROME)
    runs = []
    for trigger in by_the_wall:
        for night in range(300):
            moment = trigger.get_next_fire_time(None, day + timedelta(days=night))
            runs.append(moment.astimezone(local_time.ROME).hour)
    assert [hour for hour in runs if hour == 2] == []
    assert len(runs) == 300 * len(by_the_wall) > 0
    intervals = [trigger for trigger in bot.timers.triggers if isinstance(trigger, timedelta)]
    assert len(by_the_wall) + len(intervals) == len(bot.timers.triggers)
