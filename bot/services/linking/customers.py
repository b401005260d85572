"""Customers and their supplies, taken from the company's file: new ones added, changed ones changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from typing import Any, Final

from sqlalchemy import Connection, Executable, Table, delete, select, text

from bot.services.linking.rows import CustomerFile
from bot.storage import statistics
from bot.storage.folded import folded
from bot.storage.tables import customers, links, nicknames, supplies
from bot.storage.upsert import upsert

_BATCH: Final = 5000
_ONE_IMPORT: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('sportello import customers', 0))")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import changed; the same file again changes nothing."""

    customers_new: int
    customers_changed: int
    supplies_new: int
    supplies_changed: int


def take(tx: Connection, file: CustomerFile, progress: Callable[[int], None]) -> Taken:
    """Import a whole file in the transaction `tx`; ``progress`` is told the number of rows written so far.

    What the file does not name stays as it is. A supply point that the file gives to another customer
    moves there, and the nicknames that people gave it go.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(_ONE_IMPORT)
    written = _Written(tx, progress)
    known = {row.code: row._asdict() for row in tx.execute(select(customers))}
    rows = [{**asdict(customer), "folded_name": folded(customer.name)} for customer in file.customers]
    customers_new, customers_changed = written.differing(customers, "code", rows, known)
    ids = {row.code: row.customer_id for row in tx.execute(select(customers.c.code, customers.c.customer_id))}
    known = {row.point: row._asdict() for row in tx.execute(select(supplies))}
    rows = []
    for supply in file.supplies:
        row = asdict(supply)
        row["customer_id"] = ids[row.pop("customer_code")]
        _leave(row, file.absent, known.get(supply.point))
        rows.append(row)
    supplies_new, supplies_changed = written.differing(supplies, "point", rows, known)
    drop_idle_nicknames(tx)
    taken = Taken(customers_new, customers_changed, supplies_new, supplies_changed)
    statistics.refresh(tx, customers, supplies, rows=sum(astuple(taken)))
    return taken


def _leave(row: dict[str, Any], absent: frozenset[str], known: Mapping[str, Any] | None) -> None:
    """Remove from a supply's row the columns that the file does not have."""
    for name in absent - {"last_corrector"}:
        del row[name]
    if "last_corrector" in absent and known is not None:
        # What the corrector showed is of the same day as the last reading, and of no other.
        is_same_day = row["last_reading_on"] == known["last_reading_on"]
        row["last_corrector"] = known["last_corrector"] if is_same_day else None


def drop_idle_nicknames(tx: Connection) -> None:
    """Delete the nicknames of supplies that their people no longer see."""
    is_seen = (
        select(links.c.person_id)
        .join(supplies, supplies.c.customer_id == links.c.customer_id)
        .where(links.c.person_id == nicknames.c.person_id, supplies.c.supply_id == nicknames.c.supply_id)
        .exists()
    )
    tx.execute(delete(nicknames).where(~is_seen))


class _Written:
    """Writes rows in batches and counts them."""

    def __init__(self, tx: Connection, progress: Callable[[int], None]) -> None:
        self._tx = tx
        self._progress = progress
        self._count = 0

    def differing(
        self,
        table: Table,
        key: str,
        rows: Sequence[dict[str, Any]],
        known: Mapping[str, Mapping[str, Any]],
    ) -> tuple[int, int]:
        """Write the new rows and the changed ones; return the number of each."""
        new = [row for row in rows if row[key] not in known]
        changed = [row for row in rows if row[key] in known and not row.items() <= known[row[key]].items()]
        statement = upsert(self._tx.dialect.name, table)
        if rows:
            values = {name: statement.excluded[name] for name in rows[0] if name != key}
            adding = statement.on_conflict_do_update(index_elements=[table.c[key]], set_=values)
            self._execute(adding, new + changed)
        self._count += len(rows) - len(new) - len(changed)
        self._progress(self._count)
        return len(new), len(changed)

    def _execute(self, statement: Executable, rows: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            self._tx.execute(statement, batch)
            self._count += len(batch)
            self._progress(self._count)
