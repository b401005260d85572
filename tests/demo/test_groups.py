"""Groups, through python-telegram-bot: members and rights, coming and going, moving house, the pace."""

from datetime import timedelta

import pytest
import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups, topics
from bot.demo.telegram.model import Chat
from bot.demo.telegram.pace import Pace
from bot.demo.telegram.rooms import USUAL_RIGHTS
from tests.demo.conftest import refusal, updates

_ANONYMOUS = 1_087_968_824


@pytest.fixture
def group(telegram: Lookalike) -> Chat:
    """A support group with topics; Olga owns it, Piero is a member."""
    return telegram.forum("Assistenza", "Olga", "Piero")


async def test_members_and_their_roles(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Owner, member, administrator with single rights, stranger, and the bot itself."""
    rita = telegram.user("Rita").person
    rights = frozenset({"can_pin_messages"})
    groups.becomes(telegram.world, rita, group.id, "administrator", rights, is_anonymous=True)
    people = [telegram.user(name).id for name in ("Olga", "Piero", "Rita", "Sconosciuto")]
    members = [await client.get_chat_member(group.id, number) for number in (*people, client.id)]
    assert [member.status for member in members] == [
        "creator",
        "member",
        "administrator",
        "left",
        "administrator",
    ]
    admin = members[2]
    assert isinstance(admin, ptb.ChatMemberAdministrator)
    assert (admin.is_anonymous, admin.can_pin_messages, admin.can_manage_topics) == (True, True, False)
    found = await client.get_chat_administrators(group.id)
    assert {member.user.id for member in found} == {people[0], people[2], client.id}
    assert await client.get_chat_member_count(group.id) == 4
    assert await refusal(client.get_chat_member(group.id, 42)) == "User not found"


async def test_coming_and_going(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Who joins or leaves is named by a line, and by `chat_member` to an administrator bot that asked."""
    await updates(client)
    rita = telegram.user("Rita").person
    groups.joins(telegram.world, rita, group.id)
    groups.leaves(telegram.world, rita, group.id)
    found = await updates(client)
    changes = [update.chat_member for update in found if update.chat_member]
    lines = [update.message for update in found if update.message]
    assert [change.difference()["status"] for change in changes] == [("left", "member"), ("member", "left")]
    assert [person.id for person in lines[0].new_chat_members] == [rita.id]
    assert lines[1].left_chat_member is not None
    assert lines[1].left_chat_member.id == rita.id
    with pytest.raises(ValueError, match="not in the group"):
        await telegram.user("Rita", at=group).says("ci sono ancora")


async def test_the_bots_own_rights_change(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Each change of its status or of one right is told as `my_chat_member`; nothing new is not."""
    olga = telegram.user("Olga").person
    await updates(client)
    telegram.world.set_status(group.id, olga, "administrator", USUAL_RIGHTS)
    telegram.world.set_status(group.id, olga, "administrator", USUAL_RIGHTS - {"can_manage_topics"})
    telegram.world.set_status(group.id, olga, "member")
    telegram.world.set_status(group.id, olga, "restricted")
    assert (await refusal(client.send_message(group.id, "x"))).startswith("Not enough rights to send text")
    telegram.world.set_status(group.id, olga, "kicked")
    assert await refusal(client.send_message(group.id, "x")) == (
        "Forbidden: bot was kicked from the supergroup chat"
    )
    changes = [update.my_chat_member for update in await updates(client) if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == [
        "administrator",
        "member",
        "restricted",
        "kicked",
    ]
    right = changes[0].new_chat_member
    assert isinstance(right, ptb.ChatMemberAdministrator)
    assert right.can_manage_topics is False


async def test_an_anonymous_administrator(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """They write as a bot in the group's name; their presses name the person."""
    olga = telegram.user("Olga", at=group)
    groups.becomes(telegram.world, olga.person, group.id, "creator", is_anonymous=True)
    keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Prendo io", callback_data="take")]])
    sent = await client.send_message(group.id, "scheda", reply_markup=keyboard)
    await updates(client)
    said = await olga.says("buongiorno")
    await olga.edits(said, "buonasera")
    await olga.presses("Prendo io")
    first, edited, pressed = await updates(client)
    for message in (first.message, edited.edited_message):
        assert message is not None
        assert message.from_user is not None
        assert message.sender_chat is not None
        assert (message.from_user.id, message.from_user.is_bot) == (_ANONYMOUS, True)
        assert message.sender_chat.id == group.id
    assert pressed.callback_query is not None
    assert pressed.callback_query.from_user.id == olga.id
    await client.set_message_reaction(group.id, said.id, "👌")
    assert [(line.sender_id, line.reactions) for line in olga.transcript] == [
        (client.id, ()),
        (group.id, ((client.id, "👌"),)),
    ]
    assert sent.message_id == olga.transcript[0].id


async def test_a_group_moves_house(client: ptb.Bot, telegram: Lookalike) -> None:
    """A group that becomes a supergroup is refused with its new id; a line in each chat tells of it."""
    old = telegram.group("Assistenza", "group")
    olga = telegram.user("Olga").person
    telegram.world.set_status(old.id, olga, "administrator")
    await updates(client)
    new = groups.becomes_supergroup(telegram.world, olga, old.id, is_forum=True)
    with pytest.raises(ptb.error.ChatMigrated) as caught:
        await client.send_message(old.id, "x")
    assert caught.value.new_chat_id == new.id
    found = [update.message for update in await updates(client) if update.message]
    assert [(line.chat.id, line.migrate_to_chat_id, line.migrate_from_chat_id) for line in found] == [
        (old.id, new.id, None),
        (new.id, None, old.id),
    ]
    assert (await client.create_forum_topic(new.id, "x")).name == "x"


async def test_privacy_mode(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A bot that is no administrator hears commands and answers to it, not what is said or edited."""
    telegram.world.set_status(group.id, telegram.user("Olga").person, "member")
    sent = await client.send_message(group.id, "ciao")
    await updates(client)
    olga = telegram.user("Olga", at=group)
    said = await olga.says("tra noi")
    await olga.edits(said, "sempre tra noi")
    await olga.says("/prendo")
    await olga.says("sì", reply_to=next(bubble for bubble in olga.chat if bubble.id == sent.message_id))
    await olga.reacts(said, "👍")
    assert [update.message and update.message.text for update in await updates(client)] == ["/prendo", "sì"]


async def test_commands_for_one_chat(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Commands of a chat are its own; other chats keep theirs."""
    scope = ptb.BotCommandScopeChat(group.id)
    await client.set_my_commands([("prendo", "Prendo io")], scope=scope)
    await client.set_my_commands([("aiuto", "Aiuto")])
    assert [command.command for command in await client.get_my_commands(scope=scope)] == ["prendo"]
    profile = telegram.world.profile
    menus = [profile.commands_for(number, "it") for number in (group.id, telegram.user("Ada").id)]
    assert [[command["command"] for command in menu] for menu in menus] == [["prendo"], ["aiuto"]]


async def test_twenty_messages_a_minute(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Messages, edits and topics of one group count together; the others, and people's chats, go on."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    topic = (await client.create_forum_topic(group.id, "12")).message_thread_id
    sent = await client.send_message(group.id, "0", message_thread_id=topic)
    for number in range(1, 18):
        await client.send_message(group.id, str(number))
    await client.edit_message_text("zero", group.id, sent.message_id)
    with pytest.raises(ptb.error.RetryAfter) as caught:
        await client.copy_message(group.id, ada.id, 1, message_thread_id=topic)
    assert isinstance(caught.value.retry_after, timedelta)
    assert timedelta(seconds=50) <= caught.value.retry_after <= timedelta(seconds=60)
    await client.set_message_reaction(group.id, sent.message_id, "👌")
    await client.send_message(ada.id, "ciao")
    other = telegram.forum("Altro", "Piero")
    await client.send_message(other.id, "ciao")


async def test_an_album_is_taken_whole_or_not(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """An album that would pass the pace leaves nothing behind, and the next single message passes."""
    telegram.world.group_pace = Pace(3, 60.0)
    photo = telegram.user("Ada").photo()
    await telegram.user("Ada").sends(photo)
    album = [ptb.InputMediaPhoto(photo.file_id) for _ in range(3)]
    await client.send_message(group.id, "uno")
    assert "Flood control" in await refusal(client.send_media_group(group.id, album))
    assert [line.html for line in telegram.transcript(group)] == ["uno"]
    await client.send_media_group(group.id, album[:2])
    assert len(telegram.transcript(group)) == 3


async def test_a_compressed_clock(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A test may let the minute pass at once."""
    telegram.world.group_pace = Pace(20, 0.0)
    for number in range(30):
        await client.send_message(group.id, str(number))
    assert len(telegram.transcript(group)) == 30


async def test_topics_are_made_slowly(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A dozen topics in seconds is too many, though the group would take the messages."""
    for number in range(10):
        await client.create_forum_topic(group.id, str(number))
    assert "Flood control" in await refusal(client.create_forum_topic(group.id, "11"))
    assert len(telegram.world.rooms[group.id].topics) == 10
    await client.send_message(group.id, "questo sì")


async def test_people_make_and_rename_topics(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """The bot hears of a topic that a person made, and of its new name."""
    await updates(client)
    olga = telegram.user("Olga").person
    topic = topics.opens(telegram.world, olga, group.id, "Turni")
    topics.renames(telegram.world, olga, group.id, topic.id, "Turni di agosto")
    made, renamed = [update.message for update in await updates(client)]
    assert made is not None
    assert made.forum_topic_created is not None
    assert renamed is not None
    assert renamed.forum_topic_edited is not None
    assert (made.message_thread_id, renamed.forum_topic_edited.name) == (topic.id, "Turni di agosto")
