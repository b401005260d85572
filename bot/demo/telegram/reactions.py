"""Reactions: people's, of which an administrator bot that asked for them hears, and the bot's one."""

from typing import Final

from bot.demo.telegram import shapes
from bot.demo.telegram.contents import is_service
from bot.demo.telegram.model import Json, Person
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.rooms import Happening, Room
from bot.demo.telegram.world import World

_LIST = (
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 "
    "❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 "
    "😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ "
    "😡"
)
#: The emoji of `ReactionTypeEmoji`.
ALLOWED: Final = frozenset(_LIST.split(" "))


def reacts(world: World, person: Person, chat_id: int, message_id: int, *emoji: str) -> None:
    """A person's reactions to a message are these from now on; none takes them away.

    The update has no thread id (tdlib/telegram-bot-api#726); it names the group for an anonymous
    administrator.
    """
    room = world.rooms[chat_id]
    target = _target(room, message_id)
    member = room.members.get(person.id)
    is_anonymous = member is not None and member.is_anonymous
    actor = room.chat.id if is_anonymous else person.id
    old = _set(room, target, actor, emoji)
    if old == emoji:
        return
    if room.status == "administrator" or (room.is_private and room.status == "member"):
        who = {"actor_chat": shapes.chat(room.chat)} if is_anonymous else {"user": shapes.user(person)}
        update: Json = {
            "chat": shapes.chat(room.chat),
            "message_id": target,
            **who,
            "date": world.now(),
            "old_reaction": [shapes.reaction(one) for one in old],
            "new_reaction": [shapes.reaction(one) for one in emoji],
        }
        world.updates.put("message_reaction", room.chat.id, update)
    message = room.messages[target]
    world.happen(Happening("reaction", room.chat.id, message, text="".join(emoji), person_id=person.id))


def set_message_reaction(world: World, given: Parameters) -> bool:
    """The bot's only reaction to a message, or none; on an album it lands on the first message."""
    room = world.room_to_write(given.chat_id())
    asked = given.objects("reaction") if given.json("reaction") is not None else []
    if len(asked) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = tuple(str(one.get("emoji")) for one in asked)
    allowed = ALLOWED if room.allowed_reactions is None else room.allowed_reactions
    if not all(one.get("type") == "emoji" for one in asked) or not _bare(emoji) <= _bare(allowed):
        raise bad_request("REACTION_INVALID")
    number = given.whole("message_id")
    if number not in room.messages:
        raise bad_request("message to react not found")
    if is_service(room.messages[number].content):
        raise bad_request("message can't be reacted to")
    target = _target(room, number)
    _set(room, target, world.bot.id, emoji)
    message = room.messages[target]
    world.show(room, Happening("reaction", room.chat.id, message, "".join(emoji), world.bot.id))
    return True


def _bare(emoji: tuple[str, ...] | frozenset[str]) -> set[str]:
    """The emoji without the sign that asks for colour, which some programs add."""
    return {one.replace("\ufe0f", "") for one in emoji}


def _target(room: Room, message_id: int) -> int:
    album = room.messages[message_id].album
    if not album:
        return message_id
    return min(message.id for message in room.messages.values() if message.album == album)


def _set(room: Room, message_id: int, actor: int, emoji: tuple[str, ...]) -> tuple[str, ...]:
    """Writes the reactions down and gives the former ones."""
    found = room.reactions.setdefault(message_id, {})
    old = found.pop(actor, ())
    if emoji:
        found[actor] = emoji
    return old


METHODS: dict[str, Method] = {"setmessagereaction": set_message_reaction}
