"""Sessions: saved by names, numbered for their buttons, never resumed by another version."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.storage import sessions
from bot.storage.engine import Database
from bot.storage.sessions import Session
from bot.storage.tables import updates
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.vocabulary import Event

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AwaitMeter(State):
    """A state without data."""


@dataclass(frozen=True, slots=True)
class AwaitValue(State):
    """A state with data of every kind that dialogs use."""

    pdr: str
    last: Decimal
    read_on: date
    names: tuple[str | None, ...] = ()


def _step(_state: State, _event: Event) -> Turn | None:
    return None


DIALOG: Dialog[State] = Dialog("reading", (AwaitMeter, AwaitValue), _step, timedelta(minutes=30))
VALUE = AwaitValue("00000000000001", Decimal("45.10"), date(2026, 1, 1), ("Ada", None))


@pytest.mark.parametrize("state", [None, AwaitMeter(), VALUE])
async def test_a_session_comes_back_as_it_was(database: Database, state: State | None) -> None:
    """With the very types that the dialog knows, and the moment at which it closes."""
    expires_at = None if state is None else NOON
    session = Session(1).moved(state, expires_at)
    await database.write(lambda tx: sessions.save(tx, session, [DIALOG]))
    assert await database.read(lambda tx: sessions.load(tx, 1, [DIALOG])) == session


async def test_last_words_are_kept_as_long_as_the_updates_that_brought_them(database: Database) -> None:
    """Of who writes no more nothing of it stays; the dialog does."""

    def save(tx: Connection) -> None:
        for chat_id in (1, 2):
            sessions.save(tx, Session(chat_id).moved(VALUE, NOON).hearing("ciao", NOON), [DIALOG])
        told = {"update_id": 1, "chat_id": 1, "state": "done", "received_at": NOON}
        tx.execute(updates.insert(), told)

    await database.write(save)
    assert [await database.write(sessions.forget_recent) for _ in range(2)] == [1, 0]
    found = await database.read(lambda tx: [sessions.load(tx, number, [DIALOG]) for number in (1, 2)])
    assert [(each.recent, each.state) for each in found] == [(((NOON, "ciao"),), VALUE), ((), VALUE)]


async def test_a_chat_without_a_session_has_an_empty_one(database: Database) -> None:
    """Nothing is open where nothing was saved."""
    assert await database.read(lambda tx: sessions.load(tx, 1, [DIALOG])) == Session(1)


@pytest.mark.parametrize(
    "dialogs",
    [
        [replace(DIALOG, version=2)],
        [replace(DIALOG, name="renamed")],
        [replace(DIALOG, states=(AwaitMeter,))],
        [],
    ],
    ids=["another version", "another name", "a state that is no more", "a dialog that is no more"],
)
async def test_what_this_release_cannot_resume_is_lost_and_says_so(
    database: Database, dialogs: list[Dialog[State]]
) -> None:
    """It is never guessed at; the number stays, so that its old buttons are refused."""
    session = Session(1).moved(VALUE, NOON)
    await database.write(lambda tx: sessions.save(tx, session, [DIALOG]))
    found = await database.read(lambda tx: sessions.load(tx, 1, dialogs))
    assert found == Session(1, session.revision, expires_at=NOON, lost=True)


async def test_fields_that_no_longer_fit_are_lost(database: Database) -> None:
    """A state whose fields changed without a new version is not half filled."""

    @dataclass(frozen=True, slots=True)
    class AwaitValue(State):
        """The same name with other fields."""

        pdr: str
        window: date

    session = Session(1).moved(VALUE, NOON)
    await database.write(lambda tx: sessions.save(tx, session, [DIALOG]))
    changed = replace(DIALOG, states=(AwaitMeter, AwaitValue))
    assert (await database.read(lambda tx: sessions.load(tx, 1, [changed]))).lost


async def test_a_renamed_state_is_resumed_by_its_former_name(database: Database) -> None:
    """Open dialogs survive the renaming, also where one may go back to; they are saved by the new name."""

    @dataclass(frozen=True, slots=True)
    class AwaitNumber(State):
        """`AwaitValue` under a new name."""

        pdr: str
        last: Decimal
        read_on: date
        names: tuple[str | None, ...] = ()

    before = Session(1).moved(VALUE, NOON).moved(AwaitMeter(), NOON, keeps_trail=True)
    renamed: Dialog[State] = replace(
        DIALOG, states=(AwaitMeter, AwaitNumber), aliases={"AwaitValue": AwaitNumber}
    )
    number = AwaitNumber(VALUE.pdr, VALUE.last, VALUE.read_on, VALUE.names)

    def carried_over(tx: Connection, session: Session) -> tuple[Session, Session]:
        sessions.save(tx, session, [DIALOG])
        found = sessions.load(tx, 1, [renamed])
        sessions.save(tx, found, [renamed])
        return found, sessions.load(tx, 1, [replace(renamed, aliases={})])

    for session, expected in (
        (Session(1).moved(VALUE, NOON), Session(1).moved(number, NOON)),
        (before, replace(before, trail=(number,))),
    ):
        found = await database.write(partial(carried_over, session=session))
        assert found == (expected, expected)


def test_a_state_of_no_dialog_cannot_be_saved() -> None:
    """It could never be resumed, so the turn fails at once and loudly."""
    with pytest.raises(LookupError, match="AwaitMeter belongs to no dialog"):
        sessions._address(AwaitMeter(), [])  # noqa: SLF001 - the rule stands there, before any database


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [(None, AwaitMeter(), 1), (AwaitMeter(), VALUE, 1), (VALUE, None, 1), (VALUE, VALUE, 0), (None, None, 0)],
)
def test_another_state_has_another_number(before: State | None, after: State | None, steps: int) -> None:
    """Buttons made for one state are old for every other, and stay good while it stays."""
    session = Session(1, 7, before, NOON)
    moved = session.moved(after, NOON + timedelta(minutes=1))
    assert (moved.state, moved.revision) == (after, 7 + steps)


async def test_the_chats_that_ran_out_of_patience(database: Database) -> None:
    """At the very moment, not before it; and not those that have nothing open."""

    def save(tx: Connection) -> None:
        for chat_id, minutes in ((1, 0), (2, -5), (3, 1)):
            expires_at = NOON + timedelta(minutes=minutes)
            sessions.save(tx, Session(chat_id).moved(VALUE, expires_at), [DIALOG])
        sessions.save(tx, Session(4, 1), [DIALOG])

    await database.write(save)
    assert sorted(await database.read(lambda tx: sessions.overdue_chats(tx, NOON))) == [1, 2]


async def test_what_was_written_last_outlives_what_others_put(database: Database) -> None:
    """Ten messages are kept, the oldest first; a session that is put or closed does not touch them."""

    def walk(tx: Connection) -> list[str]:
        session = Session(1)
        for number in range(12):
            session = session.hearing(f"<{number}>", NOON)
        sessions.save(tx, session.moved(AwaitMeter(), NOON), [DIALOG])
        sessions.put(tx, 1, "case", 1, "InCase", {}, None)
        sessions.close(tx, 1)
        return [words for _, words in sessions.recent(tx, 1)]

    assert await database.write(walk) == [f"<{number}>" for number in range(2, 12)]


async def test_a_state_is_put_into_a_chat_whose_turn_it_is_not(database: Database) -> None:
    """With a session or without one; buttons of what was open before are refused."""

    def walk(tx: Connection) -> list[object]:
        sessions.put(tx, 1, "reading", 1, "AwaitMeter", {}, NOON)
        first = sessions.load(tx, 1, [DIALOG])
        sessions.save(tx, first.moved(VALUE, NOON, keeps_trail=True), [DIALOG])
        sessions.put(tx, 1, "reading", 1, "AwaitMeter", {}, None)
        return [
            first,
            sessions.load(tx, 1, [DIALOG]),
            sessions.open_dialog(tx, 1),
            sessions.open_dialog(tx, 2),
        ]

    assert await database.write(walk) == [
        Session(1, 1, AwaitMeter(), NOON),
        Session(1, 3, AwaitMeter()),
        ("reading", "AwaitMeter"),
        None,
    ]
