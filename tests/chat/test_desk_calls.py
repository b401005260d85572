"""What crosses between a customer and a topic, call by call, and what is done where Telegram refuses."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups, topics
from bot.demo.telegram.faults import Drop, Fault, Refusal, TooMany
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import Chat, Location, Message, Other, Poll, Recording, Voice
from bot.demo.walker import Walker
from bot.outbox.desk import cause
from bot.outbox.outcome import ChatMoved, Gone, Outcome, Retry, Sent, TopicGone, Unknown
from bot.outbox.outcome import Fault as NeverSendable
from bot.storage.parcels import (
    Album,
    AlbumPart,
    Content,
    Copy,
    JoinedTexts,
    Pin,
    Reaction,
    TopicChange,
    TopicDeletion,
    TopicOpening,
    TwinDeletion,
    TwinEdit,
)
from bot.storage.parcels import Message as Words
from tests.support.sending import WayOut, delivery, way_out

LONG = "è" * 1500


@dataclass
class Room:
    """A support group with one topic, a customer, and the way out."""

    telegram: Lookalike
    out: WayOut
    group: Chat
    topic: int
    ada: Walker

    async def send(self, content: Content, **given: Any) -> Outcome:  # noqa: ANN401 - fields of a row
        """Send a content into the topic, or where the fields say."""
        row = {"chat_id": self.group.id, "case_id": 1, "topic_id": self.topic, **given}
        return await self.out.sender.send(delivery(content, **row))

    async def send_to_customer(self, content: Content, **given: Any) -> Outcome:  # noqa: ANN401 - the same
        """Send a content into the private chat."""
        return await self.send(content, chat_id=self.ada.id, topic_id=None, **given)

    def copy(self, message: Message, of_kind: str = "text", html: str = "", **more: Any) -> Copy:  # noqa: ANN401
        """What carries a message of the customer across."""
        return Copy(1, self.ada.id, message.id, of_kind, html, **more)

    def there(self, number: int | None) -> Message:
        """The message of the group under this number."""
        return self.telegram.world.rooms[self.group.id].messages[number or 0]

    def calls(self) -> list[str]:
        """The names of all calls but the first ones."""
        return [call.method for call in self.telegram.journal.calls]

    def fails(self, words: str, method: str, times: int | None = 1) -> None:
        """Let the next calls of a method be refused in these words."""
        self.telegram.faults.switch_on(Refusal(400, f"Bad Request: {words}"), method=method, times=times)


@pytest.fixture
async def room(telegram: Lookalike) -> AsyncIterator[Room]:
    """A support group with one topic."""
    group = telegram.forum("Sportello", "Olga")
    ada = telegram.user("Ada")
    await ada.says("/start")
    topic = topics.opens(telegram.world, telegram.world.bot, group.id, "1 · Ada")
    async with way_out(telegram) as out:
        yield Room(telegram, out, group, topic.id, ada)
    assert all("allow_paid_broadcast" not in call.parameters for call in telegram.journal.calls)


def _sent(outcome: Outcome) -> int:
    assert isinstance(outcome, Sent), outcome
    return outcome.message_id or 0


async def test_a_message_is_copied_into_its_topic_as_an_answer(room: Room) -> None:
    """With its formatting, and without the customer's name."""
    first = _sent(await room.send(room.copy((await room.ada.says("uno")).message)))
    said = await room.ada.says("due")
    second = await room.send(room.copy(said.message, reply_to=8), twins={8: first})
    copied = room.there(_sent(second))
    assert (copied.body.text, copied.thread, copied.origin) == ("due", room.topic, None)
    assert copied.reply_to is not None
    assert copied.reply_to.id == first


async def test_an_answer_to_what_is_gone_goes_without(room: Room) -> None:
    """The message matters more than what it answers."""
    said = await room.ada.says("due")
    copied = room.there(_sent(await room.send(room.copy(said.message, reply_to=8), twins={8: 999})))
    assert copied.reply_to is None


async def test_a_long_premium_caption_is_copied_without_its_answer_which_is_shown_below(room: Room) -> None:
    """Telegram would send the content anew, which a bot may not (telegram-bot-api#334, #741)."""
    first = _sent(await room.send(room.copy((await room.ada.says("uno")).message)))
    photo = await room.ada.sends(replace(room.ada.photo(), caption=plain(LONG)))
    outcome = await room.send(room.copy(photo.message, "photo", LONG, reply_to=8), twins={8: first})
    copied, pointer = room.there(_sent(outcome)), room.there(_sent(outcome) + 1)
    assert (copied.body.text, copied.reply_to) == (LONG, None)
    assert pointer.reply_to is not None
    assert pointer.reply_to.id == first


async def test_what_cannot_be_copied_is_forwarded_to_operators_only(room: Room) -> None:
    """A forward names its sender, so never toward the customer."""
    photo = (await room.ada.sends_photo("Ecco")).message
    room.fails("the message can't be copied", "copyMessage", times=None)
    forwarded = room.there(_sent(await room.send(room.copy(photo, "photo", "Ecco"))))
    assert (forwarded.thread, forwarded.origin) == (room.topic, room.ada.person)
    outcome = await room.send_to_customer(room.copy(photo, "photo", "Ecco"))
    assert isinstance(outcome, Sent)
    assert (outcome.refused and cause(outcome.refused), room.ada.last.text) == ("not_copyable", "Ecco")
    assert room.calls().count("forwardMessage") == 1


async def test_what_nobody_may_send_on_is_a_fault_with_its_cause(room: Room) -> None:
    """Paid media, giveaways and invoices: whoever wrote it is told."""
    message = (await room.ada.sends(Other({"invoice": {}}))).message
    outcome = await room.send(room.copy(message, "invoice"))
    assert isinstance(outcome, NeverSendable)
    assert cause(outcome.reason) == "not_copyable"


@pytest.mark.parametrize("has_file", [True, False])
async def test_a_message_that_was_deleted_meanwhile_leaves_its_file_or_its_words(
    room: Room, *, has_file: bool
) -> None:
    """No bot is told of a deletion; what was written to operators reaches them."""
    photo = await room.ada.sends_photo("Ecco")
    file_id = photo.message.content.file_id if has_file else None  # type: ignore[union-attr]
    await room.ada.deletes(photo)
    outcome = await room.send(room.copy(photo.message, "photo", "<b>Ecco</b>", file_id=file_id))
    there = room.there(_sent(outcome))
    assert (there.body.text, there.thread) == ("Ecco", room.topic)
    assert isinstance(outcome, Sent)
    assert (outcome.refused is None) is has_file
    assert "forwardMessage" not in room.calls()


async def test_a_deleted_text_arrives_as_words(room: Room) -> None:
    """Nothing stays behind."""
    said = await room.ada.says("uno")
    await room.ada.deletes(said)
    outcome = await room.send(room.copy(said.message, "text", "<i>uno</i>"))
    assert outcome == Sent(_sent(outcome))
    assert room.there(_sent(outcome)).body.text == "uno"


async def test_a_poll_goes_as_text(room: Room) -> None:
    """A copy would be a second poll with votes of its own."""
    poll = (await room.ada.sends(Poll("Quando?", ("lunedì", "martedì")))).message
    outcome = await room.send(room.copy(poll, "poll", "Quando?\n• lunedì\n• martedì"))
    assert room.there(_sent(outcome)).body.text.startswith("Quando?")


async def test_a_refused_voice_message_is_a_fault_whose_cause_is_named(room: Room) -> None:
    """A Premium setting of the customer's; the operator reads of it."""
    olga = room.telegram.user("Olga", at=room.group, topic=room.topic)
    voice = (await olga.sends(Voice(3))).message
    room.telegram.world.rooms[room.ada.id].refuses_voice = True
    outcome = await room.send_to_customer(Copy(1, room.group.id, voice.id, "voice"))
    assert isinstance(outcome, NeverSendable)
    assert cause(outcome.reason) == "no_voice"


async def test_whoever_blocked_us_is_gone_with_the_cause(room: Room) -> None:
    """The operator reads of it."""
    await room.ada.blocks()
    outcome = await room.send_to_customer(Copy(1, room.group.id, room.topic, "text", "ciao"))
    assert isinstance(outcome, Gone)
    assert cause(outcome.reason) == "blocked"


async def test_joined_texts_are_one_message(room: Room) -> None:
    """In the topic, with their formatting."""
    there = room.there(_sent(await room.send(JoinedTexts((1, 2), "<b>uno</b>\n\ndue"))))
    assert (there.body.text, there.thread) == ("uno\n\ndue", room.topic)


async def test_an_album_stays_together(room: Room) -> None:
    """Each part has a number of its own, in order."""
    parts = await room.ada.sends_album(room.ada.photo("uno"), Recording("video", 3))
    files = [part.message.content.file_id for part in parts]  # type: ignore[union-attr]
    album = Album((AlbumPart(1, "photo", files[0], "uno"), AlbumPart(2, "video", files[1])))
    outcome = await room.send(album)
    assert isinstance(outcome, Sent)
    first, second = (room.there(number) for number in outcome.message_ids)
    assert (first.body.text, first.thread, outcome.message_id) == ("uno", room.topic, first.id)
    assert first.album
    assert first.album == second.album


async def test_an_album_with_a_lost_file_goes_part_by_part(room: Room) -> None:
    """The others arrive, the words of the lost one go alone, and what was refused is told."""
    photo = (await room.ada.sends_photo()).message.content.file_id  # type: ignore[union-attr]
    parts = (AlbumPart(1, "photo", photo), AlbumPart(2, "photo", "lost", "due"), AlbumPart(3, "photo", "no"))
    outcome = await room.send(Album(parts))
    assert isinstance(outcome, Sent)
    assert [bool(number) for number in outcome.message_ids] == [True, True, False]
    assert room.there(outcome.message_ids[1]).body.text == "due"
    assert outcome.refused is not None
    assert cause(outcome.refused) == "gone"


async def test_an_edit_changes_text_caption_and_file_of_the_copy(room: Room) -> None:
    """Once more is no fault; a location on the move is left alone."""
    text = _sent(await room.send(room.copy((await room.ada.says("uno")).message)))
    shot = (await room.ada.sends_photo("Ecco")).message
    photo = _sent(await room.send(room.copy(shot, "photo")))
    other = (await room.ada.sends_photo()).message.content.file_id  # type: ignore[union-attr]
    twins = {1: text, 2: photo}
    for _ in range(2):
        assert _sent(await room.send(TwinEdit(1, "text", "<b>due</b>"), twins=twins)) == text
        assert _sent(await room.send(TwinEdit(2, "photo", "Qui"), twins=twins)) == photo
    assert [room.there(number).body.text for number in (text, photo)] == ["due", "Qui"]
    part = AlbumPart(2, "photo", other, "Ora")
    assert _sent(await room.send(TwinEdit(2, "photo", "Ora", part), twins=twins)) == photo
    assert room.there(photo).body.text == "Ora"
    place = (await room.ada.sends(Location(45.0, 7.0, 60))).message
    where = _sent(await room.send(room.copy(place, "location")))
    calls = len(room.calls())
    assert await room.send(TwinEdit(3, "location", ""), twins={3: where}) == Sent(where)
    assert len(room.calls()) == calls


async def test_an_edit_of_what_cannot_be_edited_is_said_as_an_answer(room: Room) -> None:
    """Stickers have no words, and what was deleted has no place."""
    text = _sent(await room.send(room.copy((await room.ada.says("uno")).message)))
    room.fails("message can't be edited", "editMessageText")
    outcome = await room.send(TwinEdit(1, "text", "due"), twins={1: text})
    there = room.there(_sent(outcome))
    assert (there.body.text, there.reply_to and there.reply_to.id) == ("due", text)


@pytest.mark.parametrize("is_old", [False, True])
async def test_a_withdrawn_message_is_deleted_or_overwritten_after_48_hours(
    room: Room, *, is_old: bool
) -> None:
    """The words take its place; once more is no fault."""
    olga = room.telegram.user("Olga", at=room.group, topic=room.topic)
    said = (await olga.says("sbagliato")).message
    twin = _sent(await room.send_to_customer(Copy(1, room.group.id, said.id, "text")))
    if is_old:
        room.fails("message can't be deleted for everyone", "deleteMessage", times=None)
    for _ in range(2):
        content = TwinDeletion(1, "text", "Messaggio ritirato")
        assert isinstance(await room.send_to_customer(content, twins={1: twin}), Sent)
    stays = room.telegram.world.rooms[room.ada.id].messages.get(twin)
    assert (stays and stays.body.text) == ("Messaggio ritirato" if is_old else None)


async def test_a_reaction_is_set_replaced_and_taken_back(room: Room) -> None:
    """One that the group does not allow becomes one that neither agrees nor disagrees."""
    number = _sent(await room.send(room.copy((await room.ada.says("uno")).message)))
    here = room.telegram.world.rooms[room.group.id]
    bot = room.telegram.world.bot.id
    assert await room.send(Reaction("👎", 1), twins={1: number}) == Sent()
    assert here.reactions[number][bot] == ("👎",)
    here.allowed_reactions = frozenset({"✍"})
    assert await room.send(Reaction("👎", message_id=number)) == Sent()
    assert here.reactions[number][bot] == ("✍",)
    assert await room.send(Reaction(None, message_id=number)) == Sent()
    assert bot not in here.reactions[number]


async def test_a_topic_is_made_changed_closed_and_deleted(room: Room) -> None:
    """What is already so is done; the icons are asked for once."""
    topic_id = _sent(await room.send(TopicOpening("7 · " + "x" * 200, "❓"), topic_id=None))
    topic = room.telegram.world.rooms[room.group.id].topics[topic_id]
    assert (len(topic.name), topics.ICONS[topic.icon]) == (128, "❓")
    change = TopicChange("8 · Bruno", "✅", is_closed=True)
    for _ in range(2):
        assert await room.send(change, topic_id=topic_id) == Sent()
    assert (topic.name, topics.ICONS[topic.icon], topic.is_closed) == ("8 · Bruno", "✅", True)
    assert await room.send(TopicChange(is_closed=False), topic_id=topic_id) == Sent()
    assert not topic.is_closed
    for _ in range(2):
        assert await room.send(TopicDeletion(), topic_id=topic_id) == Sent()
    assert await room.send(change, topic_id=topic_id) == Sent()
    assert room.calls().count("getForumTopicIconStickers") == 1


async def test_a_topic_is_made_without_an_icon_that_cannot_be_had(room: Room) -> None:
    """A topic without an icon is better than none."""
    room.fails("no", "getForumTopicIconStickers")
    assert _sent(await room.send(TopicOpening("7", "❓"), topic_id=None))
    room.fails("DOCUMENT_INVALID", "createForumTopic")
    assert _sent(await room.send(TopicOpening("8", "❓"), topic_id=None))


async def test_the_card_is_pinned_without_a_sound(room: Room) -> None:
    """Once more is no fault."""
    card = _sent(await room.send(Words("Caso 1", ())))
    assert await room.send(Pin(), card_id=card) == Sent()
    assert room.telegram.world.rooms[room.group.id].pinned == [card]
    (call,) = room.telegram.journal.of("pinChatMessage")
    assert str(call.parameters["disable_notification"]).lower() == "true"


WAYS_IN: list[Callable[[Room, Message], Content]] = [
    lambda room, message: room.copy(message, "text", "ciao"),
    lambda _room, _message: JoinedTexts((1,), "ciao"),
    lambda _room, _message: Words("ciao", ()),
]


@pytest.mark.parametrize("content", WAYS_IN)
@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID"])
async def test_a_dead_topic_is_learned_at_the_next_message(
    room: Room, content: Callable[[Room, Message], Content], words: str
) -> None:
    """In whatever words, the case needs a new one; nothing goes into the general topic instead."""
    message = (await room.ada.says("ciao")).message
    topics.dies(room.telegram.world, room.group.id, room.topic, words)
    assert isinstance(await room.send(content(room, message)), TopicGone)
    assert isinstance(await room.send(content(room, message), topic_id=None), TopicGone)
    assert room.telegram.transcript(room.group) == ()


@pytest.mark.parametrize("content", WAYS_IN)
async def test_a_closed_topic_is_opened_again(
    room: Room, content: Callable[[Room, Message], Content]
) -> None:
    """And the message goes there."""
    message = (await room.ada.says("ciao")).message
    topics.closes(room.telegram.world, room.telegram.user("Olga").person, room.group.id, room.topic)
    room.telegram.faults.switch_on(Refusal(400, "Bad Request: TOPIC_CLOSED"), thread_id=room.topic, times=1)
    assert room.there(_sent(await room.send(content(room, message)))).thread == room.topic
    assert not room.telegram.world.rooms[room.group.id].topics[room.topic].is_closed


async def test_the_general_topic_is_written_to_without_a_number(room: Room) -> None:
    """Telegram refuses its number 1 (telegram-bot-api#447)."""
    said = await room.send(Words("Tutti", (), topic_id=1), case_id=None, topic_id=None)
    assert room.there(_sent(said)).thread == 0
    own = await room.send(Words("Qui", (), topic_id=room.topic), case_id=None, topic_id=None)
    assert room.there(_sent(own)).thread == room.topic


async def test_a_group_that_has_moved_says_where(telegram: Lookalike) -> None:
    """Its rows follow it."""
    olga = telegram.user("Olga")
    await olga.says("/start")
    old = telegram.group("Sportello", "group")
    telegram.world.set_status(old.id, olga.person, "administrator")
    new = groups.becomes_supergroup(telegram.world, olga.person, old.id)
    async with way_out(telegram) as out:
        assert await out.sender.send(delivery(Words("ciao", ()), chat_id=old.id)) == ChatMoved(new.id)


@pytest.mark.parametrize(("fault", "kind"), [(Drop(), Unknown), (TooMany(3), Retry)])
async def test_no_answer_and_a_wait_end_an_attempt_at_once(room: Room, fault: Fault, kind: type) -> None:
    """No other way is tried: the first may have arrived, or none passes now."""
    said = (await room.ada.says("uno")).message
    room.telegram.faults.switch_on(fault, method="copyMessage")
    assert isinstance(await room.send(room.copy(said, "text", "uno")), kind)
    assert "sendMessage" not in room.calls()
    room.telegram.faults.clear()
    await room.out.sender.reopened()
