"""Who is linked to which customer, and how that was proved. Secrets and counts of tries live here.

Nothing here tells whether a customer exists: for nobody the same statements run, the same rows are written
and a letter is composed that is not sent.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, text, update

from bot.i18n import DEFAULT_LANGUAGE, Texts
from bot.services.linking import letter as link_letter
from bot.services.linking.customers import drop_idle_nicknames
from bot.services.linking.letter import Invitation
from bot.services.linking.phones import e164
from bot.services.linking.supplies import masked_code
from bot.storage.outbox import Lane, Parcel
from bot.storage.parcels import Message, Picture, said
from bot.storage.tables import customers, link_attempts, link_tokens, links, persons
from bot.storage.upsert import upsert
from handlers.contract.linking import Identified, KeyRefused, LetterAllowed, NotProven, Proven, TriesSpent
from handlers.contract.speech import N_, Say
from handlers.shared.buttons import PERSON

#: Tries of each kind, per person and per customer code: so many within so long.
_LIMITS: Final = ((5, timedelta(hours=1)), (10, timedelta(days=1)))
#: A try can be proved for so long.
_ATTEMPT_LASTS: Final = timedelta(days=1)
KEY_LASTS: Final = timedelta(minutes=30)
_KEY_BYTES: Final = 16
#: What a deep link of ours begins with, so that it is told from others.
KEY_PREFIX: Final = "collega-"
#: Compared with where there is nothing on record; equal to no code and no number.
_NOTHING: Final = "-"
_NOTICE: Final = N_(
    "🔗 Another Telegram account has just been connected to your contract (customer code {code}). "
    "If you do not know who that is, tell us at once."
)
_LOCK_CODE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:code, 23304))")


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A try with what is on record for its customer; all None where it named nobody."""

    code: str
    name: str | None
    email: str | None
    mobile: str | None
    language: str | None


class Links:
    """Linking. ``bot_name``: the bot's user name, None while it is not known. ``has_mail``: letters leave."""

    def __init__(self, texts: Texts, bot_name: Callable[[], str | None], *, has_mail: bool) -> None:
        self._texts = texts
        self._bot_name = bot_name
        self._has_mail = has_mail

    def identify(
        self, tx: Connection, person_id: int, code: str, tax_code: str, now: datetime
    ) -> Identified | TriesSpent:
        """Take down that the person names a customer; whom, if anybody, is known only here."""
        spent = _spent(tx, person_id, code, "identify", now)
        if spent is not None:
            return spent
        found = tx.execute(
            select(customers.c.customer_id, customers.c.tax_code).where(customers.c.code == code)
        ).first()
        is_right = _equal(tax_code, _NOTHING if found is None else found.tax_code)
        customer_id = found.customer_id if found is not None and is_right else None
        attempt_id = _take_down(tx, person_id, code, "identify", now, customer_id=customer_id)
        return Identified(attempt_id, by_mail=self._has_mail and self._bot_name() is not None)

    def check_phone(
        self, tx: Connection, person_id: int, attempt_id: int, phone: str, now: datetime
    ) -> Proven | NotProven | TriesSpent:
        """Whether the number is the mobile on record. Telegram has verified that it is the person's own."""
        attempt = _attempt(tx, person_id, attempt_id, now)
        if attempt is None:
            return NotProven()
        spent = _spent(tx, person_id, attempt.code, "phone", now)
        if spent is not None:
            return spent
        _take_down(tx, person_id, attempt.code, "phone", now, parent_id=attempt_id)
        number = e164(phone if phone.startswith("+") else f"+{phone}")
        if not _equal(number or "", attempt.mobile or _NOTHING):
            return NotProven()
        return _proven(tx, attempt_id, "phone")

    def count_letter(
        self, tx: Connection, person_id: int, attempt_id: int, now: datetime
    ) -> LetterAllowed | NotProven | TriesSpent:
        """Whether one more letter may be sent for the try, which counts it."""
        attempt = _attempt(tx, person_id, attempt_id, now)
        if attempt is None or not self._has_mail:
            return NotProven()
        spent = _spent(tx, person_id, attempt.code, "mail", now)
        if spent is not None:
            return spent
        _take_down(tx, person_id, attempt.code, "mail", now, parent_id=attempt_id)
        return LetterAllowed(attempt_id, now + KEY_LASTS)

    def letter(
        self, tx: Connection, person_id: int, attempt_id: int, until: datetime, now: datetime
    ) -> list[Parcel]:
        """A letter with a new key to the address on record; for nobody, one that will not be sent."""
        attempt = _attempt(tx, person_id, attempt_id, now)
        if attempt is None:
            return []
        key = KEY_PREFIX + secrets.token_urlsafe(_KEY_BYTES)
        tx.execute(
            insert(link_tokens).values(
                token_hash=_hashed(key), attempt_id=attempt_id, person_id=person_id, expires_at=until
            )
        )
        invitation = Invitation(
            to=attempt.email,
            name=attempt.name or _NOTHING,
            code=masked_code(attempt.code),
            link=f"https://t.me/{self._bot_name()}?start={key}",
            until=until,
        )
        return [link_letter.write(self._texts, attempt.language or DEFAULT_LANGUAGE, invitation, now)]

    @staticmethod
    def check_key(tx: Connection, person_id: int, key: str, now: datetime) -> Proven | KeyRefused:
        """Whether the key is good in this chat; then it is used up."""
        used = tx.execute(
            update(link_tokens)
            .where(
                link_tokens.c.token_hash == _hashed(key),
                link_tokens.c.person_id == person_id,
                link_tokens.c.used_at.is_(None),
                link_tokens.c.expires_at > now,
            )
            .values(used_at=now)
            .returning(link_tokens.c.attempt_id)
        ).scalar()
        if used is None or _attempt(tx, person_id, used, now) is None:
            return KeyRefused()
        return _proven(tx, used, "mail")

    def link(self, tx: Connection, person_id: int, attempt_id: int, now: datetime) -> list[Parcel]:
        """Link the person to the customer of a proven try; gives the notices to the others who are linked.

        Raises:
            LookupError: the try is not proven.
        """
        attempt = tx.execute(
            select(link_attempts.c.customer_id, link_attempts.c.code, link_attempts.c.proof).where(
                link_attempts.c.attempt_id == attempt_id,
                link_attempts.c.person_id == person_id,
                link_attempts.c.proof.is_not(None),
            )
        ).one_or_none()
        if attempt is None or attempt.customer_id is None:
            raise LookupError(f"try {attempt_id} of this person is not proven")
        is_new = tx.execute(
            upsert(tx.dialect.name, links)
            .values(person_id=person_id, customer_id=attempt.customer_id, proof=attempt.proof, linked_at=now)
            .on_conflict_do_nothing(index_elements=[links.c.person_id, links.c.customer_id])
            .returning(links.c.customer_id)
        ).first()
        if is_new is None:
            return []
        others = tx.execute(
            select(persons.c.person_id, persons.c.language)
            .join(links, links.c.person_id == persons.c.person_id)
            .where(links.c.customer_id == attempt.customer_id, persons.c.person_id != person_id)
            .order_by(persons.c.person_id)
        )
        notice = Say(_NOTICE, rows=((PERSON,),), code=masked_code(attempt.code))
        return [
            Parcel(self._rendered(notice, other.language, now), other.person_id, Lane.NOTICE)
            for other in others
        ]

    def _rendered(self, say: Say, language: str, now: datetime) -> Message | Picture:
        return said(self._texts.render(say, language, 0, now))

    @staticmethod
    def unlink(tx: Connection, person_id: int, customer_id: int) -> None:
        """Take the link away, and the nicknames with it."""
        tx.execute(delete(links).where(links.c.person_id == person_id, links.c.customer_id == customer_id))
        drop_idle_nicknames(tx)


def forget(tx: Connection, now: datetime) -> int:
    """Drop the tries and keys that count no longer; gives how many tries."""
    tx.execute(delete(link_tokens).where(link_tokens.c.expires_at <= now))
    old = link_attempts.c.attempted_at <= now - _ATTEMPT_LASTS
    return tx.execute(delete(link_attempts).where(old)).rowcount


def _attempt(tx: Connection, person_id: int, attempt_id: int, now: datetime) -> _Attempt | None:
    """The person's own try; None where it is another's, or too old."""
    found = tx.execute(
        select(
            link_attempts.c.code,
            customers.c.name,
            customers.c.email,
            customers.c.mobile,
            customers.c.language,
        )
        .outerjoin(customers, customers.c.customer_id == link_attempts.c.customer_id)
        .where(
            link_attempts.c.attempt_id == attempt_id,
            link_attempts.c.person_id == person_id,
            link_attempts.c.action == "identify",
            link_attempts.c.attempted_at > now - _ATTEMPT_LASTS,
        )
    ).first()
    return None if found is None else _Attempt(*found)


def _take_down(  # noqa: PLR0913 - a row
    tx: Connection,
    person_id: int,
    code: str,
    action: str,
    now: datetime,
    *,
    customer_id: int | None = None,
    parent_id: int | None = None,
) -> int:
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


def _proven(tx: Connection, attempt_id: int, proof: str) -> Proven:
    tx.execute(update(link_attempts).where(link_attempts.c.attempt_id == attempt_id).values(proof=proof))
    return Proven(attempt_id)


def _spent(tx: Connection, person_id: int, code: str, action: str, now: datetime) -> TriesSpent | None:
    """How long to wait, where the person or the code has had its tries; the code's are counted one by one."""
    if tx.dialect.name == "postgresql":
        tx.execute(_LOCK_CODE, {"code": code})
    by_person = _wait(tx, and_(link_attempts.c.person_id == person_id, link_attempts.c.action == action), now)
    by_code = _wait(tx, and_(link_attempts.c.code == code, link_attempts.c.action == action), now)
    wait = max(by_person, by_code)
    return TriesSpent(wait) if wait > timedelta(0) else None


def _wait(tx: Connection, whose: ColumnElement[bool], now: datetime) -> timedelta:
    """How long until the limits allow one more."""
    longest = max(span for _, span in _LIMITS)
    moments: Sequence[datetime] = (
        tx.execute(
            select(link_attempts.c.attempted_at)
            .where(whose, link_attempts.c.attempted_at > now - longest)
            .order_by(link_attempts.c.attempted_at.desc())
            .limit(max(most for most, _ in _LIMITS))
        )
        .scalars()
        .all()
    )
    waits = [moments[most - 1] + span - now for most, span in _LIMITS if len(moments) >= most]
    return max(waits, default=timedelta(0))


def _hashed(key: str) -> str:
    # 128 bits of chance need no salt and no slow hash.
    return sha256(key.encode()).hexdigest()


def _equal(given: str, on_record: str) -> bool:
    return hmac.compare_digest(given.encode(), on_record.encode())
