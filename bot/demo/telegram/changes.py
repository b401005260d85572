"""The methods that change what stands there: edits, removals, pins."""

from dataclasses import replace
from typing import Final

from bot.demo.telegram import keyboards, shapes
from bot.demo.telegram.contents import Filed, captioned, has_caption, is_service, kind
from bot.demo.telegram.formatted import units
from bot.demo.telegram.model import Content, Json, Location, Message, Pinned, Words
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.rooms import Happening, Room
from bot.demo.telegram.sending import CAPTION_LENGTH, check_text, location, media
from bot.demo.telegram.world import World

#: A bot may delete a message for so long.
DELETABLE_S: Final = 48 * 3600
#: What editMessageMedia can put in and take out; stickers, voice messages and contacts stay as they are.
_SWAPPABLE = {"photo", "video", "animation", "audio", "document"}
#: What one kind in an album can be swapped for.
_ALBUM_MATES = {
    "photo": {"photo", "video"},
    "video": {"photo", "video"},
    "audio": {"audio"},
    "document": {"document"},
}


def edit_message_text(world: World, given: Parameters) -> Json:
    """New words for a message of the bot; without `reply_markup` its buttons go away."""
    body = given.formatted("text", "entities")
    check_text(body, "MESSAGE_TOO_LONG")
    room, former = _editable(world, given)
    if not isinstance(former.content, Words):
        raise bad_request("there is no text in the message to edit")
    return _rewrite(world, room, former, Words(body), given)


def edit_message_caption(world: World, given: Parameters) -> Json:
    """New words below a file of the bot, or none."""
    caption = given.formatted("caption", "caption_entities")
    if units(caption.text) > CAPTION_LENGTH:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    room, former = _editable(world, given)
    if not isinstance(former.content, Filed) or not has_caption(former.content):
        raise bad_request("there is no caption in the message to edit")
    return _rewrite(world, room, former, captioned(former.content, caption), given)


def edit_message_media(world: World, given: Parameters) -> Json:
    """Another file in the place of a file or of words."""
    item = given.json("media")
    if not isinstance(item, dict) or item.get("type") not in _SWAPPABLE:
        raise bad_request("can't parse InputMedia: unsupported type specified")
    content = media(world, given.within(item), str(item["type"]), "media")
    room, former = _editable(world, given)
    old = kind(former.content)
    allowed = _ALBUM_MATES[old] if former.album else _SWAPPABLE
    if (old not in _SWAPPABLE and old != "text") or kind(content) not in allowed:
        raise bad_request("message media can't be edited")
    return _rewrite(world, room, former, content, given)


def edit_message_reply_markup(world: World, given: Parameters) -> Json:
    """New buttons for a message of the bot, or none."""
    room, former = _editable(world, given)
    return _rewrite(world, room, former, former.content, given)


def edit_live_location(world: World, given: Parameters) -> Json:
    """Another point for a live location of the bot."""
    room, former = _editable(world, given)
    if not isinstance(former.content, Location) or not former.content.live_s:
        raise bad_request("message can't be edited")
    return _rewrite(world, room, former, location(given, former.content.live_s), given)


def stop_live_location(world: World, given: Parameters) -> Json:
    """A live location of the bot stays where it is."""
    room, former = _editable(world, given)
    if not isinstance(former.content, Location) or not former.content.live_s:
        raise bad_request("message can't be edited")
    return _rewrite(world, room, former, replace(former.content, live_s=0), given)


def delete_message(world: World, given: Parameters) -> bool:
    """Takes a message away."""
    room = world.room_for_bot(given.chat_id())
    message = room.messages.get(given.whole("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, room, message)
    _remove(world, room, message)
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    """Takes messages away, all of those that are there or none."""
    room = world.room_for_bot(given.chat_id())
    found = [room.messages[number] for number in given.wholes("message_ids") if number in room.messages]
    for message in found:
        _check_deletable(world, room, message)
    for message in found:
        _remove(world, room, message)
    return True


def pin_chat_message(world: World, given: Parameters) -> bool:
    """Pins a message, which leaves a service line; the message is looked for before the right."""
    room = world.room_to_write(given.chat_id())
    message = room.messages.get(given.whole("message_id"))
    if message is None or is_service(message.content):
        raise bad_request("message to pin not found")
    _check_pin_right(room)
    if message.id not in room.pinned:
        world.count(room)
        room.pinned.append(message.id)
        world.announce(room, world.bot, Pinned(message), thread=message.thread)
    return True


def unpin_chat_message(world: World, given: Parameters) -> bool:
    """Unpins a message, or the one that was pinned last; leaves no line."""
    room = world.room_to_write(given.chat_id())
    number = given.whole("message_id") or (room.pinned[-1] if room.pinned else 0)
    if number not in room.messages:
        raise bad_request("message to unpin not found")
    _check_pin_right(room)
    if number in room.pinned:
        room.pinned.remove(number)
    return True


def _check_pin_right(room: Room) -> None:
    if not room.is_private and not room.may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def _editable(world: World, given: Parameters) -> tuple[Room, Message]:
    """The message that the call names, if it is one that the bot may change."""
    room = world.room_for_bot(given.chat_id())
    former = room.messages.get(given.whole("message_id"))
    if former is None:
        raise bad_request("message to edit not found")
    is_own = former.sender == world.bot and former.origin is None and not is_service(former.content)
    if not is_own or (former.markup and not keyboards.is_inline(former.markup)):
        raise bad_request("message can't be edited")
    return room, former


def _rewrite(world: World, room: Room, former: Message, content: Content, given: Parameters) -> Json:
    markup = keyboards.checked(given.json("reply_markup"))
    message = replace(former, content=world.shelf.keep(content), markup=markup)
    if message == former:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    world.count(room)
    if message.content != former.content:
        message = replace(message, edited=world.now())
    room.messages[message.id] = message
    world.show(room, Happening("edited", room.chat.id, message))
    return shapes.message(message)


def _check_deletable(world: World, room: Room, message: Message) -> None:
    """In a group, what is not its own a bot takes away only with the right; the line of a topic never."""
    is_own = message.sender == world.bot or room.is_private
    is_root = message.id in room.topics
    if is_root or not (is_own or room.may("can_delete_messages")):
        raise bad_request("message can't be deleted")
    if world.now() - message.date >= DELETABLE_S:
        raise bad_request("message can't be deleted for everyone")


def _remove(world: World, room: Room, message: Message) -> None:
    room.removed[message.id] = room.messages.pop(message.id)
    if room.keyboard is not None and room.keyboard.id == message.id:
        room.keyboard = None
    if message.id in room.pinned:
        room.pinned.remove(message.id)
    world.show(room, Happening("deleted", room.chat.id, message))


METHODS: dict[str, Method] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagemedia": edit_message_media,
    "editmessagereplymarkup": edit_message_reply_markup,
    "editmessagelivelocation": edit_live_location,
    "stopmessagelivelocation": stop_live_location,
    "deletemessage": delete_message,
    "deletemessages": delete_messages,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
}
