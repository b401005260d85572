"""An update of the Bot API becomes an event of ours, or nothing of ours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b, sha256
from typing import Any, Final

from telegram import ChatMemberUpdated, Message, MessageReactionUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.chat import inbound_group, inbound_private
from bot.chat.inbound_group import GroupReader
from bot.chat.kinds import ATTACHMENTS
from bot.chat.pieces import album_of, thread_of
from bot.errors import UpdateUnreadable
from bot.i18n import spoken
from bot.storage.inbox import Arrival, Payload, Trace, UpdateId
from bot.turns.incoming import Incoming
from handlers.contract.chat import AddedToGroup
from handlers.contract.desk import GroupMoved

#: What we ask Telegram for.
KINDS: Final = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")

#: Where an update may name its chat; an update of none of ours belongs to chat 0.
_CHAT_PATHS: Final = (
    ("message", "chat"),
    ("edited_message", "chat"),
    ("callback_query", "message", "chat"),
    ("callback_query", "from"),
    ("my_chat_member", "chat"),
    ("message_reaction", "chat"),
)
_LARGEST_ID: Final = 2**63 - 1
#: People can change a message for so long; what Telegram changes later is a reaction or a preview.
_LONGEST_EDITING: Final = timedelta(hours=48)


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
            content.keys() & {"text", "caption", *ATTACHMENTS}
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
    ``bot_name``: our user name, by which commands in a group may be addressed; None while it is not known.
    """

    def __init__(
        self, support_chat: int | None, key: str = "", bot_name: Callable[[], str | None] = lambda: None
    ) -> None:
        self._support_chat = support_chat
        self._key = sha256(key.encode()).digest()
        self._group = GroupReader(bot_name)

    def read(self, payload: Payload, moved_to: int | None = None) -> Incoming:
        """Return what an update means to us, and where it came from.

        ``moved_to``: the number that the support group has now, where it is not the configured one any more;
        what still comes under the old one is the group's too.

        Raises:
            UpdateUnreadable: it is not as the Bot API describes updates.
        """
        ours = {number for number in (self._support_chat, moved_to) if number is not None}
        try:
            update = Update.de_json(payload)
            chat = update.effective_chat
            chat_id = None if chat is None else chat.id
            return replace(
                self._understood(update, ours), chat_id=chat_id, topic_id=thread_of(update.effective_message)
            )
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

    def _understood(self, update: Update, ours: set[int]) -> Incoming:
        chat = update.effective_chat
        is_ours = chat is not None and chat.id in ours
        if update.callback_query is not None:
            query = update.callback_query
            return self._group.pressed(query) if is_ours else inbound_private.pressed(query)
        if update.my_chat_member is not None:
            return _membership(update.my_chat_member, is_ours=is_ours)
        if update.message_reaction is not None:
            return self._reaction(update.message_reaction, is_ours=is_ours)
        if update.message is not None:
            return self._traced(self._message(update.message, ours), update.message)
        edited = update.edited_message
        if edited is not None and _is_by_hand(edited):
            return self._traced(self._edited(edited, is_ours=is_ours), edited)
        return Incoming(None)

    def _message(self, message: Message, ours: set[int]) -> Incoming:
        if message.chat.id in ours:
            return self._group.message(message)
        if message.migrate_from_chat_id is not None and message.migrate_from_chat_id in ours:
            return Incoming(GroupMoved(message.chat.id))
        if message.chat.type != ChatType.PRIVATE:
            return Incoming(AddedToGroup(invited=False) if message.text else None)
        return inbound_private.said(message)

    def _edited(self, message: Message, *, is_ours: bool) -> Incoming:
        if is_ours:
            return replace(self._group.edited(message), is_edit=True)
        if message.chat.type == ChatType.PRIVATE:
            incoming = inbound_private.said(message)
            # Without words there is nothing to be answered anew; in a case a picture may have changed.
            event = incoming.event if message.text or message.caption else None
            return replace(incoming, event=event, is_edit=True)
        return replace(self._message(message, set()), is_edit=True)

    def _reaction(self, change: MessageReactionUpdated, *, is_ours: bool) -> Incoming:
        if is_ours:
            return self._group.reacted(change)
        # Where nobody takes over there is nobody to see it.
        if self._support_chat is None or change.chat.type != ChatType.PRIVATE:
            return Incoming(None)
        return inbound_private.reacted(change)

    def _traced(self, incoming: Incoming, message: Message) -> Incoming:
        """Add what is kept of a message that somebody wrote."""
        return incoming if incoming.message_id is None else replace(incoming, trace=self._trace(message))

    def _trace(self, message: Message) -> Trace:
        words = message.text or message.caption
        fingerprint = words and blake2b(words.encode("utf-8", "surrogatepass"), key=self._key, digest_size=12)
        digest = fingerprint.hexdigest() if fingerprint else None
        return Trace(message.message_id, album_of(message), digest)


def _membership(change: ChatMemberUpdated, *, is_ours: bool) -> Incoming:
    if change.chat.type == ChatType.PRIVATE:
        return inbound_private.subscribed(change)
    if is_ours:
        return inbound_group.presence(change)
    was_present = change.old_chat_member.status not in {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
    if was_present or not inbound_private.is_present(change):
        return Incoming(None)
    return Incoming(AddedToGroup(invited=change.chat.type != ChatType.CHANNEL))


def _is_by_hand(edited: Message) -> bool:
    """Whether the person may have changed the message: later on it is a reaction or a preview."""
    return edited.edit_date is None or edited.edit_date - edited.date <= _LONGEST_EDITING


def _chat_id(raw: Any) -> int:  # noqa: ANN401 - JSON as it came
    for path in _CHAT_PATHS:
        place = raw
        for key in (*path, "id"):
            place = place.get(key) if isinstance(place, dict) else None
        if isinstance(place, int) and not isinstance(place, bool) and abs(place) <= _LARGEST_ID:
            return place
    return 0
