"""A message that a database cannot hold blocks nothing."""

from bot.demo.lookalike import Lookalike
from tests.conftest import OpenDesk
from tests.support.logbook import Logbook


async def test_a_message_that_cannot_be_kept_is_set_aside(
    telegram: Lookalike, open_desk: OpenDesk, log: Logbook
) -> None:
    """PostgreSQL holds no NUL: the chat goes on behind such a message, on either database."""
    ada = telegram.user("Ada")
    sender = {"id": ada.id, "is_bot": False, "first_name": "Ada", "language_code": "it"}
    chat = {"id": ada.id, "type": "private", "first_name": "Ada"}
    message = {"message_id": 1000, "date": 1, "chat": chat, "from": sender, "text": "una domanda\0strana"}
    async with open_desk():
        telegram.injects({"message": message}, chat_id=ada.id)
        await ada.says("/recupera")
        await ada.sees("Di quale portale")
    log.forgive("a turn failed", is_sure=False)
