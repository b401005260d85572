"""The readings of the console: their order, photo, doubts in words, accepting and refusing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.services.readings import review
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from bot.storage.tables import deliveries, readings
from tests.support.consoleroom import PNG, ConsoleRoom, console_on
from tests.support.readingroom import ADA, ADAS_CORRECTOR, BRUNO, BRUNOS_METER, Room


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Room:
    """Ada, Carlo and Bruno, who send readings."""
    return await Room.open(database, tmp_path)


@pytest.fixture
async def room(desk: Room) -> AsyncIterator[ConsoleRoom]:
    """The console on their database, with the same clock."""
    async with console_on(desk.database, desk.clock) as opened:
        yield opened


async def _sent(desk: Room, value: int = 48000) -> int:
    """A reading of Ada's with a doubt (far more than is usual); give its number."""
    reading = await desk.sends(value)
    assert reading is not None
    assert reading.is_doubtful
    return reading.reading_id


async def test_flagged_readings_come_first_then_the_newest_page_by_page(desk: Room) -> None:
    """The place where a page ended leads to the next one; nothing is left out or shown twice."""
    flagged = await _sent(desk)
    await desk.sends(120100, 9001, point=ADAS_CORRECTOR)
    await desk.sends(100, point=BRUNOS_METER, person_id=BRUNO)
    ids, after = [], None
    while True:
        found, after = await desk.database.read(
            lambda tx, after=after: review.listed(tx, "pending", 1, after)  # type: ignore[misc]
        )
        ids += [each.reading_id for each in found]
        if after is None:
            break
    states = await desk.states()
    assert ids == [flagged, *sorted(states.keys() - {flagged}, reverse=True)]


async def test_a_viewer_reads_and_may_not_decide(desk: Room, room: ConsoleRoom) -> None:
    """Doubts are said in words; forms are for editors, and the server refuses what a viewer sends."""
    number = await _sent(desk)
    viewer = await room.signed_in(Role.VIEWER)
    listed, page = await viewer.gets("/console/readings"), await viewer.gets(f"/console/readings/{number}")
    for shown in (listed.text, page.text):
        assert "48,000" in shown
        assert "The use is unusual for this supply" in shown
        assert "001001" not in shown
    assert "/refuse" not in page.text
    refused = await viewer.posts(f"/console/readings/{number}/refuse", reason="x")
    assert (refused.status, (await desk.states())[number]) == (403, "pending")


async def test_an_accepted_reading_leaves_without_doubts_and_keeps_them_on_file(
    desk: Room, room: ConsoleRoom
) -> None:
    """Staff clear the flag, not the fact; the line says before and after."""
    number = await _sent(desk)
    editor = await room.signed_in(Role.EDITOR, "olga")
    page = await editor.presses(f"/console/readings/{number}/accept")
    assert "Staff have accepted it all the same." in page.text
    assert (await room.audited())[-1] == (
        "staff:olga",
        "reading-accepted",
        f"reading:{number}",
        {"before": {"flagged": True, "doubts": ["unusual"]}, "after": {"flagged": False}},
    )
    desk.clock.turn(hours=1)
    (claimed,) = await desk.claims()
    assert [each.doubts for each in claimed.batch.readings] == [()]


async def test_a_refused_reading_is_told_to_who_sent_it_and_never_leaves(
    desk: Room, room: ConsoleRoom
) -> None:
    """The company's way of refusing, before the company has it: reason, message, free for a new one."""
    number = await _sent(desk)
    editor = await room.signed_in(Role.EDITOR, "olga")
    await editor.presses(f"/console/readings/{number}/refuse", reason="la foto mostra <4540>")
    rows = await desk.does(lambda tx: tx.execute(select(deliveries)).all())
    assert [row.chat_id for row in rows] == [ADA]
    assert "la foto mostra &lt;4540&gt;" in rows[0].payload["text"]
    assert (await room.audited())[-1] == (
        "staff:olga",
        "reading-refused",
        f"reading:{number}",
        {"before": {"state": "pending"}, "after": {"state": "refused", "reason": "la foto mostra <4540>"}},
    )
    desk.clock.turn(hours=1)
    assert await desk.claims() == []
    assert await desk.sends(45040) is not None


@pytest.mark.parametrize("act", ["accept", "refuse"])
async def test_what_is_no_longer_pending_is_not_decided_any_more(
    desk: Room, room: ConsoleRoom, act: str
) -> None:
    """The second of two who decide sees how it stands; nothing changes and nobody is told twice."""
    number = await _sent(desk)
    desk.clock.turn(minutes=29)
    editor = await room.signed_in(Role.EDITOR)
    desk.clock.turn(minutes=29)
    await desk.claims()
    before = await room.audited()
    page = await editor.posts(f"/console/readings/{number}/{act}", reason="troppo tardi")
    assert page.status == 409
    assert "has changed meanwhile" in page.text
    assert (await desk.states())[number] == "leaving"
    assert await room.audited() == before


async def test_a_refusal_wants_a_reason(desk: Room, room: ConsoleRoom) -> None:
    """The customer reads it."""
    number = await _sent(desk)
    page = await (await room.signed_in(Role.EDITOR)).posts(f"/console/readings/{number}/refuse", reason="  ")
    assert (page.status, (await desk.states())[number]) == (400, "pending")


@pytest.mark.parametrize(
    ("content", "kind", "is_shown"),
    [
        (PNG, "image/png", True),
        (b"\xff\xd8\xff\xe0", "image/jpeg", True),
        (b"<svg onload=alert(1)>", "application/octet-stream", False),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_photo_is_served_to_staff_alone(
    desk: Room,
    room: ConsoleRoom,
    content: bytes,
    kind: str,
    is_shown: bool,  # noqa: FBT001 - a table
) -> None:
    """Fetched when it is looked at; what is no picture by its bytes is never shown as one."""
    number = await _sent(desk)
    await desk.does(lambda tx: tx.execute(update(readings).values(photo="photo-1")))
    path = f"/console/readings/{number}/photo"
    viewer = await room.signed_in(Role.VIEWER)
    assert (await viewer.gets(path)).status == 502
    room.photos.files["photo-1"] = content
    assert (await room.stranger().gets(path)).leads_to.startswith("/console/sign-in")
    page = await viewer.gets(path)
    assert (page.status, page.body, page.headers["Content-Type"].split(";")[0]) == (200, content, kind)
    assert ("Content-Disposition" in page.headers) != is_shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/99", "/99/photo", "?state=lost"])
async def test_what_does_not_exist_is_not_found(room: ConsoleRoom, path: str) -> None:
    """A number or state that nobody has."""
    viewer = await room.signed_in(Role.VIEWER)
    assert (await viewer.gets(f"/console/readings{path}")).status == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_customer_named_cannot_become_markup(desk: Room, room: ConsoleRoom) -> None:
    """Reasons of the company too are shown as they were written."""
    number = await _sent(desk)
    await desk.does(
        lambda tx: tx.execute(update(readings).values(state="refused", reason="<script>alert(1)</script>"))
    )
    page = await (await room.signed_in(Role.VIEWER)).gets(f"/console/readings/{number}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
