"""Who is touched: the rules one by one, and 200 notices against a city, beside a search one by one."""

from dataclasses import replace
from typing import Any

import pytest

from bot.services.notices import touched
from bot.services.notices.notice import Notice, StreetRow
from bot.services.notices.touched import Net, Site
from bot.storage.engine import Database
from tests.support import noticecity
from tests.support.noticeroom import TUESDAY, outage

_POD, _PDR = "IT001E00000001", "00000000000001"
_SITE = Site("Cesena", None, "Via Verdi", "12", supply_id=1, point=_POD)


def _rows(*rows: tuple[str, str]) -> tuple[StreetRow, ...]:
    return tuple(StreetRow(street, numbers, "side") for street, numbers in rows)


def _points(*points: str, **values: Any) -> Notice:  # noqa: ANN401 - any field of a notice
    return outage(streets=(), points=points, **values)


@pytest.mark.parametrize(
    ("notice", "site", "expected"),
    [
        # Points: the fifteenth character counts where both have it.
        (_points(_POD), _SITE, ("pod", True)),
        (_points(_POD + "A"), _SITE, ("pod", True)),
        (_points(_POD), replace(_SITE, point=_POD + "A"), ("pod", True)),
        (_points(_POD + "A"), replace(_SITE, point=_POD + "A"), ("pod", True)),
        (_points(_POD + "A"), replace(_SITE, point=_POD + "B"), None),
        (_points(_POD + "A", _POD + "B"), replace(_SITE, point=_POD + "B"), ("pod", True)),
        (_points("IT001E00000002"), _SITE, None),
        (_points(_POD, comune="Rimini"), _SITE, ("pod", True)),
        (_points(_POD), replace(_SITE, point="", supply_id=None, follow_id=1), None),
        # Electricity touches PODs, gas PDRs, also in one house; a followed address has both.
        (outage(utility="gas"), _SITE, None),
        (outage(), replace(_SITE, point=_PDR), None),
        (outage(utility="gas"), replace(_SITE, point=_PDR), ("street", True)),
        (outage(utility="gas"), replace(_SITE, point="", follow_id=1), ("street", True)),
        (outage(), replace(_SITE, point="", follow_id=1), ("street", True)),
        # The comune: by code where both have one, else by name, either half.
        (outage(istat="040007"), replace(_SITE, istat="040007", comune="Altrove"), ("street", True)),
        (outage(istat="040007"), replace(_SITE, istat="040012"), None),
        (outage(istat="040007"), _SITE, ("street", True)),
        (outage(), replace(_SITE, istat="040007", comune="CESENA (FC)"), ("street", True)),
        (outage(comune="Bozen/Bolzano"), replace(_SITE, comune="Bolzano"), ("street", True)),
        (outage(comune="Bolzano"), replace(_SITE, comune="Bozen/Bolzano"), ("street", True)),
        (outage(comune="Bozen"), replace(_SITE, comune="Bolzano"), None),
        # What cannot be known is uncertain.
        (outage(streets=_rows(("Via Verdi", "da 2 a 18"))), _SITE, ("street", True)),
        (outage(streets=_rows(("Via Verdi", "da 2 a 18"))), replace(_SITE, number=""), ("street", False)),
        (outage(streets=_rows(("Verdi", "da 2 a 18"))), _SITE, ("street", True)),
        (outage(streets=_rows(("Vicolo Verdi", ""))), _SITE, None),
        (outage(streets=_rows(("Via Verdi", "da 14 a 18"))), _SITE, None),
        # Every street of a comune, of a place.
        (outage(streets=_rows(("*", ""))), _SITE, ("comune", True)),
        (outage(streets=_rows(("*", "")), place="Pieve"), _SITE, None),
        (
            outage(streets=_rows(("*", "")), place="Pieve"),
            replace(_SITE, street="Via Verdi, fraz. Pieve"),
            ("place", True),
        ),
        (outage(streets=_rows(("*", "")), place="Pieve"), replace(_SITE, street="Pieve"), ("place", True)),
        (outage(streets=_rows(("*", "")), place="Pieve"), replace(_SITE, street="Via Pieve"), None),
        (outage(place="Pieve"), replace(_SITE, street="Via Verdi, fraz. Pieve"), ("street", True)),
        (outage(place="Pieve"), replace(_SITE, street="Via Verdi, fraz. Borgo"), None),
        # Points first, then street, then comune; what is certain before what is not.
        (outage(points=(_POD,)), _SITE, ("pod", True)),
        (outage(streets=_rows(("*", ""), ("Via Verdi", "12"))), _SITE, ("street", True)),
        (outage(streets=_rows(("*", ""), ("Via Fratelli Verdi", "12"))), _SITE, ("comune", True)),
    ],
)
def test_a_site_is_touched_by_its_rule(notice: Notice, site: Site, expected: tuple[str, bool] | None) -> None:
    """Point, street and number, place, comune; certain or not."""
    found = Net(notice).touch(site)
    assert (None if found is None else (found.rule, found.certain)) == expected


async def test_200_notices_touch_exactly_whom_a_search_one_by_one_finds(database: Database) -> None:
    """Point, rule and certainty of each, of 5,000 supplies in five comuni."""
    all_houses = list(noticecity.houses(5_000, seed=1))
    all_notices = noticecity.notices(200, all_houses, seed=2)
    await database.write(lambda tx: noticecity.add(tx, all_houses, TUESDAY))
    found = await database.read(lambda tx: touched.of_notices(tx, [notice for notice, _ in all_notices]))
    count = 0
    for notice, meant in all_notices:
        expected = {
            house.point: answer
            for house in all_houses
            if (answer := noticecity.touched(notice, meant, house)) is not None
        }
        ours = {each.site.point: (each.rule, each.certain) for each in found[notice.notice_id]}
        assert ours == expected, notice
        count += len(expected)
    assert count > 10_000
