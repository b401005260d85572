"""The files of signs: a danger each, short lines, and no group that nothing uses."""

from pathlib import Path

import pytest

from faq.urgent import signs
from faq.urgent.recognise import IDS

FILES = sorted(Path(signs.__file__).parent.glob("*.toml"))


def test_the_gravest_danger_comes_first() -> None:
    """Of several dangers in a message the first is reported: gas, electricity, power cut, then a person."""
    ids = list(dict.fromkeys(sign.id for sign in signs.load().signs))
    assert ids == ["urgent-gas-leak", "urgent-electric-danger", "urgent-power-cut", "operator"]
    assert set(ids) == IDS


def test_each_group_is_used_by_a_sign() -> None:
    """A group left over by an edit would seem to do something."""
    tables = signs.load()
    rows = (*tables.signs, *tables.harmless)
    used = {
        name for sign in rows for name in (*sign.unless, *(one for choice in sign.near for one in choice))
    }
    assert used == set(tables.groups)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_line_is_short_enough_for_a_diff(file: Path) -> None:
    """One expression a line: what a change adds or takes can be read in its diff."""
    assert max(map(len, file.read_text(encoding="utf-8").splitlines())) <= 110
