"""Canned replies: read from a TOML file at start, filled in for a customer.

    saluto = "Buongiorno {nome}, sono qui."

    [lettura]
    it = "Gentile {nome}, la lettura di {fornitura} è arrivata."
    de = "Guten Tag {nome}, der Zählerstand für {fornitura} ist da."

Texts are plain; a reply without the customer's language is said in Italian.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Formatter
from typing import Any, Final

from bot.errors import ConfigurationFaulty
from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES

#: What a text may leave open: the customer's first name, their supply, and the desk's own name.
PLACES: Final = ("nome", "fornitura", "operatore")
#: A name is typed in a command and carried by a button.
_NAME: Final = re.compile(r"[a-z0-9_-]{1,32}")
#: Telegram's limit, with room for the values.
_LONGEST: Final = 3500
_HEADER: Final = re.compile(r"\s*\[\s*[\"']?([^\"'\]]*)[\"']?\s*\]")


@dataclass(frozen=True, slots=True)
class Filled:
    """A reply as Telegram HTML; None with the place for which nothing is known."""

    html: str | None
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class Canned:
    """The replies by name, each by language. An Italian text is always there."""

    replies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the order of the file."""
        return tuple(self.replies)

    def fill(self, name: str, language: str, values: Mapping[str, str]) -> Filled | None:
        """Fill a reply in, in the customer's language if there is one; None: there is no such reply."""
        texts = self.replies.get(name)
        if texts is None:
            return None
        text = texts.get(language, texts[DEFAULT_LANGUAGE])
        for place in _places(text):
            if not values.get(place):
                return Filled(None, place)
        return Filled(escape(text.format_map(values), quote=False))


def load(path: Path | None) -> Canned:
    """Read the file of canned replies; None: there is none.

    Raises:
        ConfigurationFaulty: with every fault, each naming its key and line.
    """
    if path is None:
        return Canned()
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise ConfigurationFaulty([f"desk.replies: {path} cannot be read ({error.strerror})"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationFaulty([f"desk.replies: {path} is not TOML: {error}"]) from error
    replies = {
        name: {DEFAULT_LANGUAGE: value} if isinstance(value, str) else value
        for name, value in content.items()
    }
    faults = [
        f"desk.replies: {path}, line {_line_of(text, name, key)}, {name if key is None else f'{name}.{key}'}"
        f": {what}"
        for name, texts in replies.items()
        for key, what in _faults(name, texts)
    ]
    if faults:
        raise ConfigurationFaulty(faults)
    return Canned(replies)


def _faults(name: str, texts: Any) -> Iterator[tuple[str | None, str]]:  # noqa: ANN401 - as TOML has it
    """Yield what is wrong with one reply: the key below its name, or None, and a phrase."""
    if _NAME.fullmatch(name) is None:
        yield None, "a name has 1 to 32 small letters, digits, - and _"
    if not isinstance(texts, Mapping):
        yield None, "expected a text, or one for each language"
        return
    if DEFAULT_LANGUAGE not in texts:
        yield None, f"there is no text in {DEFAULT_LANGUAGE}"
    for language, text in texts.items():
        if language not in LANGUAGES:
            yield language, f"no language of ours; there are {', '.join(LANGUAGES)}"
        elif not isinstance(text, str) or not text.strip():
            yield language, "expected a text"
        elif len(text) > _LONGEST:
            yield language, f"longer than {_LONGEST} characters"
        elif (fault := _fault_of_places(text)) is not None:
            yield language, fault


def _fault_of_places(text: str) -> str | None:
    known = ", ".join(f"{{{place}}}" for place in PLACES)
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return f"a brace stands alone; write {{{{ or }}}} for one, or a place: {known}"
    for _, place, spec, conversion in parts:
        if place is not None and (place not in PLACES or spec or conversion):
            return f"unknown place {{{place}}}; there are {known}"
    return None


def _places(text: str) -> tuple[str, ...]:
    return tuple(place for _, place, _, _ in Formatter().parse(text) if place is not None)


def _line_of(text: str, name: str, key: str | None) -> int:
    """Find the line of a key of the file, which is TOML; 1 where it is written in an unusual way."""
    assigned = re.compile(rf"\s*[\"']?{re.escape(key or name)}[\"']?\s*=")
    table: str | None = None
    found = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = header[1].strip()
            if table == name:
                found = number
        elif (table is None and key is None) or (table == name and key is not None):
            if assigned.match(line):
                return number
        elif table is None and re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]", line):
            found = number
    return found
