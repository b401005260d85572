"""The works that a person has been told of, as they stand now, and when data was last received."""

from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, func, select

from bot.storage.tables import notice_feeds, notice_news
from handlers.contract.notices import Works

#: How the facts of a row of news are read.
WORKS: Final[TypeAdapter[Works]] = TypeAdapter(Works)
_NEWEST_FIRST: Final = (notice_news.c.version.desc(), notice_news.c.news_id.desc())
#: News by which works are no longer ahead.
_OFF: Final = frozenset({"cancelled", "no_longer"})


def planned(tx: Connection, person_id: int, now: datetime) -> tuple[Works, ...]:
    """Return the works ahead that the person was told of, the earliest first."""
    rows = tx.execute(
        select(notice_news.c.notice_id, notice_news.c.news, notice_news.c.facts)
        .where(notice_news.c.person_id == person_id)
        .order_by(*_NEWEST_FIRST)
    )
    newest: dict[str, Works | None] = {}
    for row in rows:
        if row.notice_id not in newest:
            newest[row.notice_id] = None if row.news in _OFF else _works(row.facts)
    ahead = [works for works in newest.values() if works is not None and _is_ahead(works, now)]
    return tuple(sorted(ahead, key=lambda works: (works.spans[0].starts_at, works.notice_id)))


def news_works(tx: Connection, news_id: int, person_id: int) -> Works | None:
    """Return what a message told the person; None where it is not theirs."""
    own = (notice_news.c.news_id == news_id, notice_news.c.person_id == person_id)
    row = tx.execute(select(notice_news.c.facts).where(*own)).first()
    return None if row is None else _works(row.facts)


def heard_at(tx: Connection) -> datetime | None:
    """Return when data was last received; None: never."""
    return tx.execute(select(func.max(notice_feeds.c.received_at))).scalar_one_or_none()


def _is_ahead(works: Works, now: datetime) -> bool:
    return bool(works.spans) and works.spans[-1].ends_at > now


def _works(facts: Any) -> Works | None:  # noqa: ANN401 - JSON
    try:
        return WORKS.validate_python(facts)
    except ValidationError:
        return None
