"""Copies and forwards, as a relay needs them, through python-telegram-bot."""

import pytest
import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.formatted import from_html, plain
from bot.demo.telegram.model import Chat, Location, Other, Poll, Recording, Service, Sticker, Voice, Words
from tests.demo.conftest import refusal, updates

#: A caption that only Premium can write: a bot's has 1024 characters.
_LONG = "x" * 2048


@pytest.fixture
def group(telegram: Lookalike) -> Chat:
    """A support group with topics."""
    return telegram.forum("Assistenza", "Olga")


async def test_a_copy_has_no_sender(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A copy is the bot's own, with the same words, formatting and file; its answer is an id alone."""
    ada = telegram.user("Ada")
    topic = (await client.create_forum_topic(group.id, "12")).message_thread_id
    for content in (Words(from_html("<b>ciao</b>")), ada.photo("ecco"), Sticker("👍"), Voice(3)):
        said = await ada.sends(content)
        copy = await client.copy_message(group.id, ada.id, said.id, message_thread_id=topic)
        line, original = telegram.transcript(group, topic)[-1], ada.transcript[-1]
        assert (line.id, line.sender_id, line.is_forward) == (copy.message_id, client.id, False)
        assert (line.kind, line.html, line.file_id) == (original.kind, original.html, original.file_id)


async def test_a_forward_has_one(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A forward names who wrote it first, also when it is forwarded on."""
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    sent = await client.forward_message(group.id, ada.id, said.id)
    again = await client.forward_message(group.id, group.id, sent.message_id)
    for message in (sent, again):
        assert isinstance(message.forward_origin, ptb.MessageOriginUser)
        assert message.forward_origin.sender_user.id == ada.id
    assert await refusal(client.edit_message_text("x", group.id, sent.message_id)) == (
        "Message can't be edited"
    )


async def test_copies_answer(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A copy may answer a message; one that is gone is refused unless that may be."""
    ada, olga = telegram.user("Ada"), telegram.user("Olga", at=group)
    asked = await olga.says("mi dica")
    said = await ada.says("ecco")
    await client.copy_message(group.id, ada.id, said.id, reply_parameters=ptb.ReplyParameters(asked.id))
    assert telegram.transcript(group)[-1].reply_to == asked.id
    await olga.deletes(asked)
    answer = ptb.ReplyParameters(asked.id)
    gone = client.copy_message(group.id, ada.id, said.id, reply_parameters=answer)
    assert await refusal(gone) == "Message to be replied not found"
    await client.copy_message(
        group.id,
        ada.id,
        said.id,
        reply_parameters=ptb.ReplyParameters(asked.id, allow_sending_without_reply=True),
    )
    assert telegram.transcript(group)[-1].reply_to == 0


async def test_long_premium_captions(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """They are copied as they are, but not with an answer, with buttons or with words of the bot's own."""
    ada = telegram.user("Ada")
    asked = await telegram.user("Olga", at=group).says("mi dica")
    said = await ada.sends(ada.photo(_LONG))
    await client.copy_message(group.id, ada.id, said.id)
    assert telegram.transcript(group)[-1].html == _LONG
    answer = ptb.ReplyParameters(asked.id)
    keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("x", callback_data="x")]])
    calls = [
        client.copy_message(group.id, ada.id, said.id, reply_parameters=answer),
        client.copy_message(group.id, ada.id, said.id, reply_markup=keyboard),
        client.copy_message(group.id, ada.id, said.id, caption=_LONG),
        client.send_photo(group.id, ada.transcript[0].file_id, caption=_LONG),
    ]
    assert {await refusal(call) for call in calls} == {"Message caption is too long"}
    await client.forward_message(group.id, ada.id, said.id)


async def test_captions_of_copies(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A caption replaces the one that was, an empty one takes it away, and a text has none."""
    ada = telegram.user("Ada")
    photo = await ada.sends_photo("uno")
    said = await ada.says("testo")
    await client.copy_message(group.id, ada.id, photo.id, caption="<b>due</b>", parse_mode="HTML")
    await client.copy_message(group.id, ada.id, photo.id, caption="")
    await client.copy_message(group.id, ada.id, said.id, caption="tre")
    assert [line.html for line in telegram.transcript(group)] == ["<b>due</b>", "", "testo"]


async def test_what_cannot_be_copied(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Paid media, invoices and service lines stay where they are, copied or forwarded; and what is gone."""
    ada = telegram.user("Ada")
    paid = {"star_count": 5, "paid_media": [{"type": "preview"}]}
    invoice = {
        "title": "x",
        "description": "x",
        "start_parameter": "",
        "currency": "XTR",
        "total_amount": 1,
    }
    contents = (
        Other({"paid_media": paid}),
        Other({"invoice": invoice}),
        Service({"group_chat_created": True}),
    )
    for content in contents:
        said = await ada.sends(content)
        refused = await refusal(client.copy_message(group.id, ada.id, said.id))
        assert refused == "The message can't be copied"
        assert await refusal(client.forward_message(group.id, ada.id, said.id)) == (
            "The message can't be forwarded"
        )
    assert await refusal(client.copy_message(group.id, ada.id, 99)) == "Message to copy not found"
    assert await refusal(client.forward_message(group.id, ada.id, 99)) == "Message to forward not found"
    assert len(await updates(client)) == 1 + 1 + len(contents)


async def test_a_copied_poll_is_another_poll(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Whoever votes on the copy does not vote on the first; a copied live location stands still."""
    ada = telegram.user("Ada")
    asked = await ada.sends(Poll("Quando?", ("oggi", "domani")))
    here = await ada.sends(Location(45.0, 9.0, live_s=900))
    copy = await client.copy_message(group.id, ada.id, asked.id)
    room = telegram.world.rooms[group.id]
    first, second = asked.message.content, room.messages[copy.message_id].content
    assert isinstance(first, Poll)
    assert isinstance(second, Poll)
    assert (first.question, first.id != second.id) == (second.question, True)
    still = await client.copy_message(group.id, ada.id, here.id)
    assert room.messages[still.message_id].content == Location(45.0, 9.0)


async def test_albums_and_copies(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """One by one an album falls apart; together it stays one, and what is gone is left out in silence."""
    ada = telegram.user("Ada")
    album = await ada.sends_album(ada.photo("uno"), ada.photo(), Recording("video", 3, caption=plain("tre")))
    numbers = [bubble.id for bubble in album]
    await client.copy_message(group.id, ada.id, numbers[0])
    copies = await client.copy_messages(group.id, ada.id, [*numbers, 99])
    await ada.deletes(album[1])
    fewer = await client.copy_messages(group.id, ada.id, numbers, remove_caption=True)
    lines = telegram.transcript(group)
    albums = [line.album for line in lines]
    assert albums[0] == ""
    assert albums[1] == albums[2] == albums[3] != albums[4] == albums[5]
    assert [line.html for line in lines] == ["uno", "uno", "", "tre", "", ""]
    assert [line.id for line in lines][1:] == [copy.message_id for copy in (*copies, *fewer)]
    backwards = client.copy_messages(group.id, ada.id, numbers[::-1])
    assert await refusal(backwards) == "Message identifiers must be in a strictly increasing order"
    assert await refusal(client.copy_messages(group.id, ada.id, [99])) == ("There are no messages to forward")
    await client.forward_messages(group.id, ada.id, numbers)
    assert [line.is_forward for line in telegram.transcript(group)[-2:]] == [True, True]
