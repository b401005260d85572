"""Reminders of reading windows: who, when, once each, by day, and not who does not want them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection, select, update

from bot.config import Settings
from bot.config.readings import ReadingRules
from bot.jobs import window_reminders
from bot.services.readings import reminders
from bot.services.readings import windows as reading_windows
from bot.services.readings.reminders import Kind
from bot.services.readings.windows import Window
from bot.storage import sessions
from bot.storage.engine import Database
from bot.storage.sessions import Session
from bot.storage.tables import deliveries, persons
from handlers import routes
from handlers.contract.readings import Counter, GasSupply, SetWindowReminders
from handlers.readings.states import AwaitValue
from tests.support.breaking import refuse, relent
from tests.support.logbook import Logbook, log
from tests.support.readingroom import ADA, ADAS_CORRECTOR, BRUNO, BRUNOS_METER, CARLO, Room

#: From Saturday the 17th, 8:00, to Monday the 26th, 22:00, in Rome.
__all__ = ["log"]

_OPENS: Final = datetime(2026, 1, 17, 7, 0, tzinfo=UTC)
_CLOSES: Final = datetime(2026, 1, 26, 21, 0, tzinfo=UTC)


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> Room:
    """A room with a window of the usual vendor, imported, and none configured."""
    room = await Room.open(database, tmp_path, ReadingRules(windows=()))
    windows = {"energia-corrente": [Window(_OPENS, _CLOSES)]}
    await room.does(lambda tx: reading_windows.take(tx, windows, room.clock()))
    return room


async def _reminded(room: Room, moment: datetime) -> list[tuple[int, str]]:
    """Who is told what at that moment: the first word of each message by person."""
    room.clock.turn(seconds=(moment - room.clock()).total_seconds())
    settings = Settings().model_copy(update={"readings": ReadingRules(windows=())})
    before = len(await _messages(room))
    told = await window_reminders.remind_of_windows(
        room.database, settings, room.post, room.metrics, room.clock
    )
    messages = (await _messages(room))[before:]
    assert len(messages) == told
    return messages


async def _messages(room: Room) -> list[tuple[int, str]]:
    query = select(deliveries).order_by(deliveries.c.delivery_id)
    rows = await room.does(lambda tx: tx.execute(query).all())
    return [(row.chat_id, row.payload["text"].split()[0]) for row in rows]


def _local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of that January in Rome."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


async def test_whoever_cannot_be_told_holds_up_nobody(room: Room, log: Logbook) -> None:
    """The others are told once; the one is told as soon as it can be."""
    await room.does(lambda tx: refuse(tx, "INSERT", "deliveries", f"NEW.chat_id = {BRUNO}"))
    assert await _reminded(room, _local(17, 9)) == [(ADA, "📟"), (CARLO, "📟")]
    assert await _reminded(room, _local(17, 9, 5)) == []
    await room.does(lambda tx: relent(tx, "deliveries"))
    assert await _reminded(room, _local(17, 9, 10)) == [(BRUNO, "📟")]
    log.forgive("a person could not be told of a window")


async def test_each_is_told_once_of_the_opening_and_of_the_end(room: Room) -> None:
    """In the morning after it opens, and on that two days before it closes, however often one looks."""
    everybody_opens = [(ADA, "📟"), (BRUNO, "📟"), (CARLO, "📟")]
    assert await _reminded(room, _local(17, 7, 59)) == []
    assert await _reminded(room, _local(17, 8, 30)) == []
    assert await _reminded(room, _local(17, 9)) == everybody_opens
    assert await _reminded(room, _local(17, 9, 5)) == []
    assert await _reminded(room, _local(18, 12)) == []
    assert await _reminded(room, _local(24, 8, 59)) == []
    assert await _reminded(room, _local(24, 9)) == [(ADA, "⏳"), (BRUNO, "⏳"), (CARLO, "⏳")]
    assert await _reminded(room, _local(25, 9)) == []
    assert await _reminded(room, _local(26, 23)) == []


async def test_who_has_sent_a_reading_in_this_window_is_left_alone(room: Room) -> None:
    """And whoever is linked to the same contract; one that was taken back does not count."""
    room.clock.turn(seconds=(_OPENS - room.clock()).total_seconds())
    assert await room.sends(45312) is not None
    await room.deletes(await room.sends(7, point=BRUNOS_METER, person_id=BRUNO), BRUNO)
    assert await _reminded(room, _local(17, 9)) == [(BRUNO, "📟")]
    assert await room.sends(7, point=BRUNOS_METER, person_id=BRUNO) is not None
    assert await _reminded(room, _local(24, 9)) == []


async def test_one_supply_without_a_reading_is_enough(room: Room) -> None:
    """Whoever has several supplies of the vendor is told until all have one."""
    windows = {"gas-sud": [Window(_OPENS, _CLOSES)]}
    await room.does(lambda tx: reading_windows.take(tx, windows, room.clock()))
    room.clock.turn(seconds=(_OPENS - room.clock()).total_seconds())
    assert await room.sends(45312) is not None
    assert await _reminded(room, _local(17, 9)) == [(BRUNO, "📟"), (ADA, "📟"), (CARLO, "📟")]
    assert await room.sends(120100, 9010, point=ADAS_CORRECTOR) is not None
    assert await _reminded(room, _local(24, 9)) == [(BRUNO, "⏳")]


async def test_who_does_not_want_them_gets_none_until_they_do(room: Room) -> None:
    """Nor who has blocked the bot."""
    await room.changes(SetWindowReminders(wanted=False), CARLO)
    gone = update(persons).where(persons.c.person_id == BRUNO).values(subscribed=False)
    await room.does(lambda tx: tx.execute(gone))
    assert await _reminded(room, _local(17, 9)) == [(ADA, "📟")]
    await room.changes(SetWindowReminders(wanted=True), CARLO)
    assert await _reminded(room, _local(17, 10)) == [(CARLO, "📟")]


async def test_who_is_sending_one_at_this_moment_is_not_interrupted(room: Room) -> None:
    """A question that stands open is enough; once it is closed without a reading the reminder comes."""
    value = AwaitValue(GasSupply(1, "Casa", "Via 1", "PDR …0101"), (Counter("meter", 5, None, None),))
    asked = Session(BRUNO, 1, value, _local(17, 11))
    await room.does(lambda tx: sessions.save(tx, asked, routes.DIALOGS))
    assert await _reminded(room, _local(17, 9)) == [(ADA, "📟"), (CARLO, "📟")]
    await room.does(lambda tx: sessions.save(tx, Session(BRUNO, 2), routes.DIALOGS))
    assert await _reminded(room, _local(17, 12)) == [(BRUNO, "📟")]


async def test_nobody_is_written_to_at_night(room: Room) -> None:
    """From nine in the morning to eight in the evening; what a bot that was down has missed is said later."""
    assert await _reminded(room, _local(17, 20)) == []
    assert await _reminded(room, _local(18, 8, 59)) == []
    assert len(await _reminded(room, _local(19, 19, 59))) == 3


async def test_what_is_no_news_any_more_is_not_said(room: Room) -> None:
    """A bot that comes back after the first days says nothing of the opening."""
    assert await _reminded(room, _local(20, 9)) == []
    assert len(await _reminded(room, _local(24, 9))) == 3


async def test_a_crowd_is_told_some_at_a_time(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, in several transactions."""
    monkeypatch.setattr(window_reminders, "_REMINDERS_AT_ONCE", 2)
    assert await _reminded(room, _local(17, 9)) == [(ADA, "📟"), (BRUNO, "📟"), (CARLO, "📟")]


async def test_two_processes_tell_each_once(room: Room) -> None:
    """Both have found the same people; each is told by one of them."""
    room.clock.turn(seconds=(_local(17, 9) - room.clock()).total_seconds())
    (occasion,) = await room.does(lambda tx: reminders.occasions(tx, (), room.clock()))
    people = await room.does(lambda tx: reminders.owing(tx, occasion, None, 10))

    def tell(tx: Connection) -> int:
        return room.post.send(tx, reminders.remind(tx, occasion, people, room.clock()), room.clock())

    told = await room.at_once(*[tell] * 4)
    assert sorted(told) == [0, 0, 0, 3]
    assert sorted(chat_id for chat_id, _ in await _messages(room)) == [ADA, BRUNO, CARLO]


async def test_the_message_has_its_buttons(room: Room) -> None:
    """To send the reading, and not to be reminded any more; in the reader's language."""
    await _reminded(room, _local(17, 9))
    query = select(deliveries.c.payload).where(deliveries.c.chat_id == CARLO)
    payload = await room.does(lambda tx: tx.execute(query).scalar_one())
    assert [[button["data"] for button in row] for row in payload["rows"]] == [
        ["/autolettura"],
        ["/promemoria no"],
    ]
    assert "22:00" in payload["text"]


@pytest.mark.parametrize(
    ("hours", "after_h", "kind"),
    [
        # A day and a half, three days, four: only a long window has two reminders.
        (36, 1, "opens"),
        (36, 35, "opens"),
        (3 * 24, 1, "opens"),
        (3 * 24, 30, "closes"),
        (4 * 24, 71, "closes"),
        (30 * 24, 71, "opens"),
        (30 * 24, 73, None),
        (24 * 365 * 89, 73, None),
    ],
)
def test_what_there_is_to_say(hours: int, after_h: int, kind: Kind | None) -> None:
    """The second reminder comes two days before the end, unless that is close upon the first."""
    window = Window(_OPENS, _OPENS + timedelta(hours=hours))
    assert reminders.kind_at(window, _OPENS + timedelta(hours=after_h)) == kind


async def test_the_marks_are_kept_for_their_time(room: Room) -> None:
    """Long after the window they go."""
    await _reminded(room, _local(17, 9))
    early, late = room.clock(), room.clock() + timedelta(seconds=1)
    assert await room.does(lambda tx: reminders.forget(tx, early)) == 0
    assert await room.does(lambda tx: reminders.forget(tx, late)) == 3
