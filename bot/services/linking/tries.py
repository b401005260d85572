"""Tries to link, taken down and limited: by person, by customer code, and by pair of both.

No limit depends on whether a try was right, so that none tells what is on record.
"""

from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, text

from bot.storage.tables import link_attempts
from handlers.contract.linking import TriesSpent

Limits: TypeAlias = tuple[tuple[int, timedelta], ...]

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
#: The most tries of each kind that a person has within a span, over all customer codes.
_OF_PERSON: Final[Limits] = ((5, _HOUR), (10, _DAY))
#: From so many tries of other persons on one code it is crowded …
_CROWD: Final[Limits] = ((20, _HOUR), (40, _DAY))
#: … and the tries of a person on it are limited to these: enough for an owner, few for each of many accounts.
_OF_PAIR_IN_CROWD: Final[Limits] = ((2, _HOUR), (4, _DAY))
#: So many letters a day reach one customer, whoever asks for them.
_LETTERS_TO_CUSTOMER: Final = 60
#: No customer's number: compared with where there is nobody, so that the same statement runs.
_NOBODY: Final = -1
_LOCK_CODE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:code, 23304))")


def record(  # noqa: PLR0913 - a row
    tx: Connection,
    person_id: int,
    code: str,
    action: str,
    now: datetime,
    *,
    customer_id: int | None = None,
    parent_id: int | None = None,
) -> int:
    """Take a try down and return its number."""
    key = tx.execute(
        insert(link_attempts).values(
            person_id=person_id,
            code=code,
            action=action,
            parent_id=parent_id,
            customer_id=customer_id,
            attempted_at=now,
        )
    ).inserted_primary_key
    return int(key[0]) if key is not None else 0


def spent(tx: Connection, person_id: int, code: str, action: str, now: datetime) -> TriesSpent | None:
    """Return how long to wait, where the person has had their tries, or the pair has while it is crowded.

    A lock on the code makes two who try it at the same moment count each other.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(_LOCK_CODE, {"code": code})
    own = and_(link_attempts.c.person_id == person_id, link_attempts.c.action == action)
    of_code = and_(link_attempts.c.code == code, link_attempts.c.action == action)
    others = and_(of_code, link_attempts.c.person_id != person_id)
    by_person = _wait(tx, own, _OF_PERSON, now)
    by_pair = _wait(tx, and_(own, link_attempts.c.code == code), _OF_PAIR_IN_CROWD, now)
    is_crowded = _wait(tx, others, _CROWD, now) > timedelta(0)
    wait = max(by_person, by_pair if is_crowded else timedelta(0))
    return TriesSpent(wait) if wait > timedelta(0) else None


def may_be_sent(tx: Connection, code: str, customer_id: int | None, now: datetime) -> bool:
    """Whether one more letter may go to the customer, after those that were counted for them."""
    letter, named = link_attempts.alias(), link_attempts.alias()
    counted = tx.execute(
        select(func.count())
        .select_from(letter.join(named, named.c.attempt_id == letter.c.parent_id))
        .where(
            letter.c.code == code,
            letter.c.action == "mail",
            letter.c.attempted_at > now - _DAY,
            named.c.customer_id == (_NOBODY if customer_id is None else customer_id),
        )
    ).scalar_one()
    # The letter itself has been counted.
    return customer_id is not None and counted <= _LETTERS_TO_CUSTOMER


def _wait(tx: Connection, whose: ColumnElement[bool], limits: Limits, now: datetime) -> timedelta:
    """Return how long it takes until the limits allow one more."""
    longest = max(span for _, span in limits)
    moments = (
        tx.execute(
            select(link_attempts.c.attempted_at)
            .where(whose, link_attempts.c.attempted_at > now - longest)
            .order_by(link_attempts.c.attempted_at.desc())
            .limit(max(most for most, _ in limits))
        )
        .scalars()
        .all()
    )
    waits = [moments[most - 1] + span - now for most, span in limits if len(moments) >= most]
    return max(waits, default=timedelta(0))
