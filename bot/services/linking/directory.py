"""The directory of customers that staff look people up in: found by code, name or point, shown, unlinked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, true, tuple_

from bot.services import audit
from bot.services.linking import supplies as supplies_of
from bot.services.linking.links import Links
from bot.services.linking.supplies import masked_code, masked_point
from bot.storage.folded import folded
from bot.storage.tables import customers, links, persons, supplies
from handlers.contract.linking import LinkEnded
from handlers.contract.vocabulary import News
from handlers.shared import names

#: By what somebody is looked for.
Sought: TypeAlias = Literal["code", "name", "point", "nothing"]

_BLANKS: Final = re.compile(r"[\s.\-]+")
_POINT: Final = re.compile(r"IT\d{3}E[0-9A-Z]{8,9}|\d{14}")
_CODE_LENGTH: Final = 6
#: Of a point, those that always count (DOMAIN, codes).
_POINT_LENGTH: Final = 14
#: Fewer letters name half the town.
_LEAST_LETTERS: Final = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A customer in a list. ``place``: where they have a supply; ``linked``: so many Telegram accounts."""

    customer_id: int
    name: str
    folded_name: str
    masked_code: str
    place: str
    linked: int


@dataclass(frozen=True, slots=True)
class SupplyOnFile:
    """A supply of a customer, as staff see it."""

    point: str
    masked_point: str
    kind: Literal["power", "gas"]
    address: str
    meter_class: str | None
    vendor: str
    electromedical: bool


@dataclass(frozen=True, slots=True)
class LinkedPerson:
    """A Telegram account that is linked to a customer, and what it wants to hear.

    A person who has not written since they were forgotten has no name and language.
    """

    person_id: int
    first_name: str | None
    language: str | None
    linked_at: datetime
    proof: str
    subscribed: bool
    window_reminders: bool


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What is on file of a customer."""

    customer_id: int
    name: str
    code: str
    masked_code: str
    language: str
    supplies: tuple[SupplyOnFile, ...]
    people: tuple[LinkedPerson, ...]


def kind_of(words: str) -> Sought:
    """Tell what was typed: a customer code, a POD or PDR, else a name; nothing where it is too short."""
    compact = _BLANKS.sub("", words).upper()
    if compact.isascii() and compact.isdigit() and len(compact) == _CODE_LENGTH:
        return "code"
    if _POINT.fullmatch(compact):
        return "point"
    return "name" if len(folded(words).replace(" ", "")) >= _LEAST_LETTERS else "nothing"


def find(
    tx: Connection, words: str, most: int, after: tuple[str, int] | None = None
) -> tuple[Sequence[Found], tuple[str, int] | None]:
    """Return a page of the customers that are meant, by name, and where it ended; None: that was the last.

    ``after``: where the page before ended. A name is found by any part of each of its words.
    """
    kind = kind_of(words)
    if kind == "nothing":
        return (), None
    query = (
        select(customers.c.customer_id, customers.c.name, customers.c.folded_name, customers.c.code)
        .where(_is_meant(kind, words))
        .order_by(customers.c.folded_name, customers.c.customer_id)
    )
    if after is not None:
        place = tuple_(literal(after[0]), literal(after[1]))
        query = query.where(tuple_(customers.c.folded_name, customers.c.customer_id) > place)
    rows = tx.execute(query.limit(most + 1)).all()
    shown = rows[:most]
    ids = [row.customer_id for row in shown]
    places, linked = _places(tx, ids), _linked(tx, ids)
    found = [
        Found(
            row.customer_id,
            names.shown(row.name),
            row.folded_name,
            masked_code(row.code),
            places.get(row.customer_id, ""),
            linked.get(row.customer_id, 0),
        )
        for row in shown
    ]
    return found, (shown[-1].folded_name, shown[-1].customer_id) if len(rows) > most else None


def note_search(  # noqa: PLR0913 - a line of the audit
    tx: Connection, words: str, found: Sequence[Found], *, is_all: bool, now: datetime, who: str
) -> None:
    """Write down who looked for whom; codes and points are masked, names are as they were typed."""
    kind = kind_of(words)
    compact = _BLANKS.sub("", words).upper()
    match kind:
        case "code":
            sought = masked_code(compact)
        case "point":
            sought = masked_point(compact)
        case _:
            sought = words
    subject = f"customer:{found[0].customer_id}" if len(found) == 1 and is_all else "customers"
    detail = {"by": kind, "sought": sought, "found": len(found), "all": is_all}
    audit.note(tx, now, who, "people-searched", subject, detail)


def open_file(
    tx: Connection, customer_id: int, now: datetime, who: str, *, is_plain: bool
) -> CustomerFile | None:
    """Return a customer's file, and write down who opened it; None where there is no such customer.

    ``is_plain``: whether code and points were asked for unmasked, which is another line.
    """
    file = read(tx, customer_id)
    if file is not None:
        what = "customer-code-shown" if is_plain else "customer-opened"
        audit.note(tx, now, who, what, f"customer:{customer_id}", {})
    return file


def read(tx: Connection, customer_id: int) -> CustomerFile | None:
    """Return a customer's file; None where there is no such customer."""
    row = tx.execute(select(customers).where(customers.c.customer_id == customer_id)).first()
    if row is None:
        return None
    own = select(supplies).where(supplies.c.customer_id == customer_id).order_by(supplies.c.point)
    return CustomerFile(
        customer_id=customer_id,
        name=names.shown(row.name),
        code=row.code,
        masked_code=masked_code(row.code),
        language=row.language,
        supplies=tuple(
            SupplyOnFile(
                point=each.point,
                masked_point=masked_point(each.point),
                kind=supplies_of.kind_of(each.point),
                address=supplies_of.address(each),
                meter_class=each.meter_class,
                vendor=each.vendor,
                electromedical=each.electromedical,
            )
            for each in tx.execute(own)
        ),
        people=_people(tx, customer_id),
    )


def unlink(tx: Connection, customer_id: int, person_id: int, now: datetime, who: str) -> Sequence[News]:
    """End a link by the rule that the person's own wish follows; return the news for them.

    None where there was no such link.
    """
    of_link = and_(links.c.person_id == person_id, links.c.customer_id == customer_id)
    row = tx.execute(
        select(links.c.proof, links.c.linked_at, customers.c.code)
        .join(customers, customers.c.customer_id == links.c.customer_id)
        .where(of_link)
    ).first()
    if row is None or not Links.unlink(tx, person_id, customer_id):
        return ()
    before = {"person": person_id, "proof": row.proof, "since": row.linked_at.isoformat(timespec="seconds")}
    audit.note(tx, now, who, "unlinked", f"customer:{customer_id}", {"before": before, "after": None})
    return (News(person_id, LinkEnded(masked_code(row.code))),)


def _is_meant(kind: Sought, words: str) -> ColumnElement[bool]:
    compact = _BLANKS.sub("", words).upper()
    match kind:
        case "code":
            return customers.c.code == compact
        case "point":
            start = compact[:_POINT_LENGTH]
            # The fifteenth character counts only where both sides have it.
            is_same = or_(supplies.c.point == start, supplies.c.point == compact)
            if len(compact) == _POINT_LENGTH:
                is_same = supplies.c.point.between(start, f"{start}Z")
            return customers.c.customer_id.in_(select(supplies.c.customer_id).where(is_same))
        case _:
            parts = folded(words).split()
            return and_(true(), *(customers.c.folded_name.contains(part, autoescape=True) for part in parts))


def _places(tx: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Return where each customer has supplies: one comune, and how many more addresses there are."""
    query = (
        select(
            supplies.c.customer_id,
            func.min(supplies.c.comune).label("comune"),
            func.count(supplies.c.comune.distinct()).label("comuni"),
        )
        .where(supplies.c.customer_id.in_(ids))
        .group_by(supplies.c.customer_id)
    )
    return {
        row.customer_id: row.comune if row.comuni == 1 else f"{row.comune} + {row.comuni - 1}"
        for row in tx.execute(query)
    }


def _linked(tx: Connection, ids: Sequence[int]) -> dict[int, int]:
    query = select(links.c.customer_id, func.count().label("linked")).where(links.c.customer_id.in_(ids))
    return {row.customer_id: row.linked for row in tx.execute(query.group_by(links.c.customer_id))}


def _people(tx: Connection, customer_id: int) -> tuple[LinkedPerson, ...]:
    query: Any = (
        select(
            links.c.person_id,
            persons.c.first_name,
            persons.c.language,
            links.c.linked_at,
            links.c.proof,
            func.coalesce(persons.c.subscribed, False).label("subscribed"),
            func.coalesce(persons.c.window_reminders, False).label("window_reminders"),
        )
        .outerjoin(persons, persons.c.person_id == links.c.person_id)
        .where(links.c.customer_id == customer_id)
        .order_by(links.c.linked_at, links.c.person_id)
    )
    return tuple(LinkedPerson(*row) for row in tx.execute(query))
