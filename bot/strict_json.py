"""Reads JSON from outside and refuses what programs read differently: a key twice, NaN, numbers without end.

`bot.chat.safe_json` is for Telegram, whose updates must be taken whatever they hold; here the sender is told.
"""

import json
from typing import Any, Final, NoReturn

#: More than any number that a promise of ours knows.
_MOST_DIGITS: Final = 25


def read(document: bytes) -> Any:  # noqa: ANN401 - JSON as it came
    """Read a document in UTF-8, with or without a byte order mark.

    Raises:
        ValueError: it is no JSON, or holds what has no one meaning; the text says what.
    """
    try:
        found = json.loads(
            document.decode("utf-8-sig"),
            object_pairs_hook=_each_once,
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_whole,
        )
        if b"\\u" in document:
            # Half a character in an escape, which no database keeps.
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except UnicodeEncodeError as error:
        raise ValueError("it holds half a character (a lone surrogate)") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON: {error}") from error
    return found


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"it holds a key twice: {ascii(name)[:80]}")
        found[name] = value
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError("it holds a number too large")
    return number


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError("it holds a number too large")
    return int(digits)
