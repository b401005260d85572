"""The calls of the Bot API for topics, and for whatever is done within one."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, TypeVar, assert_never

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.outbox.outcome import Sent
from bot.storage.lines import is_group
from bot.storage.outbox import Delivery
from bot.storage.parcels import Pin, TopicChange, TopicDeletion, TopicOpening

_T = TypeVar("_T")
TopicContent: TypeAlias = TopicOpening | TopicChange | TopicDeletion | Pin

_NAME_LENGTH: Final = 128
#: The general topic is written to without a number (tdlib/telegram-bot-api#447).
_GENERAL: Final = 1
_GONE: Final = ("message thread not found", "topic_deleted", "topic_id_invalid")
_CLOSED: Final = "topic_closed"
_UNCHANGED: Final = ("topic_not_modified", "message is not modified")


def chat_of(delivery: Delivery) -> int:
    """Return the chat of a delivery, which has one."""
    return delivery.chat_id or 0


def is_topic_gone(words: str) -> bool:
    """Whether Telegram says that a topic is no more."""
    return any(phrase in words.lower() for phrase in _GONE)


def thread_of(delivery: Delivery, topic_id: int | None = None) -> int | None:
    """Return the thread of a delivery: a topic of the group; None in private and for the general topic."""
    topic_id = delivery.topic_id if topic_id is None else topic_id
    return topic_id if is_group(delivery.chat_id) and topic_id != _GENERAL else None


def is_of_topic(words: str) -> bool:
    """Whether Telegram refuses a topic, not what was to stand in it."""
    return is_topic_gone(words) or _CLOSED in words.lower()


def is_unchanged(words: str) -> bool:
    """Whether Telegram says that it is already so."""
    return any(phrase in words.lower() for phrase in _UNCHANGED)


async def in_open_topic(
    bot: Bot, delivery: Delivery, call: Callable[[], Awaitable[_T]], topic_id: int | None = None
) -> _T:
    """Make a call in the topic of a delivery, or in this one; where it is closed, open it, call again."""
    try:
        return await call()
    except BadRequest as error:
        thread = thread_of(delivery, topic_id)
        if thread is None or _CLOSED not in error.message.lower():
            raise
    await _unless_unchanged(bot.reopen_forum_topic(chat_of(delivery), thread))
    return await call()


class TopicCalls:
    """Makes the calls for topics. Raises the errors of `Bot`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        #: The free icons of topics by their emoji; None until they were asked for.
        self._icons: dict[str, str] | None = None

    async def send(self, delivery: Delivery, content: TopicContent) -> Sent:
        """Make the calls for a content."""
        match content:
            case TopicOpening():
                return await self._open(delivery, content)
            case TopicChange():
                return await self._change(delivery, content)
            case TopicDeletion():
                return await self._delete(delivery)
            case Pin():
                return await self._pin(delivery)
            case _:
                assert_never(content)

    async def _open(self, delivery: Delivery, opening: TopicOpening) -> Sent:
        """Make a topic; its number is that of the result. Without its icon where Telegram has none such."""
        chat_id, name = chat_of(delivery), opening.name[:_NAME_LENGTH]
        icon = await self._icon(opening.icon)
        try:
            topic = await self._bot.create_forum_topic(chat_id, name, icon_custom_emoji_id=icon)
        except BadRequest as error:
            if icon is None or "document_invalid" not in error.message.lower():
                raise
            topic = await self._bot.create_forum_topic(chat_id, name)
        return Sent(topic.message_thread_id)

    async def _change(self, delivery: Delivery, change: TopicChange) -> Sent:
        """Change a topic; what is already so is done, and so is what has no topic any more."""
        chat_id, topic_id = chat_of(delivery), delivery.topic_id
        if topic_id is None:
            return Sent()
        icon = await self._icon(change.icon)
        name = None if change.name is None else change.name[:_NAME_LENGTH]
        try:
            if change.is_closed is False:
                await _unless_unchanged(self._bot.reopen_forum_topic(chat_id, topic_id))
            if name is not None or icon is not None:
                await _unless_unchanged(
                    self._bot.edit_forum_topic(chat_id, topic_id, name=name, icon_custom_emoji_id=icon)
                )
            if change.is_closed:
                await _unless_unchanged(self._bot.close_forum_topic(chat_id, topic_id))
        except BadRequest as error:
            if not is_topic_gone(error.message):
                raise
        return Sent()

    async def _delete(self, delivery: Delivery) -> Sent:
        if delivery.topic_id is not None:
            try:
                await self._bot.delete_forum_topic(chat_of(delivery), delivery.topic_id)
            except BadRequest as error:
                if not is_topic_gone(error.message):
                    raise
        return Sent()

    async def _pin(self, delivery: Delivery) -> Sent:
        if delivery.card_id is None:
            raise BadRequest("message to pin not found")
        await self._bot.pin_chat_message(chat_of(delivery), delivery.card_id, disable_notification=True)
        return Sent()

    async def _icon(self, emoji: str | None) -> str | None:
        """Return Telegram's free icon for an emoji; None where there is none, or it cannot be learned now."""
        if emoji is None:
            return None
        if self._icons is None:
            try:
                stickers = await self._bot.get_forum_topic_icon_stickers()
            except TelegramError:
                # A topic without an icon is better than none.
                return None
            self._icons = {
                _bare(sticker.emoji): sticker.custom_emoji_id
                for sticker in stickers
                if sticker.emoji and sticker.custom_emoji_id
            }
        return self._icons.get(_bare(emoji))


async def _unless_unchanged(call: Awaitable[bool]) -> None:
    try:
        await call
    except BadRequest as error:
        if not is_unchanged(error.message):
            raise


def _bare(emoji: str) -> str:
    """The emoji without the sign that asks for colour, which some programs add."""
    return emoji.replace("\ufe0f", "")
