"""What somebody says, presses or does in a private chat."""

import re
from typing import Any, Final

from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    Document,
    Message,
    MessageReactionUpdated,
    ReactionTypeEmoji,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.chat.kinds import ATTACHMENTS, is_service_note
from bot.chat.pieces import piece_of
from bot.i18n import spoken
from bot.services.people import Sender
from bot.turns.incoming import Incoming, Pressed
from faq.language.fold import seen
from handlers.contract.chat import Attachment, Chosen, Command, Text
from handlers.contract.desk import Reacted
from handlers.contract.linking import ContactShared
from handlers.contract.people import Subscribed
from handlers.contract.vocabulary import Event

_ABSENT: Final = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})
_CHOICE: Final = re.compile(r"r(\d{1,9}):(.*)", re.DOTALL)
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
#: As people write them: any mark or emoji before the slash or behind the command is no part of it,
#: and no command of ours holds a digit: "/autolettura3017" has an argument.
_TYPED_COMMAND: Final = re.compile(
    r"[^\w/]*/{1,2}([A-Za-z_]{1,32})(?:@\w+)?"
    r"(?:(?:[^\w\s/@€$£+-]*\s[\s\"'.,;:!?=)\]]*|[^\w\s/@€$£+-]+|(?=\d))(.*))?",
    re.DOTALL,
)
#: A slash that stands apart begins a command where no other word follows; else it may be any slash.
_SLASH_APART: Final = re.compile(r"\s*/[^\S\n]+(?=[A-Za-z_]+[^A-Za-z_]*$)")
#: A bot can have no larger file than this (the Bot API's getFile), and these are no photos.
_LARGEST_PHOTO_BYTES: Final = 20_000_000
_DRAWINGS: Final = frozenset({"image/svg+xml", "image/gif", "image/x-icon", "image/vnd.adobe.photoshop"})


def said(message: Message) -> Incoming:
    """Read what a person says in their private chat; bots and other people have no say there."""
    writer = message.from_user
    if writer is None or writer.is_bot or writer.id != message.chat.id:
        return Incoming(None)
    event = _event(message)
    # What Telegram notes is no message; blanks alone are nothing.
    pieces = (
        ()
        if is_service_note(message) or (event is None and message.text is not None)
        else (piece_of(message),)
    )
    return Incoming(event, sender(writer), message_id=message.message_id, pieces=pieces)


def _event(message: Message) -> Event | None:
    # What stands below a picture counts as said: it may be the question, or name a danger.
    words = (message.text or message.caption or "").strip()
    photo = _photo(message)
    if words:
        return _typed_command(words, photo) or Text(words, photo)
    if (phone := _own_number(message)) is not None:
        return ContactShared(phone)
    if photo is not None:
        return Attachment("photo", photo)
    if _is_image(message.document) and not message.animation:
        return Attachment("unusable_photo")
    for kind in ATTACHMENTS:
        if getattr(message, kind, None):
            return Attachment(kind, photo, _written_in(message))
    # A text of blanks alone is nothing; Telegram delivers none.
    if message.text is not None or is_service_note(message):
        return None
    return Attachment("unknown")


def _written_in(message: Message) -> str:
    """Return what a person has typed in a contact card, a poll or a place."""
    contact, poll, venue = message.contact, message.poll, message.venue
    typed: list[str | None] = []
    if contact is not None:
        typed += [contact.first_name, contact.last_name]
    if poll is not None:
        typed += [poll.question, *(option.text for option in poll.options)]
    if venue is not None:
        typed += [venue.title, venue.address]
    return "\n".join(words for words in typed if words)


def _photo(message: Message) -> str | None:
    """The file id of a photo in its largest size, or of one that was sent as a file."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    file = message.document
    if file is None or not _is_image(file) or (file.file_size or 0) > _LARGEST_PHOTO_BYTES:
        return None
    return None if (file.mime_type or "").lower() in _DRAWINGS else file.file_id


def _is_image(file: Document | None) -> bool:
    # The animation of a GIF comes as a document too, and is none.
    return file is not None and (file.mime_type or "").lower().startswith("image/")


def _own_number(message: Message) -> str | None:
    """The number of who wrote, vouched for by Telegram; a card of somebody else, or passed on, is none."""
    contact, writer = message.contact, message.from_user
    if contact is None or writer is None or message.forward_origin is not None:
        return None
    return contact.phone_number if contact.user_id == writer.id else None


def pressed(query: CallbackQuery) -> Incoming:
    """Read a pressed button; anything but a person's own in their private chat we did not make."""
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or message.chat.id != query.from_user.id:
        return Incoming(None, pressed=Pressed(query.id, None))
    presser, data = sender(query.from_user), query.data or ""
    if (command := _command(data)) is not None:
        return Incoming(command, presser, Pressed(query.id, message.message_id))
    if (choice := _CHOICE.fullmatch(data)) is not None:
        handle = Pressed(query.id, message.message_id, revision=int(choice[1]))
        return Incoming(Chosen(choice[2]), presser, handle)
    return Incoming(None, presser, Pressed(query.id, message.message_id))


def subscribed(change: ChatMemberUpdated) -> Incoming:
    """Read that a person has blocked the bot, or lets it write again."""
    if change.from_user.id != change.chat.id:
        return Incoming(None)
    return Incoming(Subscribed(active=is_present(change)), sender(change.from_user))


def is_present(change: ChatMemberUpdated) -> bool:
    """Tell whether the bot is in the chat after a change of its place there."""
    return change.new_chat_member.status not in _ABSENT


def reacted(change: MessageReactionUpdated) -> Incoming:
    """Read the reaction that a person now has on a message of their private chat."""
    if change.user is None or change.user.id != change.chat.id:
        return Incoming(None)
    return Incoming(Reacted(change.message_id, emoji_of(change), None), sender(change.user))


def emoji_of(change: MessageReactionUpdated) -> str | None:
    """Return the reaction that can be shown elsewhere, the newest of several; no bot can set a custom one."""
    shown = [each.emoji for each in change.new_reaction if isinstance(each, ReactionTypeEmoji)]
    return shown[-1] if shown else None


def _command(words: str) -> Command | None:
    found = _COMMAND.fullmatch(words)
    return None if found is None else Command(found[1].lower(), (found[2] or "").strip())


def _typed_command(words: str, photo: str | None) -> Command | None:
    """The command that a message looks like, whatever the form of its characters."""
    found = _TYPED_COMMAND.fullmatch(_SLASH_APART.sub("/", seen(words), count=1))
    return None if found is None else Command(found[1].lower(), (found[2] or "").strip(), words, photo)


def sender(user: User) -> Sender:
    """Return who that is, as the record takes it."""
    # PTB promises types but hands on whatever stands there; the database would stumble over it much later.
    given: Any = user
    if not isinstance(given.id, int) or not isinstance(given.first_name, str):
        raise TypeError("a person without a number or a name")
    return Sender(user.id, user.first_name, spoken(user.language_code))
