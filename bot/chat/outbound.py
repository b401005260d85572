"""Sends a delivery by a call of the Bot API, and turns the result or error of the call into an outcome."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeVar, assert_never

import structlog
import telegram
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.chat import chart
from bot.chat.desk_calls import DeskCalls, answer_to
from bot.chat.line import Line
from bot.chat.posts import Posts
from bot.chat.request import NoAnswer, NotSent, Refused
from bot.chat.topic_calls import chat_of, in_open_topic, is_topic_gone, thread_of
from bot.i18n import CallbackButton, Keyboard, UrlButton
from bot.outbox.outcome import ChatMoved, Fault, Gone, Outcome, Retry, Sent, TopicGone, Unknown
from bot.storage.lines import is_group
from bot.storage.outbox import Delivery
from bot.storage.parcels import (
    Album,
    ButtonAnswer,
    Content,
    Copy,
    Deletion,
    Document,
    Edit,
    JoinedTexts,
    Leaving,
    Letter,
    Message,
    Picture,
    PostEdit,
    PostPhoto,
    UnknownKind,
    Unreadable,
    kind_of,
)

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_PREVIEW_OPTION: Final = "link_preview_options"
#: Telegram's words for "it is already so" or "nobody waits for this any more".
_ALREADY_SO: Final = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to delete not found",
)
_NO_LONGER_THERE: Final = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
)
#: The message whose place was to be taken has gone, is too old for that, or is a picture.
_NOT_EDITABLE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)


class TelegramSender:
    """Sends deliveries to Telegram; the line is the circuit breaker that stops sends while it is away."""

    def __init__(self, bot: Bot, line: Line) -> None:
        self._bot = bot
        self._line = line
        self._desk = DeskCalls(bot)
        #: None once the server has said that it does not know this option.
        self._preview: LinkPreviewOptions | None = _NO_PREVIEW
        self._posts = Posts(bot)

    @property
    def is_open(self) -> bool:
        """Whether Telegram answered the last call."""
        return self._line.is_open

    async def reopened(self) -> None:
        """Return as soon as Telegram answers."""
        await self._line.reopened()

    async def send(self, delivery: Delivery) -> Outcome:
        """Make one attempt. A failure closes the line, so that only one row is of unknown outcome."""
        try:
            return await self._call(delivery)
        except NotSent as error:
            self._line.failed(str(error))
            return Retry(str(error), timedelta(0))
        except NoAnswer as error:
            self._line.failed(str(error))
            return Unknown(str(error))
        except InvalidToken:
            # A wrong token was refused at the start; later it is a server that is not itself.
            self._line.failed("the token is refused")
            return Retry("the token is refused")
        except TelegramError as error:
            return _outcome_of(error, delivery.content)

    async def _call(self, delivery: Delivery) -> Outcome:  # noqa: C901, PLR0912 - a kind a line
        """Make the call for a content; returns the number of the message, where it is one."""
        chat_id, content = chat_of(delivery), delivery.content
        if _lacks_topic(delivery):
            # Never into the general topic, where everybody reads.
            return TopicGone("the case has no topic")
        match content:
            case Message():
                return Sent(await self._send_message(delivery, content, content.topic_id, content.reply_to))
            case Picture():
                return Sent(await self._send_picture(delivery, content))
            case Document():
                return Sent(await self._send_document(delivery, content))
            case Edit():
                return Sent(await self._edit(delivery, content))
            case PostPhoto():
                return Sent(await self._posts.send(chat_id, content, _inline(content.rows)))
            case PostEdit(message_id=message_id):
                await self._edit_post(chat_id, content)
                return Sent(message_id)
            case Deletion(message_id):
                await self._bot.delete_message(chat_id, message_id)
            case ButtonAnswer(callback_id, text):
                await self._bot.answer_callback_query(callback_id, text)
            case Leaving():
                await self._bot.leave_chat(chat_id)
            case Letter() | UnknownKind():
                raise BadRequest(f"this release cannot send a delivery of kind {kind_of(content)}")
            case Unreadable(kind):
                raise ValueError(f"the payload of a delivery of kind {kind} cannot be read")
            case _:
                return await self._desk.send(delivery, content)
        return Sent()

    async def _send_message(
        self,
        delivery: Delivery,
        message: Message | Picture | Edit,
        topic_id: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Send the words of a content as a new message."""
        thread, answers = thread_of(delivery, topic_id), answer_to(delivery, reply_to)

        def call() -> Awaitable[telegram.Message]:
            return self._without_preview(
                lambda preview: self._bot.send_message(
                    chat_of(delivery),
                    message.text,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_below(message),
                    link_preview_options=preview,
                    message_thread_id=thread,
                    reply_parameters=answers,
                )
            )

        return (await in_open_topic(self._bot, delivery, call, topic_id)).message_id

    async def _edit(self, delivery: Delivery, edit: Edit) -> int:
        """Replace a message; where Telegram refuses to edit it, send a new one."""
        try:
            await self._without_preview(
                lambda preview: self._bot.edit_message_text(
                    edit.text,
                    chat_of(delivery),
                    edit.message_id,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_inline(edit.rows),
                    link_preview_options=preview,
                )
            )
        except BadRequest as error:
            if not _names(error.message, _NOT_EDITABLE):
                raise
            return await self._send_message(delivery, edit)
        return edit.message_id

    async def _edit_post(self, chat_id: int, edit: PostEdit) -> None:
        """Replace the words of a message that was posted, with its picture or without one."""
        below = _inline(edit.rows)
        if edit.below_picture:
            await self._posts.edit(chat_id, edit, below)
            return
        await self._without_preview(
            lambda preview: self._bot.edit_message_text(
                edit.text,
                chat_id,
                edit.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=below,
                link_preview_options=preview,
            )
        )

    async def _send_picture(self, delivery: Delivery, picture: Picture) -> int | None:
        """Draw and send a picture; where it cannot be drawn, its words alone."""
        try:
            drawn = await asyncio.to_thread(chart.draw, picture.chart)
        except Exception:  # noqa: BLE001 - whatever it was, words must not be lost over a picture
            _log.exception("a picture cannot be drawn, so its words go alone")
            return await self._send_message(delivery, picture) if picture.text else None
        try:
            sent = await in_open_topic(
                self._bot,
                delivery,
                lambda: self._bot.send_photo(
                    chat_of(delivery),
                    drawn,
                    picture.text or None,
                    parse_mode=ParseMode.HTML,
                    reply_markup=_below(picture),
                    filename="chart.png",
                    message_thread_id=thread_of(delivery),
                ),
            )
        except Refused:
            # Too large for a gateway, for one: the words alone may pass.
            if not picture.text:
                raise
            return await self._send_message(delivery, picture)
        return sent.message_id

    async def _send_document(self, delivery: Delivery, document: Document) -> int:
        """Send a text file with its caption."""
        sent = await in_open_topic(
            self._bot,
            delivery,
            lambda: self._bot.send_document(
                chat_of(delivery),
                document.content.encode(),
                document.caption,
                parse_mode=ParseMode.HTML,
                filename=document.name,
                message_thread_id=thread_of(delivery),
            ),
        )
        return sent.message_id

    async def _without_preview(self, call: Callable[[LinkPreviewOptions | None], Awaitable[_T]]) -> _T:
        """Make a call that shows no page behind a link, where the server lets us choose."""
        preview = self._preview
        try:
            return await call(preview)
        except BadRequest as error:
            if preview is None or _PREVIEW_OPTION not in error.message:
                raise
        self._preview = None
        return await call(None)


def _below(
    message: Message | Picture | Edit,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """The markup of a new message: inline buttons, a reply keyboard, or the removal of one."""
    if message.contact is not None:
        rows = [[KeyboardButton(button.label) for button in row] for row in message.rows]
        share = KeyboardButton(message.contact, request_contact=True)
        return ReplyKeyboardMarkup([[share], *rows], resize_keyboard=True, one_time_keyboard=True)
    if message.closes_keyboard and not message.rows:
        return ReplyKeyboardRemove()
    return _inline(message.rows)


def _inline(rows: Keyboard) -> InlineKeyboardMarkup | None:
    """The markup of buttons below a message; None without any."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows]) if rows else None


def _button(button: CallbackButton | UrlButton) -> InlineKeyboardButton:
    match button:
        case CallbackButton(label, data):
            return InlineKeyboardButton(label, callback_data=data)
        case UrlButton(label, url):
            return InlineKeyboardButton(label, url=url)
        case _:
            assert_never(button)


def _lacks_topic(delivery: Delivery) -> bool:
    """Whether a delivery belongs into the topic of a case that has none now."""
    content = delivery.content
    if delivery.case_id is None or delivery.topic_id is not None or not is_group(delivery.chat_id):
        return False
    if isinstance(content, Message):
        return content.topic_id is None
    return isinstance(content, Picture | Document | Copy | JoinedTexts | Album)


def _outcome_of(error: TelegramError, content: Content) -> Outcome:
    """Return what the server's refusal of a call means for the delivery."""
    match error:
        case RetryAfter():
            return Retry("too many requests", _seconds(error.retry_after))
        case Forbidden():
            return Sent() if isinstance(content, Leaving) else Gone(error.message)
        case ChatMigrated():
            return ChatMoved(error.new_chat_id)
        case Conflict():
            return Retry(error.message)
        case BadRequest():
            return _refused(error.message)
        case Refused():
            return Fault(error.message)
        case _:
            return Unknown(error.message)


def _refused(words: str) -> Outcome:
    if _names(words, _ALREADY_SO):
        return Sent()
    if is_topic_gone(words):
        return TopicGone(words)
    if _names(words, _NO_LONGER_THERE):
        return Gone(words)
    return Fault(words)


def _names(words: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in words.lower() for phrase in phrases)


def _seconds(wait: int | timedelta) -> timedelta:
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
