"""The command ``sportello db upgrade``, and the one transaction that other commands run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from sqlalchemy import Connection

from bot import config
from bot.cli.options import ConfigOption
from bot.config import Settings
from bot.storage import schema
from bot.storage.engine import Database

_T = TypeVar("_T")

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command("upgrade")
def upgrade(config_path: ConfigOption = None) -> None:
    """Create the tables, or bring them up to this release."""
    changed = asyncio.run(_upgraded(config.load(config_path)))
    typer.echo(f"The database is {'now' if changed else 'already'} at revision {schema.newest()}.")


def read(settings: Settings, work: Callable[[Connection], _T]) -> _T:
    """Run `work`, which changes nothing; a running bot goes on meanwhile."""
    return asyncio.run(_opened(settings, lambda database: database.read(work)))


def write(settings: Settings, work: Callable[[Connection], _T]) -> _T:
    """Run `work` and commit, or change nothing where it raises."""
    return asyncio.run(_opened(settings, lambda database: database.write(work)))


def use(settings: Settings, work: Callable[[Database], Awaitable[_T]]) -> _T:
    """Do work of several transactions."""
    return asyncio.run(_opened(settings, work))


async def _upgraded(settings: Settings) -> bool:
    """Bring the tables up to this release; return whether anything changed."""
    database = Database(settings.database.url)
    try:
        return await schema.prepare(database)
    finally:
        database.close()


async def _opened(settings: Settings, use: Callable[[Database], Awaitable[_T]]) -> _T:
    database = Database(settings.database.url)
    try:
        await schema.prepare(database)
        return await use(database)
    finally:
        database.close()
