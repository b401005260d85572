"""The FAQ book: approved entries read from TOML files, refused as a whole when it has gaps."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from faq import answer as answers
from faq.answer import Fault

_TEXT_KEYS: Final = ("id", "question", "answer", "portal", "dialog")
_LIST_KEYS: Final = ("phrases", "tags", "related")
_REQUIRED: Final = ("id", "question", "answer")
#: An id travels in buttons, which carry 64 bytes with a question's number behind it, and in tab-separated
#: files, where these characters separate.
_ID: Final = re.compile(r"[!-+\--{}~]{1,40}")


class BookError(Exception):
    """The book has gaps. `faults` holds one sentence a fault, each naming file and entry."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved question with its answer (Telegram HTML, numbers already filled in)."""

    id: str
    question: str
    answer: str
    portal: str | None = None
    phrases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    dialog: str | None = None
    related: tuple[str, ...] = ()
    #: The answer as somebody wrote it, with the places of numbers; empty: as `answer`.
    written: str = field(default="", compare=False)

    @property
    def wordings(self) -> tuple[str, ...]:
        """All known ways to ask for this entry, the approved question first."""
        return (self.question, *self.phrases)


@dataclass(frozen=True, slots=True)
class Book:
    """Entries in the order of their files; `book[id]` raises KeyError for an unknown id."""

    entries: tuple[Entry, ...]
    #: What `{number.NAME}` of an answer stands for.
    numbers: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    _by_id: Mapping[str, Entry] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {entry.id: entry for entry in self.entries})

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, entry_id: str) -> Entry:
        return self._by_id[entry_id]

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._by_id

    @property
    def portals(self) -> tuple[str, ...]:
        """The portals named by any entry, in order of appearance."""
        return tuple(dict.fromkeys(entry.portal for entry in self.entries if entry.portal))

    def faults_of(self, answer: str) -> tuple[Fault, ...]:
        """Return why an answer, as somebody wrote it, could not stand in the book; empty: it could."""
        return answers.faults(answer, self.numbers)

    def filled(self, answer: str) -> str:
        """Return an answer without faults as it is sent, its numbers filled in."""
        return answers.fill(answer.strip(), self.numbers)

    def with_answers(self, edited: Mapping[str, str]) -> "Book":
        """Return the book with other answers, by entry; one with faults, or for no entry, is left out."""
        fit = {entry_id: answer for entry_id, answer in edited.items() if not self.faults_of(answer)}
        entries = (
            replace(entry, answer=self.filled(fit[entry.id]), written=fit[entry.id].strip())
            if entry.id in fit
            else entry
            for entry in self.entries
        )
        return Book(tuple(entries), self.numbers)


def load(path: Path, numbers: Mapping[str, str] = MappingProxyType({})) -> Book:
    """Read a book from one TOML file, or from every `*.toml` of a folder in order of name.

    `{number.NAME}` in an answer becomes `numbers[NAME]`, escaped for HTML. A "<" that begins no tag and an
    "&" that begins no entity are escaped too, so that answers may be plain text ("ISEE <= 7.500").

    Raises:
        BookError: listing every fault of every file; a book with a fault is refused whole.

    """
    faults: list[str] = []
    placed: list[tuple[str, Entry]] = []
    for file in _files(path, faults):
        placed += _read_file(file, numbers, faults)
    faults += _faults_between(placed)
    if not placed and not faults:
        faults.append(f"{path}: the book holds no entry")
    if faults:
        raise BookError(faults)
    return Book(tuple(entry for _, entry in placed), dict(numbers))


def _files(path: Path, faults: list[str]) -> list[Path]:
    if path.is_dir():
        files = sorted(path.glob("*.toml"))
        if not files:
            faults.append(f"{path}: the folder holds no .toml file")
        return files
    if path.is_file():
        return [path]
    faults.append(f"{path}: no such file or folder")
    return []


def _read_file(file: Path, numbers: Mapping[str, str], faults: list[str]) -> list[tuple[str, Entry]]:
    try:
        tables: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        faults.append(f"{file}: not readable as TOML: {error}")
        return []
    faults += [f'{file}: unknown key "{key}" beside [[entry]]' for key in tables if key != "entry"]
    rows = tables.get("entry", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(f'{file}: "entry" must be written as [[entry]] tables')
        return []
    placed = []
    for place, row in enumerate(rows, start=1):
        name = row.get("id")
        where = f"{file}: entry " + (f'"{name}"' if isinstance(name, str) and name else f"number {place}")
        found = _row_faults(row, numbers)
        faults += [f"{where}: {fault}" for fault in found]
        if not found:
            placed.append((where, _entry(row, numbers)))
    return placed


def _row_faults(row: Mapping[str, object], numbers: Mapping[str, str]) -> list[str]:
    found = [f'unknown key "{key}"' for key in row if key not in (*_TEXT_KEYS, *_LIST_KEYS)]
    for key in _TEXT_KEYS:
        value = row.get(key)
        if value is None:
            if key in _REQUIRED:
                found.append(f'"{key}" is missing')
        elif not isinstance(value, str):
            found.append(f'"{key}" must be a text')
        elif not value.strip():
            found.append(f'"{key}" is empty')
    for key in _LIST_KEYS:
        values = row.get(key, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            found.append(f'"{key}" must be a list of texts that are not empty')
    entry_id, answer = row.get("id"), row.get("answer")
    if isinstance(entry_id, str) and entry_id.strip() and not _ID.fullmatch(entry_id):
        found.append('"id" must be up to 40 plain characters, without spaces, commas and bars')
    if isinstance(answer, str) and answer.strip():
        found += map(str, answers.faults(answer, numbers))
    return found


def _entry(row: Mapping[str, object], numbers: Mapping[str, str]) -> Entry:
    def text(key: str) -> str:
        return str(row[key]).strip()

    def texts(key: str) -> tuple[str, ...]:
        values = row.get(key, [])
        return tuple(str(value).strip() for value in values) if isinstance(values, list) else ()

    return Entry(
        id=text("id"),
        question=text("question"),
        answer=answers.fill(text("answer"), numbers),
        portal=text("portal") if "portal" in row else None,
        phrases=texts("phrases"),
        tags=texts("tags"),
        dialog=text("dialog") if "dialog" in row else None,
        related=texts("related"),
        written=text("answer"),
    )


def _faults_between(placed: list[tuple[str, Entry]]) -> list[str]:
    """Faults that show only when all entries are seen: an id used twice, a link to nowhere."""
    first: dict[str, str] = {}
    faults = []
    for where, entry in placed:
        if entry.id in first:
            faults.append(f"{where}: the id is already used by {first[entry.id]}")
        first.setdefault(entry.id, where)
    for where, entry in placed:
        faults += [
            f'{where}: related entry "{other}" does not exist'
            for other in entry.related
            if other not in first
        ]
    return faults
