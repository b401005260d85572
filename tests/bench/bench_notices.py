"""Notices against 100,000 customers: a file of 50,000 rows, the fan-out, and the pace of telling all."""

import asyncio
import csv
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from sqlalchemy import Connection, func, select, update

from bot.imports import outages
from bot.services.notices import fan_out, spread, store, touched
from bot.services.notices.notice import Notice, Span, StreetRow
from bot.storage import schema
from bot.storage.engine import Database
from bot.storage.tables import deliveries, notice_news, persons
from tests.support import noticecity
from tests.support.noticecity import House
from tests.support.noticeroom import NoticeRoom

_CUSTOMERS: Final = 100_000
_NOTICES: Final = 200
_ROWS: Final = 50_000
_ROWS_OF_NOTICE: Final = 10
_NOW: Final = datetime(2026, 11, 30, 8, tzinfo=UTC)
_TICK: Final = timedelta(seconds=15)
_PER_SECOND: Final = 25


@contextmanager
def _measured(console: Console, name: str) -> Iterator[Callable[[str], None]]:
    """Print wall time, CPU time and what came of it."""
    results: list[str] = []
    begun, used = time.perf_counter(), time.process_time()
    yield results.append
    wall_s, cpu_s = time.perf_counter() - begun, time.process_time() - used
    console.print(f"{name}: {wall_s:.1f} s, CPU {cpu_s:.1f} s; {' '.join(results)}")


def show(console: Console) -> None:
    """Measure, and print a line each."""
    console.print(f"Notices, {_CUSTOMERS:,} customers, SQLite")
    with tempfile.TemporaryDirectory(prefix="sportello-bench-") as folder:
        asyncio.run(_measure(console, Path(folder)))


async def _measure(console: Console, folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/sportello.db")
    await schema.prepare(database)
    all_houses = list(noticecity.houses(_CUSTOMERS, seed=1))
    await database.write(partial(noticecity.add, all_houses=all_houses, now=_NOW))
    await _measure_touched(console, database, all_houses)
    await _measure_import(console, database, folder / "outages.csv")
    await _measure_fan_out(console, database)
    await _measure_pace(console, database)
    database.close()


async def _measure_touched(console: Console, database: Database, all_houses: list[House]) -> None:
    made = noticecity.notices(_NOTICES, all_houses, seed=2)
    with _measured(console, f"whom {_NOTICES} notices touch, five comuni") as says:
        found = await database.read(lambda tx: touched.of_notices(tx, [notice for notice, _ in made]))
        says(f"{sum(map(len, found.values())):,} touched")
    with _measured(console, "the same, one by one") as says:
        differing = 0
        by_comune: dict[str, list[House]] = defaultdict(list)
        for house in all_houses:
            by_comune[noticecity.COMUNI[house.comune][0]].append(house)
        for notice, meant in made:
            ours = {each.site.point: (each.rule, each.certain) for each in found[notice.notice_id]}
            near = all_houses if notice.points else by_comune[notice.comune]
            expected = {
                house.point: answer for house in near if (answer := noticecity.touched(notice, meant, house))
            }
            differing += ours != expected
        says(f"{differing} notices differ")


async def _measure_import(console: Console, database: Database, file: Path) -> None:
    _write_file(file)
    for name in ("a file of 50,000 rows", "the same again"):
        with _measured(console, name) as says:
            received = outages.read(file)
            says(str(await database.write(lambda tx: store.receive(tx, received, _NOW)))[:60])  # noqa: B023 - run at once
    # Nobody is told of these: they are there to be in the way.
    with _measured(console, "their fan-out") as says:
        says(f"{await fan_out.spread_versions(database, _NOW):,} rows")
    with _measured(console, "a look for reminders among them") as says:
        plans = await database.read(lambda tx: list(spread.reminders_of(tx, _NOW)))
        says(f"{len(plans)} plans")


async def _measure_fan_out(console: Console, database: Database) -> None:
    made = [_of_street(index) for index in range(_NOTICES)]
    await database.write(lambda tx: store.take(tx, made, {"outage"}, _NOW))
    with _measured(console, f"fan-out of {_NOTICES} notices") as says:
        says(f"{await fan_out.spread_versions(database, _NOW):,} rows")


async def _measure_pace(console: Console, database: Database) -> None:
    """Tell everybody of one notice at the configured pace, the clock compressed; replies beside it."""
    await database.write(lambda tx: tx.execute(update(notice_news).values(state="dropped")))
    everywhere = {f"ALL-{index}": (StreetRow("*", "", "side"),) for index in range(len(noticecity.COMUNI))}
    made = [_notice(name, int(name[4:]), rows) for name, rows in everywhere.items()]
    await database.write(lambda tx: store.take(tx, made, {"outage"}, _NOW))
    with _measured(console, "fan-out to everybody with power") as says:
        count = await fan_out.spread_versions(database, _NOW)
        says(f"{count:,} rows")
    room = NoticeRoom(database, now=_NOW)
    waits_s: list[float] = []
    with _measured(console, f"all told at {_PER_SECOND}/s, {_TICK.seconds} s a step") as says:
        steps = 0
        while len(room.told) < count:
            telling = fan_out.post_due(
                database, room.enqueue, room.now, ahead=2 * _TICK.seconds * _PER_SECOND
            )
            told = asyncio.create_task(telling)
            while not told.done():
                begun = time.perf_counter()
                await database.write(
                    lambda tx: tx.execute(select(func.count()).where(persons.c.person_id == 1))
                )
                waits_s.append(time.perf_counter() - begun)
                await asyncio.sleep(0.005)
            if not await told and room.now.hour < 20:
                break
            await database.write(partial(_sends, most=_TICK.seconds * _PER_SECOND))
            room.now += _TICK
            steps += 1
        twice = sum(len(each) > 1 for each in room.told.values())
        says(f"{len(room.told):,} of {count:,} told, {twice} twice, {steps} steps,")
        waits_s.sort()
        median, worst = (1000 * waits_s[at] for at in (len(waits_s) // 2, -1))
        says(f"a write beside it waits {median:.0f} ms, at worst {worst:.0f}")


def _sends(tx: Connection, most: int) -> None:
    first = select(deliveries.c.delivery_id).where(deliveries.c.state == "queued").limit(most)
    tx.execute(update(deliveries).where(deliveries.c.delivery_id.in_(first)).values(state="sent"))


def _of_street(index: int) -> Notice:
    street = noticecity.STREETS[index % len(noticecity.STREETS)][0]
    first = 1 + 2 * (index % 20)
    rows = (StreetRow(street, f"da {first} a {first + 4}", "side"),)
    return _notice(f"STREET-{index}", index % len(noticecity.COMUNI), rows)


def _notice(notice_id: str, comune: int, rows: tuple[StreetRow, ...]) -> Notice:
    values: dict[str, Any] = {
        "kind": "outage", "version": 1, "status": "published", "utility": "electricity", "istat": None,
        "comune": noticecity.COMUNI[comune][0], "place": "", "points": (), "reason": "",
        "spans": (Span(_NOW + timedelta(days=9), _NOW + timedelta(days=9, hours=4)),),
    }  # fmt: skip
    return Notice(notice_id=notice_id, streets=rows, notice_date=date(2026, 11, 25), **values)


def _write_file(path: Path) -> None:
    """Write rows of 5,000 notices, of a thousand comuni without customers and of five with many."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            "notice_id version status utility istat comune street numbers spans notice_date".split()  # noqa: SIM905 - columns
        )
        for index in range(_ROWS // _ROWS_OF_NOTICE):
            has_customers = index % 100 == 0 and index // 100 < len(noticecity.COMUNI)
            comune = noticecity.COMUNI[index // 100][0] if has_customers else f"Borgo {index % 1000}"
            for row in range(_ROWS_OF_NOTICE):
                street = f"Via Prova {row}"
                spans = "2026-12-09T09:00/2026-12-09T13:00"
                writer.writerow(
                    [
                        f"F-{index}",
                        1,
                        "published",
                        "electricity",
                        "",
                        comune,
                        street,
                        "da 2 a 18, 20/A",
                        spans,
                        "2026-11-25",
                    ]
                )
