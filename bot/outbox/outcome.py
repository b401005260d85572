"""What became of a send: a closed set, decided once where the send was made."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeAlias

from bot.storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived; ``message_id`` where it became a message."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """It surely did not arrive. ``after`` is Telegram's own word, None leaves the wait to us."""

    reason: str
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no answer came back: it may have arrived."""

    reason: str
    #: Whoever was sending it has died, so that not even the going out is sure.
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot, or the chat is no more."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """It can never be sent as it is."""

    reason: str


Outcome: TypeAlias = Sent | Retry | Unknown | Gone | Fault


class Sender(Protocol):
    """Whoever carries deliveries out of the house."""

    @property
    def is_open(self) -> bool:
        """Whether the other side answered the last time we knew."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Send once; never raises for what the other side does. Ends within its send timeout."""

    async def reopened(self) -> None:
        """Return as soon as the other side answers (at once if it does), asking it harmless questions."""
