"""Photos that people sent, by the name that Telegram gave them."""

from typing import Protocol

from bot.errors import SportelloError


class PhotoAway(SportelloError):
    """A photo cannot be had: Telegram has it no longer, or does not answer."""


class Photos(Protocol):
    """Where photos are fetched from; none is kept here."""

    async def fetch(self, file_id: str) -> bytes:
        """Return the whole file.

        Raises:
            PhotoAway: it cannot be had.
        """
