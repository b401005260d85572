"""Tests of the dispatcher read the log."""

from tests.logbook import log

__all__ = ["log"]
