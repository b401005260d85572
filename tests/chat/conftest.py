"""Tests of the doors read the log."""

from tests.support.logbook import log

__all__ = ["log"]
