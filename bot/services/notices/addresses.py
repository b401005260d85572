"""The addresses that people follow without a contract: read as typed, kept, listed, let go."""

import re
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from bot.storage.tables import follows, supplies
from faq.language.text import fold
from handlers.contract.notices import MOST_FOLLOWED, Address, AddressRead, Followed
from handlers.shared import names

#: A longer message is no address.
_LONGEST: Final = 200
_NUMBER: Final = re.compile(
    r"(?P<street>.*?)[\s,]+(?:n\.?|nr\.?|numero|civico)?\s*(?P<number>\d\S*?)(?:[\s,]+(?P<comune>.+))?"
)


def read(tx: Connection, person_id: int, text: str, known: Address | None) -> AddressRead:
    """Read an address as people type it, together with what earlier messages said."""
    address = _understood(names.tidied(text[:_LONGEST]).strip(" ,."), known or Address("", "", ""))
    return AddressRead(address, _perhaps(tx, address), is_full=_count(tx, person_id) >= MOST_FOLLOWED)


def follow(tx: Connection, person_id: int, address: Address, now: datetime) -> None:
    """Add an address; nothing where the person follows it already, or as many as may be."""
    if not address.street or not address.comune or _count(tx, person_id) >= MOST_FOLLOWED:
        return
    own = select(follows.c.street, follows.c.street_number, follows.c.comune)
    known = tx.execute(own.where(follows.c.person_id == person_id))
    if _folded(address) in {_folded(Address(*row)) for row in known}:
        return
    tx.execute(
        insert(follows).values(
            person_id=person_id,
            street=address.street,
            street_number=address.number,
            comune=address.comune,
            followed_at=now,
        )
    )


def unfollow(tx: Connection, person_id: int, follow_id: int) -> None:
    """Remove an address of the person; another's stays."""
    tx.execute(delete(follows).where(follows.c.follow_id == follow_id, follows.c.person_id == person_id))


def followed(tx: Connection, person_id: int) -> tuple[Followed, ...]:
    """Return the addresses of the person, the oldest first."""
    rows = tx.execute(select(follows).where(follows.c.person_id == person_id).order_by(follows.c.follow_id))
    return tuple(
        Followed(row.follow_id, in_one_line(Address(row.street, row.street_number, row.comune)))
        for row in rows
    )


def in_one_line(address: Address) -> str:
    """Write an address in one line."""
    return names.shown(f"{address.street} {address.number}".strip() + f", {address.comune}")


def _perhaps(tx: Connection, address: Address) -> tuple[str, ...]:
    """Return the streets of the comune that may be meant; none where the street is one of them."""
    if not address.street or not address.comune:
        return ()
    of_comune = func.lower(supplies.c.comune) == address.comune.lower()
    streets = tx.execute(select(supplies.c.street).where(of_comune).distinct()).scalars().all()
    wanted = fold(address.street)
    if wanted in {fold(street) for street in streets}:
        return ()
    words = set(wanted.split())
    return tuple(sorted({street for street in streets if words <= set(fold(street).split())}))


def _count(tx: Connection, person_id: int) -> int:
    return tx.execute(
        select(func.count()).select_from(follows).where(follows.c.person_id == person_id)
    ).scalar_one()


def _folded(address: Address) -> tuple[str, str, str]:
    return fold(address.street), fold(address.number), fold(address.comune)


def _understood(text: str, known: Address) -> Address:
    """Read the parts that are missing still; what is known stays."""
    if known.street and not known.comune:
        return Address(known.street, known.number, text)
    if known.street and known.comune:
        return Address(known.street, text if any(map(str.isdigit, text)) else "", known.comune)
    found = _NUMBER.fullmatch(text)
    if found is not None:
        return Address(found["street"], found["number"].rstrip(","), found["comune"] or "")
    street, _, comune = text.rpartition(",")
    return Address(street.strip(), "", comune.strip()) if street else Address(text, "", "")
