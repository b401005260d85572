"""Telegram away for 30 s under load: refused, then silent, then 502."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.demo.lookalike import Lookalike
from tests.system.away import Absence, Away, sit_out
from tests.system.crowd import Chance, Crowd
from tests.system.desk import desk_of
from tests.system.processes import free_port

_AWAY: Final = Away(refused_s=10, silent_s=10, broken_s=10)


async def _sit_out(folder: Path, mode: str) -> tuple[Crowd, Absence]:
    async with Lookalike.serve(port=free_port(), limit_s=30) as telegram:
        desk = desk_of(telegram, f"sqlite:///{folder}/{mode}.db", folder, mode=mode)
        crowd = Crowd(telegram, Chance(1), people=50, questions=20)
        return crowd, await sit_out(telegram, desk, crowd, _AWAY)


def show(console: Console) -> None:
    """Measure, and print a table."""
    table = Table(title=f"Telegram away for {_AWAY.in_all_s:g} s, 1,000 questions from 50 people meanwhile")
    for heading in (
        "",
        "answered",
        "copies",
        "in flight",
        "out of order",
        "back to all answered s",
        "log lines",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for mode in ("polling", "webhook"):
        with tempfile.TemporaryDirectory(prefix="sportello-bench-") as name:
            crowd, absence = asyncio.run(_sit_out(Path(name), mode))
        table.add_row(
            mode,
            f"{crowd.answered}/{crowd.size}",
            str(crowd.copies().total()),
            str(absence.unanswered),
            str(len(crowd.out_of_order())),
            f"{absence.recovery_s:.1f}",
            str(len(absence.lines)),
        )
    console.print(table)
