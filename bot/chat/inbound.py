"""An update of the Bot API becomes an event of ours, or nothing of ours."""

import re
from dataclasses import replace
from typing import Any, Final

from telegram import CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.errors import UpdateUnreadable
from bot.i18n import spoken
from bot.services.people import Sender
from bot.storage.inbox import Arrival, Payload, UpdateId
from bot.turns.turn import Incoming, Pressed
from faq.language.fold import seen
from handlers.contract.chat import AddedToGroup, Attachment, Chosen, Command, Text
from handlers.contract.linking import ContactShared
from handlers.contract.people import Subscribed
from handlers.contract.vocabulary import Event

#: What we ask Telegram for.
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member")

#: Where an update may name its chat; an update of none of ours belongs to chat 0.
_CHAT_PATHS: Final = (
    ("message", "chat"),
    ("edited_message", "chat"),
    ("callback_query", "message", "chat"),
    ("callback_query", "from"),
    ("my_chat_member", "chat"),
)
_CHOICE: Final = re.compile(r"r(\d{1,9}):(.*)", re.DOTALL)
_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
#: As people write them: a mark or a quotation mark before the slash or behind the command is no part of it.
_TYPED_COMMAND: Final = re.compile(
    r"[\s\"'.,;:!?*>•|()\[\]-]*/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:[\s\"'.,;:!?=)\]]+(.*))?", re.DOTALL
)
_LARGEST_ID: Final = 2**63 - 1
_ATTACHMENTS: Final = (
    "sticker", "voice", "audio", "video_note", "animation", "photo", "video", "document", "dice",
    "contact", "location", "venue", "poll", "story", "game", "paid_media",
)  # fmt: skip


def to_arrival(raw: Any) -> Arrival | None:  # noqa: ANN401 - JSON as it came
    """Read update_id and chat id, and nothing else. None where there is no update_id."""
    match raw:
        case {"update_id": int(number)} if not isinstance(number, bool) and abs(number) <= _LARGEST_ID:
            return Arrival(UpdateId(number), _chat_id(raw), raw)
        case _:
            return None


class Reader:
    """Understands stored updates. Groups other than ``support_chat`` are not ours."""

    def __init__(self, support_chat: int | None) -> None:
        self._support_chat = support_chat

    def read(self, payload: Payload) -> Incoming:
        """Return what an update means to us, and where it came from.

        Raises:
            UpdateUnreadable: it is not as the Bot API describes updates.
        """
        try:
            update = Update.de_json(payload)
            chat = update.effective_chat
            chat_id = None if chat is None else chat.id
            return replace(self._understood(update), chat_id=chat_id, topic_id=_topic_id(update))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
            # OSError: what the system's clock says to a date far beyond all calendars.
            raise UpdateUnreadable(f"{type(error).__name__}: {error}") from error

    def _understood(self, update: Update) -> Incoming:
        if update.callback_query is not None:
            return _pressed(update.callback_query)
        if update.my_chat_member is not None:
            return self._membership(update.my_chat_member)
        if update.message is not None:
            return self._message(update.message)
        edited = update.edited_message
        if edited is not None and (edited.text or edited.caption):
            return self._message(edited)
        return Incoming(None)

    def _message(self, message: Message) -> Incoming:
        if message.chat.type != ChatType.PRIVATE:
            is_foreign = message.chat.id != self._support_chat and message.text
            return Incoming(AddedToGroup(invited=False) if is_foreign else None)
        if message.from_user is None or message.from_user.is_bot or message.from_user.id != message.chat.id:
            return Incoming(None)
        return Incoming(_said(message), _sender(message.from_user), message_id=message.message_id)

    def _membership(self, change: ChatMemberUpdated) -> Incoming:
        present = change.new_chat_member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
        if change.chat.type == ChatType.PRIVATE:
            if change.from_user.id != change.chat.id:
                return Incoming(None)
            return Incoming(Subscribed(active=present), _sender(change.from_user))
        if not present or change.chat.id == self._support_chat:
            return Incoming(None)
        was_present = change.old_chat_member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
        if was_present:
            return Incoming(None)
        return Incoming(AddedToGroup(invited=change.chat.type != ChatType.CHANNEL))


def _topic_id(update: Update) -> int | None:
    """The topic of a group that the update was written in."""
    message = update.effective_message
    return message.message_thread_id if message is not None and message.is_topic_message else None


def _said(message: Message) -> Event | None:
    # What stands below a picture counts as said: it may be the question, or name a danger.
    words = (message.text or message.caption or "").strip()
    photo = _photo(message)
    if words:
        return _typed_command(words, photo) or Text(words, photo)
    if (phone := _own_number(message)) is not None:
        return ContactShared(phone)
    for kind in _ATTACHMENTS:
        if getattr(message, kind, None):
            return Attachment(kind, photo, _written_in(message))
    return None


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
    """The file id of a photo in its largest size."""
    if not message.photo:
        return None
    return max(message.photo, key=lambda size: size.width * size.height).file_id


def _own_number(message: Message) -> str | None:
    """The number of who wrote, vouched for by Telegram; a card of somebody else, or passed on, is none."""
    contact, writer = message.contact, message.from_user
    if contact is None or writer is None or message.forward_origin is not None:
        return None
    return contact.phone_number if contact.user_id == writer.id else None


def _pressed(query: CallbackQuery) -> Incoming:
    message = query.message
    # In a private chat the person has the chat's number; anything else was not made by Telegram.
    if message is None or message.chat.type != ChatType.PRIVATE or message.chat.id != query.from_user.id:
        return Incoming(None, pressed=Pressed(query.id, None))
    sender, data = _sender(query.from_user), query.data or ""
    if (command := _command(data)) is not None:
        return Incoming(command, sender, Pressed(query.id, message.message_id))
    if (choice := _CHOICE.fullmatch(data)) is not None:
        return Incoming(
            Chosen(choice[2]), sender, Pressed(query.id, message.message_id, revision=int(choice[1]))
        )
    return Incoming(None, sender, Pressed(query.id, message.message_id))


def _command(words: str) -> Command | None:
    found = _COMMAND.fullmatch(words)
    return None if found is None else Command(found[1].lower(), (found[2] or "").strip())


def _typed_command(words: str, photo: str | None) -> Command | None:
    """The command that a message looks like, whatever the form of its characters."""
    found = _TYPED_COMMAND.fullmatch(seen(words))
    return None if found is None else Command(found[1].lower(), (found[2] or "").strip(), words, photo)


def _sender(user: User) -> Sender:
    # PTB promises types but hands on whatever stands there; the database would stumble over it much later.
    given: Any = user
    if not isinstance(given.id, int) or not isinstance(given.first_name, str):
        raise TypeError("a person without a number or a name")
    return Sender(user.id, user.first_name, spoken(user.language_code))


def _chat_id(raw: Any) -> int:  # noqa: ANN401 - JSON as it came
    for path in _CHAT_PATHS:
        place = raw
        for key in (*path, "id"):
            place = place.get(key) if isinstance(place, dict) else None
        if isinstance(place, int) and not isinstance(place, bool) and abs(place) <= _LARGEST_ID:
            return place
    return 0
