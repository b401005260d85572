"""The signs of danger and of the wish for a person, read from the TOML files beside this module."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

#: Groups, names and little words that all files use.
_COMMON: Final = "common.toml"
#: The dangers and the wish for a person, the gravest first: of several, `recognise` returns the first.
_BY_GRAVITY: Final = ("gas.toml", "electric.toml", "power_cut.toml", "operator.toml")
#: What takes a danger back.
_HARMLESS: Final = "harmless.toml"

#: Words within which an exception takes a sign back, where the file says nothing else.
_AROUND: Final = 20


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of a file, its groups by name; each element of `near` is a choice of groups."""

    id: str
    near: tuple[tuple[str, ...], ...]
    within: int
    close: bool
    ordered: bool
    alone: bool
    unless: tuple[str, ...]
    around: int


@dataclass(frozen=True, slots=True)
class SignTables:
    """The content of all files: the expressions of each group, the signs, and what they leave out."""

    groups: Mapping[str, tuple[str, ...]]
    signs: tuple[Sign, ...]
    harmless: tuple[Sign, ...]
    #: Expressions in which a word of a group does not count.
    names: tuple[str, ...]
    #: Words that may stand between those of a sign.
    little: str
    #: Foreign words that are right as they are.
    foreign: str


def load() -> SignTables:
    """Read the files.

    Raises:
        KeyError: a file lacks a table.
        ValueError: a group has the name of another, or a sign names a group that does not exist.

    """
    common, harmless = _read(_COMMON), _read(_HARMLESS)
    dangers = [_read(name) for name in _BY_GRAVITY]
    groups: dict[str, tuple[str, ...]] = {}
    for table in (common, *dangers, harmless):
        for name, listed in table["groups"].items():
            if name in groups:
                raise ValueError(f'two groups are named "{name}"')
            groups[name] = _lines(listed)
    tables = SignTables(
        groups=groups,
        signs=tuple(_sign(row, table["id"]) for table in dangers for row in table["sign"]),
        harmless=tuple(_sign(row, row["id"]) for row in harmless["sign"]),
        names=_lines(common["names"]["words"]),
        little=common["little"]["words"],
        foreign=common["foreign"]["words"],
    )
    if unknown := set(_groups_named(tables)) - groups.keys():
        raise ValueError(f"signs name groups that do not exist: {', '.join(sorted(unknown))}")
    return tables


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(str.strip, text.splitlines()) if line)


def _sign(row: Mapping[str, Any], sign_id: str) -> Sign:
    return Sign(
        id=sign_id,
        near=tuple(tuple(choice.split("|")) for choice in row["near"]),
        within=row.get("within", 0),
        close=row.get("close", False),
        ordered=row.get("ordered", False),
        alone=row.get("alone", False),
        unless=tuple(row.get("unless", ())),
        around=row.get("around", _AROUND),
    )


def _groups_named(tables: SignTables) -> Iterator[str]:
    for sign in (*tables.signs, *tables.harmless):
        yield from sign.unless
        for choice in sign.near:
            yield from choice
