"""Takes what people wrote out of cases: after its retention, or at once where a person is erased.

The rows stay, for the figures; a topic is deleted by a row of the outbox like any other.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import TopicDeletion, TopicOpening, kind_of
from bot.storage.tables import case_entries, cases, deliveries, desk_members
from handlers.contract.desk import CaseState, Ending

#: Topics that are deleted in one look: each counts among the few calls a minute that the group may get.
_TOPICS_AT_ONCE: Final = 5
#: An empty text stands where a column may not be null.
_NO_WORDS: Final = {
    column.name: None if column.nullable else "" for column in case_entries.c if column.info["personal"]
}
_STATES_WITH_TOPIC: Final = ("there", "closed")
#: Columns of a case that keep what somebody wrote, or who an operator was.
_OF_CASE: Final = tuple(
    column for column in cases.c if column.info["personal"] and column is not cases.c.person_id
)
_OPENING: Final = kind_of(TopicOpening(""))
_DELETION: Final = kind_of(TopicDeletion())


def forget(tx: Connection, before: datetime) -> int:
    """Empty the entries of cases closed before `before`, and what else they quote; return their number."""
    is_old = and_(cases.c.state == CaseState.CLOSED, cases.c.closed_at < before)
    has_words = or_(*(column.is_not(None) for column in _OF_CASE))
    of_old = case_entries.c.case_id.in_(select(cases.c.case_id).where(is_old))
    tx.execute(update(case_entries).where(of_old, _has_words()).values(_NO_WORDS))
    return tx.execute(update(cases).where(is_old, has_words).values(_nothing())).rowcount


def forget_members(tx: Connection, before: datetime) -> int:
    """Forget who has not acted in the support group since `before`, strangers too; return their number."""
    return tx.execute(delete(desk_members).where(desk_members.c.checked_at < before)).rowcount


def erase(tx: Connection, person_id: int, now: datetime) -> int:
    """Empty all cases of a person, close the one that is open and delete their topics; return their number.

    The caller holds the lock of the person's chat. What waits for the group of these cases no longer leaves;
    the words of what has left are taken from the outbox as well. The person's session is not touched.
    """
    rows = tx.execute(select(cases).where(cases.c.person_id == person_id).order_by(cases.c.case_id)).all()
    for row in rows:
        tx.execute(update(case_entries).where(case_entries.c.case_id == row.case_id).values(_NO_WORDS))
        values: dict[str, Any] = {**_nothing(), "person_id": None, "waiting_since": None}
        if row.state != CaseState.CLOSED:
            values |= {"state": CaseState.CLOSED, "closed_at": now, "ending": Ending.ERASED}
        tx.execute(update(cases).where(cases.c.case_id == row.case_id).values(values))
        _recall(tx, row.case_id)
        _end_topic(tx, row.case_id, row.topic_state, row.group_id, now)
    return len(rows)


def delete_topics(tx: Connection, closed_before: datetime, now: datetime) -> int:
    """Queue the deletion of topics whose cases were closed before; some at a time. Return their number."""
    is_over = and_(
        cases.c.state == CaseState.CLOSED,
        cases.c.closed_at < closed_before,
        cases.c.topic_state.in_(_STATES_WITH_TOPIC),
        cases.c.group_id.is_not(None),
    )
    rows = tx.execute(
        select(cases.c.case_id, cases.c.topic_state, cases.c.group_id)
        .where(is_over)
        .order_by(cases.c.case_id)
        .limit(_TOPICS_AT_ONCE)
    ).all()
    return sum(_end_topic(tx, row.case_id, row.topic_state, row.group_id, now) for row in rows)


def _has_words() -> ColumnElement[bool]:
    columns = (column for column in case_entries.c if column.info["personal"])
    return or_(*(column.is_not(None) if column.nullable else column != "" for column in columns))


def _nothing() -> dict[str, Any]:
    return {column.name: None for column in _OF_CASE}


def _recall(tx: Connection, case_id: int) -> None:
    """Take a case's rows out of the outbox where they wait, and the words out of those that are settled.

    What is just being sent goes; the deletion of the topic stands behind it. The opening of a topic is left
    where it is being sent, so that the topic becomes known and can be deleted.
    """
    of_case = and_(deliveries.c.case_id == case_id, deliveries.c.kind != _DELETION)
    tx.execute(delete(deliveries).where(of_case, deliveries.c.state == "queued"))
    tx.execute(
        update(deliveries)
        .where(of_case, deliveries.c.state.not_in(outbox.OPEN_STATES))
        .values(payload={}, fault=None)
    )


def _end_topic(tx: Connection, case_id: int, topic_state: str, group_id: int | None, now: datetime) -> int:
    """Queue the deletion of a case's topic, once; return 1 where there is a topic to delete."""
    if topic_state in {"none", "deleted"}:
        return 0
    if topic_state == "wanted":
        # Made by no request yet: then there is none to delete.
        group_id = _group_of_opening(tx, case_id)
    ending = and_(cases.c.case_id == case_id, cases.c.topic_state == topic_state)
    ended = tx.execute(update(cases).where(ending).values(topic_state="deleted")).rowcount
    if not ended or group_id is None:
        return 0
    outbox.add(tx, [Parcel(TopicDeletion(), group_id, Lane.DESK, case_id)], now, None)
    return 1


def _group_of_opening(tx: Connection, case_id: int) -> int | None:
    """Return the group in which the topic is just being made; None where no request for it is under way."""
    opening = and_(deliveries.c.case_id == case_id, deliveries.c.kind == _OPENING)
    is_under_way = deliveries.c.state == "claimed"
    group_id: int | None = tx.execute(select(deliveries.c.chat_id).where(opening, is_under_way)).scalar()
    return group_id
