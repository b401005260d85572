"""Many are told at the pace of bulk, the clock compressed; 100,000 in `python -m tests.bench notices`."""

from datetime import timedelta

from sqlalchemy import Connection, select, update

from bot.services.notices.notice import StreetRow
from bot.storage.engine import Database
from bot.storage.tables import deliveries
from tests.support import noticecity
from tests.support.noticeroom import NoticeRoom, outage, rome

_TICK_S = 15
_PER_SECOND = 8


def _sends(tx: Connection) -> None:
    """Let as many leave as the pace allows in a tick."""
    first = (
        select(deliveries.c.delivery_id).where(deliveries.c.state == "queued").limit(_TICK_S * _PER_SECOND)
    )
    tx.execute(update(deliveries).where(deliveries.c.delivery_id.in_(first)).values(state="sent"))


async def test_2000_customers_are_told_once_each_over_a_night(database: Database) -> None:
    """What has not left by nine leaves from eight on; nobody twice, nobody missed, nobody at night."""
    houses = list(noticecity.houses(2_000, seed=3))
    room = NoticeRoom(database, now=rome(1, 20, 58), ahead=2 * _TICK_S * _PER_SECOND)
    await database.write(lambda tx: noticecity.add(tx, houses, room.now))
    everywhere = (StreetRow("*", "", "side"),)
    made = [
        outage(f"{utility}-{number}", comune=comune, streets=everywhere, utility=utility)
        for number, (comune, _, _) in enumerate(noticecity.COMUNI)
        for utility in ("electricity", "gas")
    ]
    await room.takes(*made)
    for begins in (rome(1, 20, 58), rome(2, 8)):
        room.now = begins
        for _ in range(26):
            await room.tells()
            await database.write(_sends)
            room.now += timedelta(seconds=_TICK_S)
    heard = [[said for _, said in room.heard(number)] for number in range(1, len(houses) + 1)]
    assert heard == [["published"]] * len(houses)
    hours = {moment for number in room.told for moment, _ in room.heard(number)}
    assert {"01 20:58", "02 08:00"} <= hours
    assert not {moment for moment in hours if not "08:00" <= moment[3:] < "21:00"}
