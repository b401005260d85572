"""The lock by which one SQLite file has one bot: a file beside it, and a byte of the database itself."""

import fcntl
import os
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot import private_files

#: A byte that SQLite neither locks (it locks around 2**30) nor ever writes (its files end at 2**48).
_BYTE: Final = 2**60
#: ``struct flock`` of Linux: type, whence, start, length, process.
_FLOCK: Final = struct.Struct("hhqqi4x")
#: A lock of the open file, which closing another descriptor does not drop. Other systems have none, or
#: another form of it.
_SET_OPEN_FILE_LOCK: Final[int | None] = (
    getattr(fcntl, "F_OFD_SETLK", None) if sys.platform == "linux" else None
)


class ProcessLock:
    """Held from `take` to `release`, or to the end of the process.

    The file beside the database may be deleted by somebody who tidies up; the byte goes with the database
    only. The file is what systems without locks of open files have, and what earlier versions look at.
    """

    def __init__(self, path: Path) -> None:
        #: The file's own place: by a symbolic link it would have a second lock.
        self._path = path.resolve()
        self._descriptors: list[int] = []

    def take(self) -> None:
        """Take the lock; again does nothing.

        Raises:
            BlockingIOError: another process holds it.
            OSError: nothing can be written where it should lie.
        """
        if self._descriptors:
            return
        try:
            self._descriptors.append(_lock_beside(f"{self._path}.lock"))
            # What is no file SQLite refuses in its own words.
            if _SET_OPEN_FILE_LOCK is not None and not self._path.is_dir():
                private_files.create_file(self._path)
                database = os.open(self._path, os.O_RDWR)
                self._descriptors.append(database)
                _lock_byte(database, _SET_OPEN_FILE_LOCK)
        except OSError:
            self.release()
            raise

    def release(self) -> None:
        """Let go of the lock; only after SQLite's connections are closed, whose own locks go with it."""
        while self._descriptors:
            os.close(self._descriptors.pop())


def _lock_beside(path: str) -> int:
    """Lock the file at a path, and make sure that it is still the one there."""
    while True:
        descriptor = private_files.open_private(path, os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), Path(path).stat()):
                    return descriptor
        except OSError:
            os.close(descriptor)
            raise
        # Deleted between opening and locking: whoever comes next would find another file.
        os.close(descriptor)


def _lock_byte(database: int, command: int) -> None:
    try:
        fcntl.fcntl(database, command, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, _BYTE, 1, 0))
    except PermissionError as error:
        # POSIX lets a held lock be told as EACCES or EAGAIN.
        raise BlockingIOError(error.errno, error.strerror) from error
