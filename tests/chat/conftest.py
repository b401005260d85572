"""Tests of the doors read the log."""

from tests.logbook import log

__all__ = ["log"]
