"""Cases: at most one open of a person, made with the first message, closed, rated and opened again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.services.broadcasts import outcomes
from bot.services.desk import topics
from bot.storage import sessions
from bot.storage.engine import Database
from bot.storage.parcels import Album, Copy, Message, Pin, TopicChange, TopicOpening
from bot.storage.tables import broadcast_recipients, broadcasts, customers, readings, supplies
from handlers.contract.desk import (
    Author,
    CaseFound,
    CaseStands,
    CaseState,
    DeskOutlook,
    Ending,
    FindCase,
    GroupMessage,
    GroupPress,
    LookAtCase,
    LookAtDesk,
    Reason,
)
from handlers.contract.desk_changes import (
    AssignCase,
    CloseCase,
    CommentCase,
    OpenCase,
    PassOn,
    PauseCase,
    RateCase,
    ReopenCase,
    ReopenTopic,
)
from handlers.contract.desk_news import AllArrives, CaseCard, CaseClosed, CaseNote, CaseReopened, LowStars
from handlers.shared.plain import units
from tests.support.deskroom import GROUP, MARIA, OPERATOR, DeskRoom


@pytest.fixture
def room(database: Database) -> DeskRoom:
    """A desk with its group."""
    return DeskRoom(database)


def _told(room: DeskRoom, kind: type[Any]) -> list[Any]:
    return [each.facts for each in room.post.told if isinstance(each.facts, kind)]


async def test_the_card_names_the_broadcast_that_came_before(room: DeskRoom) -> None:
    """Of the last 48 hours; whoever opens a case after it counts among those who answered it."""
    await room.meets()
    empty: dict[str, Any] = {"texts": {}, "buttons": [], "audience": {}, "urgent": False, "training": False}
    told = {
        "name": "Cantiere a Forlì",
        "kind": "new",
        "purpose": "service",
        "state": "done",
        "author": "anna",
    }
    sent = {"broadcast_id": 1, "person_id": MARIA, "state": "sent", "settled_at": room.now}

    def send(tx: Connection) -> None:
        tx.execute(broadcasts.insert(), {"broadcast_id": 1, "created_at": room.now, **told, **empty})
        tx.execute(broadcast_recipients.insert(), sent)

    await room.write(send)
    await room.does(OpenCase(Reason.WISH), PassOn(), pieces=(room.piece("Quando finite?"),))
    card: CaseCard = _told(room, CaseCard)[-1]
    assert card.notice == "Cantiere a Forlì (n. 1)"
    assert await room.write(lambda tx: outcomes.answers(tx, 1)) == 1


async def test_the_topic_is_made_with_the_first_message(room: DeskRoom) -> None:
    """Topic, card, pin and the message leave in this order; a case without a word has none."""
    await room.meets()
    await room.does(OpenCase(Reason.WISH))
    assert await room.waiting() == []
    await room.writes(room.piece("Il contatore non va"))
    sent = await room.sends()
    assert [type(each) for each in sent] == [TopicOpening, Message, Pin, Copy]
    case = await room.case_of()
    assert sent[0] == TopicOpening(f"№ {case.case_id} · Maria · vuole parlare con una persona", "❓")
    assert (case.topic_state, case.card_message_id) == ("there", 103)
    assert [number for number, _ in room.shown[case.topic_id]] == [103, 104]


async def test_content_makes_the_topic_at_once(room: DeskRoom) -> None:
    """Somebody waits from then on, though nothing was written."""
    await room.meets()
    await room.does(OpenCase(Reason.READING_WRONG, "12", at_once=True))
    case = await room.case_of()
    assert (case.topic_state, case.waiting_since) == ("wanted", case.opened_at)


async def test_opening_twice_takes_up_the_case(room: DeskRoom) -> None:
    """Open or paused; operators hear of another reason."""
    case_id = await room.opens()
    await room.does(OpenCase(Reason.WISH))
    assert _told(room, CaseNote) == []
    await room.does(PauseCase())
    assert (await room.case(case_id)).state == "paused"
    await room.does(OpenCase(Reason.NOTICE_DAY, "N1", at_once=True))
    case = await room.case_of()
    assert (case.case_id, case.state) == (case_id, "open")
    assert [note.values for note in _told(room, CaseNote)] == [
        (),
        (("subject", "non può il giorno dei lavori"),),
    ]


async def test_the_card_tells_what_was_known(room: DeskRoom) -> None:
    """The last messages of both sides, what the FAQ would say to the last words, and the case before."""
    first = await room.opens()
    await room.does(CloseCase(Ending.CUSTOMER))
    await room.sends()
    said = sessions.Session(MARIA).hearing("1 < 2", room.now - timedelta(hours=1))
    await room.write(lambda tx: sessions.save(tx, said, []))
    await room.does(
        OpenCase(Reason.MISSES, dialog="reading", step="AwaitValue"),
        PassOn(),
        pieces=(room.piece("<b>Quanto</b> costa?"),),
    )
    card: CaseCard = _told(room, CaseCard)[-1]
    assert (card.first_name, card.reason, card.dialog, card.step) == (
        "Maria",
        Reason.MISSES,
        "reading",
        "AwaitValue",
    )
    assert next((line.is_customer, line.html) for line in card.recent) == (True, "1 &lt; 2")
    assert [(each.entry_id, each.question) for each in card.candidates] == [
        ("REG-1", "Domanda su Quanto costa??")
    ]
    earlier = await room.case(first)
    assert card.previous_case_id == first
    assert card.previous_link == f"https://t.me/c/1234567890/{earlier.topic_id}"


def _write_readings(tx: Connection, persons: Iterable[int], now: datetime) -> None:
    """Write a reading of each of these people, with a photo, numbered from 1."""
    tx.execute(customers.insert().values(code="001680", name="Ada", tax_code="x", language="it"))
    place = {"comune": "Lodi", "street": "Via Roma", "street_number": "1", "electromedical": False}
    tx.execute(supplies.insert().values(customer_id=1, point="12345678905678", has_corrector=False, **place))
    row = {
        "supply_id": 1, "customer_id": 1, "sent_at": now, "meter": 1546,
        "state": "acquired", "doubts": [], "photo": "a-photo",
    }  # fmt: skip
    tx.execute(
        readings.insert(),
        [row | {"person_id": each, "taken_on": date(2026, 12, day)} for day, each in enumerate(persons, 1)],
    )


@pytest.mark.parametrize(
    ("about", "reading"),
    [("1", "1.546 m³ il 01/12/2026, acquisita"), ("2", None), ("9" * 40, None), ("x", None), ("", None)],
)
async def test_a_card_shows_no_reading_but_the_customers_own(
    room: DeskRoom, about: str, reading: str | None
) -> None:
    """Whatever number somebody types behind the reason: neither the values nor the photo of another's."""
    await room.meets()
    await room.write(lambda tx: _write_readings(tx, (MARIA, MARIA + 1), room.now))
    await room.does(OpenCase(Reason.READING_DOUBT, about, at_once=True))
    (card,) = _told(room, CaseCard)
    sent = [each for each in await room.waiting() if isinstance(each, Album)]
    assert (card.reading, len(sent)) == (reading, 0 if reading is None else 1)


@pytest.mark.parametrize(
    ("ending", "asks", "asked"),
    [
        (Ending.CUSTOMER, True, True),
        (Ending.OPERATOR, True, True),
        (Ending.OPERATOR, False, False),
        (Ending.SILENCE, True, False),
        (Ending.SPAM, True, None),
    ],
)
async def test_closing_tells_the_customer_and_asks_for_stars(
    room: DeskRoom,
    ending: Ending,
    asks: bool,  # noqa: FBT001 - a column of the table
    asked: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    """Once; not after silence or where no stars were wished, and nothing at all to spam."""
    case_id = await room.opens()
    await room.sends()
    closing = CloseCase(ending, case_id, "fatto", asks_stars=asks)
    for _ in range(2):
        if ending is Ending.CUSTOMER:
            await room.does(closing)
        else:
            await room.operates(closing)
    expected = [] if asked is None else [CaseClosed(case_id, ending, asks_stars=asked)]
    assert _told(room, CaseClosed) == expected
    case = await room.case(case_id)
    assert (case.state, case.ending, case.closing_words) == ("closed", ending, "fatto")
    assert TopicChange(icon="✅") in await room.waiting()


@pytest.mark.parametrize(
    ("before", "ending", "after"),
    [
        ("InCase", Ending.OPERATOR, "JustClosed"),
        (None, Ending.SILENCE, "JustClosed"),
        ("AwaitValue", Ending.OPERATOR, "AwaitValue"),
        ("InCase", Ending.SPAM, None),
    ],
)
async def test_closing_by_operators_moves_the_customers_chat(
    room: DeskRoom, before: str | None, ending: Ending, after: str | None
) -> None:
    """Out of the case; a dialog that is open stays."""
    case_id = await room.opens()
    if before is not None:
        dialog = "case" if before == "InCase" else "reading"
        await room.write(lambda tx: sessions.put(tx, MARIA, dialog, 1, before, {}, None))
    await room.operates(CloseCase(ending, case_id))
    opened = await room.write(lambda tx: sessions.open_dialog(tx, MARIA))
    assert (None if opened is None else opened[1]) == after


async def test_nobody_closes_or_rates_the_case_of_another(room: DeskRoom) -> None:
    """A button that somebody made up does nothing."""
    case_id = await room.opens()
    await room.meets(6, "Eva")
    await room.does(CloseCase(Ending.CUSTOMER, case_id), RateCase(case_id, 1), person_id=6)
    case = await room.case(case_id)
    assert (case.state, case.stars) == ("open", None)


async def test_few_stars_are_told_to_all(room: DeskRoom) -> None:
    """Once for each rating; five stars stay in the topic."""
    case_id = await room.opens()
    await room.sends()
    await room.does(CloseCase(Ending.CUSTOMER))
    await room.does(RateCase(case_id, 5), RateCase(case_id, 5))
    assert _told(room, LowStars) == []
    await room.does(RateCase(case_id, 2), CommentCase(case_id, "lento"))
    case = await room.case(case_id)
    assert [(low.stars, low.link) for low in _told(room, LowStars)] == [(2, topics.link(case))]
    assert (case.stars, case.comment) == (2, "lento")


async def test_words_after_closing_open_the_same_topic(room: DeskRoom) -> None:
    """By the customer and by an operator; the topic is opened where somebody has closed it by hand."""
    case_id = await room.opens()
    await room.sends()
    await room.operates(CloseCase(Ending.OPERATOR, case_id))
    await room.does(ReopenCase(), PassOn(), pieces=(room.piece("ancora"),))
    case = await room.case(case_id)
    assert (case.state, case.ending, case.closed_at) == ("open", None, None)
    assert TopicChange(icon="❓", is_closed=False) in await room.waiting(GROUP)
    await room.operates(CloseCase(Ending.OPERATOR, case_id))
    await room.operates(ReopenTopic(case_id, OPERATOR))
    assert _told(room, CaseReopened) == [CaseReopened(case_id)]
    assert await room.write(lambda tx: sessions.open_dialog(tx, MARIA)) == ("case", "InCase")


async def test_an_old_case_is_not_opened_beside_a_newer_one(room: DeskRoom) -> None:
    """At most one of a person is open."""
    first = await room.opens()
    await room.does(CloseCase(Ending.CUSTOMER))
    second = await room.opens()
    await room.operates(ReopenTopic(first, OPERATOR))
    assert ((await room.case(first)).state, (await room.case(second)).state) == ("closed", "open")
    assert _told(room, CaseReopened) == []


async def test_a_message_for_a_case_that_was_closed_meanwhile_is_not_lost(room: DeskRoom) -> None:
    """Within a day it opens the case again, later a new one."""
    case_id = await room.opens()
    await room.operates(CloseCase(Ending.OPERATOR, case_id))
    await room.writes(room.piece("aspetti"))
    assert (await room.case(case_id)).state == "open"
    await room.operates(CloseCase(Ending.OPERATOR, case_id))
    room.now += timedelta(days=2)
    await room.writes(room.piece("di nuovo"))
    case = await room.case_of()
    assert (case.case_id != case_id, case.previous_case_id) == (True, case_id)


async def test_the_topic_shows_in_whose_hands_a_case_is(room: DeskRoom) -> None:
    """Each change leaves a line there, so only where something changes."""
    case_id = await room.opens()
    await room.sends()
    await room.operates(AssignCase(case_id, OPERATOR))
    changed = await room.sends()
    assert TopicChange(icon="💬") in changed
    assert len(changed) == 2
    await room.operates(AssignCase(case_id, OPERATOR))
    assert await room.sends() == []
    await room.operates(AssignCase(case_id, Author(None, "Admin")))
    assert [type(each).__name__ for each in await room.sends()] == ["Edit"]
    await room.operates(AssignCase(case_id, None))
    assert TopicChange(icon="❓") in await room.sends()
    assert (await room.case(case_id)).assigned_name is None


@pytest.mark.parametrize(
    ("name", "subject", "expected"),
    [
        ("Maria", "lettura", "№ 12 · Maria · lettura"),
        ("", "lettura", "№ 12 · lettura"),
        ("M" * 60, "x" * 200, 128),
        ("😀" * 60, "😀" * 200, 128),
    ],
)
def test_the_name_of_a_topic_fits(name: str, subject: str, expected: str | int) -> None:
    """Number, name and subject, 128 UTF-16 units at most."""
    found = topics.name(12, name, subject)
    assert (units(found) if isinstance(expected, int) else found) == expected


async def test_a_flood_is_answered_once(room: DeskRoom) -> None:
    """From thirty unanswered messages in ten minutes on; nothing is lost, and an answer begins anew."""
    case_id = await room.opens()
    for _ in range(33):
        await room.writes(room.piece())
    assert _told(room, AllArrives) == [AllArrives()]
    assert len(await room.entries("customer")) == 34
    await room.answers(case_id)
    for _ in range(30):
        await room.writes(room.piece())
    assert len(_told(room, AllArrives)) == 2


async def test_how_the_desk_stands(room: DeskRoom) -> None:
    """Open or not, when it opens, and the person's case; nothing of this without a group."""
    case_id = await room.opens()
    found = await room.asks(LookAtDesk(Reason.WISH, "x"))
    assert isinstance(found, DeskOutlook)
    assert found.case is not None
    assert (found.is_there, found.is_open, found.opens_at, found.case.case_id) == (True, True, None, case_id)
    room.now += timedelta(hours=10)
    later = await room.asks(LookAtDesk())
    assert isinstance(later, DeskOutlook)
    assert (later.is_open, later.opens_at) == (False, room.now.replace(day=2, hour=8, minute=0, second=0))
    await room.does(CloseCase(Ending.CUSTOMER))
    stands = await room.asks(LookAtCase())
    assert isinstance(stands, CaseStands)
    assert stands.case is not None
    assert (stands.case.state, stands.closed_at is None) == (CaseState.CLOSED, False)
    room.settle_in(None)
    assert await room.asks(LookAtDesk()) == DeskOutlook(Reason.WISH, "", is_content=False, is_there=False)


async def test_something_in_the_group_finds_its_case(room: DeskRoom) -> None:
    """By the topic; the entry by the message that is answered. Only members and anonymous admins count."""
    case_id = await room.opens()
    await room.sends()
    case, (entry,) = await room.case(case_id), await room.entries("customer")
    answer = GroupMessage(
        (room.piece(reply_to=entry.group_message_id),), case.topic_id, Author(None, "Admin")
    )
    found = await room.asks(FindCase(answer), chat_id=GROUP)
    assert isinstance(found, CaseFound)
    assert found.case is not None
    assert found.entry is not None
    assert (found.case.case_id, found.entry.entry_id, found.is_operator) == (case_id, entry.entry_id, True)
    press = GroupPress("prendo", "", case.card_message_id, case.topic_id, OPERATOR)
    pressed = await room.asks(FindCase(press), chat_id=GROUP)
    assert isinstance(pressed, CaseFound)
    assert (pressed.is_operator, pressed.case == found.case) == (False, True)
    elsewhere = await room.asks(FindCase(replace(answer, thread_id=None)), chat_id=GROUP)
    assert isinstance(elsewhere, CaseFound)
    assert (elsewhere.case, elsewhere.entry) == (None, None)
