"""Who is touched by a notice: the supplies and followed addresses, by which rule, and whether it is certain.

By point first, else by street and number, else by place, else by comune; no likeness decides. Electricity
touches PODs only, gas PDRs only, also in the same house. A comune is compared by ISTAT code where both sides
have one, else by name. Every street of a place (`*`) touches the addresses that name the place.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, or_, select

from bot.services.notices import places, streets
from bot.services.notices.house_numbers import Match, NumberList, read_numbers
from bot.services.notices.notice import EVERY_STREET, Notice
from bot.services.notices.streets import Likeness
from bot.storage.tables import customers, follows, links, supplies
from handlers.contract.notices import Rule

_BATCH: Final = 500
#: A POD's fifteenth character is optional on either side (DOMAIN, codes); PDRs have fourteen.
_POINT_LENGTH: Final = 14
#: The key of a row whose street says nothing, and so may be any.
_ANY: Final = ""
#: Kinds of an address that is a place: a hamlet, or nothing but a name.
_NO_STREET: Final = ("localita", "")
#: Points looked for in one statement: more make it slower to plan than to run.
_POINTS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Site:
    """A supply, or an address that a person follows (then without a point and a customer)."""

    comune: str
    istat: str | None
    street: str
    number: str
    supply_id: int | None = None
    point: str = ""
    customer_id: int | None = None
    customer_code: str = ""
    electromedical: bool = False
    follow_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A site that a notice touches.

    ``street`` and ``line``: the row that matched and the piece of its house numbers, as printed; empty where
    the point, the place or the comune decided, or the whole street is meant.
    """

    site: Site
    rule: Rule
    certain: bool
    street: str = ""
    line: str = ""


class Net:
    """A notice, read once, that is thrown over sites."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self._points: dict[str, list[str]] = defaultdict(list)
        for point in notice.points:
            self._points[point[:_POINT_LENGTH]].append(point)
        self._everywhere: list[NumberList] = []
        self._rows: list[tuple[str, NumberList]] = []
        for row in notice.streets:
            numbers = read_numbers(row.numbers, row.ranges)
            if row.street == EVERY_STREET:
                self._everywhere.append(numbers)
            else:
                self._rows.append((row.street, numbers))
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for index, (street, _) in enumerate(self._rows):
            for key in streets.search_keys(street) or {_ANY}:
                self._by_key[key].append(index)
        #: What rows a street of a site may be meant by, found once.
        self._near: dict[str, list[tuple[int, Likeness]]] = {}

    def touch(self, site: Site) -> Touch | None:
        """Say whether and by what the notice touches a site."""
        if not _has_utility(site, self.notice):
            return None
        printed = self._points.get(site.point[:_POINT_LENGTH], ()) if site.point else ()
        if any(_is_same_point(point, site.point) for point in printed):
            return Touch(site, "pod", certain=True)
        if not self.notice.streets or not _in_comune(site, self.notice):
            return None
        # What is certain says more than what is not, and a street more than its comune.
        found = [*self._by_street(site), *self._by_place(site)]
        return min(found, key=lambda touch: (not touch.certain, _RULES.index(touch.rule)), default=None)

    def may_touch(self, site: Site) -> bool:
        """Whether a row may be of a site's street: asked once for each street of a comune."""
        return bool(self._everywhere or self._rows_near(site.street))

    def _by_street(self, site: Site) -> Iterator[Touch]:
        for index, likeness in self._rows_near(site.street):
            street, numbers = self._rows[index]
            match = _held(numbers, site.number)
            if match.touched is not False:
                certain = likeness == "same" and match.touched is True
                yield Touch(site, "street", certain, street, match.piece)

    def _rows_near(self, street: str) -> list[tuple[int, Likeness]]:
        """Return the rows that may be a site's street, by their place; those that share no word are not."""
        found = self._near.get(street)
        if found is None:
            keys = streets.search_keys(street)
            indexes = {index for key in (*keys, _ANY) for index in self._by_key.get(key, ())}
            likely = [
                (index, _compare(street, self._rows[index][0], self.notice.place))
                for index in (sorted(indexes) if keys else range(len(self._rows)))
            ]
            found = [(index, likeness) for index, likeness in likely if likeness != "different"]
            self._near[street] = found
        return found

    def _by_place(self, site: Site) -> Iterator[Touch]:
        """Yield what rows of every street say: of the place, where one is named, else of the comune."""
        if not self._everywhere:
            return
        place = self.notice.place
        if place and not (_is_in_place(site.street, place) or _is_same_place(site.comune, place)):
            return
        for numbers in self._everywhere:
            match = _held(numbers, site.number)
            if match.touched is not False:
                yield Touch(site, "place" if place else "comune", match.touched is True, "", match.piece)


_RULES: Final[tuple[Rule, ...]] = ("pod", "street", "place", "comune")


def of_notices(tx: Connection, notices: Sequence[Notice]) -> dict[str, list[Touch]]:
    """Return what each notice touches, by its id: supplies in the order of points, then followed addresses.

    One reading of the comuni, and of the sites of those that a notice names, whatever the number of notices.
    """
    nets = [Net(notice) for notice in notices]
    found: dict[str, dict[tuple[int, int], Touch]] = {notice.notice_id: {} for notice in notices}
    for net, site in _met(tx, nets):
        touch = net.touch(site)
        if touch is not None:
            found[net.notice.notice_id][site.supply_id or 0, site.follow_id or 0] = touch
    return {key: sorted(touches.values(), key=_order) for key, touches in found.items()}


def of_sites(notices: Iterable[Notice], sites: Sequence[Site]) -> dict[str, list[Touch]]:
    """Return what each notice touches of these sites, by its id; those that touch none are left out."""
    found: dict[str, list[Touch]] = {}
    for notice in notices:
        if not notice.points and not any(_in_comune(site, notice) for site in sites):
            continue
        net = Net(notice)
        touches = [touch for site in sites if (touch := net.touch(site)) is not None]
        if touches:
            found[notice.notice_id] = touches
    return found


def _order(touch: Touch) -> tuple[bool, str, int]:
    return touch.site.supply_id is None, touch.site.point, touch.site.follow_id or 0


def _met(tx: Connection, nets: Sequence[Net]) -> Iterator[tuple[Net, Site]]:
    """Yield each notice with the sites that it may touch: of its comune, and of its points."""
    with_rows = [net for net in nets if net.notice.streets]
    pairs = _comuni(tx, with_rows)
    near: dict[tuple[str, str | None, str], list[Net]] = {}
    for site in _sites_of(tx, pairs):
        key = (site.comune, site.istat, site.street)
        if key not in near:
            near[key] = [net for net in pairs[site.comune, site.istat] if net.may_touch(site)]
        for net in near[key]:
            yield net, site
    by_point: dict[str, list[Net]] = defaultdict(list)
    for net in nets:
        for point in net.notice.points:
            by_point[point[:_POINT_LENGTH]].append(net)
    for site in _sites_at(tx, by_point):
        for net in by_point[site.point[:_POINT_LENGTH]]:
            yield net, site


_Comune = tuple[str, str | None]


def _comuni(tx: Connection, nets: Sequence[Net]) -> Mapping[_Comune, list[Net]]:
    """Map each comune that is on record, as it is written, to the notices for it."""
    pairs: dict[_Comune, list[Net]] = {}
    if not nets:
        return pairs
    written = [
        (row.comune, row.istat) for row in tx.execute(select(supplies.c.comune, supplies.c.istat).distinct())
    ]
    written += [(comune, None) for comune in tx.execute(select(follows.c.comune).distinct()).scalars()]
    by_code: dict[str, list[Net]] = defaultdict(list)
    by_name: dict[str, list[Net]] = defaultdict(list)
    for net in nets:
        by_code[net.notice.istat or ""].append(net)
        for key in places.place_keys(net.notice.comune):
            by_name[key].append(net)
    for comune, istat in dict.fromkeys(written):
        site = Site(comune, istat, "", "")
        near = list(by_code.get(istat, ())) if istat else []
        near += (net for key in places.place_keys(comune) for net in by_name.get(key, ()))
        found = [net for net in dict.fromkeys(near) if _in_comune(site, net.notice)]
        if found:
            pairs[comune, istat] = found
    return pairs


_SUPPLIES: Final = select(
    supplies.c.supply_id,
    supplies.c.customer_id,
    supplies.c.point,
    supplies.c.comune,
    supplies.c.istat,
    supplies.c.street,
    supplies.c.street_number,
    supplies.c.electromedical,
    customers.c.code,
).join(customers, customers.c.customer_id == supplies.c.customer_id)


def _sites_of(tx: Connection, pairs: Collection[_Comune]) -> Iterator[Site]:
    """Yield every supply and followed address of these comuni."""
    names = sorted({comune for comune, _ in pairs})
    for start in range(0, len(names), _BATCH):
        batch = names[start : start + _BATCH]
        for row in tx.execute(_SUPPLIES.where(supplies.c.comune.in_(batch))):
            if (row.comune, row.istat) in pairs:
                yield supply_site(row)
        for row in tx.execute(select(follows).where(follows.c.comune.in_(batch))):
            if (row.comune, None) in pairs:
                yield follow_site(row)


def _sites_at(tx: Connection, points: Collection[str]) -> Iterator[Site]:
    """Yield the supplies of these points, of which only the first fourteen characters count."""
    wanted = sorted(points)
    for start in range(0, len(wanted), _POINTS_AT_ONCE):
        # A range, which the index of points answers; a pattern it would not.
        ranges = [
            supplies.c.point.between(each, f"{each}Z") for each in wanted[start : start + _POINTS_AT_ONCE]
        ]
        for row in tx.execute(_SUPPLIES.where(or_(*ranges))):
            yield supply_site(row)


def supply_site(row: Row[*tuple[Any, ...]]) -> Site:
    """Make a site of a supply's row with its customer's code."""
    return Site(
        row.comune,
        row.istat,
        row.street,
        row.street_number,
        supply_id=row.supply_id,
        point=row.point,
        customer_id=row.customer_id,
        customer_code=row.code,
        electromedical=row.electromedical,
    )


def follow_site(row: Row[*tuple[Any, ...]]) -> Site:
    """Make a site of a followed address."""
    return Site(
        row.comune, None, row.street, row.street_number, follow_id=row.follow_id, person_id=row.person_id
    )


def of_person(tx: Connection, person_id: int) -> list[Site]:
    """Return the supplies and the followed addresses of a person."""
    query = _SUPPLIES.join(links, links.c.customer_id == supplies.c.customer_id).where(
        links.c.person_id == person_id
    )
    found = [supply_site(row) for row in tx.execute(query.order_by(supplies.c.point))]
    own = select(follows).where(follows.c.person_id == person_id).order_by(follows.c.follow_id)
    return found + [follow_site(row) for row in tx.execute(own)]


def _has_utility(site: Site, notice: Notice) -> bool:
    """Whether what stops is what the site has; a followed address has both."""
    if not site.point:
        return True
    return site.point.startswith("IT") == (notice.utility == "electricity")


def _is_same_point(printed: str, point: str) -> bool:
    """Whether two points are one: the fifteenth character counts only where both have it."""
    return printed[_POINT_LENGTH:] in ("", point[_POINT_LENGTH:]) or not point[_POINT_LENGTH:]


def _in_comune(site: Site, notice: Notice) -> bool:
    return _is_same_comune(site.comune, notice.comune, site.istat or "", notice.istat or "")


@lru_cache(maxsize=65_536)
def _is_same_comune(one: str, other: str, one_istat: str, other_istat: str) -> bool:
    return places.is_same_comune(one, other, first_istat=one_istat, second_istat=other_istat)


@lru_cache(maxsize=65_536)
def _is_same_place(one: str, other: str) -> bool:
    return places.is_same_place(one, other)


@lru_cache(maxsize=262_144)
def _compare(street: str, printed: str, place: str) -> Likeness:
    """Compare a site's street with a row's, in the row's place where the site's street names one as well."""
    if place and any(reading.hamlet for reading in streets.readings(street)):
        printed = f"{printed}, fraz. {place}"
    return streets.compare(street, printed)


@lru_cache(maxsize=65_536)
def _is_in_place(street: str, place: str) -> bool:
    """Whether an address names a place: a hamlet beside or instead of its street, not a street called so."""
    named: set[str] = set()
    for reading in streets.readings(street):
        named.add("".join(reading.hamlet))
        if reading.kind in _NO_STREET:
            named.add("".join(reading.core))
    return not named.isdisjoint(places.place_keys(place))


@lru_cache(maxsize=262_144)
def _held(numbers: NumberList, number: str) -> Match:
    return numbers.holds(number)
