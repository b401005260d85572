"""What one side writes reaches the other: in order, once, with replies, edits and reactions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.outbox.outcome import Fault, Gone, Sent
from bot.services.desk import entries
from bot.storage import sessions
from bot.storage.engine import Database
from bot.storage.parcels import (
    Album,
    AlbumPart,
    Copy,
    JoinedTexts,
    Message,
    Reaction,
    TwinDeletion,
    TwinEdit,
)
from bot.storage.tables import deliveries
from handlers.contract.desk import Side
from handlers.contract.desk_changes import (
    KeepNote,
    PassOn,
    PassOnEdit,
    PassOnReaction,
    PauseCase,
    ReactToMessage,
    RelayEdit,
    RelayOut,
    RelayReaction,
    RelayText,
    Withdraw,
)
from handlers.contract.desk_news import AnsweredBy, Cause, EditShown, NotDelivered, NotPassedOn
from tests.support.deskroom import GROUP, MARIA, OPERATOR, DeskRoom


@pytest.fixture
def room(database: Database) -> DeskRoom:
    """A desk with its group."""
    return DeskRoom(database)


def _told(room: DeskRoom, kind: type[Any]) -> list[Any]:
    return [each for each in room.post.told if isinstance(each.facts, kind)]


async def test_a_message_is_carried_once(room: DeskRoom) -> None:
    """The same update twice, of either side, does nothing twice."""
    first, answer = room.piece("aiuto"), room.piece("eccomi")
    case_id = await room.opens(first)
    await room.writes(first)
    for _ in range(2):
        await room.answers(case_id, answer)
    assert [(entry.side, entry.html) for entry in await room.entries()] == [
        ("customer", "aiuto"),
        ("operator", "eccomi"),
    ]
    sent = await room.sends()
    assert [each.html for each in sent if isinstance(each, Copy)] == ["aiuto", "eccomi"]


async def test_an_operator_is_announced_once(room: DeskRoom) -> None:
    """Before the first answer, under the name of the configuration; notes announce nobody."""
    case_id = await room.opens()
    await room.operates(KeepNote(case_id, (room.piece("// chi?"),), OPERATOR))
    await room.answers(case_id)
    await room.answers(case_id)
    assert [type(each) for each in await room.waiting(MARIA)] == [Message, Copy, Copy]
    assert [each.facts for each in _told(room, AnsweredBy)] == [AnsweredBy("Servizio Clienti")]


async def test_the_clock_stops_with_an_answer_alone(room: DeskRoom) -> None:
    """The oldest unanswered message counts; notes and lines of the bot stop nothing."""
    case_id = await room.opens()
    opened = await room.case(case_id)
    await room.writes(room.piece())
    await room.operates(KeepNote(case_id, (room.piece("// nota"),), OPERATOR))
    await room.sends()
    waiting = await room.case(case_id)
    assert (waiting.waiting_since, waiting.first_answered_at) == (opened.opened_at, None)
    await room.answers(case_id)
    answered = await room.case(case_id)
    assert (answered.waiting_since, answered.first_answered_at) == (None, room.now - timedelta(seconds=1))
    await room.writes(room.piece())
    again = await room.case(case_id)
    assert (again.waiting_since, again.first_answered_at) == (
        room.now - timedelta(seconds=1),
        answered.first_answered_at,
    )


async def test_thanks_wait_for_no_answer(room: DeskRoom) -> None:
    """Nobody is reminded of them; who waits already goes on waiting."""
    case_id = await room.opens()
    opened_at = (await room.case(case_id)).waiting_since
    await room.does(PassOn(wants_answer=False), pieces=(room.piece("grazie"),))
    assert (await room.case(case_id)).waiting_since == opened_at
    await room.answers(case_id)
    await room.does(PassOn(wants_answer=False), pieces=(room.piece("grazie!"),))
    assert (await room.case(case_id)).waiting_since is None
    await room.writes(room.piece("un’altra cosa"))
    assert (await room.case(case_id)).waiting_since is not None


async def test_an_answer_brings_a_paused_customer_back(room: DeskRoom) -> None:
    """Into the case where nothing else is open; a dialog of theirs goes on."""
    case_id = await room.opens()
    await room.does(PauseCase())
    await room.write(lambda tx: sessions.put(tx, MARIA, "reading", 1, "AwaitValue", {}, None))
    await room.answers(case_id)
    assert await room.write(lambda tx: sessions.open_dialog(tx, MARIA)) == ("reading", "AwaitValue")
    await room.write(lambda tx: sessions.close(tx, MARIA))
    await room.does(PauseCase())
    await room.answers(case_id)
    assert await room.write(lambda tx: sessions.open_dialog(tx, MARIA)) == ("case", "InCase")
    assert (await room.case(case_id)).state == "open"


async def test_replies_stay_replies(room: DeskRoom) -> None:
    """In both directions, resolved when the delivery is claimed, though its twin was not there before."""
    question = room.piece("domanda")
    case_id = await room.opens(question)
    (entry,) = await room.entries("customer")
    await room.answers(case_id, room.piece("risposta"), reply_to=entry.entry_id)
    await room.sends()
    answer = (await room.entries("operator"))[0]
    await room.writes(room.piece("grazie", reply_to=answer.customer_message_id))
    await room.writes(room.piece("altro", reply_to=3))
    copies = [each for each in await room.sends() if isinstance(each, Copy)]
    assert [each.reply_to for each in copies] == [answer.entry_id, None]
    assert entry.customer_message_id == question.message_id


async def test_twins_are_numbers_in_the_chat_of_the_delivery(room: DeskRoom) -> None:
    """A reply in the group names the group's message, in private the customer's."""
    case_id = await room.opens()
    await room.sends()
    (entry,) = await room.entries("customer")
    await room.writes(room.piece("ancora", reply_to=entry.customer_message_id))
    await room.answers(case_id, reply_to=entry.entry_id)
    await room.does(PassOnReaction(entry.customer_message_id, "🔥"))

    def twins(tx: Connection) -> list[Any]:
        rows = tx.execute(select(deliveries).where(deliveries.c.state == "queued").order_by("delivery_id"))
        return [(row.chat_id, dict(room.claimed(tx, row).twins)) for row in rows.all()]

    assert await room.write(twins) == [
        (GROUP, {entry.entry_id: entry.group_message_id}),
        (MARIA, {}),
        (MARIA, {entry.entry_id: entry.customer_message_id}),
        (GROUP, {entry.entry_id: entry.group_message_id}),
    ]


async def test_an_album_stays_together(room: DeskRoom) -> None:
    """Each part has a row and a twin of its own; parts that make no album are copied one by one."""
    parts = [room.piece("", kind="photo", file_id=f"f{n}", file_key=f"k{n}", album="A") for n in range(3)]
    await room.opens(*parts)
    sent = await room.sends()
    parts_there = await room.entries("customer")
    expected = Album(tuple(AlbumPart(entry.entry_id, "photo", entry.file_id) for entry in parts_there))
    assert expected in sent
    assert len({entry.group_message_id for entry in parts_there}) == 3
    await room.writes(room.piece("", kind="voice", album="B"), room.piece("", kind="photo", album="B"))
    assert [type(each) for each in await room.sends()] == [Copy, Copy]


async def test_an_answer_that_arrives_bears_a_sign(room: DeskRoom) -> None:
    """A reaction on the operator's message; a failure is a reply to it, with its cause."""
    case_id = await room.opens()
    await room.sends()
    await room.answers(case_id)
    (answer,) = await room.entries("operator")
    assert Reaction("👍", entry=answer.entry_id) in await room.sends()
    await room.answers(case_id)
    refused = (await room.entries("operator"))[1]
    (copy,) = await room.waiting(MARIA)
    await room.sends(lambda each: Gone("bot was blocked by the user") if each.content == copy else None)
    (told,) = _told(room, NotDelivered)
    assert (told.case_id, told.facts.cause, told.reply_to) == (case_id, "blocked", refused.entry_id)
    assert [entry.state for entry in await room.entries("operator")] == ["across", "failed"]


async def test_a_message_that_operators_cannot_see_is_said_to_the_customer(room: DeskRoom) -> None:
    """With its kind and the cause."""
    await room.opens(room.piece("", kind="story"))
    await room.sends(
        lambda each: Fault("message can't be copied") if isinstance(each.content, Copy) else None
    )
    assert [each.facts for each in _told(room, NotPassedOn)] == [NotPassedOn("story", Cause.NOT_COPYABLE)]


async def test_a_secret_is_carried_by_no_part_of_a_message(room: DeskRoom) -> None:
    """Neither the second caption of an album nor an edit; the rest goes, and the customer hears of it."""
    album = [
        room.piece(words, kind="photo", file_id="f", album="1") for words in ("ecco", "password: Zanzara77")
    ]
    await room.opens(*album)
    await room.does(PassOnEdit(replace(album[0], html="<b>la password è Zanzara77</b>")))
    assert [entry.html for entry in await room.entries("customer")] == ["ecco"]
    assert [each.facts for each in _told(room, NotPassedOn)] == [NotPassedOn("photo", Cause.WITHHELD)] * 2
    assert "Zanzara" not in str(await room.waiting())


async def test_a_customers_edit_shows_beside_the_earlier_words(room: DeskRoom) -> None:
    """As a reply to the twin; the record keeps what was said before. Nothing changed is nothing."""
    first = room.piece("prima")
    await room.opens(first)
    await room.sends()
    (entry,) = await room.entries("customer")
    edited = room.piece("dopo", message_id=first.message_id)
    for _ in range(2):
        await room.does(PassOnEdit(edited))
    (told,) = _told(room, EditShown)
    assert (told.facts, told.reply_to) == (EditShown("dopo"), entry.entry_id)
    (entry,) = await room.entries("customer")
    assert (entry.html, [html for _, html in entry.earlier]) == ("dopo", ["prima"])


async def test_a_swapped_picture_is_shown_again(room: DeskRoom) -> None:
    """Words alone would not show it."""
    photo = {"kind": "photo", "file_id": "a", "file_key": "a"}
    first = room.piece("contatore", **photo)
    await room.opens(first)
    await room.sends()
    swapped = photo | {"file_id": "b", "file_key": "b"}
    await room.does(PassOnEdit(room.piece("contatore", message_id=first.message_id, **swapped)))
    assert [type(each) for each in await room.sends()] == [Message, Copy]


async def test_a_place_that_is_followed_is_shown_once_a_minute(room: DeskRoom) -> None:
    """It changes every few seconds."""
    place = room.piece("45.1", kind="location")
    await room.opens(place)
    await room.sends()
    for seconds in (5, 10, 70, 75):
        room.now += timedelta(seconds=seconds)
        await room.does(PassOnEdit(room.piece(f"{seconds}", kind="location", message_id=place.message_id)))
    assert [each.facts.html for each in _told(room, EditShown)] == ["70", "75"]


async def test_an_edit_of_what_still_waits_changes_the_row(room: DeskRoom) -> None:
    """Of both sides, without a line or an edit of its own."""
    first, answer = room.piece("prima"), room.piece("eccomi")
    case_id = await room.opens(first)
    await room.answers(case_id, answer)
    (entry,) = await room.entries("operator")
    await room.does(PassOnEdit(room.piece("dopo", message_id=first.message_id)))
    await room.operates(RelayEdit(entry.entry_id, room.piece("arrivo", message_id=answer.message_id)))
    sent = await room.sends()
    assert [each.html for each in sent if isinstance(each, Copy)] == ["dopo", "arrivo"]
    assert not [each for each in sent if isinstance(each, TwinEdit)]
    assert _told(room, EditShown) == []


async def test_an_operators_edit_changes_the_customers_copy(room: DeskRoom) -> None:
    """Its words, and its file where another took its place; what was withdrawn stays so."""
    case_id = await room.opens()
    photo = room.piece("uno", kind="photo", file_id="a", file_key="a")
    await room.answers(case_id, photo)
    await room.sends()
    (entry,) = await room.entries("operator")
    words = room.piece("due", kind="photo", file_id="a2", file_key="a", message_id=photo.message_id)
    for _ in range(2):
        await room.operates(RelayEdit(entry.entry_id, words))
    other = room.piece("due", kind="photo", file_id="b", file_key="b", message_id=photo.message_id)
    await room.operates(RelayEdit(entry.entry_id, other))
    part = AlbumPart(entry.entry_id, "photo", "b", "due")
    assert await room.sends() == [
        TwinEdit(entry.entry_id, "photo", "due"),
        TwinEdit(entry.entry_id, "photo", "due", part),
    ]
    await room.operates(Withdraw(entry.entry_id))
    await room.operates(RelayEdit(entry.entry_id, words))
    assert [type(each) for each in await room.sends()] == [TwinDeletion]


async def test_what_is_withdrawn_before_it_leaves_never_leaves(room: DeskRoom) -> None:
    """Afterwards it is deleted at the customer's; the record keeps the words. An album goes as a whole."""
    case_id = await room.opens()
    await room.sends()
    await room.answers(case_id, room.piece("via"))
    (entry,) = await room.entries("operator")
    await room.operates(Withdraw(entry.entry_id))
    assert [type(each) for each in await room.sends()] == [Message]
    parts = [room.piece(kind="photo", file_id=f"f{n}", file_key=f"k{n}", album="A") for n in range(2)]
    await room.answers(case_id, *parts)
    await room.sends()
    album = (await room.entries("operator"))[1:]
    for _ in range(2):
        await room.operates(Withdraw(album[1].entry_id))
    words = "MessageWithdrawn"
    assert await room.sends() == [TwinDeletion(part.entry_id, "photo", words) for part in album]
    assert {(each.state, each.html != "") for each in await room.entries("operator")} == {("withdrawn", True)}


async def test_reactions_go_across(room: DeskRoom) -> None:
    """Each change once; taken back from an operator's message, its sign of delivery returns."""
    case_id = await room.opens()
    await room.answers(case_id)
    await room.sends()
    theirs, ours = await room.entries()
    for emoji in ("🔥", "🔥", None):
        await room.does(PassOnReaction(ours.customer_message_id, emoji))
        await room.operates(RelayReaction(theirs.entry_id, emoji))
    assert await room.waiting(GROUP) == [
        Reaction("🔥", entry=ours.entry_id),
        Reaction("👍", entry=ours.entry_id),
    ]
    expected = [Reaction("🔥", entry=theirs.entry_id), Reaction(None, entry=theirs.entry_id)]
    assert await room.waiting(MARIA) == expected
    await room.does(PassOnReaction(999, "🔥"), ReactToMessage("❤"))
    assert len(await room.waiting()) == 4


async def test_a_note_stays_until_it_is_sent(room: DeskRoom) -> None:
    """Then its row becomes an answer."""
    case_id = await room.opens()
    note = room.piece("// chiamare")
    for _ in range(2):
        await room.operates(KeepNote(case_id, (note,), OPERATOR))
    assert [(each.side, each.state) for each in await room.entries("note")] == [("note", "kept")]
    assert await room.waiting(MARIA) == []
    await room.operates(RelayOut(case_id, (note,), OPERATOR))
    (entry,) = await room.entries("note", "operator")
    assert (entry.side, entry.state) == (Side.OPERATOR, "waiting")


async def test_a_text_that_nobody_typed_is_sent_once(room: DeskRoom) -> None:
    """Under the message of the group that stands for it."""
    case_id = await room.opens()
    await room.sends()
    for _ in range(2):
        await room.operates(RelayText(case_id, "<b>risposta</b>", OPERATOR, 500))
    (entry,) = await room.entries("operator")
    sent = await room.sends()
    assert JoinedTexts((entry.entry_id,), "<b>risposta</b>") in sent
    assert Reaction("👍", entry=entry.entry_id) in sent
    assert (await room.entries("operator"))[0].group_message_id == 500


async def test_nothing_crosses_between_two_customers(room: DeskRoom) -> None:
    """A message number of one chat says nothing in another."""
    first = room.piece("mio")
    await room.opens(first)
    await room.meets(6, "Eva")
    await room.does(PassOnEdit(room.piece("suo", message_id=first.message_id)), person_id=6)
    await room.does(PassOnReaction(first.message_id, "🔥"), person_id=6)
    (entry,) = await room.entries("customer")
    assert (entry.html, entry.reactions) == ("mio", None)


async def test_a_refused_part_is_told_and_the_rest_is_there(room: DeskRoom) -> None:
    """Of an album one file may be refused."""
    case_id = await room.opens()
    await room.sends()
    parts = [room.piece(kind="photo", file_id=f"f{n}", file_key=f"k{n}", album="A") for n in range(2)]
    await room.answers(case_id, *parts)

    partly = Sent(901, (901, 0), "wrong file identifier")
    await room.sends(lambda each: partly if isinstance(each.content, Album) else None)
    one, two = await room.entries("operator")
    assert (one.state, one.customer_message_id, two.state, two.fault) == ("across", 901, "failed", "gone")
    assert [each.reply_to for each in _told(room, NotDelivered)] == [two.entry_id]


async def test_joined_texts_have_one_twin_and_can_still_be_edited(room: DeskRoom) -> None:
    """Each keeps its row; by the number of the message that shows them the last one is found."""
    await room.opens()
    await room.sends()
    texts = [room.piece("uno"), room.piece("due"), room.piece("tre")]
    for text in texts:
        await room.writes(text)
    await room.does(PassOnEdit(room.piece("DUE", message_id=texts[1].message_id)))
    assert [each.html for each in await room.sends() if isinstance(each, JoinedTexts)] == [
        "uno\n\nDUE\n\ntre"
    ]
    joined = (await room.entries("customer"))[1:]
    assert {(entry.state, entry.group_message_id == joined[0].group_message_id) for entry in joined} == {
        ("across", True)
    }
    found = await room.write(lambda tx: entries.by_group_message(tx, GROUP, joined[0].group_message_id))
    assert found is not None
    assert found.entry_id == joined[-1].entry_id
    await room.does(PassOnEdit(room.piece("UNO", message_id=texts[0].message_id)))
    assert [(each.facts, each.reply_to) for each in _told(room, EditShown)] == [
        (EditShown("UNO"), joined[0].entry_id)
    ]
