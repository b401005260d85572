"""The commands ``sportello run`` and ``sportello demo``: the bot at work until it is told to stop."""

import asyncio
from typing import Annotated

import typer

from bot import config, logs, wiring
from bot.app import App, serve, stop_signal
from bot.cli.options import ConfigOption


def run(config_path: ConfigOption = None) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    settings = config.load(config_path)
    logs.configure(settings.log.level, settings.log.style)
    asyncio.run(_serve(wiring.build(settings)))


def demo(
    port: Annotated[int, typer.Option(help="Where the chat page is.", min=0, max=65535)] = 8090,
    config_path: ConfigOption = None,
) -> None:
    """Try the whole bot in a browser, with no token; nothing leaves this computer."""
    from bot.demo.run import demonstrate  # noqa: PLC0415 - the bot itself needs none of it

    settings = config.load(config_path)
    logs.configure("warning", settings.log.style)
    asyncio.run(demonstrate(settings, port, typer.echo))


async def _serve(bot: App) -> None:
    # Before the bot starts: a signal that comes meanwhile is not lost.
    await serve(bot, stop_signal())
