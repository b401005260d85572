"""Notices as staff see them: how many each touches and told, whom it touches, who has not confirmed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, exists, func, select

from bot.local_time import ROME
from bot.services.notices import lead_time, recipients, store, touched
from bot.services.notices.recipients import NEWS
from bot.services.notices.touched import Touch
from bot.storage.tables import IS_ELECTROMEDICAL, customers, links, notice_news, notices, supplies

#: Notices whose touched doors are looked for together, so that memory stays flat.
_AT_ONCE: Final = 200
#: What of a row has left the house, or is about to.
_TOLD: Final = ("queued", "sent", "failed")


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of the outages ahead, how many were given too late a notice; when data was last received."""

    short: int
    heard_at: datetime | None


def outlook(tx: Connection, now: datetime) -> Outlook:
    """Return what the figures say of notices."""
    ahead = (each.notice for each in store.ending_after(tx, now))
    return Outlook(sum(lead_time.short_notice(notice) is not None for notice in ahead), store.heard_at(tx))


def listed(tx: Connection) -> Iterator[Mapping[str, Any]]:
    """Yield every notice in the order of ids, with the number of doors it touches and of people told."""
    rows = tx.execute(
        select(notice_news.c.notice_id, func.count(notice_news.c.person_id.distinct()).label("people"))
        .where(notice_news.c.news.in_(NEWS), notice_news.c.state.in_(_TOLD))
        .group_by(notice_news.c.notice_id)
    )
    told: dict[str, int] = {row.notice_id: row.people for row in rows}
    for kept in _batches(store.of_ids(tx)):
        touches = touched.of_notices(tx, [each.notice for each in kept])
        for notice in (each.notice for each in kept):
            yield {
                "notice": notice.notice_id,
                "kind": notice.kind,
                "version": notice.version,
                "status": notice.status,
                "utility": notice.utility,
                "comune": notice.comune,
                "starts": _local(notice.starts_at),
                "ends": _local(notice.ends_at),
                "touched": len(touches[notice.notice_id]),
                "told": told.get(notice.notice_id, 0),
            }


def touches(tx: Connection, ids: Collection[str] | None) -> Iterator[Mapping[str, Any]]:
    """Yield the doors that the newest version of each notice touches, by notice and point; None: of all."""
    for kept in _batches(store.of_ids(tx, ids)):
        found = touched.of_notices(tx, [each.notice for each in kept])
        for notice in (each.notice for each in kept):
            for touch in found[notice.notice_id]:
                yield {"notice": notice.notice_id, "version": notice.version, **_door(touch)}


def unconfirmed(tx: Connection, now: datetime) -> Iterator[Mapping[str, Any]]:
    """Yield who lives by a device, was told of an outage ahead and not confirmed what they heard last."""
    told = _unconfirmed(now).subquery()
    lives_there = and_(supplies.c.customer_id == links.c.customer_id, supplies.c.electromedical)
    query = (
        select(told, customers.c.code, customers.c.name, customers.c.mobile, supplies.c.point)
        .join(links, links.c.person_id == told.c.person_id)
        .join(supplies, lives_there)
        .join(customers, customers.c.customer_id == links.c.customer_id)
        .order_by(told.c.starts_at, told.c.notice_id, customers.c.code, supplies.c.point, told.c.person_id)
    )
    for row in tx.execute(query):
        yield {
            "notice": row.notice_id,
            "version": row.version,
            "starts": _local(row.starts_at),
            "person": row.person_id,
            "customer_code": row.code,
            "name": row.name,
            "mobile": row.mobile,
            "point": row.point,
        }


def count_unconfirmed(tx: Connection, now: datetime) -> Mapping[str, int]:
    """Count the people of `unconfirmed` by notice; a notice without any is left out."""
    told = _unconfirmed(now).subquery()
    counts = select(told.c.notice_id, func.count(told.c.person_id.distinct()).label("people"))
    return {row.notice_id: row.people for row in tx.execute(counts.group_by(told.c.notice_id))}


def _unconfirmed(now: datetime) -> Select[Any]:
    confirmed = notice_news.alias("confirmed")
    is_confirmed = exists().where(
        confirmed.c.notice_id == notice_news.c.notice_id,
        confirmed.c.person_id == notice_news.c.person_id,
        recipients.is_confirmed(confirmed),
    )
    return (
        select(notice_news.c.notice_id, notice_news.c.person_id, notices.c.version, notices.c.starts_at)
        .join(notices, notices.c.notice_id == notice_news.c.notice_id)
        .where(IS_ELECTROMEDICAL, notice_news.c.state != "dropped", ~is_confirmed)
        .where(notices.c.ends_at > now, notices.c.status.not_in(("cancelled", "restored")))
        .distinct()
    )


def _door(touch: Touch) -> Mapping[str, Any]:
    site = touch.site
    if site.follow_id is not None:
        where: Mapping[str, Any] = {"followed": f"{site.street} {site.number}".strip() + f", {site.comune}"}
    else:
        where = {"point": site.point, "customer_code": site.customer_code}
    return {**where, "rule": touch.rule, "certain": touch.certain}


def _batches(kept: list[store.Kept]) -> Iterator[list[store.Kept]]:
    for start in range(0, len(kept), _AT_ONCE):
        yield kept[start : start + _AT_ONCE]


def _local(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(ROME).isoformat(timespec="minutes")
