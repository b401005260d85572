"""What the queue asks of cases: which topic and messages a delivery is about, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection

from bot.outbox.outcome import ChatMoved, Outcome
from bot.storage.lines import is_group
from bot.storage.outbox import Delivery, Lane, Settlement
from handlers.contract.desk_news import Cause

_Name = TypeVar("_Name", bound=str)


class CaseLedger(Protocol):
    """The record of cases, in the transactions of the queue. All must bear being carried out twice."""

    def lock(self, tx: Connection, deliveries: Sequence[Delivery]) -> None:
        """Lock the cases of these rows before the rows are settled; turns too lock a case before its rows."""

    def addressed(self, tx: Connection, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Return these claimed rows of cases with topic, card and twins filled in, in the same order."""

    def settled(
        self, tx: Connection, delivery: Delivery, outcome: Outcome, settlement: Settlement, now: datetime
    ) -> None:
        """Note what became of a row of a case, or that the group has another number (then of any row)."""


class NoCases:
    """The ledger where there is no desk."""

    def lock(self, tx: Connection, deliveries: Sequence[Delivery]) -> None:
        """Lock nothing."""

    def addressed(self, tx: Connection, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Return them as they are."""
        del tx
        return list(deliveries)

    def settled(
        self, tx: Connection, delivery: Delivery, outcome: Outcome, settlement: Settlement, now: datetime
    ) -> None:
        """Note nothing."""


def addressed(ledger: CaseLedger, tx: Connection, claimed: Sequence[Delivery]) -> list[Delivery]:
    """Return claimed rows in their order, those of cases as the ledger fills them in."""
    of_cases = [delivery for delivery in claimed if delivery.case_id is not None]
    if not of_cases:
        return list(claimed)
    filled = {delivery.delivery_id: delivery for delivery in ledger.addressed(tx, of_cases)}
    return [filled.get(delivery.delivery_id, delivery) for delivery in claimed]


def is_noted(delivery: Delivery, outcome: Outcome) -> bool:
    """Whether the ledger hears of the end of an attempt."""
    return delivery.case_id is not None or isinstance(outcome, ChatMoved)


def is_for_operators(delivery: Delivery) -> bool:
    """Whether a row carries something to the support group, where nothing is ever given up."""
    return is_group(delivery.chat_id) and delivery.lane is Lane.DESK


#: Telegram's words for what keeps the bot from working in a group, and how `desk_group.obstacle` calls it.
_GROUP_FAULTS: Final = {
    "the chat is not a forum": "no_topics",
    "not enough rights": "no_rights",
    "have no rights": "no_rights",
    "need administrator rights": "no_rights",
    "chat_admin_required": "no_rights",
    "chat_write_forbidden": "no_rights",
    "was kicked": "removed",
    "is not a member": "removed",
    "chat not found": "not_found",
    "peer_id_invalid": "not_found",
    "group chat was deactivated": "not_found",
    "chat_restricted": "no_rights",
}
#: Telegram's words for why a person got nothing, and how we call it.
_CAUSES: Final = {
    "bot was blocked": Cause.BLOCKED,
    "user is deactivated": Cause.DEACTIVATED,
    "chat not found": Cause.NOT_FOUND,
    "user not found": Cause.NOT_FOUND,
    "peer_id_invalid": Cause.NOT_FOUND,
    "voice_messages_forbidden": Cause.NO_VOICE,
    "can't be copied": Cause.NOT_COPYABLE,
    "can't be forwarded": Cause.NOT_COPYABLE,
    "caption is too long": Cause.TOO_LONG,
    "caption_too_long": Cause.TOO_LONG,
    "message is too long": Cause.TOO_LONG,
    "message_too_long": Cause.TOO_LONG,
    "message to copy not found": Cause.GONE,
    "message to forward not found": Cause.GONE,
    "message to edit not found": Cause.GONE,
    "wrong file identifier": Cause.GONE,
}


def group_fault(reason: str) -> str | None:
    """Name what keeps the bot from working in the group, of Telegram's words; None: it is not the group."""
    return _named(reason, _GROUP_FAULTS)


def cause(reason: str) -> Cause:
    """Name why something did not reach the other side, of Telegram's words."""
    return _named(reason, _CAUSES) or Cause.OTHER


def _named(reason: str, words: dict[str, _Name]) -> _Name | None:
    said = reason.lower()
    return next((name for phrase, name in words.items() if phrase in said), None)
