"""Groups: who is in them with which rights, how they change, and what the bot may ask about it."""

from dataclasses import replace

from bot.demo.telegram import shapes
from bot.demo.telegram.model import Chat, Joined, Json, Person, Service
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.rooms import Happening, Member, Role, Room
from bot.demo.telegram.world import World

_NOBODY: frozenset[str] = frozenset()


def joins(world: World, person: Person, chat_id: int) -> None:
    """A person comes in; everybody sees the line."""
    room = world.rooms[chat_id]
    _change(world, room, person, Member(person))
    world.announce(room, person, Joined((person,)))


def leaves(world: World, person: Person, chat_id: int) -> None:
    """A person goes; everybody sees the line."""
    room = world.rooms[chat_id]
    _change(world, room, person, Member(person, "left"))
    world.announce(room, person, Service({"left_chat_member": shapes.user(person)}))


def becomes(  # noqa: PLR0913 - a member and what is true of them
    world: World,
    person: Person,
    chat_id: int,
    role: Role,
    rights: frozenset[str] = _NOBODY,
    *,
    is_anonymous: bool = False,
) -> None:
    """A person is made administrator with these rights, owner, or a member again; no line is written."""
    member = Member(person, role, rights, is_anonymous=is_anonymous)
    _change(world, world.rooms[chat_id], person, member)


def splits_into_topics(world: World, chat_id: int, *, on: bool = True) -> None:
    """A supergroup gets topics, or loses them; no update tells."""
    room = world.rooms[chat_id]
    if room.chat.kind != "supergroup":
        raise ValueError("only supergroups have topics")
    room.chat = replace(room.chat, is_forum=on)
    world.happen(Happening("topic", chat_id))


def becomes_supergroup(world: World, person: Person, chat_id: int, *, is_forum: bool = False) -> Chat:
    """A group is given another id for good; a line in the old chat and one in the new tell the bot."""
    old = world.rooms[chat_id]
    chat = world.add_group(old.chat.title, is_forum=is_forum)
    new = world.rooms[chat.id]
    new.status, new.rights, new.members = old.status, old.rights, dict(old.members)
    world.announce(old, person, Service({"migrate_to_chat_id": chat.id}))
    old.moved_to = chat.id
    world.announce(new, person, Service({"migrate_from_chat_id": chat_id}))
    return chat


def get_chat(world: World, given: Parameters) -> Json:
    """What the bot may know of a chat."""
    room = world.room_for_bot(given.chat_id())
    body = shapes.full_chat(room.chat)
    if room.allowed_reactions is not None:
        body["available_reactions"] = [shapes.reaction(emoji) for emoji in sorted(room.allowed_reactions)]
    if room.pinned:
        body["pinned_message"] = shapes.message(room.messages[max(room.pinned)].quoted)
    return body


def get_chat_member(world: World, given: Parameters) -> Json:
    """What somebody is in a chat; who never was there has left it."""
    room = world.room_for_bot(given.chat_id())
    user_id = given.whole("user_id")
    if user_id == world.bot.id:
        return shapes.member(world.bot, room.status, room.rights)
    if user_id not in world.people:
        raise bad_request("user not found" if user_id > 0 else "invalid user_id specified")
    if room.is_private:
        return shapes.member(world.people[user_id], "member")
    return _shape(room.members.get(user_id) or Member(world.people[user_id], "left"))


def get_chat_administrators(world: World, given: Parameters) -> list[Json]:
    """Owner and administrators, this bot among them."""
    room = world.room_for_bot(given.chat_id())
    if room.is_private:
        raise bad_request("there are no administrators in the private chat")
    found = [_shape(member) for member in room.members.values() if member.role in _LEADERS]
    bots = [shapes.member(world.bot, room.status, room.rights)] if room.status == "administrator" else []
    return found + bots


def get_chat_member_count(world: World, given: Parameters) -> int:
    """How many are in a chat, the bot among them."""
    room = world.room_to_write(given.chat_id())
    return 1 + (1 if room.is_private else sum(member.is_in for member in room.members.values()))


def leave_chat(world: World, given: Parameters) -> bool:
    """Takes the bot out of a group."""
    room = world.room_to_write(given.chat_id())
    if room.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    world.set_status(room.chat.id, world.bot, "left")
    return True


def _shape(member: Member) -> Json:
    return shapes.member(member.person, member.role, member.rights, is_anonymous=member.is_anonymous)


def _change(world: World, room: Room, person: Person, now: Member) -> None:
    """Writes the member down; an administrator bot that asked for `chat_member` is told."""
    old = _shape(room.members.get(person.id) or Member(person, "left"))
    room.members[person.id] = now
    if room.status == "administrator" and old != _shape(now):
        change = shapes.member_change(room.chat, person, world.now(), old, _shape(now))
        world.updates.put("chat_member", room.chat.id, change)
    world.happen(Happening("membership", room.chat.id))


_LEADERS: frozenset[Role] = frozenset({"creator", "administrator"})
METHODS: dict[str, Method] = {
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "getchatmembercount": get_chat_member_count,
    "leavechat": leave_chat,
}
