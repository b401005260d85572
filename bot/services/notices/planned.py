"""The works that a person has been told of, as they stand now, and when data was last received."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row, func, select

from bot.storage.tables import notice_feeds, notice_news
from handlers.contract.notices import TimeSpan, Works

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
    """Return the works of a message as they stand now; None where it was not told to this person."""
    own = (notice_news.c.news_id == news_id, notice_news.c.person_id == person_id)
    notice_id = tx.execute(select(notice_news.c.notice_id).where(*own)).scalar_one_or_none()
    told = () if notice_id is None else _told(tx, notice_id, person_id)
    return _works(told[0].facts) if told else None


def told_spans(tx: Connection, notice_id: str, person_id: int) -> tuple[TimeSpan, ...]:
    """Return the most spans of a notice that the person was ever told of; of as many the newest."""
    all_works = [_works(row.facts) for row in _told(tx, notice_id, person_id)]
    return max((works.spans for works in all_works if works is not None), key=len, default=())


def is_off(tx: Connection, notice_id: str, person_id: int) -> bool:
    """Tell whether the works were called off, or no longer concern the person."""
    told = _told(tx, notice_id, person_id)
    return bool(told) and told[0].news in _OFF


def heard_at(tx: Connection) -> datetime | None:
    """Return when data was last received; None: never."""
    return tx.execute(select(func.max(notice_feeds.c.received_at))).scalar_one_or_none()


def _told(tx: Connection, notice_id: str, person_id: int) -> Sequence[Row[Any, Any]]:
    own = (notice_news.c.notice_id == notice_id, notice_news.c.person_id == person_id)
    return tx.execute(
        select(notice_news.c.news, notice_news.c.facts).where(*own).order_by(*_NEWEST_FIRST)
    ).all()


def _is_ahead(works: Works, now: datetime) -> bool:
    return bool(works.spans) and works.spans[-1].ends_at > now


def _works(facts: Any) -> Works | None:  # noqa: ANN401 - JSON
    try:
        return WORKS.validate_python(facts)
    except ValidationError:
        return None
