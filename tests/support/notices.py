"""Works for tests, and news of them as it was told to a person."""

from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import Connection, insert

from bot.config import Settings
from bot.services.notices import store
from bot.services.notices.notice import Notice, Span, StreetRow
from bot.services.notices.recipients import CODEC, Facts
from bot.storage.post import Post
from bot.storage.tables import notice_news
from bot.wiring import load_texts
from handlers.contract.notices import Door, NoticeNews, TimeSpan, Works
from handlers.contract.vocabulary import News

#: The walks begin on 15 January 2026 at 13:00 in Rome.
TUESDAY: Final = TimeSpan(datetime(2026, 1, 20, 8, 0, tzinfo=UTC), datetime(2026, 1, 20, 12, 30, tzinfo=UTC))
DOOR: Final = Door(
    "Via Verdi 12, Cesena", "street", "Via Verdi", "12", "da 2 a 18", certain=True, follow_id=1
)
OUTAGE: Final = Works(
    "N-1",
    "outage",
    1,
    "electricity",
    "Cesena",
    "",
    (TUESDAY,),
    ("Via Verdi da 2 a 18",),
    (DOOR,),
    "manutenzione della rete",
)


def hear(tx: Connection, received_at: datetime) -> None:
    """Note that data was received."""
    store.take(tx, [], ["outage"], received_at)


def tell(tx: Connection, person_id: int, facts: NoticeNews, now: datetime) -> None:
    """Take over the notice, note what a person is told of it, and send that."""
    works = facts.works
    store.take(tx, [_notice(facts)], [works.kind], now)
    row = Facts(works.spans, works.doors, works.company, facts.before)
    tx.execute(
        insert(notice_news).values(
            news_id=facts.news_id,
            notice_id=works.notice_id,
            version=works.version,
            person_id=person_id,
            news=facts.news,
            key=f"v{works.version}",
            due_at=now,
            facts=CODEC.dump_python(row, mode="json"),
            electromedical=facts.electromedical,
            state="sent",
        )
    )
    Post(load_texts(Settings())).send(tx, [News(person_id, facts)], now)


def _notice(facts: NoticeNews) -> Notice:
    works = facts.works
    return Notice(
        notice_id=works.notice_id,
        kind=works.kind,
        version=works.version,
        status="published" if facts.news == "no_longer" else facts.news,
        utility=works.utility,
        istat=None,
        comune=works.comune,
        place=works.place,
        streets=(StreetRow("Via Verdi", "da 2 a 18", "side"),),
        points=(),
        spans=tuple(Span(span.starts_at, span.ends_at) for span in works.spans),
        reason=works.reason,
        notice_date=date(2026, 1, 15),
        company=works.company,
        check=works.check,
    )
