"""Cases on the console: who waits first, and a transcript in which nothing that was written is markup."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert

from bot.services.staff.sessions import Role
from bot.storage.tables import case_entries, cases
from tests.support.consoleroom import ConsoleRoom

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _add(tx: Connection, room: ConsoleRoom) -> None:
    now = room.clock()
    common = {"reason": "wish", "state": "open", "language": "it", "opened_at": now - timedelta(hours=3)}
    common |= {"last_written_at": now, "topic_state": "none"}
    for number, waits_h in ((1, 1), (2, 2)):
        values = {"case_id": number, "person_id": number, "waiting_since": now - timedelta(hours=waits_h)}
        tx.execute(insert(cases).values(**common, **values, subject="<script>x</script>"))
    entry = {"case_id": 1, "kind": "text", "written_at": now, "state": "across"}
    evil = '<b onclick="x()">ciao</b><script>alert(1)</script><a href="javascript:x()">qui</a>'
    tx.execute(insert(case_entries).values(**entry, side="customer", html=evil, reactions={"operator": "👍"}))
    failed = entry | {"state": "failed", "fault": "<i>gone</i>"}
    earlier = [[now.isoformat(), "<b>prima</b>"]]
    tx.execute(insert(case_entries).values(**failed, side="operator", html="dopo", earlier=earlier))
    tx.execute(insert(case_entries).values(**entry, side="note", html="fra noi", withdrawn_at=now))


async def test_who_waits_the_longest_stands_first_and_pages_go_on(room: ConsoleRoom) -> None:
    """A list goes on behind its last case."""
    await room.database.write(lambda tx: _add(tx, room))
    viewer = await room.signed_in(Role.VIEWER)
    page = await viewer.gets("/console/cases")
    assert page.text.index("/cases/2") < page.text.index("/cases/1")
    behind = (await viewer.gets("/console/cases?behind=2")).text
    assert ('/cases/1"' in behind, '/cases/2"' in behind) == (True, False)
    for state in ("open", "paused", "closed"):
        assert "Nothing here." in (await viewer.gets(f"/console/cases?state={state}")).text
    assert (await viewer.gets("/console/cases/figures")).status == 200
    assert '"cases_waiting"' not in page.text
    assert 'data-count="cases_waiting">2<' in (await viewer.gets("/console")).text


async def test_a_transcript_shows_all_that_became_of_each_entry(room: ConsoleRoom) -> None:
    """Both sides, notes, earlier words, reactions, withdrawals and faults; and nothing of it is markup."""
    await room.database.write(lambda tx: _add(tx, room))
    page = (await (await room.signed_in(Role.VIEWER)).gets("/console/cases/1")).text
    for words in (
        "<b>ciao</b>",
        "👍",
        "<b>prima</b>",
        "did not arrive",
        "withdrawn",
        "Note of the operators",
    ):
        assert words in page
    for evil in ("<script>alert", "onclick", "javascript:", "<i>gone", "<script>x"):
        assert evil not in page
