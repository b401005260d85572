"""Broadcasts by clicks: from the draft to the report, with two people, two editors and the wrong ones."""

import re
from typing import Any, Final

import pytest
from sqlalchemy import func, select

from bot.services.broadcasts import stepping, store
from bot.services.staff.sessions import Role
from bot.storage.tables import deliveries
from tests.support.broadcastroom import BroadcastRoom
from tests.support.consoleroom import Client, ConsoleRoom

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

_HOME: Final = "/console/broadcasts"
_EVIL: Final = '<img src=x onerror="alert(1)">'
_FIELDS: Final = {"name": "Chiuso", "text_it": "Ciao {name}, <b>chiuso</b>.", "kind": "new"}


async def _makes(client: Client, **fields: str) -> str:
    page = await client.posts(f"{_HOME}/new", **(_FIELDS | fields))
    assert page.status == 303, page.text
    return page.leads_to.partition("?")[0]


def _seen(text: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


async def _approves(client: Client, where: str, **fields: str) -> Any:  # noqa: ANN401 - a page
    seen = _seen((await client.gets(where)).text)
    return await client.presses(f"{where}/approve", seen=seen, **fields)


async def test_a_broadcast_goes_from_draft_to_report_by_clicks(room: ConsoleRoom) -> None:
    """Written by one, approved by another, paused, resumed, and accounted for with harmless cells."""
    bulk = BroadcastRoom(room.database, now=room.clock())
    await bulk.people(1, 2, 3)
    olga, bruno = await room.signed_in(Role.EDITOR, "olga"), await room.signed_in(Role.EDITOR, "bruno")
    where = await _makes(olga)
    number = int(where.rpartition("/")[2])
    assert "it is for now: 3" in (await olga.gets(where)).text
    assert "approved" in (await _approves(bruno, where)).text
    await olga.presses(f"{where}/send")
    await stepping.step(room.database, bulk.rules, room.clock())
    assert (await bulk.state(number)) == "sending"
    assert "wrong hour" in (await olga.presses(f"{where}/pause", reason="wrong hour")).text
    await olga.presses(f"{where}/resume")
    bulk.now = room.clock()
    await bulk.steps(3)
    page = await olga.gets(where)
    assert (await bulk.state(number), "done" in page.text) == ("done", True)
    assert (await olga.gets(f"{where}/recipients?state=sent&person=9")).text.count('<th scope="row">') == 3
    report = await olga.posts(f"{where}/report")
    assert report.text.splitlines()[0] == "person,first_name,language,state,cause,settled_at,answered_at"
    assert len(report.text.splitlines()) == 4
    assert [what for _, what, _, _ in await room.audited()][-1] == "broadcast-exported"
    assert (await olga.presses(f"{where}/delete")).text.count("delete") > 0


async def test_the_second_of_two_editors_sees_both(room: ConsoleRoom) -> None:
    """Nothing is lost, nothing is overwritten unseen; and no approval of what nobody looked at."""
    olga, bruno = await room.signed_in(Role.EDITOR, "olga"), await room.signed_in(Role.EDITOR, "bruno")
    where = await _makes(olga)
    seen = _seen((await olga.gets(f"{where}/edit")).text)
    assert (
        await bruno.posts(f"{where}/edit", **(_FIELDS | {"text_it": "Da Bruno", "seen": seen}))
    ).status == 303
    late = await olga.posts(f"{where}/edit", **(_FIELDS | {"text_it": "Da Olga", "seen": seen}))
    assert (late.status, "Da Bruno" in late.text, "Da Olga" in late.text) == (409, True, True)
    assert (await olga.posts(f"{where}/approve", seen=seen)).status == 409
    again = await olga.posts(f"{where}/edit", **(_FIELDS | {"text_it": "Da Olga", "seen": _seen(late.text)}))
    assert again.status == 303


async def test_what_is_urgent_takes_another_person_or_a_reason_and_a_fresh_proof(room: ConsoleRoom) -> None:
    """The author alone gives a reason, and proves once more who they are."""
    olga = await room.signed_in(Role.EDITOR, "olga")
    where = await _makes(olga, urgent="on")
    assert (await olga.posts(f"{where}/approve", seen=_seen((await olga.gets(where)).text))).status == 409
    assert "gas" in (await _approves(olga, where, break_glass="gas")).text
    room.clock.turn(minutes=6)
    assert (await olga.posts(f"{where}/send")).leads_to.startswith("/console/proof?then=")
    assert "broadcast-BREAK-GLASS" in [what for _, what, _, _ in await room.audited()]


async def test_a_refusal_has_a_reason_and_a_test_goes_to_colleagues_alone(room: ConsoleRoom) -> None:
    """The author reads why; a test is a row of the outbox for each colleague."""
    await BroadcastRoom(room.database, now=room.clock()).people(1)
    olga, bruno = await room.signed_in(Role.EDITOR, "olga"), await room.signed_in(Role.EDITOR, "bruno")
    where = await _makes(olga)
    assert "the day is missing" in (await bruno.presses(f"{where}/refuse", reason="the day is missing")).text
    assert (await bruno.posts(f"{where}/refuse")).status == 409
    assert (await olga.posts(f"{where}/test", chats="99")).status == 409
    assert (await olga.posts(f"{where}/test", chats="1")).status == 303
    count = select(func.count()).select_from(deliveries)
    assert await room.database.read(lambda tx: tx.execute(count).scalar_one()) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text_it": ""}, "it is missing"),
        ({"text_it": "<b>x"}, "&lt;b&gt; is not closed"),
        ({"at": "2026-10-25T02:30"}, "between 2 and 3"),
        ({"at": "soon"}, "is no date and time"),
        ({"streets": "Via Roma"}, "they need a comune"),
        ({"points": "IT00"}, "is no POD"),
        ({"button_1_url": "ftp://x", "button_1_it": "x"}, "must begin with https://"),
        ({"kind": "edit", "parent": "7"}, "removed meanwhile"),
    ],
)
async def test_what_is_wrong_with_a_draft_is_said_and_nothing_is_kept(
    room: ConsoleRoom, fields: dict[str, str], words: str
) -> None:
    """The words stay in the form."""
    olga = await room.signed_in(Role.EDITOR)
    page = await olga.posts(f"{_HOME}/new", **(_FIELDS | fields))
    assert page.status in {400, 404}
    assert words in page.text
    assert await room.database.read(store.every) == []


async def test_an_editor_is_told_how_many_while_typing(room: ConsoleRoom) -> None:
    """Quietly, and as each language sees it; a missing name comes first."""
    await BroadcastRoom(room.database, now=room.clock()).people(1, 2)
    olga = await room.signed_in(Role.EDITOR)
    page = await olga.posts(f"{_HOME}/look", **(_FIELDS | {"as_name": "Zoe", "as_person": ""}))
    assert page.text.startswith('{"count": 2,')
    assert "Ciao Zoe, <b>chiuso</b>." in page.text.replace('\\"', '"')


@pytest.mark.parametrize("path", ["", "/edit", "/recipients"])
async def test_names_and_texts_are_never_markup(room: ConsoleRoom, path: str) -> None:
    """Whatever customers call themselves and staff call a broadcast."""
    bulk = BroadcastRoom(room.database, now=room.clock())
    await bulk.people(1)
    from sqlalchemy import update  # noqa: PLC0415 - of this test alone

    from bot.storage.tables import persons  # noqa: PLC0415 - of this test alone

    await room.database.write(lambda tx: tx.execute(update(persons).values(first_name=_EVIL)))
    olga = await room.signed_in(Role.EDITOR)
    where = await _makes(olga, name=_EVIL)
    text = (await olga.gets(f"{where}{path}")).text
    assert "<img src=x" not in text
    assert "<img src=x" not in (await olga.gets(_HOME)).text
