"""Takes in the files of notices in a watched folder: each once, all of it or nothing (docs/notices.md).

A file that was taken is moved to ``taken/``, a faulty one to ``unreadable/`` with its faults beside it. A
process that dies between the two takes the file again, which changes nothing.
"""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import structlog
from sqlalchemy import Connection

from bot import private_files
from bot.errors import FileRefused
from bot.gateways.threads import aside
from bot.jobs.scheduler import Job
from bot.metrics import Metrics
from bot.services.notices.received import Received
from bot.services.notices.store import NoticeConflict
from bot.storage.engine import Database

_log = structlog.get_logger(__name__)

_LOOK_EVERY: Final = timedelta(seconds=10)
#: The most faults of a file that are logged; all of them lie beside it.
_MOST_FAULTS: Final = 10
#: A file of this size names a million streets.
_LARGEST: Final = 256 * 2**20
_ENDINGS: Final = (".csv", ".json")
_THREAD: Final = "notices-folder"
#: By which a file is the same as at the last look: its inode, size and time of change.
_Sight: TypeAlias = tuple[int, int, int]
#: Keeps what was received in a transaction, all or none of it; raises NoticeConflict.
Take: TypeAlias = Callable[[Connection, Received, datetime], object]


class DropFolder:
    """The watched folder of one process; several may watch the same one."""

    def __init__(  # noqa: PLR0913 - what it stands between
        self,
        folder: Path,
        database: Database,
        metrics: Metrics,
        now: Callable[[], datetime],
        *,
        read: Callable[[Path], Received],
        take: Take,
    ) -> None:
        self._folder = folder
        self._database = database
        self._metrics = metrics
        self._now = now
        self._read = read
        self._take = take
        self._seen: dict[str, _Sight] = {}
        self._is_away = False

    def job(self) -> Job:
        """Look every 10 s; a file is taken when it lies as it did at the look before."""
        return Job("notices-folder", self.look, _LOOK_EVERY, at_start=True)

    async def look(self) -> None:
        """Take in what lies still. A folder that is not there is empty."""
        try:
            for path in await aside(self._still, _THREAD):
                await self._take_in(path)
        except OSError as error:
            self._metrics.failures.labels("notices").inc()
            if not self._is_away:
                self._is_away = True
                _log.warning("the folder of notices cannot be used; trying again", reason=str(error))
            return
        self._is_away = False

    def _still(self) -> list[Path]:
        """The files that are the same as at the last look, by name."""
        private_files.tighten(self._folder)
        try:
            # Not by a pattern: that would take a folder which cannot be read for an empty one.
            paths = sorted(self._folder.iterdir())
        except FileNotFoundError:
            return []
        seen, self._seen = self._seen, {}
        for path in paths:
            if path.suffix.lower() in _ENDINGS and not path.name.startswith(".") and path.is_file():
                with suppress(FileNotFoundError):
                    found = path.stat()
                    self._seen[path.name] = (found.st_ino, found.st_size, found.st_mtime_ns)
        return [self._folder / name for name, sight in self._seen.items() if seen.get(name) == sight]

    async def _take_in(self, path: Path) -> None:
        try:
            received = await aside(lambda: self._checked(path), _THREAD)
            await self._database.write(lambda tx: self._take(tx, received, self._now()))
        except FileRefused as refused:
            await self._set_aside(path, refused.faults)
        except NoticeConflict as conflict:
            await self._set_aside(path, (str(conflict),))
        else:
            await aside(lambda: self._move(path, "taken", ()), _THREAD)
            _log.info("a file of notices was taken", file=path.name, notices=len(received.notices))

    def _checked(self, path: Path) -> Received:
        try:
            size = path.stat().st_size
        except OSError as error:
            raise FileRefused(path.name, [f"it cannot be read ({error.strerror})"]) from error
        if size > _LARGEST:
            raise FileRefused(path.name, [f"it is longer than {_LARGEST} bytes"])
        return self._read(path)

    async def _set_aside(self, path: Path, faults: Sequence[str]) -> None:
        if await aside(lambda: self._move(path, "unreadable", faults), _THREAD):
            self._metrics.failures.labels("notices").inc()
            _log.error("a file of notices is unreadable", file=path.name, faults=faults[:_MOST_FAULTS])

    def _move(self, path: Path, to: str, faults: Sequence[str]) -> bool:
        """Move a file, under a name that says when; return False where another process was faster."""
        place = self._folder / to
        place.mkdir(mode=0o700, exist_ok=True)
        private_files.tighten(place)
        with self._alone(place):
            name = f"{self._now().astimezone(UTC):%Y%m%dT%H%M%SZ}-{path.name}"
            free = next(each for each in _names(name) if not (place / each).exists())
            if not path.exists():
                return False
            if faults:
                beside = place / f"{free}.faults.txt"
                opener = private_files.open_private
                with open(beside, "w", encoding="utf-8", errors="backslashreplace", opener=opener) as file:
                    file.writelines(f"{fault}\n" for fault in faults)
            path.replace(place / free)
        self._seen.pop(path.name, None)
        return True

    @contextmanager
    def _alone(self, place: Path) -> Iterator[None]:
        """Keep other processes from moving files at the same moment."""
        with open(place / ".lock", "w", encoding="ascii", opener=private_files.open_private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _names(name: str) -> Iterator[str]:
    """The name, and others where it is taken."""
    yield name
    count = 2
    while True:
        yield f"{count}-{name}"
        count += 1
