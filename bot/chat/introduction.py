"""How the bot presents itself to Telegram: its commands and its words, in each language."""

from collections.abc import Mapping

from telegram import Bot, BotCommand

from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES, Texts
from handlers.contract.speech import N_

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
