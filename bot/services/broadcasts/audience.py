"""Whom a broadcast is for: one law for counting, for writing recipients down, and for each once more.

Every condition is a column of a query over `persons`, under the cause by which somebody is left out when it
does not hold. So the count, the snapshot, the check at the moment of sending and "why is this person not
in?" cannot disagree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    true,
)

from bot.config.readings import ReadingWindow
from bot.local_time import local_date
from bot.services import consents
from bot.services.broadcasts.broadcast import Audience, Draft
from bot.services.notices import places, streets, typed_address
from bot.services.readings import windows
from bot.services.readings.metered import IS_GAS
from bot.storage import listed
from bot.storage.tables import (
    IS_VALID,
    broadcast_recipients,
    follows,
    links,
    persons,
    reading_windows,
    readings,
    supplies,
)
from faq.language import fold
from handlers.contract.speech import N_

#: Why somebody is not written to. The first that holds is told.
Cause: TypeAlias = Literal[
    "erased", "blocked", "consent", "unlinked", "linked", "language", "supply", "follower", "outcome"
]  # fmt: skip

CAUSES: Final[Mapping[Cause, str]] = {
    "erased": N_("not on record (any more)"),
    "blocked": N_("has blocked the bot, and has not written since"),
    "consent": N_("does not want messages of this purpose"),
    "unlinked": N_("is not linked to a contract"),
    "linked": N_("is linked to a contract"),
    "language": N_("reads another language"),
    "supply": N_("has no supply that meets the audience"),
    "follower": N_("follows none of the addresses"),
    "outcome": N_("is not among those of the broadcast before it who are meant"),
}
#: A POD's fifteenth character is optional (DOMAIN, codes).
_POINT_LENGTH: Final = 14
_SAMPLES: Final = 10
Conditions: TypeAlias = Mapping[Cause, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """An audience with its names looked up: conditions over `persons`, in the order in which they are told.

    ``unknown``: names of comuni, streets and addresses that nobody here has; ``perhaps``: streets that may be
    meant and are not taken.
    """

    conditions: Conditions
    unknown: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    @property
    def everything(self) -> ColumnElement[bool]:
        """Whether all conditions hold for the person."""
        return and_(true(), *self.conditions.values())


@dataclass(frozen=True, slots=True)
class Sample:
    """One of the people whom a broadcast would reach."""

    person_id: int
    first_name: str
    language: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people a broadcast would reach now, ten of them, and what of the audience was not found."""

    count: int
    samples: tuple[Sample, ...]
    unknown: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


def resolve(
    tx: Connection, draft: Draft, configured: Sequence[ReadingWindow], now: datetime, *, few: bool = False
) -> Resolved:
    """Look up what an audience names, and say as conditions who is meant.

    ``few``: they are asked of a few people, and not of all; the same law, as another plan of the database.
    """
    audience = draft.audience
    conditions: dict[Cause, ColumnElement[bool]] = {}
    unknown: list[str] = []
    perhaps: list[str] = []
    if draft.writes_anew:
        # A message that is there already is corrected whatever its reader wants to hear from now on.
        conditions["blocked"] = persons.c.subscribed
        conditions["consent"] = consents.allows(draft.purpose)
    has_link = exists().where(links.c.person_id == persons.c.person_id)
    if audience.linked or audience.is_of_supply:
        conditions["unlinked"] = has_link
    if audience.linked is False:
        conditions["linked"] = ~has_link
    if audience.languages:
        conditions["language"] = persons.c.language.in_(audience.languages)
    if audience.is_of_supply:
        of_supply = _of_supply(tx, audience, unknown, perhaps)
        if audience.window_open:
            of_supply.append(_owes_reading(tx, configured, now))
        conditions["supply"] = _has_supply(of_supply, few=few)
    if audience.followers:
        followed = _followed(tx, audience.followers, unknown)
        own = select(follows.c.person_id).where(follows.c.follow_id.in_(listed.numbers(followed)))
        conditions["follower"] = persons.c.person_id.in_(own)
    if draft.parent_id is not None:
        before = broadcast_recipients.alias("before")
        conditions["outcome"] = exists().where(
            before.c.broadcast_id == draft.parent_id,
            before.c.person_id == persons.c.person_id,
            before.c.state.in_(audience.ended),
        )
    return Resolved(conditions, tuple(unknown), tuple(perhaps))


def people(resolved: Resolved) -> Select[Any]:
    """Return a query of the numbers of everybody who is meant, each once."""
    return select(persons.c.person_id).where(resolved.everything)


def count(tx: Connection, resolved: Resolved) -> Counted:
    """Count who is meant, and name ten of them."""
    number = tx.execute(select(func.count()).select_from(persons).where(resolved.everything)).scalar_one()
    columns = (persons.c.person_id, persons.c.first_name, persons.c.language)
    query = select(*columns).where(resolved.everything).order_by(persons.c.person_id).limit(_SAMPLES)
    samples = tuple(Sample(*row) for row in tx.execute(query))
    return Counted(number, samples, resolved.unknown, resolved.perhaps)


def why_not(tx: Connection, resolved: Resolved, person_id: int) -> tuple[Cause, ...]:
    """Return every cause by which a person is left out; none: they are in."""
    query = select(*labelled(resolved)).where(persons.c.person_id == person_id)
    row = tx.execute(query).mappings().first()
    if row is None:
        return ("erased",)
    return tuple(cause for cause in resolved.conditions if not row[f"is_{cause}"])


def labelled(resolved: Resolved) -> list[ColumnElement[Any]]:
    """Return each condition as a column ``is_…`` of a query over `persons`."""
    named = [condition.label(f"is_{cause}") for cause, condition in resolved.conditions.items()]
    return [persons.c.person_id, *named]


def first_cause(resolved: Resolved, row: Mapping[str, Any]) -> Cause | None:
    """Return why the person of a row of `labelled` is left out; None: they are in."""
    if row["person_id"] is None:
        return "erased"
    return next((cause for cause in resolved.conditions if not row[f"is_{cause}"]), None)


def _has_supply(of_supply: Sequence[ColumnElement[bool]], *, few: bool) -> ColumnElement[bool]:
    """Return whether one supply of the person is all of this."""
    if few:
        own = and_(links.c.person_id == persons.c.person_id, supplies.c.customer_id == links.c.customer_id)
        return exists().where(own, *of_supply)
    theirs = select(supplies.c.customer_id).where(*of_supply)
    return persons.c.person_id.in_(select(links.c.person_id).where(links.c.customer_id.in_(theirs)))


def _of_supply(
    tx: Connection, audience: Audience, unknown: list[str], perhaps: list[str]
) -> list[ColumnElement[bool]]:
    """Return what one supply of the person must be."""
    found: list[ColumnElement[bool]] = []
    if audience.comuni:
        in_comuni = _in_comuni(tx, audience.comuni, unknown)
        found.append(in_comuni)
        if audience.streets:
            found.append(_in_streets(tx, audience.streets, in_comuni, unknown, perhaps))
    if audience.supplies:
        found.append(or_(*(IS_GAS if kind == "gas" else ~IS_GAS for kind in audience.supplies)))
    if audience.vendors:
        found.append(supplies.c.vendor.in_(audience.vendors))
    if audience.electromedical is not None:
        found.append(supplies.c.electromedical == audience.electromedical)
    if audience.points:
        found.append(_at_points(audience.points))
    return found


def _at_points(points: Sequence[str]) -> ColumnElement[bool]:
    """Return whether a supply is one of these points, with a fifteenth character or without."""
    short = sorted({point[:_POINT_LENGTH] for point in points})
    # By the index for the most; the few of fifteen characters are looked through.
    is_long = func.length(supplies.c.point) > _POINT_LENGTH
    beginning = func.substr(supplies.c.point, 1, _POINT_LENGTH)
    return or_(supplies.c.point.in_(listed.texts(short)), and_(is_long, beginning.in_(listed.texts(short))))


def _in_comuni(tx: Connection, wanted: Iterable[str], unknown: list[str]) -> ColumnElement[bool]:
    """Return whether a supply lies in one of these comuni, named or by ISTAT code."""
    known = tx.execute(select(supplies.c.comune, supplies.c.istat).distinct()).all()
    spellings: set[str] = set()
    codes: set[str] = set()
    for name in wanted:
        code = places.istat_code(name)
        if code:
            codes.add(code)
            is_found = any(code == istat for _, istat in known)
        else:
            same = {comune for comune, _ in known if places.is_same_place(name, comune)}
            spellings |= same
            is_found = bool(same)
        if not is_found:
            unknown.append(name)
    by_code = supplies.c.istat.in_(sorted(codes))
    by_name = supplies.c.comune.in_(listed.texts(sorted(spellings)))
    return or_(by_name, by_code) if codes else by_name


def _in_streets(
    tx: Connection,
    wanted: Iterable[str],
    in_comuni: ColumnElement[bool],
    unknown: list[str],
    perhaps: list[str],
) -> ColumnElement[bool]:
    """Return whether a supply lies in one of these streets of the comuni; likeness alone decides nothing."""
    known = tx.execute(select(supplies.c.street).where(in_comuni).distinct()).scalars().all()
    spellings: set[str] = set()
    for name in wanted:
        compared = [(streets.compare(name, street), street) for street in known]
        same = {street for likeness, street in compared if likeness == "same"}
        perhaps += sorted(street for likeness, street in compared if likeness == "perhaps")
        if any(streets.compare(one, other) == "different" for one in same for other in same):
            # A name without its kind: Via and Viale are two streets.
            perhaps += sorted(same)
            same = set()
        if not same:
            unknown.append(name)
        spellings |= same
    return supplies.c.street.in_(listed.texts(sorted(spellings)))


def _owes_reading(tx: Connection, configured: Sequence[ReadingWindow], now: datetime) -> ColumnElement[bool]:
    """Return whether a gas supply has an open window and no reading in it, as reminders understand it."""
    vendors = {window.vendor for window in configured}
    vendors |= set(tx.execute(select(reading_windows.c.vendor).distinct()).scalars())
    owing: list[ColumnElement[bool]] = []
    for vendor in sorted(vendors):
        window = windows.open_at(windows.of_vendor(tx, configured, vendor), now)
        if window is None:
            continue
        sent = exists().where(
            readings.c.supply_id == supplies.c.supply_id,
            IS_VALID,
            readings.c.taken_on >= local_date(window.opens_at),
            readings.c.sent_at >= window.opens_at,
        )
        owing.append(and_(supplies.c.vendor == vendor, ~sent))
    return and_(IS_GAS, or_(*owing)) if owing else ~true()


def _followed(tx: Connection, wanted: Iterable[str], unknown: list[str]) -> list[int]:
    """Return the numbers of follows of these addresses."""
    known = tx.execute(select(follows.c.comune).distinct()).scalars().all()
    found: list[int] = []
    for text in wanted:
        typed = typed_address.read_address(text, known)
        same = [comune for comune in known if places.is_same_place(typed.comune, comune)]
        rows = tx.execute(select(follows).where(follows.c.comune.in_(same)))
        ids = [
            row.follow_id
            for row in rows
            if streets.compare(typed.street, row.street) == "same"
            and fold.plain(row.street_number) == fold.plain(typed.door)
        ]
        if not ids:
            unknown.append(text)
        found += ids
    return found
