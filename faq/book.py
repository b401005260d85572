"""The FAQ book: approved entries read from TOML files, refused as a whole when it has gaps."""

import html
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType
from typing import Final

#: Telegram's limit for the text of one message.
LONGEST_ANSWER: Final = 4096

_TEXT_KEYS: Final = ("id", "question", "answer", "portal", "dialog")
_LIST_KEYS: Final = ("phrases", "tags", "related")
_REQUIRED: Final = ("id", "question", "answer")
_PLACEHOLDER: Final = re.compile(r"\{number\.([^{}]*)\}")
#: A "<" that begins no tag and an "&" that begins no entity: plain text, as books of others hold it.
_BARE: Final = re.compile(r"<(?![A-Za-z/!?])|&(?!#?\w+;)")
#: An id travels in buttons, which carry 64 bytes with a question's number behind it, and in tab-separated
#: files, where these characters separate.
_ID: Final = re.compile(r"[!-+\--{}~]{1,40}")

#: Tags that Telegram's HTML mode knows, with the attributes each may carry (Bot API, "HTML style").
_TAGS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("b", "strong", "i", "em", "u", "ins", "s", "strike", "del"), frozenset[str]()),
        "a": frozenset({"href"}),
        "code": frozenset({"class"}),
        "pre": frozenset[str](),
        "blockquote": frozenset({"expandable"}),
        "span": frozenset({"class"}),
        "tg-spoiler": frozenset[str](),
        "tg-emoji": frozenset({"emoji-id"}),
    }
)


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

    @property
    def wordings(self) -> tuple[str, ...]:
        """All known ways to ask for this entry, the approved question first."""
        return (self.question, *self.phrases)


@dataclass(frozen=True, slots=True)
class Book:
    """Entries in the order of their files; `book[id]` raises KeyError for an unknown id."""

    entries: tuple[Entry, ...]
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
    return Book(tuple(entry for _, entry in placed))


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
    if isinstance(answer, str):
        found += _answer_faults(answer, numbers)
    return found


def _answer_faults(answer: str, numbers: Mapping[str, str]) -> list[str]:
    names = dict.fromkeys(_PLACEHOLDER.findall(answer))
    found = [f"unknown number {{number.{name}}} in the answer" for name in names if name not in numbers]
    if found:
        return found
    filled = _fill(answer, numbers)
    if len(filled) > LONGEST_ANSWER:
        found.append(f"the answer has {len(filled)} characters, Telegram takes {LONGEST_ANSWER}")
    check = _TelegramHtml()
    check.feed(filled)
    check.close()
    return found + check.faults()


def _fill(answer: str, numbers: Mapping[str, str]) -> str:
    plain = _BARE.sub(lambda match: html.escape(match[0]), answer)
    return _PLACEHOLDER.sub(lambda match: html.escape(numbers[match[1]], quote=False), plain)


def _entry(row: Mapping[str, object], numbers: Mapping[str, str]) -> Entry:
    def text(key: str) -> str:
        return str(row[key]).strip()

    def texts(key: str) -> tuple[str, ...]:
        values = row.get(key, [])
        return tuple(str(value).strip() for value in values) if isinstance(values, list) else ()

    return Entry(
        id=text("id"),
        question=text("question"),
        answer=_fill(text("answer"), numbers),
        portal=text("portal") if "portal" in row else None,
        phrases=texts("phrases"),
        tags=texts("tags"),
        dialog=text("dialog") if "dialog" in row else None,
        related=texts("related"),
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


class _TelegramHtml(HTMLParser):
    """Reads an answer as Telegram's HTML mode does and remembers what it would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._open: list[str] = []
        self._found: list[str] = []

    def faults(self) -> list[str]:
        """Sentences about refused or unbalanced tags; empty if Telegram takes the text."""
        return self._found + [f"the answer leaves <{tag}> open" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = _TAGS.get(tag)
        if allowed is None:
            self._found.append(f"Telegram refuses the tag <{tag}> in the answer")
            return
        extra = [name for name, _ in attrs if name not in allowed]
        if extra:
            self._found.append(f'Telegram refuses the attribute "{extra[0]}" of <{tag}> in the answer')
        if tag == "a" and not dict(attrs).get("href"):
            self._found.append("a link <a> without href in the answer")
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._found.append(f"Telegram refuses the tag <{tag}/> in the answer")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            self._found.append(f"</{tag}> closes nothing in the answer")

    def handle_data(self, data: str) -> None:
        if "<" in data:
            self._found.append('a "<" in the answer begins a tag that never ends')

    def handle_comment(self, data: str) -> None:
        del data
        self._found.append("Telegram refuses a comment in the answer")

    def handle_decl(self, decl: str) -> None:
        self._found.append(f"Telegram refuses <!{decl}> in the answer")

    def handle_pi(self, data: str) -> None:
        self._found.append(f"Telegram refuses <?{data}> in the answer")
