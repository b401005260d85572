"""What the bot changes and takes away, through python-telegram-bot."""

from datetime import timedelta

import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Location, Recording, Sticker, Voice
from tests.demo.conftest import refusal


async def test_captions_are_edited(client: ptb.Bot, telegram: Lookalike) -> None:
    """A file of the bot gets other words below it, or none; words have no caption and files no text."""
    ada = telegram.user("Ada")
    await ada.sends_photo()
    photo = await client.send_photo(ada.id, ada.transcript[0].file_id, caption="uno")
    words = await client.send_message(ada.id, "testo")
    edited = await client.edit_message_caption(
        ada.id, photo.message_id, caption="<b>due</b>", parse_mode="HTML"
    )
    assert isinstance(edited, ptb.Message)
    assert (edited.caption, edited.edit_date is not None) == ("due", True)
    await client.edit_message_caption(ada.id, photo.message_id)
    assert [line.html for line in ada.transcript[1:]] == ["", "testo"]
    calls = [
        client.edit_message_caption(ada.id, words.message_id, caption="x"),
        client.edit_message_text("x", ada.id, photo.message_id),
        client.edit_message_caption(ada.id, photo.message_id, caption="x" * 1025),
        client.edit_message_caption(ada.id, photo.message_id),
    ]
    words_of_refusals = [await refusal(call) for call in calls]
    assert words_of_refusals[:3] == [
        "There is no caption in the message to edit",
        "There is no text in the message to edit",
        "Media_caption_too_long",
    ]
    assert words_of_refusals[3].startswith("Message is not modified")


async def test_files_are_swapped(client: ptb.Bot, telegram: Lookalike) -> None:
    """A photo becomes another photo or a film; stickers and voice messages stay what they are."""
    ada = telegram.user("Ada")
    for content in (ada.photo(), ada.photo(), Recording("video", 3), Sticker("👍"), Voice(3)):
        await ada.sends(content)
    ids = [line.file_id for line in ada.transcript]
    photo = await client.send_photo(ada.id, ids[0])
    await client.edit_message_media(ptb.InputMediaPhoto(ids[1], caption="altra"), ada.id, photo.message_id)
    assert (ada.transcript[-1].file_id, ada.transcript[-1].html) == (ids[1], "altra")
    await client.edit_message_media(ptb.InputMediaVideo(ids[2]), ada.id, photo.message_id)
    assert (ada.transcript[-1].kind, ada.transcript[-1].is_edited) == ("video", True)
    stuck = [await client.send_sticker(ada.id, ids[3]), await client.send_voice(ada.id, ids[4])]
    for message in stuck:
        call = client.edit_message_media(ptb.InputMediaPhoto(ids[0]), ada.id, message.message_id)
        assert await refusal(call) == "Message media can't be edited"
    album = await client.send_media_group(ada.id, [ptb.InputMediaPhoto(one) for one in ids[:2]])
    await client.edit_message_media(ptb.InputMediaVideo(ids[2]), ada.id, album[0].message_id)


async def test_live_locations_of_the_bot(client: ptb.Bot, telegram: Lookalike) -> None:
    """A live location moves until it is stopped."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    sent = await client.send_location(ada.id, 45.0, 9.0, live_period=900)
    await client.edit_message_live_location(ada.id, sent.message_id, latitude=46.0, longitude=9.0)
    await client.stop_message_live_location(ada.id, sent.message_id)
    call = client.edit_message_live_location(ada.id, sent.message_id, latitude=47.0, longitude=9.0)
    assert await refusal(call) == "Message can't be edited"
    assert telegram.world.rooms[ada.id].messages[sent.message_id].content == Location(46.0, 9.0)


async def test_messages_are_deleted_within_two_days(client: ptb.Bot, telegram: Lookalike) -> None:
    """For 48 hours a message can be taken away, with others or none; then no more."""
    ada = telegram.user("Ada")
    said = await ada.says("/start")
    sent = [await client.send_message(ada.id, text) for text in ("uno", "due")]
    assert await client.delete_messages(ada.id, [sent[0].message_id, 99])
    await telegram.demo.clock.forward(timedelta(hours=48))
    fresh = await client.send_message(ada.id, "tre")
    assert await refusal(client.delete_message(ada.id, sent[1].message_id)) == (
        "Message can't be deleted for everyone"
    )
    both = client.delete_messages(ada.id, [said.id, fresh.message_id])
    assert await refusal(both) == "Message can't be deleted for everyone"
    assert [line.html for line in ada.transcript] == ["/start", "due", "tre"]


async def test_the_line_of_a_topic_stays(client: ptb.Bot, telegram: Lookalike) -> None:
    """The service message that made a topic cannot be deleted alone; others of people can, with the right."""
    group = telegram.forum("Assistenza", "Olga")
    topic = (await client.create_forum_topic(group.id, "12")).message_thread_id
    said = await telegram.user("Olga", at=group, topic=topic).says("via")
    assert await refusal(client.delete_message(group.id, topic)) == "Message can't be deleted"
    assert await client.delete_message(group.id, said.id)
    assert telegram.transcript(group, topic) == ()
