"""Topics of a support group, through python-telegram-bot."""

import pytest
import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups, topics
from bot.demo.telegram.faults import Refusal
from bot.demo.telegram.model import Chat
from bot.demo.telegram.rooms import USUAL_RIGHTS
from tests.demo.conftest import refusal, updates

_NOT_FOUND = "Message thread not found"


@pytest.fixture
def group(telegram: Lookalike) -> Chat:
    """A support group with topics; Olga owns it, Piero is a member."""
    return telegram.forum("Assistenza", "Olga", "Piero")


async def _topic(client: ptb.Bot, group: Chat, name: str = "12 · Ada · Voltura") -> int:
    return (await client.create_forum_topic(group.id, name)).message_thread_id


async def test_a_topic_is_a_service_message_with_its_id(client: ptb.Bot, group: Chat) -> None:
    """The bot hears of its own topic; everything said there carries its id and answers that line."""
    icon = (await client.get_forum_topic_icon_stickers())[0].custom_emoji_id
    made = await client.create_forum_topic(group.id, "12 · Ada", icon_custom_emoji_id=icon)
    line = (await updates(client))[-1].message
    assert line is not None
    assert line.forum_topic_created is not None
    assert (line.message_id, line.forum_topic_created.name, line.is_topic_message) == (
        made.message_thread_id,
        "12 · Ada",
        True,
    )
    sent = await client.send_message(group.id, "scheda", message_thread_id=made.message_thread_id)
    assert sent.reply_to_message is not None
    assert (sent.message_thread_id, sent.reply_to_message.message_id) == (made.message_thread_id,) * 2


async def test_what_people_write_in_a_topic(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A message carries its topic and answers the topic’s line, unless another; General has no id."""
    topic = await _topic(client, group)
    olga = telegram.user("Olga", at=group, topic=topic)
    first = await olga.says("buongiorno")
    await olga.says("ecco", reply_to=first)
    general = telegram.user("Olga", at=group)
    asked = await general.says("chi c’è?")
    answered = await general.says("io", reply_to=asked)
    messages = [update.message for update in await updates(client) if update.message][-4:]
    assert [
        (
            message.message_thread_id,
            bool(message.is_topic_message),
            message.reply_to_message and message.reply_to_message.message_id,
        )
        for message in messages
    ] == [
        (topic, True, topic),
        (topic, True, first.id),
        (None, False, None),
        # Outside topics a chain of answers has a thread id as well: no topic's.
        (asked.id, False, asked.id),
    ]
    assert [line.html for line in olga.transcript] == ["buongiorno", "ecco"]
    assert [line.reply_to for line in general.transcript] == [0, asked.id]
    assert answered.id == general.transcript[1].id


async def test_buttons_in_a_topic(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A press in a topic names the person and carries the message with its topic."""
    topic = await _topic(client, group)
    keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Prendo io", callback_data="take")]])
    await client.send_message(group.id, "scheda", message_thread_id=topic, reply_markup=keyboard)
    olga = telegram.user("Olga", at=group, topic=topic)
    await olga.sees("scheda")
    await olga.presses("Prendo io")
    query = (await updates(client))[-1].callback_query
    assert query is not None
    assert isinstance(query.message, ptb.Message)
    assert (query.from_user.id, query.message.message_thread_id, query.data) == (olga.id, topic, "take")
    await query.answer("Il caso è tuo")
    await olga.sees("Il caso è tuo")


async def test_renaming_leaves_a_line(client: ptb.Bot, group: Chat) -> None:
    """Each change is a service message in the topic; a change to nothing new is TOPIC_NOT_MODIFIED."""
    topic = await _topic(client, group, "uno")
    icon = (await client.get_forum_topic_icon_stickers())[1].custom_emoji_id
    await client.edit_forum_topic(group.id, topic, name="due")
    await client.edit_forum_topic(group.id, topic, icon_custom_emoji_id=icon)
    again = client.edit_forum_topic(group.id, topic, name="due", icon_custom_emoji_id=icon)
    assert await refusal(again) == "Topic_not_modified"
    await client.edit_forum_topic(group.id, topic, icon_custom_emoji_id="")
    lines = [update.message for update in await updates(client) if update.message][-3:]
    edits = [line.forum_topic_edited for line in lines if line.forum_topic_edited]
    assert [(edit.name, edit.icon_custom_emoji_id) for edit in edits] == [
        ("due", None),
        (None, icon),
        (None, ""),
    ]
    assert {line.message_thread_id for line in lines} == {topic}


async def test_closed_topics(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Closed, a topic takes only its maker and those who manage topics; reopened, everybody."""
    olga, piero = telegram.user("Olga").person, telegram.user("Piero").person
    topic = topics.opens(telegram.world, olga, group.id, "Turni").id
    telegram.world.set_status(group.id, olga, "administrator", USUAL_RIGHTS - {"can_manage_topics"})
    topics.closes(telegram.world, olga, group.id, topic)
    assert await refusal(client.send_message(group.id, "x", message_thread_id=topic)) == "Topic_closed"
    refused = await refusal(client.reopen_forum_topic(group.id, topic))
    assert refused == "Not enough rights to close or open the topic"
    with pytest.raises(ValueError, match="closed"):
        telegram.world.send(piero, telegram.user("Piero").photo(), chat_id=group.id, thread=topic)
    telegram.world.set_status(group.id, olga, "administrator")
    await client.send_message(group.id, "x", message_thread_id=topic)
    await client.reopen_forum_topic(group.id, topic)
    assert await refusal(client.reopen_forum_topic(group.id, topic)) == "Topic_not_modified"
    await telegram.user("Piero", at=group, topic=topic).says("ora sì")
    lines = [update.message for update in await updates(client) if update.message]
    assert [line.forum_topic_closed is not None for line in lines] == [False, False, True, False, False]
    assert [line.forum_topic_reopened is not None for line in lines] == [False, False, False, True, False]


async def test_a_topic_that_refuses_even_those_who_manage(
    client: ptb.Bot, telegram: Lookalike, group: Chat
) -> None:
    """A test can have TOPIC_CLOSED or TOPIC_DELETED of any topic, by its own refusal or by a fault."""
    one, other = await _topic(client, group), await _topic(client, group)
    topics.dies(telegram.world, group.id, one, "TOPIC_CLOSED")
    assert await refusal(client.send_message(group.id, "x", message_thread_id=one)) == "Topic_closed"
    topics.dies(telegram.world, group.id, one, "")
    await client.send_message(group.id, "x", message_thread_id=one)
    words = "Bad Request: TOPIC_DELETED"
    with telegram.faults.during(Refusal(400, words), chat_id=group.id, thread_id=other):
        assert await refusal(client.send_message(group.id, "x", message_thread_id=other)) == "Topic_deleted"
        await client.send_message(group.id, "y", message_thread_id=one)


async def test_a_deleted_topic_is_learned_at_the_next_call(
    client: ptb.Bot, telegram: Lookalike, group: Chat
) -> None:
    """No update tells of it; sends, edits and a topic that never was are refused, each in its own words."""
    topic = await _topic(client, group)
    sent = await client.send_message(group.id, "x", message_thread_id=topic)
    await updates(client)
    topics.deletes(telegram.world, group.id, topic)
    assert await updates(client) == ()
    calls = [
        client.send_message(group.id, "x", message_thread_id=topic),
        client.send_chat_action(group.id, "typing", message_thread_id=topic),
        client.edit_message_text("y", group.id, sent.message_id),
        client.edit_forum_topic(group.id, topic, name="y"),
        client.close_forum_topic(group.id, 999),
        client.send_message(group.id, "x", message_thread_id=1),
    ]
    assert [await refusal(call) for call in calls] == [
        _NOT_FOUND,
        _NOT_FOUND,
        "Message to edit not found",
        "Topic_deleted",
        "Topic_id_invalid",
        _NOT_FOUND,
    ]


async def test_a_topic_that_died_alone(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """The bot's messages are refused, while people go on writing there and are heard."""
    topic = await _topic(client, group)
    await updates(client)
    topics.dies(telegram.world, group.id, topic)
    assert await refusal(client.send_message(group.id, "x", message_thread_id=topic)) == _NOT_FOUND
    assert await refusal(client.edit_forum_topic(group.id, topic, name="y")) == "Topic_id_invalid"
    await telegram.user("Olga", at=group, topic=topic).says("c’è qualcuno?")
    message = (await updates(client))[0].message
    assert message is not None
    assert (message.text, message.message_thread_id) == ("c’è qualcuno?", topic)


async def test_deletion_takes_the_messages_with_it(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """The bot deletes a topic with all that stands there; General stays."""
    topic = await _topic(client, group)
    await client.send_message(group.id, "dentro", message_thread_id=topic)
    await client.send_message(group.id, "fuori")
    await client.delete_forum_topic(group.id, topic)
    assert telegram.transcript(group, topic) == ()
    assert [line.html for line in telegram.transcript(group)] == ["fuori"]


@pytest.mark.parametrize(
    ("missing", "method", "words"),
    [
        ("can_manage_topics", "create_forum_topic", "Not enough rights to create a topic"),
        ("can_delete_messages", "delete_forum_topic", "Not enough rights to delete the topic"),
        (
            "can_pin_messages",
            "pin_chat_message",
            "Not enough rights to manage pinned messages in the chat",
        ),
        ("can_delete_messages", "delete_message", "Message can't be deleted"),
    ],
)
async def test_rights_are_single(
    client: ptb.Bot, telegram: Lookalike, missing: str, method: str, words: str
) -> None:
    """Each deed needs its own right, and only that."""
    group = telegram.forum("Assistenza", "Olga")
    topic = await _topic(client, group)
    said = await telegram.user("Olga", at=group, topic=topic).says("ciao")
    by = telegram.user("Olga").person
    telegram.world.set_status(group.id, by, "administrator", USUAL_RIGHTS - {missing})
    argument = {"create_forum_topic": "nuovo", "delete_forum_topic": topic}.get(method, said.id)
    call = getattr(client, method)
    assert await refusal(call(group.id, argument)) == words
    telegram.world.set_status(group.id, by, "administrator", frozenset({missing}))
    assert await call(group.id, argument)


async def test_a_group_without_topics(client: ptb.Bot, telegram: Lookalike) -> None:
    """It makes none and takes no thread id; switched on, it does."""
    group = telegram.group("Assistenza")
    telegram.world.set_status(group.id, telegram.user("Olga").person, "administrator")
    assert await refusal(client.create_forum_topic(group.id, "x")) == "The chat is not a forum"
    assert await refusal(client.send_message(group.id, "x", message_thread_id=5)) == _NOT_FOUND
    assert (await client.get_chat(group.id)).is_forum is None
    groups.splits_into_topics(telegram.world, group.id)
    topic = await _topic(client, group)
    await client.send_message(group.id, "x", message_thread_id=topic)
    assert (await client.get_chat(group.id)).is_forum
    groups.splits_into_topics(telegram.world, group.id, on=False)
    assert await refusal(client.send_message(group.id, "x", message_thread_id=topic)) == _NOT_FOUND


async def test_a_pin_leaves_a_line(client: ptb.Bot, group: Chat) -> None:
    """Pinned, a message is named by a service line in its topic, of which the bot hears; once."""
    topic = await _topic(client, group)
    sent = await client.send_message(group.id, "scheda", message_thread_id=topic)
    await updates(client)
    assert await client.pin_chat_message(group.id, sent.message_id, disable_notification=True)
    assert await client.pin_chat_message(group.id, sent.message_id)
    (update,) = await updates(client)
    assert update.message is not None
    assert update.message.pinned_message is not None
    assert (update.message.message_thread_id, update.message.pinned_message.message_id) == (
        topic,
        sent.message_id,
    )
    pinned = (await client.get_chat(group.id)).pinned_message
    assert pinned is not None
    assert pinned.message_id == sent.message_id


async def test_an_answer_stays_in_its_topic(client: ptb.Bot, group: Chat) -> None:
    """Without a thread id it goes where the answered message stands; into another topic it does not go."""
    one, other = await _topic(client, group), await _topic(client, group)
    sent = await client.send_message(group.id, "uno", message_thread_id=one)
    answer = ptb.ReplyParameters(sent.message_id)
    assert (await client.send_message(group.id, "due", reply_parameters=answer)).message_thread_id == one
    wrong = client.send_message(group.id, "tre", message_thread_id=other, reply_parameters=answer)
    assert await refusal(wrong) == "Message to be replied not found"
    bare = ptb.ReplyParameters(sent.message_id, allow_sending_without_reply=True)
    sent = await client.send_message(group.id, "tre", message_thread_id=other, reply_parameters=bare)
    assert sent.message_thread_id == other
