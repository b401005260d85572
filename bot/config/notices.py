"""The settings of notices of planned works."""

from pathlib import Path

from bot.config.section import Section


class Notices(Section):
    """Where files of notices are dropped: tables and JSON, taken as soon as they lie still."""

    folder: Path = Path("var/notices")
