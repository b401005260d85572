"""Who may do what where: the bot in a chat or topic, a person in a group; and what the bot gets to hear."""

from bot.demo.telegram.model import Message, Person
from bot.demo.telegram.refusal import ApiError, bad_request, forbidden
from bot.demo.telegram.rooms import Member, Room, Status

#: In whose name an anonymous administrator writes (tdlib/telegram-bot-api#667).
ANONYMOUS = Person(1_087_968_824, "Group", username="GroupAnonymousBot", is_bot=True)
GONE: frozenset[Status] = frozenset({"left", "kicked"})
HERE: frozenset[Status] = frozenset({"member", "administrator", "restricted"})


def check_known(room: Room | None) -> Room:
    """The chat, if the bot may look at it.

    Raises:
        ApiError: it has never been written to, or has become a supergroup.

    """
    if room is None or room.status == "stranger":
        raise bad_request("chat not found")
    if room.moved_to:
        reason = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, reason, moved_to=room.moved_to)
    return room


def check_writable(room: Room) -> None:
    """Whether the bot may write in the chat.

    Raises:
        ApiError: blocked, removed or restricted, or the account is gone.

    """
    if room.status == "deactivated":
        raise forbidden("user is deactivated")
    if room.status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    if room.status in GONE:
        if room.is_private:
            raise forbidden("bot was blocked by the user")
        reason = "was kicked from" if room.status == "kicked" else "is not a member of"
        raise forbidden(f"bot {reason} the {room.chat.kind} chat")


def check_thread(room: Room, thread: int, bot: Person) -> None:
    """Whether the bot may write in this topic; General has no number, and 1 is refused like any other.

    A closed topic takes its creator's messages and those of administrators with `can_manage_topics` (TDLib,
    `can_send_message_to_forum_topic`). For a Telegram that refuses them too, give the topic the `refusal`
    "TOPIC_CLOSED".

    Raises:
        ApiError: no such topic, or one that takes nothing of the bot.

    """
    if not thread:
        return
    topic = room.topics.get(thread)
    if topic is None or not room.chat.is_forum:
        raise bad_request("message thread not found")
    if topic.refusal:
        raise bad_request(topic.refusal)
    if topic.is_closed and topic.creator_id != bot.id and not room.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def writer(room: Room, person: Person, thread: int) -> Member:
    """The person as they write here; whoever was never in a group joins silently.

    Raises:
        ValueError: they are not in the group any more, or the topic is not there or closed to them.

    """
    if room.is_private:
        return Member(person)
    member = room.members.setdefault(person.id, Member(person))
    if not member.is_in:
        raise ValueError("not in the group")
    if thread:
        if thread not in room.topics:
            raise ValueError("no such topic")
        topic = room.topics[thread]
        if topic.is_closed and topic.creator_id != person.id and not member.may("can_manage_topics"):
            raise ValueError("the topic is closed")
    return member


def is_heard(room: Room, message: Message, bot: Person) -> bool:
    """Whether a person's message reaches the bot.

    Telegram's privacy mode: in a group a plain member hears commands, mentions and replies only.
    """
    if room.status not in HERE:
        return False
    if room.is_private or room.status == "administrator":
        return True
    text = message.body.text
    is_meant = text.startswith("/") or f"@{bot.username}" in text
    return is_meant or (message.reply_to is not None and message.reply_to.sender == bot)
