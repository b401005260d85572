"""News that is due becomes words in the outbox; what became of its delivery comes back to its row."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias, cast

from sqlalchemy import Connection, Row, and_, bindparam, exists, func, select, true, update

from bot.services.notices import occasions, planned, recipients, store
from bot.services.notices.notice import Notice
from bot.services.notices.recipients import CODEC, NEWS, OFF, Facts
from bot.storage.tables import (
    deliveries,
    follows,
    links,
    notice_choices,
    notice_news,
    notices,
    persons,
    supplies,
)
from handlers.contract.notices import Door, NewsKind, NoticeFacts, NoticeNews, NoticeReminder, Occasion
from handlers.contract.vocabulary import News

#: Puts news to people on record into the outbox, and returns the number of each row there.
Enqueue: TypeAlias = Callable[[Connection, Sequence[News], datetime], Sequence[int]]

#: What of a delivery's last states counts as told: it may have arrived.
_SENT: Final = ("sent", "unconfirmed")
_FAILED: Final = ("failed", "gone")
#: News that says what is ahead: once the works are over it is no news.
_AHEAD: Final = frozenset({"published", "changed", "postponed", "started"})

_QUEUED: Final = (
    update(notice_news)
    .where(notice_news.c.news_id == bindparam("of"))
    .values(state="queued", delivery_id=bindparam("number"), facts=bindparam("said"))
)


def post(tx: Connection, enqueue: Enqueue, now: datetime, most: int, ahead: int) -> int:
    """Send the news that is due, `most` at a time; return the number of rows that were seen to.

    ``ahead``: how many may wait in the outbox at once. The rest stays held, where a newer version overtakes
    it and the night holds it back; so bulk that takes an hour to leave does not leave in the night.

    A notice is locked while its news leaves, so that a version that comes now finds it either told or held;
    news of a version that is no longer the newest waits until the fan-out has dropped or replaced it.
    """
    waiting = tx.execute(_WAITING).scalar_one()
    rows = _due(tx, now, min(most, ahead - waiting))
    if not rows:
        return 0
    kept = {each.notice.notice_id: each.notice for each in store.of_ids(tx, {row.notice_id for row in rows})}
    current = {
        (notice.notice_id, due.occasion, due.key)
        for notice in kept.values()
        for due in occasions.reminders(notice, now)
        if due.from_ <= now < due.until
    }
    own = _own_doors(tx, {row.person_id for row in rows})
    leaves_at = occasions.next_leaving(now)
    wanted: list[tuple[Row[Any], Facts]] = []
    ids: dict[Literal["dropped", "held"], list[int]] = {"dropped": [], "held": []}
    for row in rows:
        notice = kept.get(row.notice_id)
        if notice is None:
            # It cannot be read any more; nothing true can be said of it.
            ids["dropped"].append(row.news_id)
            continue
        facts = _still_true(CODEC.validate_python(row.facts), row, own[row.person_id])
        is_reminder = row.news not in NEWS
        if (
            facts is None
            or not (row.subscribed and recipients.wants(row, notice))
            or (is_reminder and (row.notice_id, row.news, row.key) not in current)
            or (not is_reminder and _is_past(row.news, facts, now))
        ):
            ids["dropped"].append(row.news_id)
        elif leaves_at > now and _keeps_quiet(row, notice):
            ids["held"].append(row.news_id)
        else:
            wanted.append((row, facts))
    _mark(tx, ids["dropped"], state="dropped")
    _mark(tx, ids["held"], due_at=leaves_at)
    _send(tx, enqueue, [(row, facts, kept[row.notice_id]) for row, facts in wanted], now)
    return len(rows)


_WAITING: Final = select(func.count()).where(notice_news.c.state == "queued")


def settle(tx: Connection) -> int:
    """Take over what became of deliveries, before they are forgotten; return the number of rows.

    Of one that is gone nobody can say that it arrived: it counts as failed.
    """
    of_row = deliveries.c.delivery_id == notice_news.c.delivery_id
    outcomes = (
        ("sent", exists().where(of_row, deliveries.c.state.in_(_SENT))),
        ("failed", exists().where(of_row, deliveries.c.state.in_(_FAILED))),
        ("failed", ~exists().where(of_row)),
    )
    changed = 0
    for state, is_so in outcomes:
        settled = update(notice_news).where(notice_news.c.state == "queued", is_so)
        changed += tx.execute(settled.values(state=state)).rowcount
    return changed


def _due(tx: Connection, now: datetime, most: int) -> Sequence[Row[Any]]:
    """Return due rows with their people's choices, the earliest first, and lock their notices.

    What another process holds is left to it, so that nobody waits for anybody: a version that is just
    coming in, news that is just leaving.
    """
    if most <= 0:
        return ()
    is_due = and_(
        notice_news.c.state == "held",
        notice_news.c.due_at <= now,
        notices.c.version == notice_news.c.version,
    )
    of_notice = notices.c.notice_id == notice_news.c.notice_id
    earliest = (
        select(notice_news.c.notice_id)
        .join(notices, of_notice)
        .where(is_due)
        .order_by(notice_news.c.due_at, notice_news.c.news_id)
        .limit(most)
        .subquery()
    )
    locking = select(notices.c.notice_id).where(notices.c.notice_id.in_(select(earliest.c.notice_id)))
    # Rows of a notice that was not locked here are not read either: its next version may be on its way.
    locked = tx.execute(locking.with_for_update(read=True, skip_locked=True)).scalars().all()
    query = (
        select(
            notice_news,
            persons.c.subscribed,
            notice_choices.c.outages,
            notice_choices.c.replacements,
            notice_choices.c.quiet_hours,
        )
        .join(notices, of_notice)
        .join(persons, persons.c.person_id == notice_news.c.person_id)
        .outerjoin(notice_choices, notice_choices.c.person_id == notice_news.c.person_id)
        .where(is_due, notice_news.c.notice_id.in_(locked))
        .order_by(notice_news.c.due_at, notice_news.c.news_id)
        .limit(most)
        .with_for_update(skip_locked=True, of=notice_news)
    )
    return tx.execute(query).all()


_Doors: TypeAlias = set[tuple[int | None, int | None]]


def _own_doors(tx: Connection, people: Collection[int]) -> Mapping[int, _Doors]:
    """Return the supplies and followed addresses that people have now, as pairs of which one is None."""
    found: dict[int, _Doors] = defaultdict(set)
    theirs = select(links.c.person_id, supplies.c.supply_id).join(
        supplies, supplies.c.customer_id == links.c.customer_id
    )
    for row in tx.execute(theirs.where(links.c.person_id.in_(people))):
        found[row.person_id].add((row.supply_id, None))
    for row in tx.execute(
        select(follows.c.person_id, follows.c.follow_id).where(follows.c.person_id.in_(people))
    ):
        found[row.person_id].add((None, row.follow_id))
    return found


def _still_true(facts: Facts, row: Row[Any], own: _Doors) -> Facts | None:
    """Leave out doors that have stopped being the person's while the news was held; None: all have."""
    if row.news in OFF:
        return facts
    doors: tuple[Door, ...] = tuple(door for door in facts.doors if (door.supply_id, door.follow_id) in own)
    return replace(facts, doors=doors) if doors else None


def _is_past(news: str, facts: Facts, now: datetime) -> bool:
    """Whether news of works comes after their end; what has no date is never past."""
    # Of works that are off, what the person knows of them decides.
    spans = (facts.before if news in OFF else facts.spans if news in _AHEAD else None) or ()
    return bool(spans) and max(span.ends_at for span in spans) <= now


def _keeps_quiet(row: Row[Any], notice: Notice) -> bool:
    """Whether a person is not written to in the night, of this."""
    if row.electromedical or row.quiet_hours is False:
        return False
    return not (notice.is_urgent and row.news in NEWS)


def _send(
    tx: Connection, enqueue: Enqueue, wanted: Sequence[tuple[Row[Any], Facts, Notice]], now: datetime
) -> None:
    if not wanted:
        return
    news = [News(row.person_id, _facts(row, facts, notice)) for row, facts, notice in wanted]
    numbers = enqueue(tx, news, now)
    pairs = zip(wanted, numbers, strict=True)
    tx.execute(
        _QUEUED,
        [
            {"of": row.news_id, "number": number, "said": CODEC.dump_python(facts, mode="json")}
            for (row, facts, _), number in pairs
        ],
    )


def _facts(row: Row[Any], facts: Facts, notice: Notice) -> NoticeFacts:
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
