"""How long a message of a case takes to the other side, without pace, beside the answer to a question.

The look-alike and the walkers are in this process, the bot is another.
"""

import asyncio
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.pace import Pace
from bot.demo.walker import Walker
from tests.system.crowd import certain_entries
from tests.system.desk import desk_of
from tests.system.processes import free_port

_TIMES: Final = 100


async def _measured(folder: Path) -> dict[str, list[float]]:
    async with Lookalike.serve(port=free_port()) as telegram:
        telegram.world.group_pace = telegram.world.topic_pace = Pace(10**6, 1.0)
        group = telegram.forum("Assistenza", "Olga")
        desk = desk_of(telegram, f"sqlite:///{folder}/sportello.db", folder, support_chat=group.id)
        desk = replace(desk, environment=desk.environment | {"SPORTELLO_DESK__GROUP_PER_MINUTE": "100000"})
        async with desk.open() as bot:
            bruno, ada = telegram.user("Bruno"), telegram.user("Ada")
            entry = certain_entries()[0]
            figures = {"reply": [await _crossing(bruno, bruno, entry.question, "") for _ in range(_TIMES)]}
            await ada.says("/operatore")
            await ada.says("il contatore fa rumore")
            topics = telegram.world.rooms[group.id].topics
            await telegram.until(lambda: topics, "a topic")
            olga = telegram.user("Olga", at=group, topic=next(iter(topics)))
            await olga.sees("il contatore fa rumore")
            await olga.says("eccomi")
            await ada.sees("eccomi")
            to_topic = [await _crossing(ada, olga, f"riga a{n}.", f"riga a{n}.") for n in range(_TIMES)]
            to_customer = [await _crossing(olga, ada, f"riga b{n}.", f"riga b{n}.") for n in range(_TIMES)]
            await bot.stop()
    return figures | {"customer to topic": to_topic, "operator to customer": to_customer}


async def _crossing(writer: Walker, reader: Walker, words: str, seen: str) -> float:
    begun = perf_counter()
    await writer.says(words)
    await reader.sees(seen)
    return (perf_counter() - begun) * 1000


def show(console: Console) -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_measured(Path(folder)))
    table = Table(title="A message to the other side, without the pace of a group")
    for heading in ("way", "median ms", "p95 ms"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for way, times in figures.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        table.add_row(way, f"{statistics.median(times):.1f}", f"{p95:.1f}")
    console.print(table)
