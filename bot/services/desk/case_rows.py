"""The rows of cases: found, locked and changed. A row is locked after its customer's chat."""

from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Row, bindparam, select, update

from bot.storage.tables import case_entries, cases, persons
from handlers.contract.desk import CaseState, CaseView, Reason
from handlers.shared import names

CaseRow: TypeAlias = Row[Any]

# Built once: building a statement costs more than running it.
_FIND: Final = select(cases).where(cases.c.case_id == bindparam("case_id"))
_LOCK: Final = _FIND.with_for_update()
_OPEN_OF: Final = select(cases).where(
    cases.c.person_id == bindparam("person_id"), cases.c.state != str(CaseState.CLOSED)
)
_NEWEST_OF: Final = (
    select(cases).where(cases.c.person_id == bindparam("person_id")).order_by(cases.c.case_id.desc()).limit(1)
)
_OF_TOPIC: Final = select(cases).where(
    cases.c.group_id == bindparam("group_id"), cases.c.topic_id == bindparam("topic_id")
)
_OPEN_IN_GROUP: Final = select(cases).where(
    cases.c.group_id == bindparam("group_id"), cases.c.state != str(CaseState.CLOSED)
)
#: The key of a case's facts for the topics of the group that it had before.
FORMER_TOPICS: Final = "former_topics"
_FIRST_NAME: Final = select(persons.c.first_name).where(persons.c.person_id == bindparam("person_id"))


def find(tx: Connection, case_id: int) -> CaseRow | None:
    """Return a case by its number, without a lock."""
    return tx.execute(_FIND, {"case_id": case_id}).first()


def lock(tx: Connection, case_id: int) -> CaseRow | None:
    """Return a case as it is now, with its row locked: what the hook of the outbox writes waits."""
    return tx.execute(_LOCK, {"case_id": case_id}).first()


def held(tx: Connection, case_id: int) -> CaseRow:
    """Return a case that is known to be there.

    Raises:
        NoResultFound: it is not.
    """
    return tx.execute(_LOCK, {"case_id": case_id}).one()


def open_of(tx: Connection, person_id: int) -> CaseRow | None:
    """Return the case of a person that is open or paused."""
    return tx.execute(_OPEN_OF, {"person_id": person_id}).first()


def newest_of(tx: Connection, person_id: int) -> CaseRow | None:
    """Return the newest case of a person."""
    return tx.execute(_NEWEST_OF, {"person_id": person_id}).first()


def of_topic(tx: Connection, group_id: int, topic_id: int) -> CaseRow | None:
    """Return the case of a topic, or the open case that had it before: people may still write there."""
    found = tx.execute(_OF_TOPIC, {"group_id": group_id, "topic_id": topic_id}).first()
    if found is not None:
        return found
    rows = tx.execute(_OPEN_IN_GROUP, {"group_id": group_id})
    return next((row for row in rows if topic_id in (row.facts or {}).get(FORMER_TOPICS, ())), None)


def change(tx: Connection, case_id: int, **values: Any) -> CaseRow:  # noqa: ANN401 - any column
    """Set columns of a case; return it as it is now."""
    tx.execute(update(cases).where(cases.c.case_id == case_id).values(values))
    return held(tx, case_id)


def forget_group_messages(tx: Connection, case_id: int) -> None:
    """Forget the numbers that the entries of a case had in a topic that is no more."""
    of_case = case_entries.c.case_id == case_id, case_entries.c.group_message_id.is_not(None)
    tx.execute(update(case_entries).where(*of_case).values(group_message_id=None))


def first_name(tx: Connection, person_id: int | None) -> str:
    """Return a person's first name as it can be shown; empty where nothing is known."""
    name = tx.execute(_FIRST_NAME, {"person_id": person_id}).scalar()
    return "" if name is None else names.shown(name)


def view(tx: Connection, case: CaseRow) -> CaseView:
    """Return a case as a dialog needs to see it."""
    return CaseView(
        case_id=case.case_id,
        person_id=case.person_id or 0,
        state=CaseState(case.state),
        reason=Reason(case.reason),
        language=case.language,
        first_name=first_name(tx, case.person_id),
        assigned_to=case.assigned_to,
        assigned_name=case.assigned_name,
        is_silenced=case.is_silenced,
        topic_id=case.topic_id,
    )
