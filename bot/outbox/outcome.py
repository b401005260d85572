"""The outcome of an attempt to send: a closed set, decided once, where the call was made."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from bot.storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived; ``message_id`` where it became a message."""

    message_id: int | None = None
    #: Of an album: the number of each part, in order; 0 for one that Telegram refused.
    message_ids: tuple[int, ...] = ()
    #: Why the file, or a part, stayed behind though the words arrived, in Telegram's words.
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The topic of the case is no more; the row waits for a new one."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group has another number now, and the row goes there."""

    to_chat_id: int


@dataclass(frozen=True, slots=True)
class Retry:
    """It surely did not arrive. ``after``: the wait that Telegram asked for; None: our own backoff."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no answer came back: it may have arrived."""

    reason: str
    #: The process that was sending it died, so perhaps the request did not even go out.
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot, or the chat is no more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """It can never be sent as it is."""

    reason: str


Outcome: TypeAlias = Sent | Retry | Unknown | Gone | Fault | TopicGone | ChatMoved


class Sender(Protocol):
    """Sends the deliveries of one carrier, through a circuit breaker."""

    @property
    def is_open(self) -> bool:
        """Whether the other side answered the last attempt."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Make one attempt, within the send timeout. Never raises for what the other side does."""

    async def reopened(self) -> None:
        """Wait until the other side answers, probing it by calls without effect; at once where it does."""
