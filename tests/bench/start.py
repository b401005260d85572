"""How soon the bot is ready, and how much memory it takes once it has answered 300 questions."""

import asyncio
import tempfile
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.demo.lookalike import Lookalike
from tests.system.crowd import Chance, Crowd
from tests.system.desk import desk_of
from tests.system.processes import free_port

_STARTS: Final = 7


async def _starts(folder: Path, *, is_new: bool) -> list[float]:
    """Seconds from the start of the process to its first ready answer, on new or on known databases."""
    async with Lookalike.serve(port=free_port()) as telegram:
        spent = []
        for number in range(_STARTS):
            name = f"new-{number}" if is_new else "known"
            desk = desk_of(telegram, f"sqlite:///{folder}/{name}.db", folder)
            begun = monotonic()
            async with desk.open() as bot:
                spent.append(monotonic() - begun)
                await bot.stop()
        return spent


async def _memory(folder: Path) -> tuple[float, float]:
    """Resident megabytes when ready on a known database, and after 300 questions of 30 people."""
    async with Lookalike.serve(port=free_port(), limit_s=30) as telegram:
        desk = desk_of(telegram, f"sqlite:///{folder}/memory.db", folder)
        crowd = Crowd(telegram, Chance(1), people=30, questions=10)
        # Making the tables, once in the life of a database, leaves its tools in memory.
        async with desk.open() as bot:
            await bot.stop()
        async with desk.open() as bot:
            at_first = bot.resident_mb()
            await crowd.ask_all(per_second=100)
            await crowd.all_answered(30)
            afterwards = bot.resident_mb()
            await bot.stop()
        return at_first, afterwards


def show(console: Console) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory(prefix="sportello-bench-") as name:
        folder = Path(name)
        new = asyncio.run(_starts(folder, is_new=True))
        known = asyncio.run(_starts(folder, is_new=False))[1:]
        at_first, afterwards = asyncio.run(_memory(folder))
    table = Table(title="Start and memory (promised: under 2 s, under 120 MB)")
    for heading in ("", "median", "worst"):
        table.add_column(heading, justify="right" if heading else "left")
    table.add_row("start to ready, known database, s", f"{median(known):.2f}", f"{max(known):.2f}")
    table.add_row("start to ready, new database, s", f"{median(new):.2f}", f"{max(new):.2f}")
    table.add_row("resident memory when ready, MB", f"{at_first:.0f}", "")
    table.add_row("resident memory after 300 questions, MB", f"{afterwards:.0f}", "")
    console.print(table)
