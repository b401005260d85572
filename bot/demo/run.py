"""The demo: the whole bot between a look-alike of Telegram and a database that is thrown away."""

import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from bot import config, wiring
from bot.app import App, serve, stop_signal
from bot.config import Settings
from bot.config.console import Console
from bot.config.desk import DeskHours
from bot.demo import server
from bot.demo.pages import views
from bot.demo.server import Demo
from bot.demo.stage import contracts, meters, residents, year
from bot.demo.telegram.pace import Pace
from bot.errors import PortTaken
from bot.services import keys

#: Somebody who tries the demo in the evening or on a Sunday is to meet people as well.
_LONG_DAY: Final = "8:00-22:00"
_HOURS: Final = DeskHours.model_validate({"weekdays": _LONG_DAY, "saturday": _LONG_DAY, "sunday": _LONG_DAY})
#: Calls to the group in a minute. Telegram lets 20 pass; one who plays both sides alone would wait for it.
_GROUP_PER_MINUTE: Final = 200
#: Who plays with the clock is not to be signed out of the console by every step.
_CONSOLE_IDLE_MINUTES: Final = 24 * 60
_QUESTIONS_DAYS: Final = 400
_REPLIES: Final = Path(__file__).parent / "stage" / "replies.toml"


def build(settings: Settings, demo: Demo, database_url: str) -> App:
    """Build the demo's bot: it has the demo's clock and mail, and reaches nothing but the demo."""
    room = views.support_room(demo.world)
    demo.world.group_pace = Pace(_GROUP_PER_MINUTE, 60.0)
    desk = {"hours": _HOURS, "replies": _REPLIES, "group_per_minute": _GROUP_PER_MINUTE}
    telegram = {
        "token": demo.token,
        "api_url": demo.api_url,
        "support_chat": None if room is None else room.chat.id,
    }
    # Copied, not built anew: the environment may name the real Telegram, which stays out of this.
    own = settings.model_copy(
        update={
            "telegram": config.Telegram.model_validate(telegram),
            "desk": settings.desk.model_copy(update=desk),
            "database": config.Database(url=database_url),
            "web": config.Web(port=0),
            "console": Console(enabled=True, idle_minutes=_CONSOLE_IDLE_MINUTES),
            # The console looks back on a whole year.
            "retention": settings.retention.model_copy(update={"questions_days": _QUESTIONS_DAYS}),
            "notices": settings.notices.model_copy(update={"folder": demo.handed / "notices"}),
            "readings": settings.readings.model_copy(update={"folder": demo.handed, "url": None}),
        }
    )
    return wiring.build(own, now=demo.clock, mail=demo.mail)


async def furnish(bot: App, demo: Demo) -> None:
    """Give the bot the demo's contracts and year, its clock, an office for notices, a door to the console."""
    demo.clock.rings(bot.catch_up)
    await contracts.sign(bot.database)
    await meters.remember(bot.database, demo.clock())
    await residents.settle(bot.database, demo.world, demo.clock())
    await year.live_through(bot.database, demo.world, demo.clock())
    key = await bot.database.write(lambda tx: keys.create(tx, "demo", "notices", demo.clock()))
    demo.notice_desk.open(bot.database, lambda: f"http://127.0.0.1:{bot.server.port}", key)
    demo.console_door.open(bot.database, lambda: bot.server.port)


async def demonstrate(settings: Settings, port: int, announce: Callable[[str], None]) -> None:
    """Serve the demo's page on a port until SIGTERM or Ctrl-C; announce its address.

    Raises:
        PortTaken: somebody else listens there.
    """
    until = stop_signal()
    async with AsyncExitStack() as closing:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="sportello-demo-"))
        try:
            demo = await closing.enter_async_context(server.serve(port=port))
        except OSError as error:
            raise PortTaken(f"Cannot listen on port {port}: {error.strerror}. Try --port 0.") from error
        bot = build(settings, demo, f"sqlite:///{folder}/demo.db")
        await furnish(bot, demo)
        announce(f"Sportello's demo: {demo.url}   (Ctrl-C ends it; nothing is kept)")
        await serve(bot, until)
