"""Notices as staff look through them: by what has become of them, with what people were told of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select, tuple_

from bot.services.notices import lead_time, store, touched
from bot.services.notices.lead_time import ShortNotice
from bot.services.notices.notice import Notice
from bot.storage.tables import notice_news, notices

#: What has become of a notice, seen from now: exactly one of these.
Standing: TypeAlias = Literal["ahead", "running", "over", "cancelled"]
#: What is still to come is listed from the nearest on, what is past from the newest back.
_FROM_NOW_ON: Final[frozenset[Standing]] = frozenset({"ahead", "running"})


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice in a list, with the warning that it was given too late; None where it was not."""

    notice: Notice
    short: ShortNotice | None


@dataclass(frozen=True, slots=True)
class Told:
    """How many people have a row of a piece of news of a version, by what became of it."""

    version: int
    news: str
    state: str
    people: int


@dataclass(frozen=True, slots=True)
class OnFile:
    """A notice with all that staff ask about it but whom it touches, which takes a while to find out."""

    notice: Notice
    received_at: datetime
    #: Whether everybody has a row of news for this version.
    is_spread: bool
    standing: Standing
    short: ShortNotice | None
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """How many doors a notice touches: of customers and followed ones; how many of all are certain."""

    supplies: int
    followed: int
    certain: int
    electromedical: int


def listed(
    tx: Connection, standing: Standing, now: datetime, most: int, after: tuple[datetime, str] | None = None
) -> tuple[Sequence[Posted], tuple[datetime, str] | None]:
    """Return a page of the notices that stand so, and where it ended; None: that was the last.

    ``after``: where the page before ended.
    """
    moment, place = _moment(), tuple_(_moment(), notices.c.notice_id)
    query = select(notices.c.notice_id, moment.label("moment")).where(_standing(now) == standing)
    if standing in _FROM_NOW_ON:
        query = query.order_by(moment, notices.c.notice_id)
    else:
        query = query.order_by(moment.desc(), notices.c.notice_id.desc())
    if after is not None:
        end = tuple_(literal(after[0], notices.c.received_at.type), literal(after[1]))
        query = query.where(place > end if standing in _FROM_NOW_ON else place < end)
    rows = tx.execute(query.limit(most + 1)).all()
    shown = rows[:most]
    kept = {each.notice.notice_id: each.notice for each in store.of_ids(tx, [row.notice_id for row in shown])}
    # One that cannot be read is passed over, as everywhere.
    found = [kept[row.notice_id] for row in shown if row.notice_id in kept]
    more = (shown[-1].moment, shown[-1].notice_id) if len(rows) > most else None
    return [Posted(notice, lead_time.short_notice(notice)) for notice in found], more


def one(tx: Connection, notice_id: str, now: datetime) -> OnFile | None:
    """Return a notice; None where there is none of this id."""
    kept = next(iter(store.of_ids(tx, [notice_id])), None)
    if kept is None:
        return None
    standing = tx.execute(select(_standing(now)).where(notices.c.notice_id == notice_id)).scalar_one()
    short = lead_time.short_notice(kept.notice)
    return OnFile(kept.notice, kept.received_at, kept.is_spread, standing, short, _told(tx, notice_id))


def count_touched(tx: Connection, notice: Notice) -> Touched:
    """Find out whom a notice touches now; it may take a second."""
    touches = touched.of_notices(tx, [notice])[notice.notice_id]
    followed = sum(touch.site.follow_id is not None for touch in touches)
    return Touched(
        supplies=len(touches) - followed,
        followed=followed,
        certain=sum(touch.certain for touch in touches),
        electromedical=sum(touch.site.electromedical for touch in touches),
    )


def _standing(now: datetime) -> ColumnElement[Any]:
    """Say what has become of a notice; a postponed one without a date is ahead."""
    is_over = or_(notices.c.status.in_(("restored", "done")), notices.c.ends_at <= now)
    is_running = or_(notices.c.status == "started", notices.c.starts_at <= now)
    return case(
        (notices.c.status == "cancelled", "cancelled"),
        (is_over, "over"),
        (is_running, "running"),
        else_="ahead",
    )


def _moment() -> ColumnElement[datetime]:
    """By what notices are in order: their end, or without a date when they came."""
    return func.coalesce(notices.c.ends_at, notices.c.received_at)


def _told(tx: Connection, notice_id: str) -> tuple[Told, ...]:
    columns = (notice_news.c.version, notice_news.c.news, notice_news.c.state)
    counts = (
        select(*columns, func.count().label("people"))
        .where(notice_news.c.notice_id == notice_id)
        .group_by(*columns)
        .order_by(notice_news.c.version.desc(), notice_news.c.news, notice_news.c.state)
    )
    return tuple(Told(*row) for row in tx.execute(counts))
