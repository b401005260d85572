"""What a person sees of the customers they are linked to: masked codes, addresses, their own nicknames."""

from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, RowMapping, Select, and_, bindparam, delete, select

from bot.storage.tables import customers, links, nicknames, supplies
from handlers.contract.linking import Customer, LinksRead, Purpose, Supply, SupplyRead
from handlers.shared import names

_SHOWN_OF_CODE: Final = 3
_SHOWN_OF_POINT: Final = 4


# Built once: building a statement costs more than running it.
#: The supplies of the person `person_id`, with the nicknames that they gave them.
OF_PERSON: Final[Select[Any]] = (
    select(
        supplies.c.supply_id,
        supplies.c.customer_id,
        supplies.c.point,
        supplies.c.street,
        supplies.c.street_number,
        supplies.c.comune,
        nicknames.c.nickname,
    )
    .join(links, links.c.customer_id == supplies.c.customer_id)
    .join(customers, customers.c.customer_id == supplies.c.customer_id)
    .outerjoin(
        nicknames,
        and_(nicknames.c.supply_id == supplies.c.supply_id, nicknames.c.person_id == links.c.person_id),
    )
    .where(links.c.person_id == bindparam("person_id"))
)
_IN_ORDER: Final = OF_PERSON.order_by(customers.c.code, supplies.c.point)
_ONE: Final = OF_PERSON.where(supplies.c.supply_id == bindparam("supply_id"))


def masked_code(code: str) -> str:
    """A customer code of which the owner knows the beginning: ``…680``."""
    return f"…{code[-_SHOWN_OF_CODE:]}"


def masked_point(point: str) -> str:
    """A supply point of which the owner knows the beginning: ``POD …5678``."""
    return f"{'POD' if kind_of(point) == 'power' else 'PDR'} …{point[-_SHOWN_OF_POINT:]}"


def read(tx: Connection, person_id: int, purpose: Purpose) -> LinksRead:
    """Return the customers of the person and their supplies, in the order of the contracts."""
    found = tx.execute(
        select(customers.c.customer_id, customers.c.name, customers.c.code)
        .join(links, links.c.customer_id == customers.c.customer_id)
        .where(links.c.person_id == person_id)
        .order_by(customers.c.code)
    )
    people = tuple(Customer(row.customer_id, names.shown(row.name), masked_code(row.code)) for row in found)
    points = tx.execute(_IN_ORDER, {"person_id": person_id})
    return LinksRead(purpose, people, tuple(_supply(row) for row in points))


def read_one(tx: Connection, person_id: int, supply_id: int) -> SupplyRead:
    """Return one supply, if it is the person's."""
    row = tx.execute(_ONE, {"person_id": person_id, "supply_id": supply_id}).first()
    return SupplyRead(None if row is None else _supply(row))


def name(tx: Connection, person_id: int, supply_id: int, nickname: str | None) -> None:
    """Give a supply of the person a nickname, or None; nothing where it is another's."""
    if read_one(tx, person_id, supply_id).supply is None:
        return
    own = and_(nicknames.c.person_id == person_id, nicknames.c.supply_id == supply_id)
    tx.execute(delete(nicknames).where(own))
    if nickname is not None:
        tx.execute(nicknames.insert().values(person_id=person_id, supply_id=supply_id, nickname=nickname))


def columns_of(row: Row[Any]) -> RowMapping:
    """A row by the names of its columns."""
    return row._mapping  # noqa: SLF001 - SQLAlchemy's public way, named so as not to meet a column


def address(row: Row[Any]) -> str:
    """Where a supply is, in one line."""
    return names.shown(f"{row.street} {row.street_number}, {row.comune}")


def own_name(row: Row[*tuple[Any, ...]]) -> str | None:
    """What the person calls a supply, as it can be shown; None where that is nothing."""
    return None if row.nickname is None else names.shown(row.nickname) or None


def _supply(row: Row[Any]) -> Supply:
    kind, point = kind_of(row.point), masked_point(row.point)
    return Supply(row.supply_id, row.customer_id, kind, point, address(row), own_name(row))


def kind_of(point: str) -> Literal["power", "gas"]:
    """Tell what a supply point is of."""
    return "power" if point.startswith("IT") else "gas"
