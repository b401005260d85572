"""Who is linked to which customer, and how that was proved. Secrets and counts of tries live here.

Nothing here tells whether a customer exists: for nobody the same statements run, the same rows are written
and a letter is given back that is rendered and not sent.
"""

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, assert_never

from sqlalchemy import Connection, delete, insert, select, update

from bot.services import audit
from bot.services.context import TurnContext
from bot.services.linking import supplies, tries
from bot.services.linking.customers import drop_idle_nicknames
from bot.services.linking.phones import e164
from bot.services.linking.supplies import masked_code
from bot.storage.tables import customers, link_attempts, link_tokens, links
from bot.storage.upsert import upsert
from handlers.contract.linking import (
    KEY_PREFIX,
    AnotherAccountLinked,
    CheckKey,
    CheckPhone,
    CountLetter,
    Identified,
    Identify,
    KeyRefused,
    LetterAllowed,
    LinkAnswered,
    LinkAsk,
    LinkChange,
    LinkCustomer,
    LinkLetter,
    NameSupply,
    NotProven,
    Proven,
    ReadLinks,
    ReadSupply,
    SendLetter,
    TriesSpent,
    UnlinkCustomer,
)
from handlers.contract.vocabulary import News, Outgoing
from handlers.shared import names

#: A try can be proved within this span.
_ATTEMPT_LASTS: Final = timedelta(days=1)
KEY_LASTS: Final = timedelta(minutes=30)
_KEY_BYTES: Final = 16
#: Compared with where there is nothing on record; equal to no code and no number.
_NOTHING: Final = "-"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A try with what is on record for its customer; all None where it named nobody."""

    code: str
    customer_id: int | None
    name: str | None
    email: str | None
    mobile: str | None
    language: str | None


class Links:
    """The service of linking.

    ``bot_name``: the bot's user name, None while it is not known. ``has_mail``: letters can be sent.
    """

    def __init__(self, bot_name: Callable[[], str | None], *, has_mail: bool) -> None:
        self._bot_name = bot_name
        self._has_mail = has_mail

    def answer(self, tx: Connection, ask: LinkAsk, context: TurnContext) -> LinkAnswered:
        """Answer what a dialog asks about links and supplies; tries are recorded."""
        person_id, now = context.person_id, context.now
        match ask:
            case Identify(code, tax_code):
                return self.identify(tx, person_id, code, tax_code, now)
            case CheckPhone(attempt_id, phone):
                return self.check_phone(tx, person_id, attempt_id, phone, now)
            case CheckKey(key):
                return self.check_key(tx, person_id, key, now)
            case CountLetter(attempt_id):
                return self.count_letter(tx, person_id, attempt_id, now)
            case ReadLinks(purpose):
                return supplies.read(tx, person_id, purpose)
            case ReadSupply(supply_id):
                return supplies.read_one(tx, person_id, supply_id)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, change: LinkChange, context: TurnContext) -> Sequence[Outgoing]:
        """Change what a dialog decided; return the letter or the news that follows from it."""
        person_id, now = context.person_id, context.now
        match change:
            case SendLetter(attempt_id, until):
                return self.letter(tx, person_id, attempt_id, until, now)
            case LinkCustomer(attempt_id):
                return self.link(tx, person_id, attempt_id, now)
            case UnlinkCustomer(customer_id):
                if self.unlink(tx, person_id, customer_id):
                    audit.note(tx, now, audit.person(person_id), "unlinked", f"customer:{customer_id}", {})
            case NameSupply(supply_id, nickname):
                supplies.name(tx, person_id, supply_id, nickname)
            case _:
                assert_never(change)
        return ()

    def identify(
        self, tx: Connection, person_id: int, code: str, tax_code: str, now: datetime
    ) -> Identified | TriesSpent:
        """Record that the person names a customer; whom, if anybody, is known only here."""
        spent = tries.spent(tx, person_id, code, "identify", now)
        if spent is not None:
            return spent
        found = tx.execute(
            select(customers.c.customer_id, customers.c.tax_code).where(customers.c.code == code)
        ).first()
        is_right = _equal(tax_code, _NOTHING if found is None else found.tax_code)
        customer_id = found.customer_id if found is not None and is_right else None
        attempt_id = tries.record(tx, person_id, code, "identify", now, customer_id=customer_id)
        return Identified(attempt_id, by_mail=self._has_mail and self._bot_name() is not None)

    def check_phone(
        self, tx: Connection, person_id: int, attempt_id: int, phone: str, now: datetime
    ) -> Proven | NotProven | TriesSpent:
        """Check that the number, which Telegram vouches for, is the mobile on record."""
        attempt = _attempt(tx, person_id, attempt_id, now)
        if attempt is None:
            return NotProven()
        spent = tries.spent(tx, person_id, attempt.code, "phone", now)
        if spent is not None:
            return spent
        tries.record(tx, person_id, attempt.code, "phone", now, parent_id=attempt_id)
        number = e164(phone if phone.startswith("+") else f"+{phone}")
        if not _equal(number or "", attempt.mobile or _NOTHING):
            return NotProven()
        return _proven(tx, attempt_id, "phone")

    def count_letter(
        self, tx: Connection, person_id: int, attempt_id: int, now: datetime
    ) -> LetterAllowed | NotProven | TriesSpent:
        """Count one more letter for the try, and answer whether it may be sent."""
        attempt = _attempt(tx, person_id, attempt_id, now)
        if attempt is None or not self._has_mail:
            return NotProven()
        spent = tries.spent(tx, person_id, attempt.code, "mail", now)
        if spent is not None:
            return spent
        tries.record(tx, person_id, attempt.code, "mail", now, parent_id=attempt_id)
        return LetterAllowed(attempt_id, now + KEY_LASTS)

    def letter(
        self, tx: Connection, person_id: int, attempt_id: int, until: datetime, now: datetime
    ) -> Sequence[LinkLetter]:
        """Make a key and return the letter with it, to the address on record or to nobody.

        To nobody also where the customer has had the day's letters: the answer must not tell who exists.
        """
        attempt = _attempt(tx, person_id, attempt_id, now)
        if attempt is None:
            return ()
        is_sent = tries.may_be_sent(tx, attempt.code, attempt.customer_id, now)
        key = KEY_PREFIX + secrets.token_urlsafe(_KEY_BYTES)
        tx.execute(
            insert(link_tokens).values(
                token_hash=_hashed(key), attempt_id=attempt_id, person_id=person_id, expires_at=until
            )
        )
        letter = LinkLetter(
            to=attempt.email if is_sent else None,
            language=attempt.language,
            name=names.shown(attempt.name or _NOTHING),
            masked_code=masked_code(attempt.code),
            url=f"https://t.me/{self._bot_name()}?start={key}",
            until=until,
        )
        return (letter,)

    @staticmethod
    def check_key(tx: Connection, person_id: int, key: str, now: datetime) -> Proven | KeyRefused:
        """Check that the key is good for this person, and use it up."""
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

    @staticmethod
    def link(tx: Connection, person_id: int, attempt_id: int, now: datetime) -> Sequence[News]:
        """Link the person to the customer of a proven try; return the news for the others who are linked.

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
            return ()
        detail = {"proof": attempt.proof}
        audit.note(tx, now, audit.person(person_id), "linked", f"customer:{attempt.customer_id}", detail)
        others = tx.execute(
            select(links.c.person_id)
            .where(links.c.customer_id == attempt.customer_id, links.c.person_id != person_id)
            .order_by(links.c.person_id)
        )
        facts = AnotherAccountLinked(masked_code(attempt.code))
        return [News(other_id, facts) for other_id in others.scalars()]

    @staticmethod
    def unlink(tx: Connection, person_id: int, customer_id: int) -> bool:
        """Delete the link and the nicknames of its supplies; return whether there was one."""
        gone = tx.execute(
            delete(links).where(links.c.person_id == person_id, links.c.customer_id == customer_id)
        ).rowcount
        drop_idle_nicknames(tx)
        return gone > 0


def forget(tx: Connection, now: datetime) -> int:
    """Delete the tries and keys that count no longer; return the number of tries."""
    tx.execute(delete(link_tokens).where(link_tokens.c.expires_at <= now))
    old = link_attempts.c.attempted_at <= now - _ATTEMPT_LASTS
    return tx.execute(delete(link_attempts).where(old)).rowcount


def _attempt(tx: Connection, person_id: int, attempt_id: int, now: datetime) -> _Attempt | None:
    """Return the person's own try; None where it is another's, or too old."""
    found = tx.execute(
        select(
            link_attempts.c.code,
            customers.c.customer_id,
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


def _proven(tx: Connection, attempt_id: int, proof: str) -> Proven:
    tx.execute(update(link_attempts).where(link_attempts.c.attempt_id == attempt_id).values(proof=proof))
    return Proven(attempt_id)


def _hashed(key: str) -> str:
    # 128 bits of chance need no salt and no slow hash.
    return sha256(key.encode()).hexdigest()


def _equal(given: str, on_record: str) -> bool:
    return hmac.compare_digest(given.encode(), on_record.encode())
