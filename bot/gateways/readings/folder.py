"""The company as a folder: a CSV file a batch, each exactly once, and replies (docs/readings-csv.md).

A file is written out of sight, then marked as finished, then moved into the folder in one step. After a
crash a marked file that still lies out of sight is moved; a marked one that does not was moved before,
even where the company has taken it away since.
"""

import csv
import fcntl
import os
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path
from time import time
from typing import Final

from bot import private_files
from bot.csv_file import CsvFile
from bot.errors import FileRefused
from bot.gateways.readings.port import Batch, HandedReading, Refusal, Reply, UtilityAway
from bot.gateways.threads import aside
from handlers.shared import codes

COLUMNS: Final = (
    "reading_id", "point", "customer_code", "reading_date", "sent_at", "meter", "corrector", "doubts",
    "photo",
)  # fmt: skip
REPLY_COLUMNS: Final = ("reading_id", "reason")
#: A file of this size names a hundred thousand readings.
_LONGEST_REPLY: Final = 16 * 2**20
_THREAD: Final = "readings-folder"
_STAGING: Final = ".staging"
_HANDED: Final = ".handed"
_REPLIES: Final = "replies"
#: A batch is asked about again within minutes, or after a database was restored from a backup.
_MARKS_LAST_S: Final = 90 * 24 * 3600.0


class CsvFolder:
    """Writes files into a folder of this machine, or one that is mounted here."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def hand_over(self, batch: Batch) -> Sequence[Refusal]:
        """Place the file of the batch; refusals come later, as replies."""
        try:
            await aside(lambda: self.place(batch), _THREAD)
        except OSError as error:
            raise UtilityAway(f"{self._folder}: {error.strerror}") from error
        return ()

    async def replies(self) -> Sequence[Reply]:
        """The files in ``replies/``, in the order of their names."""
        try:
            return await aside(self._read_replies, _THREAD)
        except OSError as error:
            raise UtilityAway(f"{self._folder}: {error.strerror}") from error

    async def put_away(self, reply: Reply) -> None:
        """Move the file to ``replies/taken``, or to ``replies/unreadable``."""
        try:
            await aside(lambda: self._move_reply(reply), _THREAD)
        except OSError as error:
            raise UtilityAway(f"{self._folder}: {error.strerror}") from error

    def place(self, batch: Batch) -> None:
        """Place the file of the batch, unless it was placed before. May be killed at any point.

        Raises:
            OSError: it is not in the folder yet, or not for sure; another process may be at it.
        """
        name = f"readings-{batch.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{batch.key}.csv"
        staged, mark = self._folder / _STAGING / name, self._folder / _HANDED / name
        for folder in (self._folder, staged.parent, mark.parent, self._folder / _REPLIES):
            private_files.make_folder(folder)
        with self._alone():
            if not mark.exists():
                _write(staged, batch.readings)
                _sync_folder(staged.parent)
                os.close(private_files.open_private(str(mark), os.O_CREAT | os.O_WRONLY))
                _sync_folder(mark.parent)
            if staged.exists():
                staged.replace(self._folder / name)
            # Also where it was moved before: whoever did may have died in between.
            _sync_folder(self._folder)
            _sync_folder(staged.parent)
            self._drop_old_marks()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes off the folder; the kernel lets go of it when this one dies."""
        path = self._folder / _STAGING / "lock"
        with open(path, "w", encoding="ascii", opener=private_files.open_private) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def _drop_old_marks(self) -> None:
        oldest = time() - _MARKS_LAST_S
        for mark in os.scandir(self._folder / _HANDED):
            if mark.stat().st_mtime < oldest:
                Path(mark.path).unlink(missing_ok=True)

    def _read_replies(self) -> list[Reply]:
        private_files.tighten(self._folder)
        try:
            # Not by a pattern: that would take a folder which cannot be read for an empty one.
            files = sorted((self._folder / _REPLIES).iterdir())
        except FileNotFoundError:
            return []
        found = [(path, _reply(path)) for path in files if path.suffix.lower() == ".csv" and path.is_file()]
        # What has gone meanwhile, another process has dealt with.
        return [reply for path, reply in found if not reply.faults or path.exists()]

    def _move_reply(self, reply: Reply) -> None:
        place = self._folder / _REPLIES / ("unreadable" if reply.faults else "taken")
        place.mkdir(mode=0o700, exist_ok=True)
        private_files.tighten(place)
        # Of two processes that read it at the same moment, one is faster.
        with suppress(FileNotFoundError):
            (self._folder / _REPLIES / reply.name).replace(place / reply.name)


def values(reading: HandedReading) -> list[object]:
    """A reading in the order of the columns."""
    return [
        reading.reading_id,
        reading.point,
        reading.customer_code,
        reading.taken_on.isoformat(),
        reading.sent_at.astimezone(UTC).isoformat(timespec="seconds"),
        reading.meter,
        reading.corrector,
        " ".join(reading.doubts),
        "yes" if reading.has_photo else "no",
    ]


def _write(path: Path, readings: Sequence[HandedReading]) -> None:
    with open(path, "w", encoding="utf-8", newline="", opener=private_files.open_private) as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(map(values, readings))
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make what was created, moved or removed in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reply(path: Path) -> Reply:
    """A reply file: whole, or with its faults and nothing of it."""
    refusals: list[Refusal] = []
    faults: list[str] = []
    with suppress(FileNotFoundError):
        if path.stat().st_size > _LONGEST_REPLY:
            return Reply(path.name, (), (f"it is longer than {_LONGEST_REPLY} bytes",))
    try:
        for line, row in CsvFile(path, REPLY_COLUMNS, (), faults.append).rows():
            number, reason = codes.row_number(row["reading_id"]), _without_invisible(row["reason"])
            if number is not None and reason.isprintable():
                refusals.append(Refusal(number, reason))
            else:
                faults.append(f"line {line}: not the number of a reading and a reason")
    except FileRefused as refused:
        faults += refused.faults
    return Reply(path.name, () if faults else tuple(refusals), tuple(faults))


def _without_invisible(words: str) -> str:
    """The words without what only tells a screen how to lay them out; that is no fault of a file."""
    return "".join(letter for letter in words if unicodedata.category(letter) != "Cf")
