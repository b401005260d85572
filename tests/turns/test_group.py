"""Turns of the support group: who may act, where words go, albums, changes, and the group on the move."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import Connection, select

from bot.chat.inbound import Reader, to_arrival
from bot.config import Settings
from bot.metrics import Metrics
from bot.services.context import TurnContext
from bot.services.desk.group import Group
from bot.services.questions.questions import Questions
from bot.storage import inbox, outbox, sessions, tables
from bot.storage.engine import Database
from bot.storage.outbox import Delivery, Lane, Parcel
from bot.storage.parcels import ButtonAnswer, Edit, Message
from bot.storage.post import Post
from bot.turns import runner as runner_module
from bot.turns import turn
from bot.turns.effects import Effects
from bot.turns.incoming import Incoming, Pressed
from bot.turns.runner import Runner
from bot.turns.turn import TurnParts
from bot.wiring import desk_parts, load_texts, services
from handlers.contract.chat import AddedToGroup, DeleteMessage, Text
from handlers.contract.desk import (
    Author,
    CaseFound,
    CaseState,
    CaseView,
    CustomerEdited,
    FindCase,
    GroupEdit,
    GroupMessage,
    GroupMoved,
    GroupPress,
    Piece,
    Reason,
)
from handlers.contract.desk_changes import MoveGroup
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import Say
from handlers.contract.vocabulary import Answered, Ask, Change, Event
from tests.support import toy

_GROUP: Final = -100
_ADA: Final = 7
_NOON: Final = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_OLGA: Final = Author(6, "Olga")


class _CaseTwelve(Effects):
    """Every topic but the general one is that of case 12; changes are noted and do nothing else."""

    changes: tuple[Change, ...] = ()

    def answer(self, tx: Connection, ask: Ask, context: TurnContext) -> Answered:
        """Answer about cases from memory."""
        if not isinstance(ask, FindCase):
            return super().answer(tx, ask, context)
        case = CaseView(12, _ADA, CaseState.OPEN, Reason.WISH, "it", "Ada")
        return CaseFound(ask.event, case if context.topic_id == 3 else None, None, is_operator=True)

    def carry_out(
        self,
        tx: Connection,  # noqa: ARG002
        change: Change,
        context: TurnContext,  # noqa: ARG002
    ) -> list[Parcel]:
        """Note what is to be changed."""
        self.changes += (change,)
        return []


def _decide(state: State | None, event: Event) -> Turn:
    match event:
        case GroupMessage() | GroupPress():
            return Turn(state, ask=FindCase(event))
        case CaseFound(GroupMessage(command="taci")):
            return Turn(state)
        case CaseFound(GroupMessage()):
            return Turn(state, Say("got it"))
        case CaseFound(GroupPress("altro")):
            return Turn(state, Say("another", instead=True))
        case CaseFound(GroupPress()):
            return Turn(state, toast="Yours now.")
        case GroupMoved(to_chat_id):
            return Turn(state, do=(MoveGroup(to_chat_id),))
        case Text("segreto"):
            return Turn(state, Say("hidden"), do=(DeleteMessage(),))
        case _:
            return Turn(state)


def _parts(questions: Questions, **more: Any) -> TurnParts:  # noqa: ANN401 - any part
    config, metrics, texts = Settings(), Metrics(), load_texts(Settings())
    desk = desk_parts(config, questions, texts)
    answering = services(config, questions, metrics, lambda: None, has_mail=False, desk=desk)
    effects = _CaseTwelve(answering, Post(texts))
    return TurnParts(effects, texts, metrics, dialogs=(toy.DIALOG,), **{"decide": _decide, **more})


def _said(thread_id: int | None, command: str | None = None) -> GroupMessage:
    return GroupMessage((Piece(1, "text", "ciao"),), thread_id, _OLGA, command)


def _press(command: str) -> Incoming:
    return Incoming(GroupPress(command, "", 9, 3, _OLGA), pressed=Pressed("q", 9), topic_id=3)


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """A transaction on each kind of database."""
    with database.engine.begin() as tx:
        yield tx


@pytest.mark.parametrize(
    ("incoming", "parcels"),
    [
        (
            Incoming(_said(3), topic_id=3),
            [Parcel(Message("got it", ()), _GROUP, Lane.DESK, 12)],
        ),
        (
            Incoming(_said(4), topic_id=4),
            [Parcel(Message("got it", (), topic_id=4), _GROUP, Lane.DESK)],
        ),
        (Incoming(_said(None)), [Parcel(Message("got it", ()), _GROUP, Lane.DESK)]),
        (Incoming(_said(3, "taci"), topic_id=3), []),
        (_press("prendo"), [Parcel(ButtonAnswer("q", "Yours now."), None)]),
        (
            _press("altro"),
            [
                Parcel(Edit("another", (), message_id=9), _GROUP, Lane.DESK, 12),
                Parcel(ButtonAnswer("q", None), None),
            ],
        ),
    ],
)
def test_where_words_go_in_the_group(
    tx: Connection, questions: Questions, incoming: Incoming, parcels: list[Parcel]
) -> None:
    """With the case where there is one, else where the turn began; and nothing is owed to anybody."""
    context = TurnContext.of_group(_OLGA, _GROUP, "en", _NOON)
    assert turn.take(_parts(questions), tx, incoming, context).parcels == parcels


@pytest.mark.parametrize(("keeps", "recent"), [(True, ["due", "tre"]), (False, [])])
def test_the_last_words_are_kept_for_operators(
    tx: Connection,
    questions: Questions,
    keeps: bool,  # noqa: FBT001
    recent: list[str],
) -> None:
    """What was said before and after a dialog, without what was taken out of the chat; only with a desk."""
    parts = _parts(questions, keeps_recent=keeps)
    context = TurnContext.private(_ADA, "en", _NOON)
    for words in ("due", "segreto", "tre"):
        turn.take(parts, tx, Incoming(Text(words), message_id=1), context)
    session = sessions.load(tx, _ADA, parts.dialogs)
    assert [words for _, words in session.recent] == recent
    assert session.moved(None, None).moved(toy.AwaitName(), None).recent == session.recent


def test_the_last_ten_words_are_kept() -> None:
    """As many as the card of a case shows; each with its moment."""
    session = sessions.Session(_ADA)
    for number in range(12):
        session = session.hearing(str(number), _NOON)
    assert session.recent == tuple((_NOON, str(number)) for number in range(2, 12))


def test_broken_last_words_lose_no_dialog(tx: Connection) -> None:
    """They are for the card alone."""
    sessions.save(tx, sessions.Session(_ADA, 1, toy.AwaitName()), (toy.DIALOG,))
    tx.execute(tables.sessions.update().values(recent=[["soon"]]))
    session = sessions.load(tx, _ADA, (toy.DIALOG,))
    assert (session.state, session.recent) == (toy.AwaitName(), ())


class _Members:
    """Members in memory; while Telegram is `away` nobody can be asked about."""

    def __init__(self) -> None:
        self.known: list[int] = []
        self.asked = 0
        self.away = False

    def is_known(self, _tx: Connection, person_id: int, _now: datetime) -> bool:
        """Whether this one was asked about."""
        return person_id in self.known

    async def ask(self, author: Author) -> bool:
        """Learn it, unless Telegram is away."""
        self.asked += 1
        if self.away or author.person_id is None:
            return False
        self.known.append(author.person_id)
        return True


class _Queue:
    """A dispatcher that leaves everything where it is."""

    looks = 0

    def lease(self) -> datetime | None:
        """Return that nothing is sent at once."""
        return None

    def hand_over(self, deliveries: Iterable[Delivery]) -> None:
        """Leave them."""

    def look(self) -> None:
        """Count it."""
        self.looks += 1


class _Room:
    """A runner on a database; updates go in, and what they meant comes out."""

    def __init__(self, database: Database, questions: Questions, now: Callable[[], datetime]) -> None:
        self.members, self.queue, self.now = _Members(), _Queue(), now
        self.events: list[Event] = []
        self.pieces: list[int] = []
        self._database, self._questions, self._number = database, questions, 0
        self.restart()

    def restart(self) -> None:
        """A process that knows only what the database holds."""

        def decide(_state: State | None, event: Event) -> Turn:
            self.events.append(event)
            return _decide(None, event) if isinstance(event, GroupMoved) else Turn(None)

        read = Reader(_GROUP).read
        parts = _parts(self._questions, decide=decide)
        group = Group(_GROUP)
        self._runner = Runner(
            self._database, read, parts, self.queue, self.now, group=group, members=self.members
        )

    async def gets(self, *bodies: dict[str, Any]) -> None:
        """Keep these updates."""
        arrivals = []
        for body in bodies:
            self._number += 1
            arrival = to_arrival({"update_id": self._number, **body})
            assert arrival is not None
            arrivals.append(arrival)
        await self._database.write(lambda tx: inbox.add(tx, arrivals, self.now()))

    async def serves(self, *chats: int) -> None:
        """Take every turn that can be taken now in these chats."""
        self._runner.wake(chats)
        await self._runner.rest()

    async def waiting(self) -> int:
        """How many updates still wait."""
        return await self._database.read(inbox.waiting)


@pytest.fixture
def room(database: Database, questions: Questions, monkeypatch: pytest.MonkeyPatch) -> _Room:
    """A room; albums are not waited for as long as in earnest, and the clock stands."""
    monkeypatch.setattr(runner_module, "_ALBUM_WAIT_S", 0.01)
    return _Room(database, questions, lambda: _NOON)


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": f"P{number}", "language_code": "it"}


def _message(
    message_id: int,
    kind: str = "message",
    chat_id: int = _GROUP,
    by: int = 6,
    **content: Any,  # noqa: ANN401
) -> dict[str, Any]:
    chat = {"id": chat_id, "type": "supergroup" if chat_id < 0 else "private", "title": "Assistenza"}
    return {kind: {"message_id": message_id, "date": 1, "chat": chat, "from": _user(by), **content}}


def _photo(message_id: int, **content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    size = {"file_id": f"f{message_id}", "file_unique_id": f"u{message_id}", "width": 1, "height": 1}
    return _message(message_id, photo=[size], media_group_id="77", **content)


async def test_who_acts_in_the_group_is_asked_about_first(room: _Room) -> None:
    """Once for each, whatever they do; nobody asks about an anonymous admin, or about a customer."""
    chat = {"id": _GROUP, "type": "supergroup", "title": "Assistenza"}
    anonymous = {**_user(1_087_968_824), "is_bot": True}
    admin = _message(4, text="io")
    admin["message"] |= {"from": anonymous, "sender_chat": chat}
    await room.gets(
        _message(1, text="/prendo"), _message(2, by=8, text="ciao"), _message(3, text="eccomi"), admin
    )
    await room.gets(_message(1, chat_id=_ADA, by=_ADA, text="ciao"))
    await room.serves(_GROUP, _ADA)
    assert (room.members.known, room.members.asked, await room.waiting()) == ([6, 8], 2, 0)
    assert len(room.events) == 5


async def test_while_nobody_can_be_asked_the_group_waits_and_others_do_not(room: _Room) -> None:
    """The update stays where it is until Telegram answers; no turn is taken for somebody unknown."""
    room.members.away = True
    await room.gets(_message(1, text="/prendo"), _message(1, chat_id=_ADA, by=_ADA, text="ciao"))
    await room.serves(_GROUP, _ADA)
    assert (room.events, room.members.asked) == ([Text("ciao")], 1)
    room.members.away = False
    await room.serves(_GROUP)
    assert isinstance(room.events[-1], GroupMessage)
    assert await room.waiting() == 0


def _pieces(event: Event) -> list[int]:
    return [piece.message_id for piece in event.pieces] if isinstance(event, GroupMessage) else []


async def test_an_album_of_the_group_is_one_message(room: _Room) -> None:
    """All its pieces, the command of any, whatever others write in between; also through a restart."""
    between = _message(3, by=8, text="un momento")
    await room.gets(_photo(1), _photo(2, caption="/nota guarda"), between, _photo(4))
    room.restart()
    await room.serves(_GROUP)
    first, second = room.events
    assert (_pieces(first), _pieces(second)) == ([1, 2, 4], [3])
    assert isinstance(first, GroupMessage)
    assert (first.command, first.argument) == ("nota", "guarda")


async def test_a_late_part_of_an_album_of_the_group_is_not_lost(room: _Room) -> None:
    """It came in a later poll, or after a restart: a message of its own."""
    await room.gets(_photo(1), _photo(2))
    await room.serves(_GROUP)
    room.restart()
    await room.gets(_photo(3))
    await room.serves(_GROUP)
    assert [_pieces(event) for event in room.events] == [[1, 2], [3]]


async def test_every_change_in_the_group_is_told(room: _Room) -> None:
    """Whether anything that can be seen has changed is for the record of cases to say."""
    await room.gets(_message(1, text="uno"), _message(1, "edited_message", text="uno"))
    await room.serves(_GROUP)
    assert [type(event) for event in room.events] == [GroupMessage, GroupEdit]


async def test_a_live_location_is_told_once_a_minute(database: Database, questions: Questions) -> None:
    """Telegram changes it every few seconds; the minute runs from the last one that was told."""
    now = [_NOON]
    room = _Room(database, questions, lambda: now[0])
    await room.gets(_message(1, location={"latitude": 45, "longitude": 9, "live_period": 600}))
    for step in range(1, 9):
        now[0] = _NOON + timedelta(seconds=20 * step)
        place = {"latitude": 45 + step / 100, "longitude": 9, "live_period": 600}
        await room.gets(_message(1, "edited_message", location=place))
        await room.serves(_GROUP)
    told = [event.piece.html for event in room.events if isinstance(event, GroupEdit)]
    assert told == ["📍 45.03000, 9.00000", "📍 45.06000, 9.00000"]


def _add_case(tx: Connection) -> None:
    tx.execute(
        tables.cases.insert().values(
            case_id=12, person_id=_ADA, reason="wish", state="closed", language="it", opened_at=_NOON,
            last_written_at=_NOON, is_silenced=False, topic_state="there",
        )
    )  # fmt: skip
    tx.execute(
        tables.case_entries.insert().values(
            case_id=12, side="customer", kind="text", html="uno", customer_message_id=1, state="across",
            written_at=_NOON,
        )
    )  # fmt: skip


@pytest.mark.parametrize(("message_id", "in_case"), [(1, True), (2, False)])
async def test_a_change_belongs_to_the_case_that_the_message_was_written_in(
    room: _Room,
    database: Database,
    message_id: int,
    in_case: bool,  # noqa: FBT001
) -> None:
    """Also where the case is closed; any other message with changed words is read like a new one."""
    await database.write(_add_case)
    changes = (("uno", 1), ("due", 2), ("due", 3))
    await room.gets(_message(message_id, chat_id=_ADA, by=_ADA, text="uno"))
    for words, moment in changes:
        edit = {"text": words, "edit_date": moment}
        await room.gets(_message(message_id, "edited_message", chat_id=_ADA, by=_ADA, **edit))
    await room.serves(_ADA)
    first, *others = room.events
    edited = [(each.piece.html, each.words) for each in others if isinstance(each, CustomerEdited)]
    assert first == Text("uno")
    assert edited == ([("uno", ""), ("due", "due"), ("due", "")] if in_case else [])
    assert in_case or others == [Text("due")]


async def test_a_photo_that_is_swapped_in_a_case_is_told(room: _Room, database: Database) -> None:
    """It has no words that could have changed."""
    await database.write(_add_case)
    await room.gets(_photo(1, chat_id=_ADA, by=_ADA, kind="edited_message"))
    await room.serves(_ADA)
    assert room.events == [CustomerEdited(Piece(1, "photo", "", "f1", "u1", "77"))]


async def test_a_change_to_nothing_in_a_case_is_none(room: _Room, database: Database) -> None:
    """Telegram lets nobody write blanks alone; should it bring them, nothing crosses and nothing fails."""
    await database.write(_add_case)
    await room.gets(_message(1, "edited_message", chat_id=_ADA, by=_ADA, text="  "))
    await room.serves(_ADA)
    assert (room.events, await room.waiting()) == ([], 0)


async def test_the_group_on_its_way_to_another_number_is_not_left(room: _Room, database: Database) -> None:
    """Whichever line comes first: what waits says that this is no foreign group."""
    new = {"id": -200, "type": "supergroup", "title": "Assistenza", "is_forum": True}
    bot = {"id": 9, "is_bot": True, "first_name": "Sportello"}
    place = {"status": "member", "user": bot}
    joined = {
        "chat": new, "from": _user(6), "date": 1, "old_chat_member": {**place, "status": "left"},
        "new_chat_member": place,
    }  # fmt: skip
    await room.gets({"my_chat_member": joined})
    await room.gets(_message(5, migrate_to_chat_id=-200))
    await room.serves(-200)
    await room.serves(_GROUP)
    assert room.events == [GroupMoved(-200)]
    await database.write(
        lambda tx: tx.execute(tables.desk_group.insert().values(configured_id=_GROUP, chat_id=-200))
    )
    await room.gets(_message(1, chat_id=-200, text="eccoci"), _message(6, text="ultima"))
    await room.serves(-200, _GROUP)
    assert [type(event) for event in room.events[1:]] == [GroupMessage, GroupMessage]
    await room.gets(_message(1, chat_id=-300, text="ciao"))
    await room.serves(-300)
    assert room.events[-1] == AddedToGroup(invited=False)


async def test_what_waits_for_the_group_is_looked_for_at_once(room: _Room) -> None:
    """A turn that changes cases leaves rows in the queue; any other wakes nobody."""
    await room.gets(_message(1, text="ciao"))
    await room.serves(_GROUP)
    assert room.queue.looks == 0
    await room.gets(_message(5, migrate_to_chat_id=-200))
    await room.serves(_GROUP)
    assert room.queue.looks == 1


async def test_an_update_of_the_group_that_cannot_be_read_is_nobodys_question(
    room: _Room, database: Database
) -> None:
    """It is set aside, nobody is apologised to, and what comes after is read."""
    await room.gets(_message(1, text=5), _message(2, text="ciao"))
    await room.serves(_GROUP)
    assert [_pieces(event) for event in room.events] == [[2]]
    assert await database.read(lambda tx: tx.execute(select(tables.deliveries.c.kind)).all()) == []
    assert await database.read(outbox.open_counts) == {}
