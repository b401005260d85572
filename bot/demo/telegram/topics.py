"""Topics of a forum: made, renamed, closed and deleted by the bot and by people.

Rules and words: TDLib's `ForumTopicManager`, through the Bot API server. That a person
deleted a topic is learned at the next call only; no update tells of it.
"""

from bot.demo.telegram.model import Json, Person, Service
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.rooms import Happening, Room, Topic
from bot.demo.telegram.world import World

NAME_LENGTH = 128
#: The colours that Telegram knows for a topic without an icon.
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
#: Some of the icons that every bot may use, by the id of their custom emoji.
ICONS = {
    "5417915203100613993": "💬",
    "5312536423851630001": "💡",
    "5377316857231450742": "❓",
    "5379748062124056162": "❗️",
    "5309965701241379366": "🔎",
    "5309984423003823246": "📣",
    "5312241539987020022": "🔥",
    "5373251851074415873": "📝",
    "5433614043006903194": "📆",
    "5357315181649076022": "📁",
    "5312486108309757006": "🏠",
    "5350481781306958339": "📚",
    "5237699328843200968": "✅",
    "5408906741125490282": "🏁",
}


def opens(world: World, person: Person, chat_id: int, name: str) -> Topic:
    """A person makes a topic; the bot hears of it as of any service line."""
    room = world.rooms[chat_id]
    if not room.chat.is_forum:
        raise ValueError("no topics here")
    return _make(world, room, person, name, (COLORS[0], ""))


def renames(world: World, person: Person, chat_id: int, thread: int, name: str) -> None:
    """A person gives a topic another name."""
    room = world.rooms[chat_id]
    room.topics[thread].name = name
    world.announce(room, person, Service({"forum_topic_edited": {"name": name}}), thread=thread)


def closes(world: World, person: Person, chat_id: int, thread: int) -> None:
    """A person closes a topic."""
    _set_closed(world, world.rooms[chat_id], person, thread, is_closed=True)


def reopens(world: World, person: Person, chat_id: int, thread: int) -> None:
    """A person opens a topic again."""
    _set_closed(world, world.rooms[chat_id], person, thread, is_closed=False)


def deletes(world: World, chat_id: int, thread: int) -> None:
    """A person deletes a topic with all its messages; nobody tells the bot."""
    _take_away(world, world.rooms[chat_id], thread)


def dies(world: World, chat_id: int, thread: int, refusal: str = "message thread not found") -> None:
    """From now on the topic takes nothing of the bot, with these words, while people go on writing there.

    Seen in the wild: tdlib/telegram-bot-api#596, #693. An empty refusal brings it back.
    """
    world.rooms[chat_id].topics[thread].refusal = refusal


def create_forum_topic(world: World, given: Parameters) -> Json:
    """A topic, with the id under which one writes there."""
    room = _forum(world, given)
    if not room.may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = given.text("name").strip()[:NAME_LENGTH]
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    color, icon = given.whole("icon_color", COLORS[0]), given.text("icon_custom_emoji_id")
    if color not in COLORS:
        raise bad_request("invalid icon color specified")
    _check_icon(icon)
    world.count_topic(room)
    topic = _make(world, room, world.bot, name, (color, icon))
    body: Json = {"message_thread_id": topic.id, "name": topic.name, "icon_color": topic.color}
    return body | ({"icon_custom_emoji_id": icon} if icon else {})


def edit_forum_topic(world: World, given: Parameters) -> bool:
    """Another name or icon; an empty name keeps the old one, an empty icon takes the icon away."""
    room = _forum(world, given)
    topic = _topic(world, room, given, "edit the topic")
    name = given.text("name").strip()[:NAME_LENGTH] or topic.name
    icon = given.text("icon_custom_emoji_id") if given.has("icon_custom_emoji_id") else topic.icon
    _check_icon(icon)
    changes: Json = {"name": name} if name != topic.name else {}
    if icon != topic.icon:
        changes["icon_custom_emoji_id"] = icon
    if not changes:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.count(room)
    topic.name, topic.icon = name, icon
    world.announce(room, world.bot, Service({"forum_topic_edited": changes}), thread=topic.id)
    return True


def close_forum_topic(world: World, given: Parameters) -> bool:
    """The topic takes no more messages but of those who manage topics."""
    return _turn(world, given, is_closed=True)


def reopen_forum_topic(world: World, given: Parameters) -> bool:
    """The topic takes messages again."""
    return _turn(world, given, is_closed=False)


def delete_forum_topic(world: World, given: Parameters) -> bool:
    """Takes the topic away with all its messages; needs the right to delete messages, also for its own."""
    room = _forum(world, given)
    if not room.may("can_delete_messages"):
        raise bad_request("not enough rights to delete the topic")
    _take_away(world, room, _find(room, given.whole("message_thread_id")).id)
    return True


def get_forum_topic_icon_stickers(_world: World, _given: Parameters) -> list[Json]:
    """The icons that every bot may give to a topic."""
    sizes = {"width": 100, "height": 100, "is_animated": True, "is_video": False, "type": "custom_emoji"}
    return [
        {
            "file_id": f"icon-{icon}",
            "file_unique_id": f"u-icon-{icon}",
            "emoji": emoji,
            "custom_emoji_id": icon,
        }
        | sizes
        for icon, emoji in ICONS.items()
    ]


def _forum(world: World, given: Parameters) -> Room:
    room = world.room_to_write(given.chat_id())
    if not room.chat.is_forum:
        raise bad_request("the chat is not a forum")
    return room


def _find(room: Room, thread: int) -> Topic:
    if thread <= 0:
        raise bad_request("invalid forum topic identifier specified")
    if thread in room.lost_topics:
        raise bad_request("TOPIC_DELETED")
    if thread not in room.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return room.topics[thread]


def _topic(world: World, room: Room, given: Parameters, deed: str) -> Topic:
    """The topic that the call names, if the bot may change it: with the right, or as its maker."""
    topic = _find(room, given.whole("message_thread_id"))
    if topic.refusal:
        raise bad_request("TOPIC_ID_INVALID")
    if topic.creator_id != world.bot.id and not room.may("can_manage_topics"):
        raise bad_request(f"not enough rights to {deed}")
    return topic


def _turn(world: World, given: Parameters, *, is_closed: bool) -> bool:
    room = _forum(world, given)
    topic = _topic(world, room, given, "close or open the topic")
    if topic.is_closed == is_closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.count(room)
    _set_closed(world, room, world.bot, topic.id, is_closed=is_closed)
    return True


def _check_icon(icon: str) -> None:
    if icon and icon not in ICONS:
        raise bad_request("DOCUMENT_INVALID")


def _make(world: World, room: Room, by: Person, name: str, look: tuple[int, str]) -> Topic:
    """A new topic with this colour and icon."""
    color, icon = look
    topic = Topic(room.next_id, name, color, icon, by.id)
    made: Json = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
    room.topics[topic.id] = topic
    world.announce(room, by, Service({"forum_topic_created": made}), thread=topic.id)
    return topic


def _set_closed(world: World, room: Room, by: Person, thread: int, *, is_closed: bool) -> None:
    room.topics[thread].is_closed = is_closed
    name = "forum_topic_closed" if is_closed else "forum_topic_reopened"
    world.announce(room, by, Service({name: {}}), thread=thread)


def _take_away(world: World, room: Room, thread: int) -> None:
    del room.topics[thread]
    room.lost_topics.add(thread)
    for message in [message for message in room.messages.values() if message.thread == thread]:
        room.removed[message.id] = room.messages.pop(message.id)
    room.pinned = [number for number in room.pinned if number in room.messages]
    world.happen(Happening("topic", room.chat.id))


METHODS: dict[str, Method] = {
    "createforumtopic": create_forum_topic,
    "editforumtopic": edit_forum_topic,
    "closeforumtopic": close_forum_topic,
    "reopenforumtopic": reopen_forum_topic,
    "deleteforumtopic": delete_forum_topic,
    "getforumtopiciconstickers": get_forum_topic_icon_stickers,
}
