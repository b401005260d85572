"""The settings of notices of planned works."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.config.section import Section


class Notices(Section):
    """Where files of notices are dropped, and when what is known is too old to rely on."""

    #: Tables and JSON, taken as soon as they lie still.
    folder: Path = Path("var/notices")
    stale_after_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 36

    @property
    def stale_after(self) -> timedelta:
        """So long after data was last received."""
        return timedelta(hours=self.stale_after_hours)
