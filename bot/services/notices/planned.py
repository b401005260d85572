"""What is planned for one person, and what a message of theirs told."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from bot.services.notices import recipients, store, touched
from bot.services.notices.notice import AHEAD, EVERY_STREET, Notice, StreetRow
from bot.services.notices.recipients import CODEC, NEWS, OFF, Facts
from bot.storage.tables import nicknames, notice_news
from handlers.contract.notices import TimeSpan, Works
from handlers.shared import names


def works_of(notice: Notice, facts: Facts) -> Works:
    """Say a notice as a person with these doors sees it."""
    return Works(
        notice_id=notice.notice_id,
        kind=notice.kind,
        version=notice.version,
        utility=notice.utility,
        comune=names.shown(notice.comune),
        place=names.shown(notice.place),
        spans=facts.spans,
        streets=tuple(_printed(row) for row in notice.streets if row.street != EVERY_STREET),
        doors=facts.doors,
        reason=names.shown(notice.reason),
        is_urgent=notice.is_urgent,
        company=names.shown(notice.company),
        check=names.shown(notice.check),
    )


def planned(tx: Connection, person_id: int, now: datetime) -> tuple[Works, ...]:
    """Return the works ahead at the supplies and followed addresses of a person, the earliest first."""
    sites = touched.of_person(tx, person_id)
    if not sites:
        return ()
    ahead = [each.notice for each in store.ending_after(tx, now) if each.notice.status in AHEAD]
    touches = touched.of_sites(ahead, sites)
    rows = tx.execute(
        select(nicknames.c.supply_id, nicknames.c.nickname).where(nicknames.c.person_id == person_id)
    )
    own = {row.supply_id: row.nickname for row in rows}
    found = []
    for notice in ahead:
        doors = [
            recipients.door_of(touch, own.get(touch.site.supply_id or 0))
            for touch in touches.get(notice.notice_id, ())
        ]
        if doors:
            facts = Facts(recipients.spans_of(notice), tuple(doors), notice.company)
            found.append(works_of(notice, facts))
    return tuple(found)


def has_doors(tx: Connection, person_id: int) -> bool:
    """Whether a person has supplies or followed addresses."""
    return bool(touched.of_person(tx, person_id))


def news_works(tx: Connection, news_id: int, person_id: int) -> Works | None:
    """Return the works that a message told of, as they stand now; None: not told to this person."""
    row = tx.execute(
        select(notice_news).where(notice_news.c.news_id == news_id, notice_news.c.person_id == person_id)
    ).first()
    if row is None:
        return None
    kept = store.of_ids(tx, [row.notice_id])
    if not kept:
        return None
    facts: Facts = CODEC.validate_python(row.facts)
    return works_of(kept[0].notice, Facts(recipients.spans_of(kept[0].notice), facts.doors, facts.company))


def told_spans(tx: Connection, notice_id: str, person_id: int) -> tuple[TimeSpan, ...]:
    """Return the most spans of a notice that the person was ever told of; of as many the newest."""
    rows = tx.execute(_own_rows(notice_id, person_id)).all()
    all_facts = [CODEC.validate_python(row.facts) for row in rows]
    told = [spans for facts in all_facts for spans in (facts.spans, facts.before or ())]
    return max(told, key=len, default=())


def is_off(tx: Connection, notice_id: str, person_id: int) -> bool:
    """Tell whether the works were called off, or no longer concern the person."""
    newest = next((row.news for row in tx.execute(_own_rows(notice_id, person_id)) if row.news in NEWS), None)
    return newest in OFF


def _own_rows(notice_id: str, person_id: int) -> Select[Any]:
    """Select what the person was told of a notice, the newest first."""
    own = (notice_news.c.notice_id == notice_id, notice_news.c.person_id == person_id)
    return select(notice_news.c.news, notice_news.c.facts).where(*own).order_by(notice_news.c.news_id.desc())


def _printed(row: StreetRow) -> str:
    return names.shown(f"{row.street} {row.numbers}".strip())
