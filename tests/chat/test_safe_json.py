"""JSON from outside: what could stop others becomes null, all else is read as ever."""

import json
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import safe_json

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text() | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(_VALUES)
def test_ordinary_documents_are_read_as_ever(value: object) -> None:
    """Whatever JSON can say within reason comes back."""
    many = [value] + [['[{"\\']] * 70
    assert safe_json.read(json.dumps(many).encode()) == many


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b'{"a": NaN}', {"a": None}),
        (b'{"a": [Infinity, -Infinity, 1]}', {"a": [None, None, 1]}),
        (b'{"a": 1e999, "b": -1e999}', {"a": None, "b": None}),
        (b'{"a": ' + b"9" * 5000 + b', "b": 1}', {"a": None, "b": 1}),
        (b'{"a": "NaN [[[ }"}', {"a": "NaN [[[ }"}),
    ],
)
def test_what_the_database_would_refuse_becomes_null(document: bytes, expected: object) -> None:
    """Only the value, not what stands beside it."""
    assert safe_json.read(document) == expected


@pytest.mark.parametrize("depth", [65, 500, 1_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_what_nests_too_deep_becomes_null(depth: int, opening: bytes, closing: bytes) -> None:
    """However deep, and what stands beside it is read."""
    deep = opening * depth + b"1" + closing * depth
    read: Any = safe_json.read(b'[{"update_id": 1, "x": ' + deep + b'}, {"update_id": 2}]')
    assert [update["update_id"] for update in read] == [1, 2]
    json.dumps(read, allow_nan=False)


@pytest.mark.parametrize(
    "document", [b"", b"[" * 100_000, b"]" * 100, b"[" * 70 + b'"', b"\xff", b"{'a': 1}"]
)
def test_what_is_no_json_is_a_value_error(document: bytes) -> None:
    """Never another exception."""
    with pytest.raises(ValueError):  # noqa: PT011 - json's words vary
        safe_json.read(document)


def test_hostile_quotes_take_linear_time() -> None:
    """A megabyte of escaped quotes that never end."""
    begun = perf_counter()
    with pytest.raises(ValueError):  # noqa: PT011 - json's words vary
        safe_json.read(b"[" * 70 + b'"' + b'\\"' * 500_000)
    assert perf_counter() - begun < 2
