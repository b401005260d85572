"""The year that the demo's console looks back on: made up, the same at every start but for the dates."""

from bot.demo.stage.year.office import ADMIN, EDITOR, NOTICE_PREFIX
from bot.demo.stage.year.story import FIRST_CODE, live_through

__all__ = ["ADMIN", "EDITOR", "FIRST_CODE", "NOTICE_PREFIX", "live_through"]
