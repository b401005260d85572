"""Linking by its rules: proofs, keys, limits, and nothing that tells whether a customer exists."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Final, TypeVar

import pytest
from sqlalchemy import Connection, event, func, select

from bot.demo.stage import contracts
from bot.i18n import Texts
from bot.services import people
from bot.services.context import TurnContext
from bot.services.linking import links as service
from bot.services.linking import supplies
from bot.services.linking.links import Links
from bot.services.people import Sender
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.outbox import Lane, Parcel
from bot.storage.post import Post
from handlers.contract.linking import (
    Identified,
    KeyRefused,
    LetterAllowed,
    NotProven,
    Proven,
    TriesSpent,
    UnlinkCustomer,
)
from handlers.contract.vocabulary import Outgoing
from tests.support.clock import Clock
from tests.support.customers import ADA_CODE, ADA_TAX_CODE, NOBODYS_CODE, NOBODYS_TAX_CODE

_T = TypeVar("_T")
_ADA: Final = 7
_BRUNO: Final = 8
_ADAS_NUMBER: Final = "393990000001"
_KEY: Final = re.compile(r"\?start=(\S+)")


class Room:
    """The service with its clock, on a database with the demo's customers; each call is a transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = Clock()
        self.links = Links(lambda: "sportello_demo_bot", has_mail=True)
        self._post = Post(Texts.load())

    async def does(self, work: Callable[[Connection], _T]) -> _T:
        """Let the service do something."""
        return await self.database.write(work)

    async def identifies(
        self, person_id: int = _ADA, code: str = ADA_CODE, tax_code: str = ADA_TAX_CODE
    ) -> Identified | TriesSpent:
        """A person names a customer."""
        return await self.does(lambda tx: self.links.identify(tx, person_id, code, tax_code, self.clock()))

    async def attempt(self, person_id: int = _ADA, code: str = ADA_CODE, tax_code: str = ADA_TAX_CODE) -> int:
        """The number of a try that was taken down."""
        answer = await self.identifies(person_id, code, tax_code)
        assert isinstance(answer, Identified)
        return answer.attempt_id

    async def shares(
        self, attempt_id: int, phone: str = _ADAS_NUMBER, person_id: int = _ADA
    ) -> Proven | NotProven | TriesSpent:
        """The person shares a number."""
        return await self.does(
            lambda tx: self.links.check_phone(tx, person_id, attempt_id, phone, self.clock())
        )

    async def letter(self, attempt_id: int, person_id: int = _ADA) -> Parcel:
        """The letter that is sent for the try."""
        parcel = await self.asks_for_letter(attempt_id, person_id)
        assert parcel is not None
        return parcel

    async def asks_for_letter(self, attempt_id: int, person_id: int) -> Parcel | None:
        """The letter for the try; None where it is not allowed."""
        allowed = await self.does(lambda tx: self.links.count_letter(tx, person_id, attempt_id, self.clock()))
        if not isinstance(allowed, LetterAllowed):
            return None
        (parcel,) = await self.does(
            lambda tx: self._sent(
                tx, self.links.letter(tx, person_id, attempt_id, allowed.until, self.clock())
            )
        )
        return parcel

    async def opens(self, key: str, person_id: int = _ADA) -> Proven | KeyRefused:
        """The person opens the link of a letter."""
        return await self.does(lambda tx: self.links.check_key(tx, person_id, key, self.clock()))

    async def is_linked_to(self, attempt_id: int, person_id: int = _ADA) -> list[Parcel]:
        """The link is made; gives the notices to others."""
        return await self.does(
            lambda tx: self._sent(tx, self.links.link(tx, person_id, attempt_id, self.clock()))
        )

    def _sent(self, tx: Connection, outgoing: Sequence[Outgoing]) -> list[Parcel]:
        return self._post.parcels(tx, outgoing, self.clock())

    async def customers_of(self, person_id: int) -> list[str]:
        """The names of the customers that the person is linked to."""
        read = await self.database.read(lambda tx: supplies.read(tx, person_id, "show"))
        return [customer.name for customer in read.customers]


def _key(parcel: Parcel) -> str:
    found = _KEY.search(parcel.payload["text"])
    assert found is not None
    return found[1]


@pytest.fixture
async def room(database: Database) -> Room:
    """Ada and Bruno have met the bot."""
    await contracts.sign(database)
    room = Room(database)
    for person_id, language in ((_ADA, "it"), (_BRUNO, "de")):
        sender = Sender(person_id, "Persona", language)
        await room.does(lambda tx, sender=sender: people.meet(tx, sender, room.clock()))  # type: ignore[misc]  # bound now
    return room


@pytest.mark.parametrize("phone", ["393990000001", "+393990000001", "+39 399 000 0001"])
async def test_the_number_on_record_proves(room: Room, phone: str) -> None:
    """However Telegram writes it, the mobile on record proves the try, and then the link is made."""
    attempt_id = await room.attempt()
    assert await room.shares(attempt_id, phone) == Proven(attempt_id)
    assert await room.is_linked_to(attempt_id) == []
    assert await room.customers_of(_ADA) == ["Ada Ferrini"]


@pytest.mark.parametrize("phone", ["393990000002", "", "-", "numero"])
async def test_another_number_proves_nothing(room: Room, phone: str) -> None:
    """Another number, or none, does not prove; and without a proof there is no link."""
    attempt_id = await room.attempt()
    assert await room.shares(attempt_id, phone) == NotProven()
    with pytest.raises(LookupError):
        await room.is_linked_to(attempt_id)


async def test_a_try_is_its_persons_own(room: Room) -> None:
    """The number of somebody else's try is of no use, nor is one from yesterday."""
    attempt_id = await room.attempt()
    assert await room.shares(attempt_id, person_id=_BRUNO) == NotProven()
    room.clock.turn(days=1)
    assert await room.shares(attempt_id) == NotProven()


@pytest.mark.parametrize(
    ("code", "tax_code"), [(NOBODYS_CODE, NOBODYS_TAX_CODE), (ADA_CODE, NOBODYS_TAX_CODE)]
)
async def test_a_wrong_name_is_not_told_apart(room: Room, code: str, tax_code: str) -> None:
    """An unknown code, or a tax code that does not belong to it: a try like any, that nothing proves."""
    attempt_id = await room.attempt(code=code, tax_code=tax_code)
    assert await room.shares(attempt_id) == NotProven()
    parcel = await room.letter(attempt_id)
    assert parcel.payload["to"] is None


async def test_a_key_works_once(room: Room) -> None:
    """The link of the letter works once, not twice."""
    attempt_id = await room.attempt()
    parcel = await room.letter(attempt_id)
    assert parcel.payload["to"] == "ada.ferrini@example.org"
    key = _key(parcel)
    assert await room.opens(key) == Proven(attempt_id)
    assert await room.opens(key) == KeyRefused()


async def test_a_key_works_in_no_other_chat(room: Room) -> None:
    """Whoever gets hold of the letter needs the chat that asked for it; it stays good there."""
    attempt_id = await room.attempt()
    key = _key(await room.letter(attempt_id))
    assert await room.opens(key, person_id=_BRUNO) == KeyRefused()
    assert await room.opens(key) == Proven(attempt_id)


@pytest.mark.parametrize(("minutes", "is_good"), [(29.9, True), (30, False)])
async def test_a_key_works_for_half_an_hour(room: Room, minutes: float, is_good: bool) -> None:  # noqa: FBT001 - a table
    """Not after thirty minutes."""
    attempt_id = await room.attempt()
    key = _key(await room.letter(attempt_id))
    room.clock.turn(minutes=minutes)
    assert isinstance(await room.opens(key), Proven) is is_good


async def test_a_key_is_long_and_kept_hashed(room: Room) -> None:
    """128 bits, all different, of which the database holds no letter."""
    attempt_id = await room.attempt()
    keys = [_key(await room.letter(attempt_id)) for _ in range(3)]
    assert len(set(keys)) == 3
    assert {len(key) for key in keys} == {len("collega-") + 22}
    kept = await room.database.read(
        lambda tx: tx.execute(select(tables.link_tokens.c.token_hash)).scalars().all()
    )
    assert not any(key in kept for key in keys)


async def test_tries_of_a_person(room: Room) -> None:
    """Five in an hour and ten in a day, whatever codes they name; then they are told how long to wait."""
    waits: list[float | None] = []
    for number in range(13):
        answer = await room.identifies(code=f"{number:06}", tax_code=NOBODYS_TAX_CODE)
        waits.append(answer.wait.total_seconds() / 60 if isinstance(answer, TriesSpent) else None)
        room.clock.turn(minutes=10)
    assert waits == [None] * 5 + [10.0] + [None] * 5 + [1330.0, 1320.0]


async def test_strangers_do_not_lock_the_owner_out(room: Room) -> None:
    """Many accounts on one contract, each with all its tries: the owner is linked all the same."""
    for person_id in range(100, 112):
        for tax_code in (NOBODYS_TAX_CODE, ADA_TAX_CODE) * 2:
            answer = await room.identifies(person_id, tax_code=tax_code)
            if isinstance(answer, Identified):
                await room.shares(answer.attempt_id, "393990000009", person_id)
                await room.asks_for_letter(answer.attempt_id, person_id)
    by_phone = await room.attempt()
    assert await room.shares(by_phone) == Proven(by_phone)
    by_mail = await room.attempt()
    parcel = await room.letter(by_mail)
    assert parcel.payload["to"] == "ada.ferrini@example.org"
    assert await room.opens(_key(parcel)) == Proven(by_mail)


async def test_tries_of_many_accounts_on_one_code(room: Room) -> None:
    """From twenty by others within the hour each person has two an hour on it, and on others as ever."""
    for person_id in range(100, 104):
        for _ in range(5):
            assert isinstance(await room.identifies(person_id), Identified)
    given = [isinstance(await room.identifies(200), Identified) for _ in range(3)]
    assert given == [True, True, False]
    assert await room.identifies(200) == TriesSpent(timedelta(hours=1))
    assert isinstance(await room.identifies(200, code="001003"), Identified)
    room.clock.turn(hours=1)
    assert isinstance(await room.identifies(200), Identified)


@pytest.mark.parametrize(
    ("code", "tax_code"),
    [(ADA_CODE, ADA_TAX_CODE), (ADA_CODE, NOBODYS_TAX_CODE), (NOBODYS_CODE, NOBODYS_TAX_CODE)],
)
async def test_what_many_accounts_may_try_tells_nothing(room: Room, code: str, tax_code: str) -> None:
    """As many tries of many accounts, whether the contract exists, and the tax code is right, or not."""
    allowed = [0, 0, 0]
    for person_id in range(100, 112):
        for _ in range(3):
            answer = await room.identifies(person_id, code, tax_code)
            if isinstance(answer, Identified):
                number, letter = (
                    await room.shares(answer.attempt_id, "393990000009", person_id),
                    await room.asks_for_letter(answer.attempt_id, person_id),
                )
                given = (True, isinstance(number, NotProven), letter is not None)
                allowed = [count + is_given for count, is_given in zip(allowed, given, strict=True)]
    # The first seven find others' tries below twenty; the last five have two each.
    assert allowed == [3 * 7 + 2 * 5] * 3


async def test_a_mailbox_is_not_filled(room: Room) -> None:
    """Sixty letters a day reach one customer, whoever asks; the rest are rendered and not sent."""
    sent = 0
    for person_id in range(100, 140):
        for _ in range(2):
            parcel = await room.letter(await room.attempt(person_id), person_id)
            sent += parcel.payload["to"] is not None
    assert sent == 60
    by_phone = await room.attempt()
    assert await room.shares(by_phone) == Proven(by_phone)
    room.clock.turn(days=1)
    assert (await room.letter(await room.attempt())).payload["to"] == "ada.ferrini@example.org"


async def test_letters_and_numbers_are_limited_too(room: Room) -> None:
    """Nobody's mailbox is filled, and no number is tried without end."""
    attempt_id = await room.attempt()
    for _ in range(5):
        await room.letter(attempt_id)
        await room.shares(attempt_id, "393990000009")
    count = room.links.count_letter
    assert isinstance(await room.does(lambda tx: count(tx, _ADA, attempt_id, room.clock())), TriesSpent)
    assert isinstance(await room.shares(attempt_id), TriesSpent)


async def test_limits_survive_a_restart(room: Room) -> None:
    """They stand in the database, not in the service."""
    for _ in range(5):
        await room.attempt()
    assert isinstance(await Room(room.database).identifies(), TriesSpent)


async def test_the_others_are_told(room: Room) -> None:
    """Each other person of the customer hears of the link, in their language; again is no news."""
    first = await room.attempt()
    await room.shares(first)
    await room.is_linked_to(first)
    second = await room.attempt(_BRUNO)
    assert await room.opens(_key(await room.letter(second, _BRUNO)), _BRUNO) == Proven(second)
    (notice,) = await room.is_linked_to(second, _BRUNO)
    assert (notice.chat_id, notice.lane, "…001" in notice.payload["text"]) == (_ADA, Lane.NOTICE, True)
    assert await room.is_linked_to(second, _BRUNO) == []


async def test_unlinking_forgets_the_names(room: Room) -> None:
    """What a person called the supplies goes with the link, and nobody else's names do."""
    for person_id in (_ADA, _BRUNO):
        attempt_id = await room.attempt(person_id)
        await room.shares(attempt_id, person_id=person_id)
        await room.is_linked_to(attempt_id, person_id)
        await room.does(lambda tx, person_id=person_id: supplies.name(tx, person_id, 1, f"Casa {person_id}"))  # type: ignore[misc]  # bound now
    await room.does(lambda tx: room.links.unlink(tx, _ADA, 1))
    assert await room.customers_of(_ADA) == []
    names = await room.database.read(
        lambda tx: tx.execute(select(tables.nicknames.c.nickname)).scalars().all()
    )
    assert names == ["Casa 8"]


async def test_linking_and_unlinking_leave_a_line_each(room: Room) -> None:
    """Who, when, to which customer and by which proof; what changes nothing leaves none."""
    context = TurnContext.private(_ADA, "it", room.clock())
    for _ in range(2):
        attempt_id = await room.attempt()
        await room.shares(attempt_id)
        await room.is_linked_to(attempt_id)
    for _ in range(2):
        await room.does(lambda tx: room.links.carry_out(tx, UnlinkCustomer(1), context))
    lines = tables.audit.c
    found = await room.database.read(
        lambda tx: tx.execute(
            select(lines.who, lines.what, lines.subject, lines.detail).order_by(lines.audit_id)
        ).all()
    )
    assert [tuple(line) for line in found] == [
        (f"person:{_ADA}", "linked", "customer:1", {"proof": "phone"}),
        (f"person:{_ADA}", "unlinked", "customer:1", {}),
    ]


async def test_a_name_needs_the_link(room: Room) -> None:
    """A supply that is not the person's is neither shown nor named."""
    await room.does(lambda tx: supplies.name(tx, _ADA, 1, "Mia"))
    named = select(func.count()).select_from(tables.nicknames)
    assert await room.database.read(lambda tx: tx.execute(named).scalar_one()) == 0
    assert (await room.database.read(lambda tx: supplies.read_one(tx, _ADA, 1))).supply is None


async def test_old_tries_are_forgotten(room: Room) -> None:
    """What counts no longer is dropped by the nightly timer, and what counts stays."""
    await room.letter(await room.attempt())
    room.clock.turn(hours=23)
    assert await room.does(lambda tx: service.forget(tx, room.clock())) == 0
    room.clock.turn(hours=1)
    assert await room.does(lambda tx: service.forget(tx, room.clock())) == 2


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked, without the values."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


async def test_nothing_tells_whether_a_customer_exists(room: Room, statements: list[str]) -> None:
    """For one who exists and one who does not the answers are alike, and so is the work, to the statement."""

    async def walk(code: str, tax_code: str, person_id: int) -> list[object]:
        answer = await room.identifies(person_id, code, tax_code)
        assert isinstance(answer, Identified)
        refused = await room.shares(answer.attempt_id, "393990000009", person_id)
        letter = await room.letter(answer.attempt_id, person_id)
        return [answer.by_mail, refused, sorted(letter.payload)]

    answers, work = [], []
    for person_id, (code, tax_code) in enumerate(
        [
            (ADA_CODE, ADA_TAX_CODE),
            (ADA_CODE, NOBODYS_TAX_CODE),
            (NOBODYS_CODE, NOBODYS_TAX_CODE),
            ("001003", "BRRGRT58D50X999K"),
        ],
        start=30,
    ):
        statements.clear()
        answers.append(await walk(code, tax_code, person_id))
        work.append(tuple(statements))
    assert answers == [answers[0]] * 4
    assert work == [work[0]] * 4
