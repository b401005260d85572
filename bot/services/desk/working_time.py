"""The desk's own clock: it runs while the desk is open, and stands still at night and on holidays."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.config.desk import DeskHours
from bot.services import hours


class DeskClock(Protocol):
    """What the laws of waiting need to know of the desk's hours."""

    def is_open(self, now: datetime) -> bool:
        """Whether operators are there."""

    def opens_at(self, now: datetime) -> datetime | None:
        """Return the next opening after `now`; None where there is none."""

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the desk was open between two moments; zero where the second is the earlier."""


class WorkingTime:
    """The clock of the configured hours."""

    def __init__(self, week: DeskHours) -> None:
        self._week = week

    def is_open(self, now: datetime) -> bool:
        """Whether operators are there."""
        return hours.closes_at(self._week, now) is not None

    def opens_at(self, now: datetime) -> datetime | None:
        """Return the next opening after `now`; None where there is none."""
        return hours.opens_at(self._week, now)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the desk was open between two moments; zero where the second is the earlier."""
        return hours.open_time(self._week, start, end)
