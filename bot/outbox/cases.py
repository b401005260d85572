"""Tells the service of cases what became of a delivery: which of its laws an outcome sets in motion."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection

from bot.outbox.desk import cause, group_fault
from bot.outbox.outcome import ChatMoved, Fault, Gone, Outcome, Retry, Sent, TopicGone, Unknown
from bot.services.desk import carriage, house
from bot.services.desk.parts import DeskParts
from bot.storage.outbox import OPEN_STATES, Delivery, Settlement
from handlers.contract.desk_news import Cause


class CaseRecord:
    """The record of cases, as the queue writes it (`bot.outbox.desk.CaseLedger`)."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def lock(self, tx: Connection, deliveries: Sequence[Delivery]) -> None:
        """Lock the cases of what went to the group."""
        carriage.lock_cases(tx, deliveries)

    def addressed(self, tx: Connection, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Fill in the topic, the card and the twins of deliveries of cases."""
        return carriage.addressed(tx, deliveries)

    def settled(
        self, tx: Connection, delivery: Delivery, outcome: Outcome, settlement: Settlement, now: datetime
    ) -> None:
        """Note what became of a delivery, and draw what follows for its case or for the group."""
        match outcome:
            case Sent(refused=refused):
                self._sent(tx, delivery, settlement, refused, now)
            case TopicGone():
                carriage.topic_gone(self._parts, tx, delivery, now)
            case ChatMoved(to_chat_id):
                self._parts.group.move(tx, to_chat_id)
            case Retry(reason) | Unknown(reason) | Gone(reason) | Fault(reason):
                self._not_sent(tx, delivery, settlement, reason, now)
            case _:
                assert_never(outcome)

    def _sent(
        self, tx: Connection, delivery: Delivery, settlement: Settlement, refused: str | None, now: datetime
    ) -> None:
        own = () if settlement.message_id is None else (settlement.message_id,)
        arrival = carriage.Arrival(settlement.message_ids or own, None if refused is None else cause(refused))
        carriage.arrived(self._parts, tx, delivery, arrival, now)

    def _not_sent(
        self, tx: Connection, delivery: Delivery, settlement: Settlement, reason: str, now: datetime
    ) -> None:
        if settlement.state not in OPEN_STATES:
            word = Cause.UNCONFIRMED if settlement.state == "unconfirmed" else cause(reason)
            carriage.not_arrived(self._parts, tx, delivery, word, now)
        elif delivery.chat_id is not None and delivery.chat_id < 0:
            obstacle = group_fault(reason)
            if obstacle is not None:
                house.note_obstacle(self._parts, tx, obstacle, now)
