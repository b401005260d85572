"""The end of attempts, written down in one transaction: settlements, what cases note, and what follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.outbox.desk import CaseLedger, addressed, is_noted
from bot.outbox.outcome import ChatMoved, Outcome, Retry
from bot.services import people
from bot.storage import group_claims, outbox
from bot.storage.engine import lock_chat
from bot.storage.lines import is_group
from bot.storage.outbox import LONGEST_WAIT, Delivery, Settlement


@dataclass(frozen=True, slots=True)
class Ended:
    """A claimed row, the outcome of its attempt, and its state from then on."""

    delivery: Delivery
    outcome: Outcome
    result: Settlement


def settle(
    tx: Connection,
    ended: Sequence[Ended],
    now: Callable[[], datetime],
    lease_until: datetime | None,
    ledger: CaseLedger,
) -> list[Delivery]:
    """Settle these rows, and claim what stands behind them."""
    chats = {each.delivery.chat_id for each in ended}
    chats |= {each.outcome.to_chat_id for each in ended if isinstance(each.outcome, ChatMoved)}
    # In one order everywhere, so that two processes cannot wait for each other.
    for chat_id in sorted(chat_id for chat_id in chats if chat_id is not None):
        lock_chat(tx, chat_id)
    # A turn holds the row of its case while it looks at rows that wait: here too the case comes first.
    ledger.lock(tx, [each.delivery for each in ended])
    # The time after the locks: a turn that held one may have added rows that are due only now.
    moment = now()
    by_number = {each.delivery.delivery_id: each for each in ended}

    def note(delivery: Delivery) -> None:
        _note(tx, by_number[delivery.delivery_id], ledger, moment)

    settled = [(each.delivery, each.result) for each in ended]
    return addressed(ledger, tx, outbox.settle(tx, settled, moment, lease_until, note))


def _note(tx: Connection, ended: Ended, ledger: CaseLedger, now: datetime) -> None:
    """Draw what follows from a settlement that was written: for people, for groups, for cases."""
    delivery, outcome, chat_id = ended.delivery, ended.outcome, ended.delivery.chat_id
    if ended.result.unreachable and chat_id is not None:
        people.set_subscription(tx, chat_id, active=False)
    if chat_id is not None and is_group(chat_id):
        match outcome:
            case Retry(after=wait) if wait:
                # Other processes do not know of it; a moment further ahead would stand for another clock.
                group_claims.hold_back(tx, chat_id, now + min(wait, LONGEST_WAIT))
            case ChatMoved(to_chat_id):
                group_claims.move(tx, chat_id, to_chat_id)
            case _:
                pass
    if is_noted(delivery, outcome):
        ledger.settled(tx, delivery, outcome, ended.result, now)
