"""What a person does in a chat, their private one or the group: no more than Telegram's app offers.

Each act takes the world, the person, the chat and the body that the page posted. What makes no sense there
raises KeyError, TypeError or ValueError.
"""

from bot.demo.telegram import keyboards, reactions
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import Contact, Json, Person, Picture, Sticker, Voice, Words
from bot.demo.telegram.pictures import dimensions, meter
from bot.demo.telegram.world import World

#: Longest message that Telegram's app sends in one piece.
_TEXT_LENGTH = 4096
_READING = "04217"
#: Readings on the meters of the two photos of an album.
_ALBUM = (_READING, "04218")


def say(world: World, person: Person, chat_id: int, body: Json) -> None:
    """Write a text, in pieces where it is too long for one message."""
    text = str(body["text"])
    thread, reply = int(body.get("thread") or 0), int(body.get("reply") or 0)
    starts = range(0, len(text), _TEXT_LENGTH)
    parts = [part for start in starts if (part := plain(text[start : start + _TEXT_LENGTH])).text]
    if not parts:
        raise ValueError("nothing to say")
    for part in parts:
        world.send(person, Words(part), chat_id=chat_id, thread=thread, reply_to=reply)


def edit(world: World, person: Person, chat_id: int, body: Json) -> None:
    """Change a text of the person's own."""
    message = world.rooms[chat_id].messages[int(body["message"])]
    words = Words(plain(str(body["text"])))
    if message.sender != person or not isinstance(message.content, Words) or not words.body.text:
        raise ValueError("not to be edited")
    world.edit(person, message.id, words, chat_id=chat_id)


def react(world: World, person: Person, chat_id: int, body: Json) -> None:
    """Set the person's one reaction to a message, or take it away."""
    emoji = str(body["emoji"])
    if emoji and emoji not in reactions.ALLOWED:
        raise ValueError("no such reaction")
    given = (emoji,) if emoji else ()
    reactions.reacts(world, person, chat_id, int(body["message"]), *given)


def press(world: World, person: Person, chat_id: int, body: Json) -> None:
    """Press a button; that of a message that has just gone can still be pressed by a slower finger."""
    room = world.rooms[chat_id]
    message = (room.removed | room.messages)[int(body["message"])]
    button = keyboards.buttons(message.markup)[int(body["row"])][int(body["column"])]
    if button.data is not None:
        world.press(person, message, button.data)


def attach(world: World, person: Person, chat_id: int, body: Json) -> None:
    """Send one of the samples."""
    thread = int(body.get("thread") or 0)
    match body["sample"]:
        case "album":
            photos = tuple(_photo(world, reading) for reading in _ALBUM)
            world.send_album(person, photos, chat_id=chat_id, thread=thread)
        case name:
            world.send(person, _sample(world, person, name), chat_id=chat_id, thread=thread)


def _sample(world: World, person: Person, name: str) -> Contact | Picture | Sticker | Voice:
    match name:
        case "sticker":
            return Sticker("👍")
        case "voice":
            return Voice(4)
        case "contact":
            return Contact(person.phone, person)
        case "photo":
            return _photo(world, _READING)
        case _:
            raise KeyError(name)


def _photo(world: World, reading: str) -> Picture:
    content = meter(reading)
    width, height = dimensions(content) or (0, 0)
    return Picture(world.keep_file(content, "photo"), width, height, len(content))
