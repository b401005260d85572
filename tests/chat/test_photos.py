"""Photos are fetched from Telegram by their file id, whole or not at all."""

import pytest

from bot.chat.photos import TelegramPhotos
from bot.demo.lookalike import Lookalike
from bot.gateways.photos import PhotoAway
from tests.support.sending import way_out


async def test_a_photo_comes_as_it_was_sent(telegram: Lookalike) -> None:
    """Byte for byte."""
    file_id = telegram.user("Ada").photo(content=_PNG).file_id
    async with way_out(telegram) as out:
        assert await TelegramPhotos(out.bot).fetch(file_id) == _PNG


async def test_a_photo_that_telegram_does_not_have_is_away(telegram: Lookalike) -> None:
    """The error names neither the file's address nor the token."""
    async with way_out(telegram) as out:
        with pytest.raises(PhotoAway) as caught:
            await TelegramPhotos(out.bot).fetch("nobody's")
        assert telegram.token not in str(caught.value)


#: One dot.
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
