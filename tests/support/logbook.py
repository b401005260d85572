"""What the bot logs while a test runs, so that a test can promise that nothing went wrong."""

import asyncio
from collections.abc import Iterator

import pytest
import structlog
from structlog import DropEvent
from structlog.types import EventDict, WrappedLogger

_LOUD = frozenset({"warning", "error", "critical", "exception"})


class Logbook:
    """Every line that was logged."""

    def __init__(self) -> None:
        self._lines: list[EventDict] = []
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def write(self, _logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        """Take a line down; turns are logged from the threads of the database."""
        self._lines.append({**line, "log_level": method})
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._rung.set)
        raise DropEvent

    @property
    def faults(self) -> list[str]:
        """What was said at warning and above, oldest first."""
        return [str(line["event"]) for line in self._lines if line["log_level"] in _LOUD]

    async def says(self, sentence: str) -> None:
        """Wait until this is logged.

        Raises:
            TimeoutError: it was not, within ten seconds.
        """
        self._loop = asyncio.get_running_loop()
        async with asyncio.timeout(10):
            while all(line["event"] != sentence for line in self._lines):
                self._rung.clear()
                await self._rung.wait()
        self._loop = None

    def forgive(self, sentence: str, *, is_sure: bool = True) -> None:
        """Take away the faults with this sentence, which the test has brought about, or may have.

        Raises:
            AssertionError: there was none, and it was sure.
        """
        assert sentence in self.faults or not is_sure
        self._lines[:] = [line for line in self._lines if line["event"] != sentence]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Logbook]:
    """The lines of this test; at its end no fault may stand there that the test has not forgiven."""
    book = Logbook()
    structlog.configure(processors=[book.write])
    yield book
    structlog.reset_defaults()
    of_libraries = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    said = book.faults + of_libraries
    assert said == [], f"logged and not forgiven: {said}"
