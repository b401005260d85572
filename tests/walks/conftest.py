"""What walks stand on beside the desk: the book, the clock, and a log that must stay clean."""

import pytest

from bot.config import Settings
from bot.wiring import load_book
from faq.book import Book
from tests.support.clock import Clock
from tests.support.logbook import Logbook, log

__all__ = ["log"]


@pytest.fixture(autouse=True)
def _clean_log(log: Logbook) -> None:
    """Every walk ends without a fault in the log, but for those that it forgives."""


@pytest.fixture(scope="session")
def book() -> Book:
    """Our own book, to know the answers by."""
    return load_book(Settings())


@pytest.fixture
def clock() -> Clock:
    """A clock for `open_desk(now=clock)`."""
    return Clock()
