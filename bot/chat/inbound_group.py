"""What happens in the support group: what operators write, press and change, and where the group goes."""

import re
from collections.abc import Callable
from typing import Any, Final

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    MessageReactionUpdated,
    User,
)
from telegram.constants import ChatMemberStatus

from bot.chat.inbound_private import emoji_of
from bot.chat.kinds import is_service_note
from bot.chat.pieces import piece_of, thread_of
from bot.turns.incoming import Incoming, Pressed
from handlers.contract.desk import (
    Author,
    GroupEdit,
    GroupMessage,
    GroupMoved,
    GroupPresence,
    GroupPress,
    Reacted,
    TopicNoted,
)

#: The rights that the bot needs in the group, as the Bot API names them; and that there are topics at all.
RIGHTS: Final = ("can_manage_topics", "can_delete_messages", "can_pin_messages")
IS_FORUM: Final = "is_forum"
#: A second slash makes a note of it, so one alone begins a command; a mark behind it is no part of it.
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w{1,32}))?[.,;:!?…]*(?:\s+(.*))?", re.DOTALL)
_NOTES: Final = {"forum_topic_closed": "closed", "forum_topic_reopened": "reopened"}


class GroupReader:
    """Reads updates of the support group. ``bot_name``: our user name; None while it is not known."""

    def __init__(self, bot_name: Callable[[], str | None]) -> None:
        self._bot_name = bot_name

    def message(self, message: Message) -> Incoming:
        """Read a new message; nothing where no operator wrote it, or where it is for another bot."""
        if message.migrate_to_chat_id:
            return Incoming(GroupMoved(message.migrate_to_chat_id))
        author = _author(message)
        if author is None:
            return Incoming(None)
        if (noted := _noted(message, author)) is not None:
            return Incoming(noted)
        command, argument, is_for_others = self._command(message)
        if is_service_note(message) or is_for_others:
            return Incoming(None)
        piece = piece_of(message)
        said = GroupMessage((piece,), thread_of(message), author, command, argument)
        return Incoming(said, message_id=message.message_id, pieces=said.pieces)

    @staticmethod
    def edited(message: Message) -> Incoming:
        """Read a message that its author has changed, perhaps in nothing that can be seen."""
        author = _author(message)
        if author is None or is_service_note(message):
            return Incoming(None)
        piece = piece_of(message)
        changed = GroupEdit(piece, thread_of(message), author)
        return Incoming(changed, message_id=message.message_id, pieces=(piece,))

    @staticmethod
    def pressed(query: CallbackQuery) -> Incoming:
        """Read a pressed button of ours; Telegram names the person, also of an anonymous admin."""
        message = query.message
        if message is None or query.from_user.is_bot:
            return Incoming(None, pressed=Pressed(query.id, None))
        handle = Pressed(query.id, message.message_id)
        found = _COMMAND.fullmatch(query.data or "")
        if found is None:
            return Incoming(None, pressed=handle)
        name, argument = found[1].lower(), (found[3] or "").strip()
        by = _person(query.from_user)
        return Incoming(
            GroupPress(name, argument, message.message_id, thread_of(message), by), pressed=handle
        )

    @staticmethod
    def reacted(change: MessageReactionUpdated) -> Incoming:
        """Read the reaction that somebody now has on a message of the group."""
        if change.user is not None:
            author = None if change.user.is_bot else _person(change.user)
        else:
            author = _group_itself(change.actor_chat, change.chat)
        if author is None:
            return Incoming(None)
        return Incoming(Reacted(change.message_id, emoji_of(change), author))

    def _command(self, message: Message) -> tuple[str | None, str, bool]:
        """Return the command that a message begins with, what follows it, and whether it is another bot's."""
        found = _COMMAND.fullmatch((message.text or message.caption or "").strip())
        if found is None:
            return None, "", False
        ours, addressed = self._bot_name(), found[2]
        is_for_others = bool(addressed and ours and addressed.lower() != ours.lower())
        return found[1].lower(), (found[3] or "").strip(), is_for_others


def presence(change: ChatMemberUpdated) -> Incoming:
    """Read what place the bot now has in the group, and what it lacks there."""
    now = change.new_chat_member
    if not is_member(now):
        return Incoming(GroupPresence(is_member=False))
    return Incoming(GroupPresence(is_member=True, lacks=lacking(now, change.chat)))


def lacking(member: ChatMember, chat: Chat) -> tuple[str, ...]:
    """Name the rights that the bot has not, and topics where the group has none. An owner may do all."""
    if member.status == ChatMemberStatus.OWNER:
        rights: tuple[str, ...] = ()
    elif isinstance(member, ChatMemberAdministrator):
        rights = tuple(right for right in RIGHTS if not getattr(member, right, None))
    else:
        rights = RIGHTS
    return rights if chat.is_forum else (*rights, IS_FORUM)


def is_member(member: ChatMember) -> bool:
    """Tell whether somebody is in a group; whose rights are restricted may be in it or not."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


def _noted(message: Message, author: Author) -> TopicNoted | None:
    thread_id = thread_of(message)
    for kind, note in _NOTES.items():
        if thread_id is not None and getattr(message, kind, None) is not None:
            return TopicNoted(thread_id, note, author)
    return None


def _author(message: Message) -> Author | None:
    """Return who wrote in the group; None: a bot, or a channel.

    Anonymous admins write as a bot of Telegram's, in the name of the group.
    """
    if message.sender_chat is not None:
        return _group_itself(message.sender_chat, message.chat, message.author_signature)
    if message.from_user is None or message.from_user.is_bot:
        return None
    return _person(message.from_user)


def _group_itself(chat: Chat | None, group: Chat, signature: str | None = None) -> Author | None:
    if chat is None or chat.id != group.id:
        return None
    return Author(None, signature or group.title or "")


def _person(user: User) -> Author:
    # PTB promises types but hands on whatever stands there; the database would stumble over it much later.
    given: Any = user
    names = (given.first_name, given.last_name or "", given.username or "")
    if not isinstance(given.id, int) or not all(isinstance(name, str) for name in names):
        raise TypeError("an operator without a number or a name")
    return Author(user.id, user.full_name, user.username)
