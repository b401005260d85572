"""Photos that people sent, fetched from Telegram when somebody looks at them."""

from telegram import Bot
from telegram.error import TelegramError

from bot.gateways.photos import PhotoAway


class TelegramPhotos:
    """Fetches by file id, on the bot's own connection."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def fetch(self, file_id: str) -> bytes:
        """Return the whole file.

        Raises:
            PhotoAway: Telegram has it no longer, or does not answer.
        """
        try:
            file = await self._bot.get_file(file_id)
            return bytes(await file.download_as_bytearray())
        except TelegramError as error:
            # The message of some errors names the address, which holds the token.
            raise PhotoAway(type(error).__name__) from error
