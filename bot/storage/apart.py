"""Work on several rows in one transaction; where one of them fails by itself, each in one of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from bot.storage.engine import Database, is_about_rows

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


async def write_apart(
    database: Database,
    items: Sequence[_Item],
    work: Callable[[Connection, Sequence[_Item]], _Result],
    set_aside: Callable[[_Item, Exception], Awaitable[None]],
) -> AsyncIterator[_Result]:
    """Carry out `work` on all items, so that a broken one holds up none of the others.

    Give the result of each transaction as soon as it is committed. An item that fails alone is given to
    `set_aside` with its cause. Faults that are no item's own (the database is away, a column is missing) are
    raised: all of it can be tried again later, so `work` must bear being carried out twice.
    """
    try:
        result = await database.write(lambda tx: work(tx, items))
    except Exception as error:
        if not is_about_rows(error):
            raise
        if len(items) == 1:
            await set_aside(items[0], error)
            return
    else:
        yield result
        return
    for item in items:
        async for result in write_apart(database, [item], work, set_aside):
            yield result
