"""Sending on both databases: once each, stopped at once, checked once more, and a report that sums."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select, update

from bot.config import Retention
from bot.jobs.retention import drop_old
from bot.metrics import Metrics
from bot.services import consents, people
from bot.services.broadcasts import outcomes, report, stepping, store
from bot.services.broadcasts.broadcast import Audience
from bot.services.broadcasts.states import NotPossible
from bot.services.broadcasts.store import BroadcastUnknown
from bot.storage.engine import Database
from bot.storage.tables import audit, broadcast_recipients, broadcasts, deliveries, links, persons, supplies
from tests.support.broadcastroom import BroadcastRoom, corrected, draft
from tests.support.noticeroom import rome

_LINKED: Final = Audience(linked=True)


@pytest.fixture
def room(database: Database) -> BroadcastRoom:
    """An empty desk."""
    return BroadcastRoom(database)


async def test_everybody_gets_it_once_and_then_it_is_done(room: BroadcastRoom) -> None:
    """Also while two processes look, and somebody clicks a second time."""
    await room.people(*range(1, 301))
    number = await room.released()
    with pytest.raises(NotPossible):
        await room.does(store.send, number, "anna")
    for _ in range(20):
        both = (stepping.step(room.database, room.rules, room.now) for _ in range(2))
        await asyncio.gather(*both)
        await room.settles("sent")
        room.now += timedelta(seconds=2)
    assert await room.state(number) == "done"
    assert await room.counts(number) == {"sent": 300}
    assert sorted(row.chat_id for row in await room.in_outbox()) == list(range(1, 301))


async def test_a_broadcast_is_for_those_of_the_moment_when_sending_starts(room: BroadcastRoom) -> None:
    """Who comes later is not in it; nor who has blocked the bot before."""
    await room.people(1, 2)
    await room.people(3, subscribed=False)
    number = await room.released()
    await room.people(4)
    await room.steps(ends=None)
    await room.people(5)
    await room.steps(3)
    assert await room.counts(number) == {"sent": 3}
    assert set(await room.outcomes(number)) == {1, 2, 4}


async def test_only_some_seconds_of_the_pace_wait_in_the_outbox(room: BroadcastRoom) -> None:
    """And few at first, so that a text that Telegram refuses is refused a few times only."""
    await room.people(*range(1, 401))
    room.ahead = 50
    await room.released()
    waiting = []
    for _ in range(5):
        await room.steps(ends=None)
        waiting.append(len(await room.in_outbox("queued")))
        await room.settles("sent")
    assert waiting == [20, 40, 50, 50, 50]


@pytest.mark.parametrize(
    ("lost", "cause"),
    [
        ("erased", "not on record (any more)"),
        ("blocked", "has blocked the bot, and has not written since"),
        ("consent", "does not want messages of this purpose"),
        ("unlinked", "is not linked to a contract"),
        ("moved", "has no supply that meets the audience"),
    ],
)
async def test_each_recipient_is_checked_at_the_moment_of_sending(
    room: BroadcastRoom, lost: str, cause: str
) -> None:
    """What has changed since the snapshot counts: skipped, and why; the others get it."""
    await room.people(*range(1, 41), supply={})
    number = await room.released(audience=Audience(comuni=("Cesena",)))
    await room.steps()

    def lose(tx: Connection) -> None:
        match lost:
            case "erased":
                tx.execute(persons.delete().where(persons.c.person_id == 40))
            case "blocked":
                people.set_subscription(tx, 40, active=False)
            case "consent":
                consents.decide(tx, 40, "service", wanted=False, now=room.now)
            case "unlinked":
                tx.execute(links.delete().where(links.c.person_id == 40))
            case _:
                tx.execute(update(supplies).where(supplies.c.customer_id == 40).values(comune="Forlì"))

    await room.database.write(lose)
    await room.steps(4)
    assert await room.counts(number) == {"sent": 39, "skipped": 1}
    assert (await room.outcomes(number))[40] == ("skipped", cause)
    assert await room.state(number) == "done"


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ({"state": "gone", "fault": "Forbidden: bot was blocked"}, ("gone", "Forbidden: bot was blocked")),
        ({"state": "unconfirmed", "fault": "timeout"}, ("unconfirmed", "timeout")),
        (
            {"state": "failed", "fault": "Bad Request: can't parse entities: byte 3"},
            ("failed", "the text is not HTML that Telegram takes"),
        ),
    ],
)
async def test_each_outcome_has_its_name_and_a_readable_cause(
    room: BroadcastRoom, ends: dict[str, Any], expected: tuple[str, str]
) -> None:
    """One bad recipient stops nobody."""
    await room.people(1, 2, 3)
    number = await room.released()
    await room.steps(ends=None)
    bad = update(deliveries).where(deliveries.c.chat_id == 2)
    await room.database.write(lambda tx: tx.execute(bad.values(ends)))
    await room.steps(2)
    assert await room.outcomes(number) == {1: ("sent", None), 2: expected, 3: ("sent", None)}
    assert await room.state(number) == "done"


async def test_outcomes_are_taken_before_deliveries_are_forgotten(room: BroadcastRoom) -> None:
    """Also where nothing looked in between; a row that vanished is of unknown outcome."""
    await room.people(1, 2)
    number = await room.released()
    await room.steps()
    await room.database.write(lambda tx: tx.execute(deliveries.delete().where(deliveries.c.chat_id == 2)))
    dropped = await drop_old(room.database, Retention(), Metrics(), room.now + timedelta(days=31))
    assert dropped["deliveries"] == 1
    assert await room.counts(number) == {"sent": 1, "unconfirmed": 1}


async def test_pause_takes_back_what_waits_and_resume_goes_on(room: BroadcastRoom) -> None:
    """What is being sent at that moment ends as it ends; nobody gets it twice."""
    await room.people(*range(1, 31))
    number = await room.released()
    await room.steps(ends=None)
    claimed = update(deliveries).where(deliveries.c.chat_id == 1).values(state="claimed")
    await room.database.write(lambda tx: tx.execute(claimed))
    await room.does(store.pause, number, "bruno", reason="un errore nel testo")
    assert await room.counts(number) == {"pending": 29, "queued": 1}
    assert [row.chat_id for row in await room.in_outbox()] == [1]
    await room.steps(2)
    assert await room.state(number) == "paused"
    done = update(deliveries).where(deliveries.c.chat_id == 1).values(state="sent")
    await room.database.write(lambda tx: tx.execute(done))
    await room.does(store.resume, number, "anna")
    await room.steps(5)
    assert await room.counts(number) == {"sent": 30}
    assert sorted(row.chat_id for row in await room.in_outbox()) == list(range(1, 31))


async def test_cancel_ends_it_at_once_and_everybody_is_accounted_for(room: BroadcastRoom) -> None:
    """Whoever has not got it is skipped; what is under way is counted when it comes."""
    await room.people(*range(1, 61))
    number = await room.released()
    await room.steps(ends="sent")
    await room.steps(ends=None)
    claimed = update(deliveries).where(deliveries.c.chat_id == 21).values(state="claimed")
    await room.database.write(lambda tx: tx.execute(claimed))
    await room.does(store.cancel, number, "bruno", reason="annullato")
    assert await room.counts(number) == {"queued": 1, "sent": 20, "skipped": 39}
    assert (await room.reads(number)).ended_at is None
    lost = update(deliveries).where(deliveries.c.chat_id == 21).values(state="unconfirmed")
    await room.database.write(lambda tx: tx.execute(lost))
    await room.steps(2)
    assert await room.counts(number) == {"sent": 20, "skipped": 39, "unconfirmed": 1}
    assert (await room.reads(number)).ended_at is not None
    assert await room.in_outbox("queued") == []


async def test_repeated_faults_of_ours_pause_it_by_itself(room: BroadcastRoom) -> None:
    """A bad text is refused to the first few only; it is said why, and resuming counts anew."""
    await room.people(*range(1, 101))
    number = await room.released()
    await room.steps(2, ends="failed", fault="Bad Request: can't parse entities")
    assert await room.state(number) == "paused"
    reason = "20 failed alike: the text is not HTML that Telegram takes"
    assert [faulty.reason for faulty in room.faults] == [reason]
    assert (await room.reads(number)).reason == reason
    await room.does(store.resume, number, "anna")
    await room.steps(8)
    assert await room.counts(number) == {"failed": 20, "sent": 80}
    assert await room.state(number) == "done"


async def test_messages_that_people_deleted_are_no_fault_of_ours(room: BroadcastRoom) -> None:
    """However many they are, an edit goes on to the others; each is told with its cause."""
    await room.people(*range(1, 31))
    number = await room.released()
    await room.steps(3)
    edit = await room.released(kind="edit", parent_id=number, texts={"it": "Giusto"})
    await room.steps(ends="failed", fault="Bad Request: message to edit not found")
    await room.steps(3)
    assert await room.counts(edit) == {"failed": 20, "sent": 10}
    assert (await room.outcomes(edit))[1] == ("failed", "the message is no longer there")
    assert await room.state(edit) == "done"


async def test_progress_tells_rate_and_end_and_the_report_sums(room: BroadcastRoom) -> None:
    """The rate is that of the last minute; a report has as many lines as the snapshot, in any state."""
    await room.people(*range(1, 1102))
    number = await room.released()
    await room.steps(5)

    def look(tx: Connection) -> tuple[report.Progress, list[Any]]:
        found = report.progress(tx, store.read(tx, number), room.now)
        return found, list(report.rows(tx, number))

    progress, rows = await room.database.read(look)
    assert (progress.total, len(rows), len({row["person"] for row in rows})) == (1101, 1101, 1101)
    assert progress.settled == sum(row["state"] == "sent" for row in rows) > 0
    assert progress.per_second == progress.settled / 10
    left_s = (1101 - progress.settled) / progress.per_second
    assert progress.ends_at == room.now + timedelta(seconds=left_s)


async def test_a_broadcast_that_cannot_be_read_stops_no_other(room: BroadcastRoom) -> None:
    """Whatever stands in its row: the others begin and go on."""
    await room.people(1, 2)
    bad, worse, good = [await room.released() for _ in range(3)]
    await room.database.write(
        partial(
            _execute, statement=update(broadcasts).where(broadcasts.c.broadcast_id == bad).values(texts=5)
        )
    )
    await room.steps(ends=None)
    await room.database.write(
        partial(
            _execute,
            statement=update(broadcasts).where(broadcasts.c.broadcast_id == worse).values(audience=[]),
        )
    )
    await room.steps(3)
    assert await room.counts(good) == {"sent": 2}
    assert await room.state(good) == "done"


async def test_the_night_holds_what_is_left_until_eight(room: BroadcastRoom) -> None:
    """Nothing waits in the outbox overnight; at eight it goes on."""
    await room.people(*range(1, 101))
    room.now = rome(1, 20, 58)
    number = await room.released()
    await room.steps(ends=None)
    room.now = rome(1, 21, 0)
    await room.steps(3)
    assert await room.counts(number) == {"pending": 100}
    assert await room.state(number) == "sending"
    room.now = rome(2, 8)
    await room.steps(8)
    assert await room.counts(number) == {"sent": 100}


@pytest.mark.parametrize(
    ("values", "expected"),
    [({"urgent": True}, {"sent": 2}), ({"valid_until": rome(2, 7)}, {"skipped": 2})],
)
async def test_urgent_goes_at_night_and_what_is_over_by_morning_never(
    room: BroadcastRoom, values: dict[str, Any], expected: dict[str, int]
) -> None:
    """A broadcast that the night cut short ends at `valid_until`, with everybody left skipped."""
    await room.people(1, 2)
    room.now = rome(1, 20, 57)
    number = await room.released(**values)
    if "valid_until" in values:
        await room.steps(ends=None)
    room.now = rome(1, 23)
    await room.steps(3)
    room.now = rome(2, 8)
    await room.steps(3)
    assert await room.counts(number) == expected
    assert await room.state(number) == "done"


async def test_a_time_is_waited_for_and_one_that_has_passed_is_said(room: BroadcastRoom) -> None:
    """Scheduled in the night it begins in the morning; past its validity it is cancelled with the reason."""
    await room.people(1)
    early = await room.released(starts_at=rome(2, 5))
    late = await room.released(starts_at=rome(2, 5), valid_until=rome(2, 7))
    for moment in (rome(1, 18), rome(2, 5), rome(2, 7, 30)):
        room.now = moment
        await room.steps()
    assert (await room.state(early), await room.state(late)) == ("scheduled", "scheduled")
    room.now = rome(2, 8)
    await room.steps(2)
    assert (await room.state(early), await room.state(late)) == ("done", "cancelled")
    assert (await room.reads(late)).reason == "its time had passed before it could begin"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"starts_at": rome(25, 2, 30, month=10, year=2026)}, "between 2 and 3"),
        ({"starts_at": rome(5, 2, 0)}, "between 2 and 3"),
        ({"valid_until": rome(1, 9)}, "before it could be sent"),
        ({"starts_at": rome(3, 10), "valid_until": rome(3, 10)}, "before it could be sent"),
        ({"kind": "edit"}, "needs the one"),
    ],
)
async def test_times_that_make_no_sense_are_refused(
    room: BroadcastRoom, values: dict[str, Any], words: str
) -> None:
    """When it is written, with a sentence."""
    with pytest.raises(NotPossible, match=words):
        await room.does(store.create, draft(**values), "anna")


async def test_any_change_is_a_draft_again(room: BroadcastRoom) -> None:
    """A released broadcast that is changed is sent to nobody until somebody approves what it is now."""
    await room.people(1)
    number = await room.released()
    changed = await room.does(store.change, number, draft(texts={"it": "Altro"}), "carla")
    assert (changed.state, changed.author, changed.approved_by) == ("draft", "carla", None)
    await room.steps(2)
    assert await room.in_outbox() == []
    with pytest.raises(NotPossible):
        await room.does(store.send, number, "anna")


async def test_more_people_than_its_author_may_answer_for_are_not_written_to(room: BroadcastRoom) -> None:
    """The count is taken again when sending starts; then it is a draft that says why."""
    await room.people(1, 2)
    room.above = 2
    number = await room.released(approver="anna")
    await room.people(3)
    await room.steps(2)
    found = await room.reads(number)
    assert (found.state, found.recipients) == ("draft", None)
    assert "for 3 people, and its author alone" in (found.reason or "")
    assert await room.counts(number) == {}


async def test_break_glass_is_loud_in_the_audit(room: BroadcastRoom) -> None:
    """A line of its own with the reason; each act leaves who, what, and from which state to which."""
    await room.people(1)
    made = await room.does(store.create, draft(urgent=True), "anna")
    number = made.broadcast_id
    with pytest.raises(NotPossible):
        await room.does(store.approve, number, "anna", count=1, above=100)
    await room.does(store.approve, number, "anna", count=1, above=100, break_glass="odore di gas")
    await room.does(store.refuse, number, "bruno", "manca la via")
    query = select(audit.c.who, audit.c.what, audit.c.detail).order_by(audit.c.audit_id)
    lines = await room.database.read(lambda tx: tx.execute(query).all())
    assert [(line.who, line.what) for line in lines] == [
        ("staff:anna", "broadcast-created"),
        ("staff:anna", "broadcast-approve"),
        ("staff:anna", "broadcast-BREAK-GLASS"),
        ("staff:bruno", "broadcast-refuse"),
    ]
    assert lines[2].detail["reason"] == "odore di gas"
    assert (await room.reads(number)).reason == "refused by bruno: manca la via"


@pytest.mark.parametrize("whole", ["house", "broadcast"])
async def test_training_goes_all_the_way_and_reaches_nobody(room: BroadcastRoom, whole: str) -> None:
    """By the broadcast's own word, or by the house's."""
    await room.people(*range(1, 251))
    room.training = whole == "house"
    number = await room.released(approver="anna", training=not room.training)
    await room.steps(2)
    assert await room.state(number) == "done"
    assert await room.counts(number) == {"skipped": 250}
    assert await room.in_outbox() == []


async def test_a_killed_process_leaves_nobody_out_and_writes_to_nobody_twice(room: BroadcastRoom) -> None:
    """Who was being written to at that moment counts as unconfirmed, and is not tried again."""
    await room.people(*range(1, 61))
    number = await room.released()
    for _ in range(10):
        await room.steps(ends=None)
        in_flight = select(deliveries.c.delivery_id).where(deliveries.c.state == "queued").limit(1)
        killed = update(deliveries).where(deliveries.c.delivery_id.in_(in_flight))
        # As the dispatcher settles what a dead process had claimed (bot/outbox/retry.py).
        await room.database.write(partial(_execute, statement=killed.values(state="unconfirmed")))
        await room.settles("sent")
    await room.steps(2)
    found = await room.counts(number)
    assert found["sent"] + found["unconfirmed"] == 60
    assert sorted(row.chat_id for row in await room.in_outbox()) == list(range(1, 61))


def _execute(tx: Connection, statement: Any) -> None:  # noqa: ANN401 - any statement
    tx.execute(statement)


async def test_corrections_reach_exactly_those_who_have_the_message(room: BroadcastRoom) -> None:
    """Each is a broadcast of its own, with its own approval and report."""
    await room.people(*range(1, 6))
    number = await room.released()
    await room.steps(ends=None)
    for chat_id, state in ((2, "gone"), (3, "unconfirmed")):
        one = update(deliveries).where(deliveries.c.chat_id == chat_id).values(state=state)
        await room.database.write(partial(_execute, statement=one))
    await room.steps(2)

    async def corrects(kind: str, **values: Any) -> int:  # noqa: ANN401 - any field
        return await room.released(kind=kind, parent_id=number, **values)

    edit = await corrects("edit", texts={"it": "Giusto"})
    follow_up = await corrects("follow-up", texts={"it": "Ancora"})
    resend = await corrects("resend")
    delete = await corrects("delete")
    await room.steps(3)
    got = {kind: sorted(await room.outcomes(of)) for kind, of in locals().items() if isinstance(of, int)}
    assert {kind: got[kind] for kind in ("edit", "follow_up", "resend", "delete")} == {
        "edit": [1, 4, 5], "follow_up": [1, 4, 5], "resend": [3], "delete": [1, 4, 5],
    }  # fmt: skip
    kinds = {(row.chat_id, row.kind) for row in await room.in_outbox() if row.chat_id in {1, 3}}
    assert kinds == {(1, "message"), (1, "post-edit"), (1, "delete"), (3, "message")}
    assert {await room.state(of) for of in (edit, follow_up, resend, delete)} == {"done"}


async def test_what_is_older_than_48_hours_is_not_deleted(room: BroadcastRoom) -> None:
    """Telegram would refuse it; it is said before."""
    await room.people(1)
    number = await room.released()
    await room.steps(2)
    room.now += timedelta(hours=49)
    delete = await room.released(kind="delete", parent_id=number)
    await room.steps(2)
    assert await room.outcomes(delete) == {1: ("skipped", "older than 48 hours: Telegram deletes it no more")}


async def test_a_correction_needs_something_that_went_out(room: BroadcastRoom) -> None:
    """Not a draft, not a correction, not one that does not exist."""
    await room.people(1)
    made = await room.does(store.create, draft(), "anna")
    with pytest.raises(NotPossible, match="has not gone out"):
        await room.does(store.create, corrected(made.broadcast_id, "edit"), "anna")
    with pytest.raises(BroadcastUnknown):
        await room.does(store.create, corrected(99, "edit"), "anna")


async def test_an_answer_finds_its_broadcast_for_48_hours(room: BroadcastRoom) -> None:
    """The last that the person got, and counted once each."""
    await room.people(1, 2)
    await room.released()
    await room.steps(2)
    number = await room.released()
    await room.steps(2)

    async def answered(person_id: int, at: datetime) -> str | None:
        return await room.database.write(lambda tx: outcomes.answered(tx, person_id, at))

    last = await answered(1, room.now + timedelta(hours=47))
    assert last is not None
    assert last.endswith(f"(n. {number})")
    assert await answered(1, room.now + timedelta(hours=49)) is None
    assert await answered(3, room.now) is None
    assert await answered(1, room.now) == last
    assert await room.database.read(lambda tx: outcomes.answers(tx, number)) == 1


async def test_a_broadcast_is_forgotten_with_its_recipients(room: BroadcastRoom) -> None:
    """After its retention, and not while it is open."""
    await room.people(1)
    await room.released()
    await room.steps(2)
    await room.does(store.create, draft(), "anna")
    later = room.now + timedelta(days=401)
    assert await room.database.write(lambda tx: store.forget(tx, later)) == 1
    left = await room.database.read(lambda tx: tx.execute(select(broadcast_recipients)).all())
    assert (len(left), len(await room.database.read(store.every))) == (0, 1)
