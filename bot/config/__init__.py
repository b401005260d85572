"""The settings: config.toml, overridden by the environment."""

from bot.config.help_lines import HelpLine, HelpLines, OpeningHours
from bot.config.mail import Mail
from bot.config.retention import Retention
from bot.config.section import PREFIX
from bot.config.settings import Database, Faq, Log, Numbers, Port, Settings, Web, load
from bot.config.telegram import Telegram

__all__ = [
    "PREFIX",
    "Database",
    "Faq",
    "HelpLine",
    "HelpLines",
    "Log",
    "Mail",
    "Numbers",
    "OpeningHours",
    "Port",
    "Retention",
    "Settings",
    "Telegram",
    "Web",
    "load",
]
