"""What the queue needs to know of cases: where a delivery goes, and what follows from what became of it.

Both run in the queue's transactions and may be carried out twice. `bot.outbox.cases` calls them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from bot.services.desk import card, case_rows, entries, house, topics
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.entries import EntryRow
from bot.services.desk.parts import DeskParts
from bot.services.desk.passing import DELIVERED
from bot.storage import outbox
from bot.storage.outbox import Delivery, Lane, Parcel
from bot.storage.parcels import (
    Album,
    Content,
    Copy,
    JoinedTexts,
    Message,
    Reaction,
    TopicDeletion,
    TopicOpening,
    TwinDeletion,
    TwinEdit,
)
from bot.storage.tables import case_entries, cases
from handlers.contract.desk import CaseState, Side
from handlers.contract.desk_news import Cause, NotDelivered, NotPassedOn, TopicReplaced
from handlers.contract.vocabulary import GroupNews, News

_PLACES: Final = select(cases.c.case_id, cases.c.group_id, cases.c.topic_id, cases.c.card_message_id).where(
    cases.c.case_id.in_(bindparam("numbers", expanding=True))
)
_TWINS: Final = select(
    case_entries.c.entry_id, case_entries.c.customer_message_id, case_entries.c.group_message_id
).where(case_entries.c.entry_id.in_(bindparam("numbers", expanding=True)))
_ENTRIES: Final = select(case_entries).where(
    case_entries.c.entry_id.in_(bindparam("numbers", expanding=True))
)
_UNSHOWN: Final = (
    select(case_entries.c.entry_id)
    .where(
        case_entries.c.case_id == bindparam("case_id"),
        case_entries.c.side == str(Side.CUSTOMER),
        case_entries.c.state == entries.WAITING,
    )
    .limit(1)
)


# --- before it is sent -----------------------------------------------------------------------------------


def lock_cases(tx: Connection, deliveries: Iterable[Delivery]) -> None:
    """Lock the rows of cases, before those of their deliveries and entries, as the turns of customers do.

    What goes to the customer is settled under the lock of their chat, which is enough.
    """
    to_group = {each.case_id for each in deliveries if _is_group(each) and each.case_id is not None}
    for case_id in sorted(to_group):
        case_rows.lock(tx, case_id)


def addressed(tx: Connection, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Fill in the topic, the card and the twins of deliveries of cases, by two queries for all of them."""
    of_case = sorted({each.case_id for each in deliveries if each.case_id is not None})
    named = sorted({number for each in deliveries for number in _named(each.content)})
    places = {row.case_id: row for row in tx.execute(_PLACES, {"numbers": of_case})} if of_case else {}
    twins = tx.execute(_TWINS, {"numbers": named}).all() if named else []
    return [_addressed(each, places, twins) for each in deliveries]


def _addressed(delivery: Delivery, places: Mapping[int, Any], twins: Iterable[Any]) -> Delivery:
    if delivery.chat_id is None or delivery.case_id is None:
        return delivery
    is_group = _is_group(delivery)
    own = _named(delivery.content)
    numbers = {
        row.entry_id: row.group_message_id if is_group else row.customer_message_id
        for row in twins
        if row.entry_id in own
    }
    known = {entry: number for entry, number in numbers.items() if number is not None}
    place = places.get(delivery.case_id)
    if not is_group or place is None or place.group_id != delivery.chat_id:
        return replace(delivery, twins=known)
    return replace(delivery, topic_id=place.topic_id, card_id=place.card_message_id, twins=known)


def _named(content: Content) -> frozenset[int]:
    """Return the entries whose number in the chat a content needs."""
    match content:
        case Copy() | JoinedTexts() | Album() | Message():
            return frozenset() if content.reply_to is None else frozenset({content.reply_to})
        case TwinEdit() | TwinDeletion() | Reaction():
            return frozenset() if content.entry is None else frozenset({content.entry})
        case _:
            return frozenset()


# --- after it was sent -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrived: the number of each message (0: that part was refused), and why not all did, if so.

    ``cause``: also where only the words of a message have arrived.
    """

    numbers: Sequence[int]
    cause: Cause | None = None


def arrived(parts: DeskParts, tx: Connection, delivery: Delivery, arrival: Arrival, now: datetime) -> None:
    """Note that a delivery is on the other side; its sender is told what of it is not."""
    content, numbers = delivery.content, arrival.numbers
    if isinstance(content, TopicOpening):
        _opened(parts, tx, delivery, numbers, now)
    elif isinstance(content, TopicDeletion) and delivery.case_id is not None:
        case_rows.change(tx, delivery.case_id, topic_id=None, topic_state=topics.DELETED)
        case_rows.forget_group_messages(tx, delivery.case_id)
    elif isinstance(content, Message):
        _shown(tx, delivery, numbers)
    elif carried := _carried(content):
        _crossed(tx, delivery, carried, numbers, now)
        if arrival.cause is not None:
            _partly(parts, tx, carried, arrival.cause, now)
    elif arrival.cause is not None and isinstance(content, TwinEdit):
        _refused_edit(parts, tx, content, arrival.cause, now)


def not_arrived(parts: DeskParts, tx: Connection, delivery: Delivery, cause: Cause, now: datetime) -> None:
    """Note that a delivery was given up, and tell its sender why."""
    waits = [entry for entry in _entries(tx, _carried(delivery.content)) if entry.state == entries.WAITING]
    entries.change(tx, (entry.entry_id for entry in waits), state=entries.FAILED, fault=str(cause))
    if waits:
        _tell_sender(parts, tx, waits[0], cause, now)
    elif isinstance(delivery.content, TwinEdit):
        _refused_edit(parts, tx, delivery.content, cause, now)


def topic_gone(parts: DeskParts, tx: Connection, delivery: Delivery, now: datetime) -> None:
    """Make a new topic where somebody has deleted one; of a closed case only for what still waits there."""
    case = None if delivery.case_id is None else case_rows.lock(tx, delivery.case_id)
    if case is None or case.group_id is None or case.group_id != delivery.chat_id:
        return
    is_current = delivery.topic_id is not None and case.topic_id == delivery.topic_id
    is_made = case.topic_state == topics.THERE or house.is_on_its_way(tx, case)
    if not is_current and case.topic_state != topics.DELETED and is_made:
        return
    if case.state != CaseState.CLOSED or _waits_for_topic(tx, case):
        house.renew_topic(parts, tx, case, case.group_id, now)
    else:
        case_rows.change(tx, case.case_id, topic_id=None, topic_state=topics.DELETED, card_message_id=None)
        case_rows.forget_group_messages(tx, case.case_id)
        house.drop_rows(tx, case)


def _waits_for_topic(tx: Connection, case: CaseRow) -> bool:
    """Tell whether anything that the customer wrote is not in the topic yet: it is never dropped."""
    return tx.execute(_UNSHOWN, {"case_id": case.case_id}).first() is not None


def _partly(parts: DeskParts, tx: Connection, carried: Sequence[int], cause: Cause, now: datetime) -> None:
    """Note that only words, or only some files of an album, have arrived."""
    found = _entries(tx, carried)
    refused = [entry for entry in found if entry.state == entries.WAITING]
    entries.change(tx, (entry.entry_id for entry in refused), state=entries.FAILED)
    about = refused or found
    entries.change(tx, (entry.entry_id for entry in about), fault=str(cause))
    if about:
        _tell_sender(parts, tx, about[0], cause, now)


def _refused_edit(parts: DeskParts, tx: Connection, edit: TwinEdit, cause: Cause, now: datetime) -> None:
    entry = entries.by_id(tx, edit.entry)
    if entry is not None:
        _tell_sender(parts, tx, entry, cause, now)


def _opened(
    parts: DeskParts, tx: Connection, delivery: Delivery, numbers: Sequence[int], now: datetime
) -> None:
    """Note the topic of a case; where it takes the place of another, the general topic is told."""
    case = None if delivery.case_id is None else case_rows.lock(tx, delivery.case_id)
    if case is None or not numbers or case.group_id != delivery.chat_id:
        return
    facts = dict(case.facts or {})
    is_replacing = facts.pop(topics.REPLACES, False)
    place = {"topic_id": numbers[0], "topic_state": topics.THERE, "facts": facts}
    case = case_rows.change(tx, case.case_id, **place)
    house.note_obstacle(parts, tx, None, now)
    if is_replacing:
        parts.tell(tx, GroupNews(None, TopicReplaced(case.case_id, topics.link(case))), now)


def _shown(tx: Connection, delivery: Delivery, numbers: Sequence[int]) -> None:
    """Note the number of the card, by which its buttons and its pin are found."""
    for entry in entries.by_delivery(tx, delivery.delivery_id):
        if entry.kind == card.KIND and numbers:
            case_rows.change(tx, entry.case_id, card_message_id=numbers[0])
            entries.change(tx, [entry.entry_id], group_message_id=numbers[0])


def _crossed(
    tx: Connection, delivery: Delivery, carried: Sequence[int], numbers: Sequence[int], now: datetime
) -> None:
    """Note the twins of entries; a message that was withdrawn meanwhile stays withdrawn."""
    column = "group_message_id" if _is_group(delivery) else "customer_message_id"
    # Texts that were joined have one message together.
    each_own = list(numbers) * len(carried) if len(numbers) == 1 else numbers
    by_entry = dict(zip(carried, each_own, strict=False))
    marked: list[EntryRow] = []
    for entry in _entries(tx, carried):
        number = by_entry.get(entry.entry_id, 0)
        if not number:
            continue
        values: dict[str, Any] = {column: number}
        if entry.state == entries.WAITING:
            values |= {"state": entries.ACROSS, "across_at": now}
            marked.append(entry)
        entries.change(tx, [entry.entry_id], **values)
    _mark_delivered(tx, marked, now)


def _is_group(delivery: Delivery) -> bool:
    return delivery.chat_id is not None and delivery.chat_id < 0


def _mark_delivered(tx: Connection, crossed: Iterable[EntryRow], now: datetime) -> None:
    """Set the sign of delivery on an operator's message; an album bears it on its first part."""
    first = next((entry for entry in crossed if entry.side == Side.OPERATOR), None)
    if first is None or first.group_message_id is None:
        return
    case = case_rows.find(tx, first.case_id)
    if case is None or case.group_id is None:
        return
    emoji = (first.reactions or {}).get(str(Side.CUSTOMER), DELIVERED)
    reaction = Reaction(emoji, entry=first.entry_id)
    outbox.enqueue(tx, [Parcel(reaction, case.group_id, Lane.DESK, case.case_id)], now)


def _tell_sender(parts: DeskParts, tx: Connection, entry: EntryRow, cause: Cause, now: datetime) -> None:
    """Tell who wrote an entry why it did not arrive."""
    if entry.side == Side.OPERATOR:
        parts.tell(tx, GroupNews(entry.case_id, NotDelivered(cause), reply_to=entry.entry_id), now)
        return
    case = case_rows.find(tx, entry.case_id)
    if entry.side == Side.CUSTOMER and case is not None and case.person_id is not None:
        parts.tell(tx, News(case.person_id, NotPassedOn(entry.kind, cause)), now)


def _carried(content: Content) -> tuple[int, ...]:
    """Return the entries that a content carries across."""
    match content:
        case Copy(entry):
            return (entry,)
        case JoinedTexts(carried):
            return carried
        case Album(album):
            return tuple(part.entry for part in album)
        case _:
            return ()


def _entries(tx: Connection, numbers: Sequence[int]) -> list[EntryRow]:
    """Return entries in the order of their numbers."""
    if not numbers:
        return []
    found = {row.entry_id: row for row in tx.execute(_ENTRIES, {"numbers": numbers})}
    return [found[number] for number in numbers if number in found]
