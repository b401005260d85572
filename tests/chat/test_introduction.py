"""The commands of the support group: registered there alone, in Italian, and never a reason to stop."""

import telegram as ptb

from bot.chat.introduction import introduce_to_group
from bot.demo.lookalike import Lookalike
from bot.i18n import Texts
from handlers.routes import GROUP_MENU


async def test_operators_see_their_commands(telegram: Lookalike) -> None:
    """Other chats keep theirs."""
    group = telegram.forum("Assistenza", "Olga")
    async with ptb.Bot(telegram.token, base_url=f"{telegram.url}/bot") as bot:
        await introduce_to_group(bot, Texts.load(), GROUP_MENU, group.id)
    menu = telegram.world.profile.commands_for(group.id, "it")
    assert [command["command"] for command in menu] == list(GROUP_MENU)
    assert menu[0]["description"] == "prendi questa richiesta"
    assert telegram.world.profile.commands_for(telegram.user("Ada").id, "it") == []
