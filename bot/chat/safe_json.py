"""Reads JSON from outside so that no value in it can stop what comes after: the database, or the process.

Python's own reader takes NaN and Infinity, which PostgreSQL refuses, fails on whole numbers of thousands of
digits, and runs out of stack on deep nesting. Each such value becomes null, and the rest of the document is
read as ever.
"""

import json
import math
import re
from typing import Any, Final

#: No update of Telegram nests half as deep.
_DEEPEST: Final = 64
#: More than any number of Telegram's.
_MOST_DIGITS: Final = 25
#: A string (perhaps unfinished), or a bracket outside strings. Possessive, so that it takes linear time.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


def read(document: bytes) -> Any:  # noqa: ANN401 - JSON as it came
    """Read a document.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return json.loads(
            _flattened(document), parse_constant=_nothing, parse_float=_finite, parse_int=_whole
        )
    except RecursionError as error:
        raise ValueError("too deep") from error


def _flattened(document: bytes) -> bytes:
    """Return the document with null in place of what lies too deep; empty if brackets do not match."""
    if document.count(b"[") + document.count(b"{") <= _DEEPEST:
        return document
    kept: list[bytes] = []
    depth = since = 0
    for token in _TOKEN.finditer(document):
        if token[0] in {b"[", b"{"}:
            if depth == _DEEPEST:
                kept.append(document[since : token.start()])
            depth += 1
        elif token[0] in {b"]", b"}"}:
            depth -= 1
            if depth == _DEEPEST:
                kept.append(b"null")
                since = token.end()
    return b"".join([*kept, document[since:]]) if depth == 0 else b""


def _nothing(_name: str) -> None:
    return None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None
