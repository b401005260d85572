"""The command line: ``sportello …``. Bad input ends in one clear sentence and exit code 2."""

import asyncio
import gc
import signal
import sys
import tempfile
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import Annotated, Final

import typer
from rich.console import Console

from bot import config, logs, wiring
from bot.cli import exports, faq, imports
from bot.cli.options import ConfigOption
from bot.config import Settings
from bot.errors import PortTaken, SportelloError
from bot.storage import schema
from bot.storage.engine import Database
from faq.book import BookError
from faq.examine.evaluate import LabelError

_BAD_INPUT: Final = 2
app = typer.Typer(
    name="sportello",
    help="The Telegram desk of an energy company.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(faq.app, name="faq")
app.add_typer(db_app, name="db")
app.add_typer(imports.app, name="import")
app.add_typer(exports.app, name="export")


def main() -> None:
    """Run a command; a foreseen fault becomes a sentence and exit code 2."""
    try:
        app()
    except (SportelloError, BookError, LabelError) as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        sys.exit(_BAD_INPUT)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer gives the flag so
    if wanted:
        typer.echo(f"sportello {version('sportello')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Read the options that every command has."""


@app.command()
def run(config_path: ConfigOption = None) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    settings = config.load(config_path)
    logs.configure(settings.log.level, settings.log.style)
    asyncio.run(_serve(wiring.App(settings)))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the chat page is.", min=0, max=65535)] = 8090,
    config_path: ConfigOption = None,
) -> None:
    """Try the whole bot in a browser, with no token; nothing leaves this computer."""
    settings = config.load(config_path)
    logs.configure("warning", settings.log.style)
    asyncio.run(_demonstrate(settings, port))


@db_app.command("upgrade")
def upgrade(config_path: ConfigOption = None) -> None:
    """Create the tables, or bring them up to this release."""
    settings = config.load(config_path)

    async def bring_up() -> bool:
        database = Database(settings.database.url)
        try:
            return await schema.prepare(database)
        finally:
            database.close()

    changed = asyncio.run(bring_up())
    typer.echo(f"The database is {'now' if changed else 'already'} at revision {schema.newest()}.")


def _told_to_stop() -> asyncio.Event:
    """The event that SIGTERM and Ctrl-C set, from now on."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


async def _serve(bot: wiring.App, until: asyncio.Event | None = None) -> None:
    until = until or _told_to_stop()
    await bot.start()
    # What has been loaded by now stays for good; looking through it for garbage stops everything for 0.1 s.
    gc.freeze()
    try:
        await bot.run(until)
    finally:
        await bot.stop()


async def _demonstrate(settings: Settings, port: int) -> None:
    from bot.demo.server import serve  # noqa: PLC0415 - as above
    from bot.demo.stage import contracts, meters  # noqa: PLC0415 - the bot itself needs none of it

    until = _told_to_stop()
    async with AsyncExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="sportello-demo-"))
        try:
            demonstration = await closing.enter_async_context(serve(port=port))
        except OSError as error:
            raise PortTaken(f"Cannot listen on port {port}: {error.strerror}. Try --port 0.") from error
        # Copied, not built anew: the environment may name the real Telegram, which stays out of this.
        bot = wiring.App(
            settings.model_copy(
                update={
                    "telegram": config.Telegram.model_validate(
                        {"token": demonstration.token, "api_url": demonstration.api_url}
                    ),
                    "database": config.Database(url=f"sqlite:///{folder}/demo.db"),
                    "web": config.Web(port=0),
                    "readings": settings.readings.model_copy(
                        update={"folder": demonstration.handed, "url": None}
                    ),
                }
            ),
            now=demonstration.clock,
            mail=demonstration.mail,
        )
        demonstration.clock.rings(bot.catch_up)
        await contracts.sign(bot.database)
        await meters.remember(bot.database, demonstration.clock())
        typer.echo(f"Sportello's demo: {demonstration.url}   (Ctrl-C ends it; nothing is kept)")
        await _serve(bot, until)


if __name__ == "__main__":
    main()
