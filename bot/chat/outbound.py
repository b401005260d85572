"""A delivery becomes a call of the Bot API, and the call's end becomes an outcome: decided here, once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeVar

import structlog
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
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.chat import chart
from bot.chat.line import Line
from bot.chat.request import NoAnswer, NotSent
from bot.outbox.outcome import Fault, Gone, Outcome, Retry, Sent, Unknown
from bot.storage.outbox import Delivery, Payload

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
    """Carries deliveries to Telegram."""

    def __init__(self, bot: Bot, line: Line) -> None:
        self._bot = bot
        self._line = line
        #: None once the server has said that it does not know this option.
        self._preview: LinkPreviewOptions | None = _NO_PREVIEW

    @property
    def is_open(self) -> bool:
        """Whether Telegram answered the last time we knew."""
        return self._line.is_open

    async def reopened(self) -> None:
        """Return as soon as Telegram answers."""
        await self._line.reopened()

    async def send(self, delivery: Delivery) -> Outcome:
        """Send once. Every failure of the line closes it, so that one row alone bears the unknown."""
        try:
            return Sent(await self._call(delivery))
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
        except RetryAfter as error:
            return Retry("too many requests", _seconds(error.retry_after))
        except Forbidden as error:
            return Sent() if delivery.kind == "leave" else Gone(error.message)
        except BadRequest as error:
            return _refused(error.message)
        except TelegramError as error:
            return Unknown(error.message)

    async def _call(self, delivery: Delivery) -> int | None:
        chat_id, payload = delivery.chat_id or 0, delivery.payload
        match delivery.kind:
            case "message":
                return await self._send_message(chat_id, payload)
            case "photo":
                return await self._send_photo(chat_id, payload)
            case "edit":
                try:
                    await self._without_preview(
                        lambda preview: self._bot.edit_message_text(
                            payload["text"],
                            chat_id,
                            payload["message_id"],
                            parse_mode=ParseMode.HTML,
                            reply_markup=_keyboard(payload),
                            link_preview_options=preview,
                        )
                    )
                except BadRequest as error:
                    if not _names(error.message, _NOT_EDITABLE):
                        raise
                    return await self._send_message(chat_id, payload)
                return int(payload["message_id"])
            case "delete":
                await self._bot.delete_message(chat_id, payload["message_id"])
                return None
            case "callback":
                await self._bot.answer_callback_query(payload["callback_id"], payload["text"])
                return None
            case "leave":
                await self._bot.leave_chat(chat_id)
                return None
            case unknown:
                raise BadRequest(f"this release cannot send a delivery of kind {unknown}")

    async def _send_message(self, chat_id: int, payload: Payload) -> int:
        message = await self._without_preview(
            lambda preview: self._bot.send_message(
                chat_id,
                payload["text"],
                parse_mode=ParseMode.HTML,
                reply_markup=_below(payload),
                link_preview_options=preview,
            )
        )
        return message.message_id

    async def _send_photo(self, chat_id: int, payload: Payload) -> int | None:
        try:
            picture = await asyncio.to_thread(chart.draw, payload["chart"])
        except Exception:  # noqa: BLE001 - whatever it was, words must not be lost over a picture
            _log.exception("a picture cannot be drawn, so its words go alone")
            return await self._send_message(chat_id, payload) if payload["text"] else None
        message = await self._bot.send_photo(
            chat_id,
            picture,
            payload["text"] or None,
            parse_mode=ParseMode.HTML,
            reply_markup=_below(payload),
            filename="chart.png",
        )
        return message.message_id

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


def _below(payload: Payload) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """What comes with a new message: buttons under it, or where one writes, or the end of the latter."""
    if "contact" in payload:
        rows = [[KeyboardButton(button["label"]) for button in row] for row in payload["rows"]]
        share = KeyboardButton(payload["contact"], request_contact=True)
        return ReplyKeyboardMarkup([[share], *rows], resize_keyboard=True, one_time_keyboard=True)
    if payload.get("closes_keyboard") and not payload["rows"]:
        return ReplyKeyboardRemove()
    return _keyboard(payload)


def _keyboard(payload: Payload) -> InlineKeyboardMarkup | None:
    rows = [
        [
            InlineKeyboardButton(button["label"], url=button.get("url"), callback_data=button.get("data"))
            for button in row
        ]
        for row in payload["rows"]
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _refused(words: str) -> Outcome:
    if _names(words, _ALREADY_SO):
        return Sent()
    if _names(words, _NO_LONGER_THERE):
        return Gone(words)
    return Fault(words)


def _names(words: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in words.lower() for phrase in phrases)


def _seconds(wait: int | timedelta) -> timedelta:
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
