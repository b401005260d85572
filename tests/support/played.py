"""The demo as it is played: its world, and the whole bot behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App
from bot.config import Settings
from bot.demo import run
from bot.demo.server import Demo


@asynccontextmanager
async def played(demo: Demo, folder: Path) -> AsyncIterator[App]:
    """Run the bot behind the demo, with its customers and its year, for as long as the block lasts."""
    bot, until = run.build(Settings(), demo, f"sqlite:///{folder}/demo.db"), asyncio.Event()
    await run.furnish(bot, demo)
    await bot.start()
    running = asyncio.create_task(bot.run(until))
    try:
        yield bot
    finally:
        until.set()
        await running
        await bot.stop()
