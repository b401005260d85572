"""The settings: config.toml, overridden by the environment."""

from bot.config.settings import (
    PREFIX,
    Database,
    Faq,
    HelpLine,
    HelpLines,
    Log,
    Mail,
    Numbers,
    OpeningHours,
    Port,
    Retention,
    Settings,
    Telegram,
    Web,
    load,
)

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
