"""News that is due becomes words in the outbox; what became of its delivery comes back to its row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias, cast

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, true, update

from bot.services.notices import planned, store
from bot.services.notices.notice import Notice
from bot.services.notices.recipients import CODEC, NEWS, Facts
from bot.storage.tables import deliveries, notice_choices, notice_news, notices, persons
from handlers.contract.notices import NewsKind, NoticeFacts, NoticeNews, NoticeReminder, Occasion
from handlers.contract.vocabulary import News

#: Puts news to people on record into the outbox, and returns the number of each row there.
Enqueue: TypeAlias = Callable[[Connection, Sequence[News], datetime], Sequence[int]]

#: What of a delivery's last states counts as told: it may have arrived.
_SENT: Final = ("sent", "unconfirmed")
_FAILED: Final = ("failed", "gone")
#: News that says what is ahead: once the works are over it is no news.
_AHEAD: Final = frozenset({"published", "changed", "postponed", "cancelled", "started", "no_longer"})

_QUEUED: Final = (
    update(notice_news)
    .where(notice_news.c.news_id == bindparam("of"))
    .values(state="queued", delivery_id=bindparam("number"))
)


def post(tx: Connection, enqueue: Enqueue, now: datetime, most: int) -> int:
    """Send the news that is due, `most` at a time; return the number of rows that were seen to.

    A notice is locked while its news leaves, so that a version that comes now finds it either told or held;
    news of a version that is no longer the newest waits until the fan-out has dropped or replaced it.
    """
    rows = _due(tx, now, most)
    if not rows:
        return 0
    kept = {each.notice.notice_id: each.notice for each in store.of_ids(tx, {row.notice_id for row in rows})}
    wanted: list[Row[Any]] = []
    unwanted: list[Row[Any]] = []
    for row in rows:
        (wanted if _still_holds(row, kept[row.notice_id], now) else unwanted).append(row)
    numbers = enqueue(tx, [News(row.person_id, _facts(row, kept[row.notice_id])) for row in wanted], now)
    _mark(tx, [row.news_id for row in unwanted], state="dropped")
    if wanted:
        pairs = zip(wanted, numbers, strict=True)
        tx.execute(_QUEUED, [{"of": row.news_id, "number": number} for row, number in pairs])
    return len(rows)


def settle(tx: Connection) -> int:
    """Take over what became of deliveries, before they are forgotten; return the number of rows."""
    changed = 0
    for state, of_delivery in (("sent", _SENT), ("failed", _FAILED)):
        settled = select(deliveries.c.delivery_id).where(deliveries.c.state.in_(of_delivery))
        changed += tx.execute(
            update(notice_news)
            .where(notice_news.c.state == "queued", notice_news.c.delivery_id.in_(settled))
            .values(state=state)
        ).rowcount
    return changed


def _due(tx: Connection, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Return due rows with their people's choices, the earliest first, and lock their notices."""
    is_due = and_(notice_news.c.state == "held", notice_news.c.due_at <= now)
    is_newest = and_(
        notices.c.notice_id == notice_news.c.notice_id,
        or_(notice_news.c.news.not_in(NEWS), notices.c.version == notice_news.c.version),
    )
    ids = select(notices.c.notice_id).where(
        notices.c.notice_id.in_(select(notice_news.c.notice_id).where(is_due).distinct())
    )
    tx.execute(ids.order_by(notices.c.notice_id).with_for_update(read=True)).all()
    query = (
        select(
            notice_news,
            persons.c.subscribed,
            notice_choices.c.outages,
            notice_choices.c.replacements,
        )
        .join(notices, is_newest)
        .join(persons, persons.c.person_id == notice_news.c.person_id)
        .outerjoin(notice_choices, notice_choices.c.person_id == notice_news.c.person_id)
        .where(is_due)
        .order_by(notice_news.c.due_at, notice_news.c.news_id)
        .limit(most)
        .with_for_update(skip_locked=True, of=notice_news)
    )
    return tx.execute(query).all()


def _still_holds(row: Row[Any], notice: Notice, now: datetime) -> bool:
    """Whether a person still wants to hear it, and it still says something."""
    wished = row.outages if notice.kind == "outage" else row.replacements
    if not row.subscribed or wished is False:
        return False
    ends = [span.ends_at for span in notice.spans]
    return not (row.news in _AHEAD and ends and max(ends) <= now)


def _facts(row: Row[Any], notice: Notice) -> NoticeFacts:
    facts: Facts = CODEC.validate_python(row.facts)
    works = planned.works_of(notice, facts)
    if row.news in NEWS:
        news = cast("NewsKind", row.news)
        return NoticeNews(row.news_id, news, works, facts.before, electromedical=row.electromedical)
    occasion = cast("Occasion", row.news)
    return NoticeReminder(row.news_id, occasion, works, electromedical=row.electromedical)


def _mark(tx: Connection, ids: Sequence[int], **values: object) -> None:
    if ids:
        tx.execute(update(notice_news).where(notice_news.c.news_id.in_(ids)).values(values))


def states(tx: Connection, notice_id: str, *, with_reminders: bool = False) -> list[Mapping[str, Any]]:
    """Return the news of a notice with its state, as staff are told: version, person, news, state.

    With reminders, in the order in which all of it was written.
    """
    order = (notice_news.c.news_id,) if with_reminders else (notice_news.c.version, notice_news.c.person_id)
    query = (
        select(
            notice_news.c.version,
            notice_news.c.person_id,
            notice_news.c.news,
            notice_news.c.state,
            deliveries.c.state.label("delivered"),
        )
        .outerjoin(deliveries, deliveries.c.delivery_id == notice_news.c.delivery_id)
        .where(
            notice_news.c.notice_id == notice_id, true() if with_reminders else notice_news.c.news.in_(NEWS)
        )
        .where(notice_news.c.state != "dropped")
        .order_by(*order)
    )
    return [
        {
            "version": row.version,
            "person": row.person_id,
            "news": row.news,
            "state": _state(row.state, row.delivered),
        }
        for row in tx.execute(query)
    ]


def _state(state: str, delivered: str | None) -> str:
    if state != "queued" or delivered is None:
        return state
    return "sent" if delivered in _SENT else "failed" if delivered in _FAILED else "queued"
