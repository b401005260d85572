"""The fan-out: a version of a notice, or a reminder of it, becomes a row of news for everybody it is for.

Found out while reading, written some people at a time, so that nobody else waits; each row is unique by
notice, person, news and key, so that a second run, a second process or a crash in between tells nobody twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, exists, or_, select, update

from bot.services.notices import occasions, recipients, store, touched
from bot.services.notices.notice import Notice
from bot.services.notices.occasions import Due
from bot.services.notices.recipients import CODEC, NEWS, Facts, Recipient
from bot.storage.tables import notice_news, notice_occasions, notices
from bot.storage.upsert import upsert
from handlers.contract.notices import NewsKind, Occasion

#: The most rows in one transaction: SQLite has one writer, and replies wait for it.
AT_ONCE: Final = 200
#: Who was told of the works this shortly before a reminder's moment, or after it, needs no reminder.
_RECENTLY: Final = timedelta(hours=2)
#: Reminders that say what is ahead; each key begins with the local date of the works.
_BEFORE: Final = ("evening", "hour", "day", "five_days", "one_day")
_DATE_LENGTH: Final = len("2026-12-03")
#: Who was told is not asked to confirm before that.
_TIME_TO_CONFIRM: Final = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of news to be written: what, to whom, from when on."""

    person_id: int
    news: NewsKind | Occasion
    due_at: datetime
    facts: Facts
    electromedical: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows that a version or a reminder of a notice has for people. ``key``: what makes each once."""

    notice_id: str
    version: int
    key: str
    rows: tuple[Row, ...]
    #: The reminder that is done when all rows are written; None: it is the news of the version.
    due: Due | None = None


def news_of(tx: Connection, kept: Sequence[Notice], now: datetime) -> Iterator[Plan]:
    """Yield what each notice's version is to tell people, who were told none or another version."""
    own = [notice for notice in kept if not notice.is_test]
    touches = touched.of_notices(tx, own)
    spoken = set(tx.execute(select(notice_news.c.notice_id).distinct()).scalars())
    for notice in kept:
        rows: list[Row] = []
        if not notice.is_test and (touches[notice.notice_id] or notice.notice_id in spoken):
            touching = recipients.of_touches(tx, notice, touches[notice.notice_id])
            before = recipients.told(tx, notice.notice_id)
            lost = recipients.reachable(tx, notice, before.keys() - touching.keys())
            for person in (*touching.values(), *lost):
                row = _news_row(notice, person, before.get(person.person_id), now)
                if row is not None:
                    rows.append(row)
        yield Plan(notice.notice_id, notice.version, f"v{notice.version}", tuple(rows))


def _news_row(notice: Notice, person: Recipient, before: recipients.Told | None, now: datetime) -> Row | None:
    if not person.wants or (before is not None and before.version >= notice.version):
        return None
    spans = recipients.spans_of(notice)
    facts = Facts(spans, person.doors, notice.company) if person.doors else None
    news = recipients.news_for(notice, facts, before, now)
    if news is None:
        return None
    known = None if before is None else before.facts
    if facts is None:
        # What they are told no longer concerns them; or it is off, which names the doors they know.
        facts = Facts(
            spans if news == "no_longer" else (), () if known is None else known.doors, notice.company
        )
    if known is not None and news not in {"published", "started", "restored"}:
        facts = replace(facts, before=known.spans)
    return Row(person.person_id, news, _told_from(notice, person, now), facts, person.electromedical)


def _told_from(notice: Notice, person: Recipient, now: datetime) -> datetime:
    """Return when a person is told: at once, or when the waking hours begin."""
    if notice.is_urgent or person.electromedical or not person.keeps_quiet_hours:
        return now
    return occasions.next_waking(now)


def reminders_of(tx: Connection, now: datetime) -> Iterator[Plan]:
    """Yield the reminders that are due now and have not been written for everybody."""
    due: list[tuple[Notice, Due]] = []
    done = _done(tx, now)
    for kept in store.ending_after(tx, now - timedelta(days=1)):
        notice = kept.notice
        if not kept.is_spread:
            continue
        due += [
            (notice, each)
            for each in occasions.reminders(notice, now)
            if each.from_ <= now < each.until
            and (notice.notice_id, each.occasion, each.key, notice.version) not in done
        ]
    touches = touched.of_notices(tx, list({notice.notice_id: notice for notice, _ in due}.values()))
    for notice, each in due:
        people = recipients.of_touches(tx, notice, touches[notice.notice_id])
        knows = _knows(tx, notice, each, now)
        facts = recipients.spans_of(notice)
        rows = tuple(
            Row(
                person.person_id,
                each.occasion,
                now,
                Facts(facts, person.doors, notice.company),
                person.electromedical,
            )
            for person in people.values()
            if _is_for(each, person) and person.person_id not in knows
        )
        yield Plan(notice.notice_id, notice.version, each.key, rows, each)


def _is_for(due: Due, person: Recipient) -> bool:
    if not person.wants or (due.only_electromedical and not person.electromedical):
        return False
    return due.occasion != "evening" or person.wants_evening or person.electromedical


def _done(tx: Connection, now: datetime) -> set[tuple[str, str, str, int]]:
    ahead = select(notice_occasions).where(notice_occasions.c.until > now)
    return {(row.notice_id, row.occasion, row.key, row.version) for row in tx.execute(ahead)}


def _knows(tx: Connection, notice: Notice, due: Due, now: datetime) -> set[int]:
    """Return whom a reminder would tell what they have just been told, or what they have confirmed."""
    told = select(notice_news.c.person_id).where(
        notice_news.c.notice_id == notice.notice_id, notice_news.c.state != "dropped"
    )
    match due.occasion:
        case "over":
            # Who has been told that it is back need not be asked.
            told = told.where(notice_news.c.news == "restored")
        case "confirm":
            told = told.where(
                or_(recipients.is_confirmed(notice_news), notice_news.c.due_at > now - _TIME_TO_CONFIRM)
            )
        case _:
            # A reminder of another day's works does not stand for this one.
            of_the_day = and_(
                notice_news.c.news.in_(_BEFORE), notice_news.c.key.startswith(due.key[:_DATE_LENGTH])
            )
            told = told.where(
                or_(notice_news.c.news.in_(NEWS), of_the_day),
                notice_news.c.news != due.occasion,
                notice_news.c.due_at > due.from_ - _RECENTLY,
            )
    return set(tx.execute(told).scalars())


def write(tx: Connection, plan: Plan, rows: Sequence[Row]) -> int:
    """Write some rows of a plan; return the number of new ones, none where a newer version has come.

    News that was held and is overtaken by this is dropped: nobody is told what no longer holds.
    """
    if not is_newest(tx, plan) or not rows:
        return 0
    people = [row.person_id for row in rows]
    if plan.due is None:
        drop_held(tx, plan, people)
    known = _known(tx, plan, people)
    new = [_values(plan, row) for row in rows if row.person_id not in known]
    if new:
        tx.execute(notice_news.insert(), new)
    again = [
        {"of": known[row.person_id].news_id, **_values(plan, row)}
        for row in rows
        if row.person_id in known and _is_overtaken(known[row.person_id], plan)
    ]
    if again:
        tx.execute(_AGAIN, again)
    return len(new) + len(again)


_AGAIN: Final = update(notice_news).where(notice_news.c.news_id == bindparam("of"))


def _values(plan: Plan, row: Row) -> dict[str, Any]:
    return {
        "notice_id": plan.notice_id,
        "version": plan.version,
        "person_id": row.person_id,
        "news": row.news,
        "key": plan.key,
        "due_at": row.due_at,
        "facts": CODEC.dump_python(row.facts, mode="json"),
        "electromedical": row.electromedical,
        "state": "held",
    }


def _known(tx: Connection, plan: Plan, people: Sequence[int]) -> dict[int, Any]:
    """Return the row that each person has for this plan already, whatever news it is of a version.

    The notice is locked, so that nobody else adds one.
    """
    query = select(
        notice_news.c.news_id, notice_news.c.person_id, notice_news.c.state, notice_news.c.version
    ).where(
        notice_news.c.notice_id == plan.notice_id,
        notice_news.c.person_id.in_(people),
        notice_news.c.key == plan.key,
    )
    if plan.due is not None:
        query = query.where(notice_news.c.news == plan.due.occasion)
    return {row.person_id: row for row in tx.execute(query)}


def _is_overtaken(row: Any, plan: Plan) -> bool:  # noqa: ANN401 - a row of `_known`
    """Whether a reminder was dropped, unsaid, for a version that has come since: it is said anew."""
    return bool(row.state == "dropped" and row.version < plan.version)


def is_newest(tx: Connection, plan: Plan) -> bool:
    """Lock the notice of a plan, and say whether its version still is the newest."""
    query = select(notices.c.version).where(notices.c.notice_id == plan.notice_id).with_for_update()
    return bool(tx.execute(query).scalar() == plan.version)


def drop_held(tx: Connection, plan: Plan, people: Sequence[int] | None = None) -> None:
    """Drop what people have not been told yet of earlier versions; None: of everybody."""
    is_held = and_(
        notice_news.c.notice_id == plan.notice_id,
        notice_news.c.version < plan.version,
        notice_news.c.state == "held",
    )
    statement = update(notice_news).where(is_held)
    if people is not None:
        statement = statement.where(notice_news.c.person_id.in_(people))
    tx.execute(statement.values(state="dropped"))


def finish(tx: Connection, plan: Plan) -> bool:
    """Note that everybody has a row; False where a newer version has come in the meantime."""
    if not is_newest(tx, plan):
        return False
    if plan.due is None:
        drop_held(tx, plan)
        tx.execute(
            update(notices).where(notices.c.notice_id == plan.notice_id).values(spread_version=plan.version)
        )
        return True
    mark = {
        "notice_id": plan.notice_id,
        "occasion": plan.due.occasion,
        "key": plan.due.key,
        "version": plan.version,
        "until": plan.due.until,
    }
    tx.execute(upsert(tx.dialect.name, notice_occasions).values(mark).on_conflict_do_nothing())
    return True


def has_due(tx: Connection) -> bool:
    """Whether a version waits for its fan-out."""
    behind = exists().where(notices.c.spread_version < notices.c.version)
    return bool(tx.execute(select(behind)).scalar())


def forget(tx: Connection, before: datetime) -> int:
    """Delete the marks of reminders, and the news of notices that are gone; return the number of news."""
    tx.execute(notice_occasions.delete().where(notice_occasions.c.until < before))
    is_gone = ~exists().where(notices.c.notice_id == notice_news.c.notice_id)
    return tx.execute(notice_news.delete().where(is_gone)).rowcount
