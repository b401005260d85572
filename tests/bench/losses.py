"""Replies lost and doubled: against 429 without parameters, and while calls are dropped by chance."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Drop, Refusal
from bot.demo.walker import Walker
from bot.storage import schema
from bot.storage.engine import Database
from tests.support.office import Office, office_at, somebody, states
from tests.support.watching import until_stored

_Run: TypeAlias = Callable[[Lookalike, Office, Sequence[Walker]], Awaitable[None]]
_REFUSED_S: Final = 10.0
_SHARE: Final = 0.2


async def _refused(telegram: Lookalike, office: Office, people: Sequence[Walker]) -> None:
    """Let each call be refused as too many for a while, without a word of how long."""
    with telegram.faults.during(Refusal(429, "Too Many Requests"), method="sendMessage"):
        for walker in people:
            await office.says(walker, _words(walker))
        await asyncio.sleep(_REFUSED_S)


def _dropped(share_carried_out: float) -> _Run:
    """Return what drops a fifth of the calls; of those a share is carried out before."""
    chance = Random(1)  # noqa: S311 - no secret

    async def drop(telegram: Lookalike, office: Office, people: Sequence[Walker]) -> None:
        faults, method = telegram.faults, "sendMessage"
        carried_out = _SHARE * share_carried_out
        faults.switch_on(Drop(), method=method, strikes=lambda: chance.random() < carried_out)
        left = (_SHARE - carried_out) / (1 - carried_out)
        faults.switch_on(Broken(), method=method, strikes=lambda: chance.random() < left)
        for walker in people:
            await office.says(walker, _words(walker))

    return drop


def _words(walker: Walker) -> str:
    return f"n. {walker.id}"


async def _measure(folder: Path, number: int, meanwhile: _Run) -> tuple[int, int, int]:
    """Return the replies that were lost, the copies too many, and the calls beyond one for each."""
    database = Database(f"sqlite:///{folder}/losses.db")
    await schema.prepare(database)
    async with Lookalike.serve(limit_s=120) as telegram:
        people = [await somebody(telegram, f"P{number}") for number in range(number)]
        async with office_at(telegram, database) as office:
            await meanwhile(telegram, office, people)
            await until_stored(database, _open, 0, within_s=120)
        seen = Counter(bubble.text for walker in people for bubble in walker.chat if bubble.by_bot)
        calls = len(telegram.journal.of("sendMessage"))
    database.close()
    lost = sum(_words(walker) not in seen for walker in people)
    return lost, sum(seen.values()) - len(seen), calls - number


def _open(tx: Connection) -> int:
    return sum(state in {"queued", "claimed"} for state in states(tx))


def show(console: Console) -> None:
    """Measure, and print a table."""
    table = Table(title="Replies under faults of Telegram")
    for heading in ("", "replies", "lost", "doubled", "resends"):
        table.add_column(heading, justify="right" if heading else "left")
    runs: tuple[tuple[str, int, _Run], ...] = (
        (f"429 without parameters for {_REFUSED_S:g} s", 40, _refused),
        ("20 % of calls dropped before they are carried out", 200, _dropped(0)),
        ("20 % dropped, half of them carried out", 200, _dropped(0.5)),
        ("20 % dropped, all carried out", 200, _dropped(1)),
    )
    for name, number, meanwhile in runs:
        with tempfile.TemporaryDirectory(prefix="sportello-bench-") as folder:
            found = asyncio.run(_measure(Path(folder), number, meanwhile))
        table.add_row(name, str(number), *map(str, found))
    console.print(table)
