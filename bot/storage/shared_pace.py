"""The pace of bulk that the processes on one PostgreSQL share: a row for each carrier, by its own clock."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, extract, func, select

from bot.storage.outbox import Carrier
from bot.storage.tables import paces
from bot.storage.upsert import upsert

_NOW_S: Final = extract("epoch", func.clock_timestamp())
_OURS: Final = paces.c.carrier == bindparam("of")
_TAKE: Final = select(paces.c.state, _NOW_S).where(_OURS).with_for_update(skip_locked=True)
_KEEP: Final = paces.update().where(_OURS)


def take(tx: Connection, carrier: Carrier) -> tuple[Mapping[str, Any], float] | None:
    """Lock the pace of a carrier until the transaction ends; return it, and the database's time in seconds.

    It is empty before its first use. None: another process holds it; nobody waits for it.
    """
    found = tx.execute(_TAKE, {"of": str(carrier)}).first()
    if found is not None:
        return found[0], float(found[1])
    first = upsert(tx.dialect.name, paces).values(carrier=str(carrier), state={})
    now_s = tx.execute(first.on_conflict_do_nothing().returning(_NOW_S)).scalar()
    return None if now_s is None else ({}, float(now_s))


def keep(tx: Connection, carrier: Carrier, state: Mapping[str, Any]) -> None:
    """Write the pace of a carrier that this transaction has taken."""
    tx.execute(_KEEP, {"of": str(carrier), "state": dict(state)})
