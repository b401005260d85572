"""Who hears of a notice: people by their doors, what they were told before, and what is new to them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, FromClause, and_, bindparam, exists, select

from bot.services.notices.notice import Notice
from bot.services.notices.touched import Touch
from bot.storage.tables import links, nicknames, notice_choices, notice_news, persons
from handlers.contract.notices import Door, NewsKind, TimeSpan
from handlers.shared import names

_BATCH: Final = 500
#: News of a version; all else in the table are reminders.
NEWS: Final[tuple[NewsKind, ...]] = (
    "published",
    "changed",
    "postponed",
    "cancelled",
    "started",
    "restored",
    "no_longer",
)
#: News by which works are no longer ahead of the person.
OFF: Final = frozenset({"cancelled", "no_longer"})
#: After these a person who is touched again hears of it as of something new.
_ENDED: Final = OFF | {"restored"}
#: How long after the announced end it is news that the supply is back.
_STALE: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person is told of a notice, kept in its row: by it a later version sees what changes."""

    spans: tuple[TimeSpan, ...]
    doors: tuple[Door, ...]
    company: str = ""
    before: tuple[TimeSpan, ...] | None = None

    def differs(self, other: "Facts") -> bool:
        """Whether somebody who knows the other facts is told something new by these."""
        return (self.spans, self.company, self.touched) != (other.spans, other.company, other.touched)

    @property
    def touched(self) -> frozenset[tuple[int | None, int | None, bool]]:
        """The doors that are touched, and whether that is certain."""
        return frozenset((door.supply_id, door.follow_id, door.certain) for door in self.doors)


CODEC: Final = TypeAdapter(Facts)


@dataclass(frozen=True, slots=True)
class Told:
    """The last news of a notice that a person was told, or is about to be."""

    news: NewsKind
    version: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person and their doors that a notice touches. Not ``wants``: they hear nothing of this kind."""

    person_id: int
    doors: tuple[Door, ...]
    electromedical: bool
    wants: bool
    keeps_quiet_hours: bool
    wants_evening: bool


def spans_of(notice: Notice) -> tuple[TimeSpan, ...]:
    """Return the spans of a notice as people are told them."""
    return tuple(TimeSpan(span.starts_at, span.ends_at) for span in notice.spans)


def of_touches(tx: Connection, notice: Notice, touches: Sequence[Touch]) -> dict[int, Recipient]:
    """Return those who hear of a notice, by person: each with all of their doors, supplies first."""
    doors: dict[int, list[Door]] = defaultdict(list)
    electromedical: set[int] = set()
    by_customer: dict[int, list[Touch]] = defaultdict(list)
    for touch in touches:
        if touch.site.person_id is not None:
            doors[touch.site.person_id].append(door_of(touch, None))
        elif touch.site.customer_id is not None:
            by_customer[touch.site.customer_id].append(touch)
    nicks = _nicknames(tx, [touch.site.supply_id for touch in touches if touch.site.supply_id is not None])
    for customer_id, person_id in _linked(tx, by_customer):
        for touch in by_customer[customer_id]:
            doors[person_id].append(door_of(touch, nicks.get((person_id, touch.site.supply_id))))
            if touch.site.electromedical:
                electromedical.add(person_id)
    found: dict[int, Recipient] = {}
    for row in _people(tx, doors):
        own = sorted(doors[row.person_id], key=lambda door: (door.supply_id is None, door.supply_id or 0))
        found[row.person_id] = _recipient(
            row, notice, tuple(own), electromedical=row.person_id in electromedical
        )
    return found


def reachable(tx: Connection, notice: Notice, people: Collection[int]) -> list[Recipient]:
    """Return those of these people who can be reached, without a door: no longer touched."""
    return [_recipient(row, notice, (), electromedical=False) for row in _people(tx, people)]


def wants(row: Any, notice: Notice) -> bool:  # noqa: ANN401 - a row with the columns of choices
    """Whether a person's choices let them hear of notices of this kind; who never chose hears all."""
    wished = row.outages if notice.kind == "outage" else row.replacements
    return wished is not False


def told(tx: Connection, notice_id: str) -> dict[int, Told]:
    """Return what each person was told last of a notice; what is still held does not count."""
    query = (
        select(notice_news.c.person_id, notice_news.c.news, notice_news.c.version, notice_news.c.facts)
        .where(notice_news.c.notice_id == notice_id, notice_news.c.news.in_(NEWS))
        .where(notice_news.c.state.not_in(("held", "dropped")))
        .order_by(notice_news.c.news_id)
    )
    return {
        row.person_id: Told(row.news, row.version, CODEC.validate_python(row.facts))
        for row in tx.execute(query)
    }


def news_for(notice: Notice, now: Facts | None, before: Told | None, moment: datetime) -> NewsKind | None:
    """Decide what a person is told of a version; None: it changes nothing for them.

    ``now``: what would be told, None where no door of theirs is touched. ``before``: what they were told.
    """
    is_over = notice.ends_at is not None and notice.ends_at <= moment
    if notice.status == "done":
        return None
    if before is None or before.news in _ENDED:
        if now is None or notice.status in {"cancelled", "restored"} or not now.spans or is_over:
            return None
        return "started" if notice.status == "started" else "published"
    is_past = all(span.ends_at <= moment for span in before.facts.spans) and bool(before.facts.spans)
    if notice.status == "cancelled":
        return None if is_past else "cancelled"
    if now is None:
        return None if is_past else "no_longer"
    match notice.status:
        case "restored":
            is_stale = is_past and max(span.ends_at for span in before.facts.spans) < moment - _STALE
            return None if is_stale else "restored"
        case "started" if before.news != "started":
            return None if is_over else "started"
        case "postponed":
            is_same = before.news == "postponed" and not now.differs(before.facts)
            return None if is_same else _moved(now, before)
        case _:
            # Also of works that are known to be under way.
            return "changed" if now.differs(before.facts) and not is_over else None


def _moved(now: Facts, before: Told) -> NewsKind | None:
    """Say "postponed" where the spans moved, or have no new date yet; else what changed, if anything."""
    if now.spans != before.facts.spans or not now.spans:
        return "postponed"
    return "changed" if now.differs(before.facts) else None


def is_confirmed(row: FromClause) -> ColumnElement[bool]:
    """Whether a row of news was confirmed, and its person has been told nothing new of the notice since."""
    later = notice_news.alias("later")
    return and_(
        row.c.confirmed_at.is_not(None),
        ~exists().where(
            later.c.notice_id == row.c.notice_id,
            later.c.person_id == row.c.person_id,
            later.c.news.in_(NEWS),
            later.c.version > row.c.version,
            later.c.state != "dropped",
        ),
    )


def door_of(touch: Touch, nickname: str | None) -> Door:
    """Say a touched site as its person knows it."""
    site = touch.site
    return Door(
        label=(names.shown(nickname) if nickname else "")
        or names.shown(f"{site.street} {site.number}".strip() + f", {site.comune}"),
        rule=touch.rule,
        street=touch.street,
        number=site.number,
        line=touch.line,
        certain=touch.certain,
        supply_id=site.supply_id,
        follow_id=site.follow_id,
    )


def _linked(tx: Connection, customers: Collection[int]) -> Iterator[tuple[int, int]]:
    wanted = sorted(customers)
    for start in range(0, len(wanted), _BATCH):
        query = select(links.c.customer_id, links.c.person_id).where(
            links.c.customer_id.in_(wanted[start : start + _BATCH])
        )
        for row in tx.execute(query.order_by(links.c.customer_id, links.c.person_id)):
            yield row.customer_id, row.person_id


def _nicknames(tx: Connection, wanted: Sequence[int]) -> Mapping[tuple[int, int | None], str]:
    """Return what people call these supplies, by person and supply."""
    found: dict[tuple[int, int | None], str] = {}
    for start in range(0, len(wanted), _BATCH):
        query = select(nicknames).where(nicknames.c.supply_id.in_(wanted[start : start + _BATCH]))
        found |= {(row.person_id, row.supply_id): row.nickname for row in tx.execute(query)}
    return found


def _people(tx: Connection, people: Collection[int]) -> Iterator[Any]:
    """Yield the people on record who can be reached, with their choices."""
    wanted = sorted(people)
    choice = notice_choices.c
    query = (
        select(persons.c.person_id, choice.outages, choice.replacements, choice.evening, choice.quiet_hours)
        .outerjoin(notice_choices, choice.person_id == persons.c.person_id)
        .where(persons.c.subscribed, persons.c.person_id.in_(bindparam("people", expanding=True)))
        .order_by(persons.c.person_id)
    )
    for start in range(0, len(wanted), _BATCH):
        yield from tx.execute(query, {"people": wanted[start : start + _BATCH]})


def _recipient(row: Any, notice: Notice, doors: tuple[Door, ...], *, electromedical: bool) -> Recipient:  # noqa: ANN401 - a row of `_people`
    return Recipient(
        row.person_id,
        doors,
        electromedical,
        wants=wants(row, notice),
        keeps_quiet_hours=row.quiet_hours is not False,
        wants_evening=row.evening is not False,
    )
