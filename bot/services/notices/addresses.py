"""The addresses that people follow without a contract: read as typed, kept, listed, let go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from bot.services.notices import places, streets, typed_address
from bot.services.notices.notice import EVERY_STREET
from bot.services.notices.typed_address import TypedAddress
from bot.storage.tables import follows, notices, supplies
from faq.language.text import fold
from handlers.contract.notices import MOST_FOLLOWED, Address, AddressRead, Followed
from handlers.shared import names

#: A longer message is no address.
_LONGEST: Final = 200


def read(tx: Connection, person_id: int, text: str, known: Address | None) -> AddressRead:
    """Read an address as people type it, together with what earlier messages said."""
    typed = typed_address.read_address(text, _comuni(tx))
    address = _completed(text, typed, known or Address("", "", ""))
    is_full = _count(tx, person_id) >= MOST_FOLLOWED
    return AddressRead(address, _perhaps(tx, address), is_full=is_full)


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


def _comuni(tx: Connection) -> list[str]:
    """Return the comuni that supplies and notices name."""
    return sorted(
        {
            name
            for column in (supplies.c.comune, notices.c.comune)
            for name in tx.execute(select(column).distinct()).scalars()
            if name
        }
    )


def _perhaps(tx: Connection, address: Address) -> tuple[str, ...]:
    """Return the streets of the comune that may be meant; none where the street is one of them alone."""
    if not address.street or not address.comune:
        return ()
    same = [name for name in _comuni(tx) if places.is_same_place(name, address.comune)]
    of_comune = select(supplies.c.street).where(supplies.c.comune.in_(same)).distinct()
    there = set(tx.execute(of_comune).scalars())
    contents = tx.execute(select(notices.c.content).where(notices.c.comune.in_(same))).scalars()
    there |= {row["street"] for content in contents for row in content["streets"]} - {EVERY_STREET}
    found = _distinct(streets.candidates(address.street, sorted(there)))
    is_clear = len(found) == 1 and streets.compare(address.street, found[0]) == "same"
    return () if is_clear else found


def _distinct(found: Sequence[str]) -> tuple[str, ...]:
    """Return streets without other spellings of the same: "Verdi" may be Via Verdi and Vicolo Verdi."""
    kept: list[str] = []
    for street in found:
        if not any(streets.compare(street, other) == "same" for other in kept):
            kept.append(street)
    return tuple(kept)


def _count(tx: Connection, person_id: int) -> int:
    return tx.execute(
        select(func.count()).select_from(follows).where(follows.c.person_id == person_id)
    ).scalar_one()


def _folded(address: Address) -> tuple[str, str, str]:
    return fold(address.street), fold(address.number), fold(address.comune)


def _completed(text: str, typed: TypedAddress, known: Address) -> Address:
    """Fill in what is missing still; an answer that is nothing but the missing part is taken for it."""
    words = names.tidied(text[:_LONGEST]).strip(" ,.")
    if known.street and not known.comune:
        return Address(known.street, known.number or typed.door, typed.comune or words)
    if known.street:
        return Address(known.street, typed.door or (words if _has_digit(words) else ""), known.comune)
    return Address(typed.street, typed.door or known.number, typed.comune or known.comune)


def _has_digit(words: str) -> bool:
    return any(letter.isdecimal() for letter in words)
