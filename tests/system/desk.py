"""The bot as a process at a server of the Bot API, on a database into which one can look."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.pool import NullPool

from bot.demo.lookalike import Lookalike
from bot.storage.tables import deliveries, reading_batches, updates
from tests.system.crowd import Crowd
from tests.system.processes import Program, free_port, program

_T = TypeVar("_T")

WEBHOOK_SECRET: Final = "made-up-secret-of-the-tests"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a bot needs to start, and to start again: settings, a port, a log, a database."""

    environment: dict[str, str]
    port: int
    log: Path
    database_url: str
    module: str = "bot"

    def hastened(self) -> "Desk":
        """The same desk, whose next bot takes up within seconds what a killed one held on PostgreSQL.

        On SQLite every start does so at once.
        """
        return self if self.database_url.startswith("sqlite") else replace(self, module="tests.system.hasty")

    @property
    def said(self) -> list[str]:
        """The lines that every bot of this desk has logged.

        Raises:
            AssertionError: the token is among them.
        """
        written = self.log.read_text(encoding="utf-8")
        assert self.environment["SPORTELLO_TELEGRAM__TOKEN"] not in written
        return written.splitlines()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Program]:
        """A bot that has just been started; where the block ends it is killed if it still runs."""
        async with program("-m", self.module, "run", log=self.log, environment=self.environment) as bot:
            yield bot

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Program]:
        """A bot that is ready."""
        async with self.begin() as bot:
            await bot.answers(f"http://127.0.0.1:{self.port}/readyz")
            yield bot

    def claims(self, crowd: Crowd) -> Counter[tuple[int, str]]:
        """What was under way when the bot died, by chat and entry.

        A row is claimed in the same commit that ends its turn or the wait of its chat, is then handed to
        HTTP, and is settled after the answer: so these are the sends in flight, and no others.
        """
        with self._database() as tx:
            rows = tx.execute(
                select(deliveries.c.chat_id, deliveries.c.payload).where(deliveries.c.state == "claimed")
            ).all()
        return Counter((row.chat_id, crowd.entry_of(row.payload["text"])) for row in rows)

    def unsettled(self) -> int:
        """How many updates and deliveries are not done with."""
        with self._database() as tx:
            waiting = select(func.count()).select_from(updates).where(updates.c.state != "done")
            under_way = select(func.count()).select_from(deliveries).where(deliveries.c.state != "sent")
            return int(tx.execute(waiting).scalar_one() + tx.execute(under_way).scalar_one())

    def run_out_leases(self) -> None:
        """Let the time pass after which another process may hand over the readings that a dead one held.

        What it was sending is dead by the clock of the living process instead: see ``hasty``.
        """
        with self._database() as tx:
            tx.execute(reading_batches.update().values(lease_until=reading_batches.c.made_at))

    def change(self, work: Callable[[Connection], _T]) -> _T:
        """Look into the database, or change it."""
        with self._database() as tx:
            return work(tx)

    @contextmanager
    def _database(self) -> Iterator[Connection]:
        engine = create_engine(self.database_url, poolclass=NullPool)
        try:
            with engine.begin() as tx:
                yield tx
        finally:
            engine.dispose()


def desk_of(telegram: Lookalike, database_url: str, folder: Path, **telegram_settings: object) -> Desk:
    """A desk between a look-alike and a database; the settings are those of the section ``telegram``."""
    return desk_at(telegram.url, telegram.token, database_url, folder, **telegram_settings)


def desk_at(api_url: str, token: str, database_url: str, folder: Path, **telegram_settings: object) -> Desk:
    """A desk at any server of the Bot API."""
    port = free_port()
    settings: dict[str, object] = {"token": token, "api_url": api_url, **telegram_settings}
    if settings.get("mode") == "webhook":
        settings |= {"webhook_url": f"http://127.0.0.1:{port}", "webhook_secret": WEBHOOK_SECRET}
    environment = {f"SPORTELLO_TELEGRAM__{key.upper()}": str(value) for key, value in settings.items()}
    environment |= {"SPORTELLO_DATABASE__URL": database_url, "SPORTELLO_WEB__PORT": str(port)}
    environment["SPORTELLO_READINGS__FOLDER"] = str(folder / "readings")
    return Desk(environment, port, folder / "bot.log", database_url)
