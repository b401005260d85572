"""Tests of the dispatcher read the log."""

from tests.support.logbook import log

__all__ = ["log"]
