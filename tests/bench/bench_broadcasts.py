"""Broadcasts to 100,000 people: counting, the snapshot, and the memory and time of sending."""

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console

from bot.services.broadcasts import sending
from bot.services.broadcasts.broadcast import Audience
from bot.storage import schema
from bot.storage.engine import Database
from tests.bench import bulk_rate
from tests.support.broadcastroom import BroadcastRoom, draft

_PEOPLE: Final = 100_000
_CHUNK: Final = 10_000
_COMUNI: Final = ("Cesena", "Forlì", "Bolzano - Bozen", "Rimini", "Ravenna")
#: So many looks of the job are watched: 100,000 people at 1000 a second.
_LOOKS: Final = 120
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_AUDIENCES: Final = {
    "everybody": Audience(),
    "everybody who is linked": Audience(linked=True),
    "a comune": Audience(comuni=("Cesena",)),
    "two streets of a comune": Audience(comuni=("Cesena",), streets=("Via G. Verdi", "Via Numero 7")),
    "gas, in Italian": Audience(supplies=("gas",), languages=("it",)),
    "power, a vendor, electromedical": Audience(
        supplies=("power",), vendors=("energia-corrente",), electromedical=True
    ),
    "10,000 points": Audience(points=tuple(f"IT001E{number:08d}" for number in range(1, 10_001))),
}


def show(console: Console) -> None:
    """Measure, and print a line each."""
    console.print(f"Broadcasts, {_PEOPLE:,} people, SQLite")
    with tempfile.TemporaryDirectory(prefix="sportello-bench-") as folder:
        asyncio.run(_measure(console, Path(folder)))
        for per_second in (25, 1000):
            asyncio.run(_rate(console, Path(folder), per_second))


async def _rate(console: Console, folder: Path, per_second: int) -> None:
    database = Database(f"sqlite:///{folder}/{per_second}.db")
    await schema.prepare(database)
    await bulk_rate.measure(console, database, per_second)
    database.close()


async def _measure(console: Console, folder: Path) -> None:
    database = Database(f"sqlite:///{folder}/sportello.db")
    await schema.prepare(database)
    room = BroadcastRoom(database, ahead=8_000, above=10**6)
    await _fill(room)
    for name, audience in _AUDIENCES.items():
        times_s = []
        count = 0
        for _ in range(5):
            begun = time.perf_counter()
            count = (await room.counts_audience(draft(audience=audience))).count
            times_s.append(time.perf_counter() - begun)
        console.print(f"count, {name}: {count:,} people, {_said(times_s)}")
    number = await room.released(audience=Audience(linked=True))
    with _measured(console, "snapshot"):
        begin = partial(sending.start, broadcast_id=number, rules=room.rules, now=room.now)
        await database.write(begin)
    await _send(console, room, number)
    database.close()


async def _fill(room: BroadcastRoom) -> None:
    for start in range(0, _PEOPLE, _CHUNK):
        index = start // _CHUNK
        supply = {
            "comune": _COMUNI[index % len(_COMUNI)],
            "gas": index % 4 == 3,
            "electromedical": index == 4,
        }
        supply["street"] = "Via Giuseppe Verdi" if index % 2 else f"Via Numero {index}"
        await room.people(
            *range(start + 1, start + _CHUNK + 1), supply=supply, language="de" if index == 7 else "it"
        )


async def _send(console: Console, room: BroadcastRoom, number: int) -> None:
    """Send to all, each delivery as soon as it is handed over; memory at the tenth look and at the last."""
    begun = time.perf_counter()
    memory: list[int] = []
    for look in range(_LOOKS):
        await room.steps()
        if look % 10 == 9:
            gc.collect()
            memory.append(_resident())
        if await room.state(number) == "done":
            break
    counts = await room.counts(number)
    took_s = time.perf_counter() - begun
    grown = (memory[-1] - memory[0]) / 2**20 if memory else 0.0
    rate = sum(counts.values()) / took_s
    console.print(
        f"sending: {counts}, {took_s:.0f} s of work ({rate:,.0f} a second), memory grew by {grown:.1f} MB"
    )


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE


def _said(times_s: list[float]) -> str:
    return f"{1000 * sorted(times_s)[len(times_s) // 2]:.0f} ms, at worst {1000 * max(times_s):.0f}"


@contextmanager
def _measured(console: Console, name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    console.print(f"{name}: {time.perf_counter() - begun:.2f} s")
