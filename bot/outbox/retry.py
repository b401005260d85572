"""The retry policy, pure. The Bot API has no idempotency key, so a message sent again may arrive twice."""

from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.outbox.desk import group_fault, is_for_operators
from bot.outbox.outcome import ChatMoved, Fault, Gone, Outcome, Retry, Sent, TopicGone, Unknown
from bot.outbox.pace import spacing
from bot.storage.outbox import LONGEST_WAIT, Delivery, Lane, Settlement
from bot.storage.parcels import (
    ButtonAnswer,
    Deletion,
    Leaving,
    Pin,
    Reaction,
    TopicChange,
    TopicDeletion,
    TopicOpening,
    TwinDeletion,
)

_FIRST_WAIT: Final = timedelta(seconds=0.5)
#: A reply that could not be sent for a day answers nobody any more.
_KEPT_TRYING: Final = timedelta(hours=24)
#: Telegram forgets a pressed button sooner than this; the person has seen that it did nothing.
_BUTTON_WAITS: Final = timedelta(seconds=60)
#: How often a delivery of unknown outcome is sent again: somebody waits for a reply or a relay, and a second
#: copy costs less than none; a reminder may be lost more easily; a broadcast is never sent again.
_RESENDS: Final = {Lane.REPLY: 4, Lane.DESK: 4, Lane.NOTICE: 1, Lane.BROADCAST: 0}
#: A bot that dies while sending may not have sent yet: its replies outlast this many deaths, for the person
#: waits. After more of them the delivery itself may be what kills.
_DEATHS: Final = 5
_TRIMMINGS: Final = (Deletion, Leaving, Pin, Reaction, TopicChange, TopicDeletion, TwinDeletion)


def settlement(delivery: Delivery, outcome: Outcome, now: datetime) -> Settlement:
    """Decide the settlement of a delivery after an outcome, at the moment `now`."""
    match outcome:
        case Sent(message_id, message_ids):
            wait = spacing(delivery.lane, delivery.chat_id)
            return Settlement(
                "sent",
                unknowns=delivery.unknowns,
                message_id=message_id,
                message_ids=message_ids,
                next_due_at=now + wait if wait else None,
            )
        case Retry(reason, after):
            return _not_sent(delivery, reason, after, now)
        case Unknown(reason, interrupted):
            return _perhaps_sent(delivery, reason, now, interrupted=interrupted)
        case TopicGone(reason) if delivery.case_id is None:
            # Said into a topic that is of no case: no other takes its place, and General must not wait.
            return Settlement("failed", unknowns=delivery.unknowns, fault=reason)
        case TopicGone(reason):
            return _again(delivery, reason, now)
        case ChatMoved():
            return Settlement("queued", due_at=now, unknowns=delivery.unknowns, fault="the chat has moved")
        case Gone(reason) | Fault(reason) if _waits_for_group(delivery, outcome):
            return _again(delivery, reason, now)
        case Gone(reason):
            return Settlement("gone", unknowns=delivery.unknowns, fault=reason, unreachable=True)
        case Fault(reason):
            return Settlement("failed", unknowns=delivery.unknowns, fault=reason)
        case _:
            assert_never(outcome)


def _not_sent(delivery: Delivery, reason: str, after: timedelta | None, now: datetime) -> Settlement:
    patience = _BUTTON_WAITS if isinstance(delivery.content, ButtonAnswer) else _KEPT_TRYING
    if now - delivery.created_at > patience and not is_for_operators(delivery):
        return Settlement("failed", unknowns=delivery.unknowns, fault=f"given up: {reason}")
    wait = after if after is not None else backoff(delivery.attempts)
    return Settlement("queued", due_at=now + wait, unknowns=delivery.unknowns, fault=reason)


def _perhaps_sent(delivery: Delivery, reason: str, now: datetime, *, interrupted: bool) -> Settlement:
    unknowns = delivery.unknowns + 1
    resends = _RESENDS[delivery.lane]
    is_enough = unknowns > (_DEATHS if interrupted and resends else resends)
    # Without its topic a case has no place at all; one topic too many is the lesser harm.
    if is_enough and not isinstance(delivery.content, TopicOpening):
        return Settlement("unconfirmed", unknowns=unknowns, fault=reason)
    wait = timedelta(0) if interrupted else backoff(delivery.unknowns)
    return Settlement("queued", due_at=now + wait, unknowns=unknowns, fault=reason)


def _waits_for_group(delivery: Delivery, outcome: Gone | Fault) -> bool:
    """Whether the support group is to blame, which may be put right at any time: then nothing is given up.

    A pin or an icon is not worth holding up its case. Without its topic a case has no place at all, whatever
    Telegram says against it: given up, it would be asked for again by what stands behind it, card after card.
    """
    if not is_for_operators(delivery) or isinstance(delivery.content, _TRIMMINGS):
        return False
    is_opening = isinstance(delivery.content, TopicOpening)
    return is_opening or isinstance(outcome, Gone) or group_fault(outcome.reason) is not None


def _again(delivery: Delivery, reason: str, now: datetime) -> Settlement:
    """Queue it again after our own wait."""
    wait = backoff(delivery.attempts)
    return Settlement("queued", due_at=now + wait, unknowns=delivery.unknowns, fault=reason)


def backoff(attempts: int) -> timedelta:
    """The wait after a number of failed attempts: half a second, doubled by each, half a minute at most."""
    doublings: int = 2 ** min(attempts, 10)
    return min(LONGEST_WAIT, _FIRST_WAIT * doublings)
