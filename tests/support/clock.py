"""A clock that only the test turns."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Stands still at a winter noon until it is turned; given to a bot as its `now`."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._moment

    def turn(self, **time: float) -> None:
        """Let time pass: ``turn(minutes=31)``."""
        self._moment += timedelta(**time)
