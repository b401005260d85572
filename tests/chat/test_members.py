"""Who is a member of the support group, as Telegram says it, and for how long that is remembered."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, select

from bot import config
from bot.chat import members as members_module
from bot.chat.connection import connect
from bot.chat.members import GroupMembers
from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups
from bot.demo.telegram.faults import Broken, Hang, Refuse, TooMany
from bot.demo.telegram.model import Chat
from bot.metrics import Metrics
from bot.services.desk.group import Group
from bot.storage.engine import Database
from bot.storage.tables import desk_members
from handlers.contract.desk import Author
from tests.support.clock import Clock


class _Desk:
    """A support group with Olga and Piero, and what is known of its members."""

    def __init__(self, telegram: Lookalike, database: Database, group: Chat, members: GroupMembers) -> None:
        self.telegram, self.database, self.group, self.members = telegram, database, group, members

    async def asks(self, name: str) -> bool | None:
        """Ask about a person; return whether they are a member, None where that is not known."""
        author = Author(self.telegram.user(name).id, name, name.lower())
        answered = await self.members.ask(author)

        def is_member(tx: Connection) -> bool | None:
            row = select(desk_members.c.is_member).where(desk_members.c.person_id == author.person_id)
            return tx.execute(row).scalar()

        found = await self.database.read(is_member)
        assert answered == (found is not None)
        return found


@pytest.fixture
def clock() -> Clock:
    """A clock that only the test turns."""
    return Clock()


@pytest.fixture
async def room(
    telegram: Lookalike, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[_Desk]:
    """The group, and a connection to it; nobody is waited for long."""
    monkeypatch.setattr(members_module, "_PATIENCE_S", 0.2)
    group = telegram.forum("Assistenza", "Olga", "Piero")
    ours = config.Telegram.model_validate({"token": telegram.token, "api_url": telegram.url})
    connection = connect(ours, Metrics())
    await connection.open()
    members = GroupMembers(connection.bot, database, Group(group.id), clock)
    yield _Desk(telegram, database, group, members)
    await connection.close()


async def test_members_of_every_rank_are_operators(room: _Desk, telegram: Lookalike) -> None:
    """Owner, member, administrator, and who is restricted but there; nobody who left or was never there."""
    world, group = telegram.world, room.group.id
    rita, sara, tea = (telegram.user(name).person for name in ("Rita", "Sara", "Tea"))
    groups.becomes(world, rita, group, "administrator")
    groups.becomes(world, sara, group, "restricted")
    groups.joins(world, tea, group)
    groups.leaves(world, tea, group)
    names = ("Olga", "Piero", "Rita", "Sara", "Tea", "Ada")
    assert [await room.asks(name) for name in names] == [True, True, True, True, False, False]


async def test_who_telegram_does_not_know_is_no_member(room: _Desk) -> None:
    """It refuses the question: that is an answer, and not asked again at once."""
    assert await room.members.ask(Author(4242, "Nessuno"))
    row = await room.database.read(lambda tx: tx.execute(select(desk_members)).one())
    assert (row.person_id, row.is_member, row.name) == (4242, False, "Nessuno")


@pytest.mark.parametrize("fault", [Refuse(), Broken(), TooMany(), Hang()])
async def test_without_an_answer_nothing_is_known(
    room: _Desk, telegram: Lookalike, fault: Refuse | Broken | TooMany | Hang
) -> None:
    """It is asked again later; nobody is taken for a stranger because a line was down."""
    with telegram.faults.during(fault, method="getChatMember"):
        assert await room.asks("Piero") is None
    assert await room.asks("Piero") is True


async def test_an_answer_is_remembered_for_ten_minutes(room: _Desk, clock: Clock) -> None:
    """Then it is asked for again; a moment far ahead was written under another clock."""
    piero = room.telegram.user("Piero").id

    async def is_known() -> bool:
        return await room.database.read(lambda tx: room.members.is_known(tx, piero, clock()))

    assert not await is_known()
    await room.asks("Piero")
    known = []
    for minutes in (0, 9, 2, -31):
        clock.turn(minutes=minutes)
        known.append(await is_known())
    assert known == [True, True, False, False]


async def test_a_later_answer_takes_the_place_of_an_earlier_one(room: _Desk, telegram: Lookalike) -> None:
    """Who has left the group is no operator any more."""
    assert await room.asks("Piero") is True
    groups.leaves(telegram.world, telegram.user("Piero").person, room.group.id)
    assert await room.asks("Piero") is False


async def test_the_group_is_followed_to_its_new_number(telegram: Lookalike, room: _Desk) -> None:
    """Telegram answers with the number that the group has now, before we have read of the move."""
    olga = telegram.user("Olga").person
    groups.becomes_supergroup(telegram.world, olga, room.group.id, is_forum=True)
    assert [await room.asks(name) for name in ("Piero", "Ada")] == [True, False]
