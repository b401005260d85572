"""The way out to the look-alike, without the rest of a bot: session, line, sender, figures."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telegram import Bot

from bot import config
from bot.chat.connection import connect
from bot.chat.line import Line
from bot.chat.outbound import TelegramSender
from bot.chat.request import AiohttpRequest
from bot.demo.lookalike import Lookalike
from bot.metrics import Metrics
from bot.storage.lines import is_group
from bot.storage.outbox import Delivery, DeliveryId, Lane
from bot.storage.parcels import Content, Message

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WayOut:
    """What a dispatcher and a listener are given."""

    request: AiohttpRequest
    bot: Bot
    line: Line
    sender: TelegramSender
    metrics: Metrics


@asynccontextmanager
async def way_out(telegram: Lookalike, *, timeout_s: float = 5.0) -> AsyncIterator[WayOut]:
    """Open it, and close it where the block ends."""
    metrics = Metrics()
    settings = {"token": telegram.token, "api_url": telegram.url, "send_timeout_s": timeout_s}
    connection = connect(config.Telegram.model_validate(settings), metrics)
    await connection.open()
    try:
        yield WayOut(connection.request, connection.bot, connection.line, connection.sender, metrics)
    finally:
        await connection.close()


def delivery(  # noqa: PLR0913 - a row and what was looked up for it
    content: Content,
    *,
    chat_id: int | None,
    case_id: int | None = None,
    topic_id: int | None = None,
    card_id: int | None = None,
    twins: Mapping[int, int] | None = None,
) -> Delivery:
    """A claimed row, as the outbox would give it."""
    return Delivery(
        DeliveryId(1),
        Lane.DESK if is_group(chat_id) else Lane.REPLY,
        chat_id,
        content,
        0,
        0,
        NOON,
        "token",
        NOON + timedelta(minutes=1),
        case_id,
        topic_id,
        card_id,
        twins or {},
    )


def words(text: str) -> Message:
    """A message without buttons."""
    return Message(text, ())
