"""An update of the Bot API becomes an event of ours, or nothing of ours."""

import re
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b, sha256
from typing import Any, Final

from telegram import CallbackQuery, ChatMemberUpdated, Document, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.errors import UpdateUnreadable
from bot.i18n import spoken
from bot.services.people import Sender
from bot.storage.inbox import Arrival, Payload, Trace, UpdateId
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
#: As people write them: any mark or emoji before the slash or behind the command is no part of it,
#: and no command of ours holds a digit: "/autolettura3017" has an argument.
_TYPED_COMMAND: Final = re.compile(
    r"[^\w/]*/{1,2}([A-Za-z_]{1,32})(?:@\w+)?"
    r"(?:(?:[^\w\s/@€$£+-]*\s[\s\"'.,;:!?=)\]]*|[^\w\s/@€$£+-]+|(?=\d))(.*))?",
    re.DOTALL,
)
#: A slash that stands apart begins a command where no other word follows; else it may be any slash.
_SLASH_APART: Final = re.compile(r"\s*/[^\S\n]+(?=[A-Za-z_]+[^A-Za-z_]*$)")
_LARGEST_ID: Final = 2**63 - 1
_ATTACHMENTS: Final = (
    "sticker", "voice", "audio", "video_note", "animation", "photo", "video", "document", "dice",
    "contact", "location", "venue", "poll", "story", "game", "paid_media",
)  # fmt: skip
#: What Telegram itself notes in a private chat, or by the person's act there; it asks us nothing. All that is
#: no such note, of whatever kind Telegram may yet invent, was sent to be answered.
SERVICE_NOTES: Final = (
    "chat_background_set", "chat_owner_changed", "chat_owner_left", "chat_shared", "checklist_tasks_added",
    "checklist_tasks_done", "connected_website", "boost_added", "delete_chat_photo", "new_chat_photo",
    "direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift",
    "gift_upgrade_sent", "giveaway", "giveaway_completed", "giveaway_created", "giveaway_winners",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "left_chat_member",
    "managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id",
    "new_chat_members", "new_chat_title", "paid_message_price_changed", "passport_data", "pinned_message",
    "poll_option_added", "poll_option_deleted", "proximity_alert_triggered", "refunded_payment",
    "successful_payment", "suggested_post_approval_failed", "suggested_post_approved",
    "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "unique_gift",
    "users_shared", "video_chat_ended", "video_chat_participants_invited", "video_chat_scheduled",
    "video_chat_started", "web_app_data", "write_access_allowed",
)  # fmt: skip
#: A bot can have no larger file than this (the Bot API's getFile), and these are no photos.
_LARGEST_PHOTO_BYTES: Final = 20_000_000
_DRAWINGS: Final = frozenset({"image/svg+xml", "image/gif", "image/x-icon", "image/vnd.adobe.photoshop"})
#: People can change a message for so long; what Telegram changes later is a reaction or a preview.
_LONGEST_EDITING: Final = timedelta(hours=48)
#: As the column holds it; Telegram's are shorter.
_LONGEST_ALBUM_ID: Final = 64


def to_arrival(raw: Any) -> Arrival | None:  # noqa: ANN401 - JSON as it came
    """Read update_id and chat id, and nothing else. None where there is no update_id."""
    match raw:
        case {"update_id": int(number)} if not isinstance(number, bool) and abs(number) <= _LARGEST_ID:
            return Arrival(UpdateId(number), _chat_id(raw), raw)
        case _:
            return None


def without_content(arrival: Arrival) -> Arrival | None:
    """Return what is left of a message that cannot be kept: who asked. None where nobody did.

    Its reader finds nothing in it but somebody to apologise to.
    """
    asker = _asker(arrival.payload)
    if asker is None or "message" not in arrival.payload:
        return None
    person_id, language = asker
    message = {"chat": {"id": person_id}, "from": {"id": person_id, "language_code": language}, "text": ""}
    return replace(arrival, payload={"update_id": arrival.update_id, "message": message})


def _asker(payload: Payload) -> tuple[int, str | None] | None:
    """Return the person who asks for something in a private chat, and their language, in any odd update."""
    match payload:
        case {"message": {"from": {"id": int(sender)} as person, "chat": {"id": int(chat)}, **content}} if (
            content.keys() & {"text", "caption", *_ATTACHMENTS}
        ):
            pass
        case {
            "callback_query": {"from": {"id": int(sender)} as person, "message": {"chat": {"id": int(chat)}}}
        }:
            pass
        case _:
            return None
    if sender != chat or person.get("is_bot") is True or not 0 < sender <= _LARGEST_ID:
        return None
    language = person.get("language_code")
    return sender, spoken(language) if isinstance(language, str) else None


class Reader:
    """Understands stored updates. Groups other than ``support_chat`` are not ours.

    ``key``: of the fingerprints, so that who has the database alone cannot guess short words from them.
    """

    def __init__(self, support_chat: int | None, key: str = "") -> None:
        self._support_chat = support_chat
        self._key = sha256(key.encode()).digest()

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
            reason = f"{type(error).__name__}: {error}"
            asker = _asker(payload)
            if asker is None:
                raise UpdateUnreadable(reason) from error
            person_id, language = asker
            query = payload.get("callback_query")
            pressed = query.get("id") if isinstance(query, dict) else None
            raise UpdateUnreadable(
                reason,
                asker=person_id,
                language=language,
                callback_id=pressed if isinstance(pressed, str) else None,
            ) from error

    def _understood(self, update: Update) -> Incoming:
        if update.callback_query is not None:
            return _pressed(update.callback_query)
        if update.my_chat_member is not None:
            return self._membership(update.my_chat_member)
        if update.message is not None:
            return self._message(update.message)
        edited = update.edited_message
        if edited is not None and (edited.text or edited.caption) and _is_by_hand(edited):
            return replace(self._message(edited), is_edit=True)
        return Incoming(None)

    def _message(self, message: Message) -> Incoming:
        if message.chat.type != ChatType.PRIVATE:
            is_foreign = message.chat.id != self._support_chat and message.text
            return Incoming(AddedToGroup(invited=False) if is_foreign else None)
        if message.from_user is None or message.from_user.is_bot or message.from_user.id != message.chat.id:
            return Incoming(None)
        event, sender = _said(message), _sender(message.from_user)
        return Incoming(event, sender, message_id=message.message_id, trace=self._trace(message))

    def _trace(self, message: Message) -> Trace:
        words = message.text or message.caption
        fingerprint = words and blake2b(words.encode("utf-8", "surrogatepass"), key=self._key, digest_size=12)
        album = message.media_group_id
        return Trace(
            message.message_id,
            None if album is None else str(album)[:_LONGEST_ALBUM_ID],
            fingerprint.hexdigest() if fingerprint else None,
        )

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


def _is_by_hand(edited: Message) -> bool:
    """Whether the person may have changed the message: later on it is a reaction or a preview."""
    return edited.edit_date is None or edited.edit_date - edited.date <= _LONGEST_EDITING


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
    if photo is not None:
        return Attachment("photo", photo)
    if _is_image(message.document) and not message.animation:
        return Attachment("unusable_photo")
    for kind in _ATTACHMENTS:
        if getattr(message, kind, None):
            return Attachment(kind, photo, _written_in(message))
    # A text of blanks alone is nothing; Telegram delivers none.
    if message.text is not None or any(_has(message, kind) for kind in SERVICE_NOTES):
        return None
    return Attachment("unknown")


def _has(message: Message, kind: str) -> bool:
    """Whether a message holds this, also where the library does not know it yet."""
    return bool(getattr(message, kind, None) or message.api_kwargs.get(kind))


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
    found = _TYPED_COMMAND.fullmatch(_SLASH_APART.sub("/", seen(words), count=1))
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
