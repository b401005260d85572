"""The notices of the console: where each stands, whom it touches, who must be called, which came too late."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import update

from bot.services.notices import board
from bot.services.notices.board import Standing
from bot.services.notices.notice import StreetRow
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from bot.storage.tables import customers
from tests.support.clock import Clock
from tests.support.consoleroom import ConsoleRoom, console_on
from tests.support.noticeroom import TUESDAY, NoticeRoom, outage, replacement, span


@pytest.fixture
async def town(database: Database) -> NoticeRoom:
    """Via Verdi, where somebody lives by a device."""
    opened = NoticeRoom(database)
    await opened.lives("Via Verdi", "1", electromedical=True)
    await opened.lives("Via Verdi", "2")
    await opened.follows("Via Verdi", "3")
    return opened


@pytest.fixture
async def room(town: NoticeRoom) -> AsyncIterator[ConsoleRoom]:
    """The console on the town's database, at the same moment."""
    clock = Clock()
    clock.turn(seconds=(TUESDAY - clock()).total_seconds())
    async with console_on(town.database, clock) as opened:
        yield opened


async def _standings(town: NoticeRoom, most: int = 50) -> dict[str, list[str]]:
    """The ids of the notices under each heading, page by page."""
    found: dict[str, list[str]] = {}
    for standing in get_args(Standing):
        ids, after = [], None
        while True:
            page, after = await town.database.read(
                lambda tx, standing=standing, after=after: board.listed(tx, standing, TUESDAY, most, after)  # type: ignore[misc]
            )
            ids += [each.notice.notice_id for each in page]
            if after is None:
                break
        found[standing] = ids
    return found


async def test_every_notice_stands_under_exactly_one_heading(town: NoticeRoom) -> None:
    """By what its sender says, else by the clock; without a date it is ahead. Small pages say the same."""
    await town.takes(
        outage("ahead"),
        outage("later", spans=(span(5, 9, 13),)),
        outage("no-date", status="postponed", spans=()),
        outage("now", spans=(span(1, 9, 13),)),
        outage("early", status="started"),
        outage("past", spans=(span(1, 7, 8),)),
        outage("restored", status="restored"),
        outage("off", status="cancelled"),
        outage("off-past", status="cancelled", spans=(span(1, 7, 8),)),
        replacement("done", status="done"),
        replacement("meter"),
    )
    expected = {
        "ahead": ["no-date", "ahead", "later", "meter"],
        "running": ["now", "early"],
        "over": ["done", "restored", "past"],
        "cancelled": ["off", "off-past"],
    }
    assert await _standings(town) == expected
    assert await _standings(town, 1) == expected


async def test_a_page_shows_a_notice_and_counts_on_demand(town: NoticeRoom, room: ConsoleRoom) -> None:
    """What it says, in whose streets; whom it touches only when somebody asks, for it takes a while."""
    await town.takes(outage("a/1", streets=(StreetRow("Via Verdi", "1-9", "all"),), reason="<i>cavo</i>"))
    await town.tells()
    viewer = await room.signed_in(Role.VIEWER)
    assert "/console/notices/of/a/1" in (await viewer.gets("/console/notices")).text
    page = await viewer.gets("/console/notices/of/a/1")
    assert "&lt;i&gt;cavo&lt;/i&gt;" in page.text
    assert "1-9" in page.text
    assert 'id="touched"' not in page.text
    assert "published" in page.text
    counted = await viewer.gets("/console/notices/of/a/1?count=1")
    assert 'id="touched"' in counted.text
    (kept,) = [await town.database.read(lambda tx: board.one(tx, "a/1", TUESDAY))]
    assert kept is not None
    touched = await town.database.read(lambda tx: board.count_touched(tx, kept.notice))
    assert (touched.supplies, touched.followed, touched.electromedical) == (2, 1, 1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"notice_date": date(2026, 11, 27)}, None),
        (
            {"notice_date": date(2026, 12, 1)},
            "Working days from the notice to the start: 2. At least 3 are due.",
        ),
        ({"notice_date": date(2026, 12, 3), "is_urgent": True}, "Less than 24 hours from the notice"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_notice_that_came_too_late_says_so(
    town: NoticeRoom, room: ConsoleRoom, values: dict[str, Any], words: str | None
) -> None:
    """In the list and on its page; it warns and holds nothing up."""
    await town.takes(outage(**values))
    viewer = await room.signed_in(Role.VIEWER)
    for path in ("/console/notices", "/console/notices/of/N1"):
        page = await viewer.gets(path)
        assert ("short notice" in page.text) == (words is not None)
        assert words is None or words in page.text


async def test_who_lives_by_a_device_and_has_not_confirmed_is_to_be_called(
    town: NoticeRoom, room: ConsoleRoom
) -> None:
    """Everybody sees how many; only editors see who, and looking leaves a line."""
    await town.database.write(lambda tx: tx.execute(update(customers).values(mobile="+390000000001")))
    await town.takes(outage())
    await town.tells()
    viewer, editor = await room.signed_in(Role.VIEWER), await room.signed_in(Role.EDITOR, "olga")
    for path in ("/console/notices", "/console/notices/of/N1"):
        assert "have not confirmed" in (await viewer.gets(path)).text
    assert (await viewer.gets("/console/notices/unconfirmed")).status == 403
    page = await editor.gets("/console/notices/unconfirmed")
    assert page.text.count("+390000000001") == 1
    assert await room.audited() == [("staff:olga", "unconfirmed-read", "notices", {"lines": 1})]
    room.clock.turn(days=timedelta(days=9).days, hours=-1)
    assert "have not confirmed" not in (await viewer.gets("/console/notices")).text


@pytest.mark.parametrize("path", ["/of/none", "?state=lost"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_does_not_exist_is_not_found(room: ConsoleRoom, path: str) -> None:
    """An id or a heading that there is not."""
    assert (await (await room.signed_in(Role.VIEWER)).gets(f"/console/notices{path}")).status == 404
