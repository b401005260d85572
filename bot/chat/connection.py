"""The connection to Telegram, or to any other server of the Bot API: session, bot, line and sender."""

from dataclasses import dataclass

from telegram import Bot

from bot import config
from bot.chat.line import Line
from bot.chat.outbound import TelegramSender
from bot.chat.request import AiohttpRequest
from bot.errors import ConfigurationFaulty
from bot.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Connection:
    """What every call to Telegram goes through. Closed until `open`."""

    request: AiohttpRequest
    bot: Bot
    line: Line
    sender: TelegramSender

    async def open(self) -> None:
        """Open the session."""
        await self.request.initialize()

    async def close(self) -> None:
        """Stop probing, then close the session."""
        await self.line.close()
        await self.request.shutdown()

    def bot_name(self) -> str | None:
        """Return the bot's user name; None until Telegram has answered for the first time."""
        try:
            return self.bot.username
        except RuntimeError:
            return None


def connect(settings: config.Telegram, metrics: Metrics) -> Connection:
    """Build a connection with the configured token, address and time-out; nothing is called yet.

    Raises:
        ConfigurationFaulty: there is no token.
    """
    if settings.token is None:
        raise ConfigurationFaulty(
            [
                (
                    "the bot has no token: ask @BotFather for one (/newbot) and set it as "
                    "SPORTELLO_TELEGRAM__TOKEN, or try `sportello demo`, which needs none"
                )
            ]
        )
    api_url = str(settings.api_url).rstrip("/")
    request = AiohttpRequest(settings.send_timeout_s)
    bot = Bot(
        settings.token.get_secret_value(),
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=request,
    )
    line = Line(bot.get_me, metrics)
    return Connection(request, bot, line, TelegramSender(bot, line))
