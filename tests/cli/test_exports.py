"""Exports are tables of values, whatever the values begin with."""

from datetime import UTC, date, datetime

import pytest

from bot.cli import exports
from bot.gateways.readings.port import HandedReading
from bot.services.readings.export import Exported

_NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
_READING = HandedReading(
    1, "00880000000001", "028680", date(2026, 1, 15), _NOW, 3017, None, (), has_photo=False
)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_written_as_text(sign: str) -> None:
    """A spreadsheet would run it; other cells stay as they are."""
    plain = exports.values(Exported(_READING, "refused", None, "non valida = 3"))
    row = exports.values(Exported(_READING, "refused", None, f"{sign}1+cmd"))
    assert plain[-1] == "non valida = 3"
    assert row == [*plain[:-1], f"'{sign}1+cmd"]
