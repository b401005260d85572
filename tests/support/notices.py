"""Works for tests, and news of them as it was told to a person."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, insert

from bot.config import Settings
from bot.services.notices.planned import WORKS
from bot.storage.post import Post
from bot.storage.tables import notice_feeds, notice_news
from bot.wiring import load_texts
from handlers.contract.notices import Door, NoticeNews, TimeSpan, Works
from handlers.contract.vocabulary import News

#: The walks begin on 15 January 2026 at 13:00 in Rome.
TUESDAY: Final = TimeSpan(datetime(2026, 1, 20, 8, 0, tzinfo=UTC), datetime(2026, 1, 20, 12, 30, tzinfo=UTC))
DOOR: Final = Door("Casa", "street", "Via delle Prove", "1", "da 1 a 9", certain=True, supply_id=1)
OUTAGE: Final = Works(
    "N-1",
    "outage",
    1,
    "electricity",
    "Borgo Esempio",
    "",
    (TUESDAY,),
    ("Via delle Prove: da 1 a 9",),
    (DOOR,),
    "manutenzione della rete",
)


def hear(tx: Connection, received_at: datetime) -> None:
    """Note that data was received."""
    tx.execute(insert(notice_feeds).values(kind="outage", received_at=received_at))


def tell(tx: Connection, person_id: int, facts: NoticeNews, now: datetime) -> None:
    """Note what a person is told, and send it."""
    tx.execute(
        insert(notice_news).values(
            news_id=facts.news_id,
            notice_id=facts.works.notice_id,
            version=facts.works.version,
            person_id=person_id,
            news=facts.news,
            key=f"v{facts.works.version}",
            due_at=now,
            facts=WORKS.dump_python(facts.works, mode="json"),
            electromedical=facts.electromedical,
            state="sent",
        )
    )
    Post(load_texts(Settings())).send(tx, [News(person_id, facts)], now)
