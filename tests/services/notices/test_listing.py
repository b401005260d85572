"""The list of notices, as `sportello notices list` prints it."""

import pytest

from bot.services.notices import listing
from bot.storage.engine import Database
from tests.support.noticeroom import NoticeRoom, outage


@pytest.mark.parametrize("is_told", [False, True])
async def test_a_notice_is_listed_with_who_is_touched_and_told(database: Database, is_told: bool) -> None:  # noqa: FBT001 - a case
    """Doors count as soon as they are touched, people once their news is on its way."""
    room = NoticeRoom(database)
    await room.lives("Via Verdi", "12")
    await room.takes(outage())
    if is_told:
        await room.tells()
    (row,) = await database.read(lambda tx: list(listing.listed(tx)))
    assert (row["notice"], row["touched"], row["told"]) == ("N1", 1, int(is_told))
