"""The settings of notices of planned works."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.config.section import Section


class Notices(Section):
    """When what is known of planned works is too old to say that nothing is planned."""

    stale_after_hours: Annotated[int, Field(ge=1, le=24 * 30)] = 36

    @property
    def stale_after(self) -> timedelta:
        """So long after data was last received."""
        return timedelta(hours=self.stale_after_hours)
