"""How the bot presents itself to Telegram: its commands and its words, in each language."""

from collections.abc import Mapping

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Texts
from handlers.contract.speech import N_

_log = structlog.get_logger(__name__)

_ABOUT = N_("The automatic desk of your energy company: questions, passwords, readings, emergencies.")
_DESCRIPTION = N_(
    "Hello! Ask me in your own words about the customer area of E-Distribuzione, the customer portal of "
    "Energia Corrente, gas self-readings and emergencies. Press Start to begin."
)


async def introduce(bot: Bot, texts: Texts, menu: Mapping[str, str]) -> None:
    """Register commands and descriptions: Italian for everybody, and each language for its speakers."""
    for language in LANGUAGES:
        addressees = [language] if language != DEFAULT_LANGUAGE else [None, language]
        commands = [
            BotCommand(name, texts.translate(description, language)) for name, description in menu.items()
        ]
        for code in addressees:
            await bot.set_my_commands(commands, language_code=code)
            await bot.set_my_short_description(texts.translate(_ABOUT, language), language_code=code)
            await bot.set_my_description(texts.translate(_DESCRIPTION, language), language_code=code)


async def introduce_to_group(bot: Bot, texts: Texts, menu: Mapping[str, str], group_id: int) -> None:
    """Register the operators' commands for the support group alone, in Italian.

    Where the bot is not in the group this only leaves a line in the log: they work without the menu too.
    """
    commands = [
        BotCommand(name, texts.translate(meaning, DEFAULT_LANGUAGE)) for name, meaning in menu.items()
    ]
    try:
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(group_id))
    except ChatMigrated as error:
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(error.new_chat_id))
    except (BadRequest, Forbidden) as error:
        _log.warning("the support group takes no commands", reason=str(error))
